import { Hono } from 'hono';
import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import type { Filled } from '../../ui/fields.tsx';
import type { MessageKey } from '../../platform/language/say.ts';
import { admitFresh, idFrom, requireAccount } from '../account/gate.ts';
import { addFamily, addKeeper, changeFamily, removeKeeper, renewJoinLink, startCircle } from './actions.ts';
import { circleForm, keeperForm, parseFamily, typedFamily, typedTakes } from './form.ts';
import { admitKeeper, admitToRoster } from './gate.ts';
import { usual, type Family, type KeeperPass, type Takes } from './rules.ts';
import { findFamily, findTakes, getCircle, listChildren, listKeepers } from './store.ts';
import { FamilyPage, KeepersPage, NewCirclePage } from './views.tsx';

export function circleRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { db } = platform;

  app.get('/circles/new', async (c) => {
    await requireAccount(platform, c);
    const { say } = c.var.visit;
    const typed = { language: say.language, zone: 'Europe/London' };
    return sendPage(c, <NewCirclePage visit={c.var.visit} filled={{ typed, errors: {} }} />);
  });

  app.post('/circles', async (c) => {
    const account = await requireAccount(platform, c);
    const typed = await readTyped(c);
    const form = parse(circleForm, typed);
    if (!form.ok)
      return sendPage(c, <NewCirclePage visit={c.var.visit} filled={{ typed, errors: form.errors }} />, 422);
    const circle = await startCircle(platform, account, form.value);
    return c.redirect(`/circles/${circle}?news=started`, 303);
  });

  app.post('/circles/:circle/join-links', async (c) => {
    const pass = await admitKeeper(platform, c);
    await renewJoinLink(platform, pass);
    return c.redirect(`/circles/${pass.circle}?news=renewed`, 303);
  });

  const keepersPage = async (
    c: WebContext,
    pass: KeeperPass,
    { typed = {}, errors = {}, refusal }: { typed?: Typed; errors?: FieldErrors; refusal?: MessageKey } = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const sheet = await inCircle(db, pass.circle, async (tx) => ({
      circle: await getCircle(tx, pass),
      keepers: await listKeepers(tx, pass),
    }));
    const props = { ...sheet, own: pass.account, filled: { typed, errors }, refusal };
    return sendPage(c, <KeepersPage visit={c.var.visit} {...props} />, status);
  };

  app.get('/circles/:circle/keepers', async (c) => keepersPage(c, await admitKeeper(platform, c)));

  app.post('/circles/:circle/keepers', async (c) => {
    const pass = await admitKeeper(platform, c);
    await admitFresh(platform, c);
    const typed = await readTyped(c);
    const form = parse(keeperForm, typed);
    if (!form.ok) return keepersPage(c, pass, { typed, errors: form.errors }, 422);
    const added = await addKeeper(platform, pass, form.value.address);
    if (!added.ok) return keepersPage(c, pass, { typed, refusal: `circle.refused_${added.refusal}` }, 409);
    return c.redirect(`/circles/${pass.circle}/keepers`, 303);
  });

  app.post('/circles/:circle/keepers/:keeper/removal', async (c) => {
    const pass = await admitKeeper(platform, c);
    await admitFresh(platform, c);
    const keeper = idFrom(c, 'keeper') ?? notFound();
    const removed = await removeKeeper(platform, pass, keeper);
    if (!removed.ok) return keepersPage(c, pass, { refusal: `circle.refused_${removed.refusal}` }, 409);
    return c.redirect(keeper === pass.account ? '/' : `/circles/${pass.circle}/keepers`, 303);
  });

  app.get('/circles/:circle/families/new', async (c) => {
    const pass = await admitToRoster(platform, c);
    const others = await inCircle(db, pass.circle, (tx) => listChildren(tx, pass));
    return sendPage(
      c,
      <FamilyPage
        visit={c.var.visit}
        circle={pass.circle}
        family={null}
        others={others}
        filled={{ typed: typedTakes(usual), errors: {} }}
      />,
    );
  });

  app.post('/circles/:circle/families', async (c) => {
    const pass = await admitToRoster(platform, c);
    const typed = await readTyped(c);
    const others = await inCircle(db, pass.circle, (tx) => listChildren(tx, pass));
    const page = (errors: Filled['errors'], refusal?: MessageKey) => (
      <FamilyPage
        visit={c.var.visit}
        circle={pass.circle}
        family={null}
        others={others}
        filled={{ typed, errors }}
        {...(refusal ? { refusal } : {})}
      />
    );
    const form = parseFamily(typed, others);
    if (!form.ok) return sendPage(c, page(form.errors), 422);
    const added = await addFamily(platform, pass, form.value);
    if (!added.ok) return sendPage(c, page({}, 'circle.circle_full'), 409);
    return c.redirect(`/circles/${pass.circle}?news=saved`, 303);
  });

  const findKnown = async (
    c: WebContext,
    pass: KeeperPass,
  ): Promise<{ family: Family; others: Family['children']; takes: Takes }> => {
    const id = idFrom(c, 'family') ?? notFound();
    const known = await inCircle(db, pass.circle, async (tx) => ({
      family: await findFamily(tx, pass, id),
      takes: await findTakes(tx, pass, id),
      all: await listChildren(tx, pass),
    }));
    const family = known.family ?? notFound();
    const own = new Set(family.children.map((child) => child.id));
    const others = known.all.filter((child) => !own.has(child.id));
    return { family, others, takes: known.takes ?? usual };
  };

  app.get('/circles/:circle/families/:family', async (c) => {
    const pass = await admitToRoster(platform, c);
    const { family, others, takes } = await findKnown(c, pass);
    const typed = {
      ...typedFamily(family.children, family.adults, family.language),
      ...typedTakes(takes),
    };
    return sendPage(
      c,
      <FamilyPage
        visit={c.var.visit}
        circle={pass.circle}
        family={family}
        others={others}
        filled={{ typed, errors: {} }}
      />,
    );
  });

  app.post('/circles/:circle/families/:family', async (c) => {
    const pass = await admitToRoster(platform, c);
    const { family, others } = await findKnown(c, pass);
    const typed = await readTyped(c);
    const page = (errors: Filled['errors'], refusal?: MessageKey) => (
      <FamilyPage
        visit={c.var.visit}
        circle={pass.circle}
        family={family}
        others={others}
        filled={{ typed, errors }}
        {...(refusal ? { refusal } : {})}
      />
    );
    const form = parseFamily(typed, [...family.children, ...others]);
    if (!form.ok) return sendPage(c, page(form.errors), 422);
    const changed = await changeFamily(platform, pass, family.id, form.value);
    if (!changed.ok)
      return changed.refusal === 'gone' ? notFound() : sendPage(c, page({}, 'circle.not_now'), 409);
    return c.redirect(`/circles/${pass.circle}?news=saved`, 303);
  });

  return app;
}
