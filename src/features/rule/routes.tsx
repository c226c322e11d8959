import { Hono } from 'hono';
import { inCircle } from '../../platform/database/database.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped, textsOf, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { idFrom } from '../account/gate.ts';
import { admitKeeper, admitToRoster } from '../circle/gate.ts';
import type { KeeperPass } from '../circle/rules.ts';
import { listChildren } from '../circle/store.ts';
import { dropGroup, keepGroup, lookAtGroup, lookAtRule, setRule } from './actions.ts';
import { groupForm, ruleForm } from './form.ts';
import { GroupPage, RulePage } from './views.tsx';

export function ruleRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  type Trouble = { typed?: Typed; errors?: FieldErrors; refusal?: MessageKey };

  const rulePage = async (
    c: WebContext,
    pass: KeeperPass,
    { typed, errors = {}, refusal }: Trouble = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const sheet = await lookAtRule(platform, pass);
    const { preset, smallPercent } = sheet.rule;
    const filled = { typed: typed ?? { preset, smallPercent: String(smallPercent) }, errors };
    const saved = c.req.query('news') === 'saved';
    const page = (
      <RulePage visit={c.var.visit} sheet={sheet} filled={filled} saved={saved} refusal={refusal} />
    );
    return sendPage(c, page, status);
  };

  app.get('/circles/:circle/rule', async (c) => rulePage(c, await admitKeeper(platform, c)));

  app.post('/circles/:circle/rule', async (c) => {
    const pass = await admitKeeper(platform, c);
    const typed = await readTyped(c);
    const form = parse(ruleForm, typed);
    if (!form.ok) return rulePage(c, pass, { typed, errors: form.errors }, 422);
    const set = await setRule(platform, pass, form.value);
    if (!set.ok) return rulePage(c, pass, { refusal: 'rule.school_sets' }, 409);
    return c.redirect(`/circles/${pass.circle}/rule?news=saved`, 303);
  });

  const newGroupPage = async (
    c: WebContext,
    pass: KeeperPass,
    { typed = {}, errors = {}, refusal }: Trouble = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const children = await inCircle(platform.db, pass.circle, (tx) => listChildren(tx, pass));
    const props = { circle: pass.circle, group: null, children, filled: { typed, errors }, refusal };
    return sendPage(c, <GroupPage visit={c.var.visit} {...props} />, status);
  };

  app.get('/circles/:circle/groups/new', async (c) => newGroupPage(c, await admitToRoster(platform, c)));

  app.post('/circles/:circle/groups', async (c) => {
    const pass = await admitToRoster(platform, c);
    const typed = await readTyped(c);
    const form = parse(groupForm, typed);
    if (!form.ok) return newGroupPage(c, pass, { typed, errors: form.errors }, 422);
    const plan = { id: null, name: form.value.name, ticked: textsOf(typed, 'member') };
    const kept = await keepGroup(platform, pass, plan);
    if (!kept.ok) return newGroupPage(c, pass, { typed, refusal: `rule.refused_${kept.refusal}` }, 409);
    return c.redirect(`/circles/${pass.circle}/rule?news=saved`, 303);
  });

  const groupPage = async (
    c: WebContext,
    pass: KeeperPass,
    { typed, errors = {}, refusal }: Trouble = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const known = (await lookAtGroup(platform, pass, idFrom(c, 'group') ?? notFound())) ?? notFound();
    const filled = {
      typed: typed ?? { name: known.group.name, member: [...known.group.children] },
      errors,
    };
    const props = { circle: pass.circle, ...known, filled, refusal };
    return sendPage(c, <GroupPage visit={c.var.visit} {...props} />, status);
  };

  app.get('/circles/:circle/groups/:group', async (c) => groupPage(c, await admitToRoster(platform, c)));

  app.post('/circles/:circle/groups/:group', async (c) => {
    const pass = await admitToRoster(platform, c);
    const id = idFrom(c, 'group') ?? notFound();
    const typed = await readTyped(c);
    const form = parse(groupForm, typed);
    if (!form.ok) return groupPage(c, pass, { typed, errors: form.errors }, 422);
    const kept = await keepGroup(platform, pass, {
      id,
      name: form.value.name,
      ticked: textsOf(typed, 'member'),
    });
    if (kept.ok) return c.redirect(`/circles/${pass.circle}/rule?news=saved`, 303);
    if (kept.refusal === 'gone') return notFound();
    return groupPage(c, pass, { typed, refusal: `rule.refused_${kept.refusal}` }, 409);
  });

  app.post('/circles/:circle/groups/:group/removal', async (c) => {
    const pass = await admitKeeper(platform, c);
    await dropGroup(platform, pass, idFrom(c, 'group') ?? notFound());
    return c.redirect(`/circles/${pass.circle}/rule?news=saved`, 303);
  });

  return app;
}
