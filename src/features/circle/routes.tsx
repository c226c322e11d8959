import { Hono } from 'hono';
import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import type { Filled } from '../../ui/fields.tsx';
import type { MessageKey } from '../../platform/language/say.ts';
import { idFrom, requireAccount } from '../account/gate.ts';
import { addFamily, changeFamily, renewJoinLink, startCircle } from './actions.ts';
import { circleForm, parseFamily, typedFamily, typedTakes } from './form.ts';
import { admitKeeper } from './gate.ts';
import { usual, type Family, type KeeperPass, type Takes } from './rules.ts';
import { findFamily, findTakes, listChildren } from './store.ts';
import { FamilyPage, NewCirclePage } from './views.tsx';

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

  app.get('/circles/:circle/families/new', async (c) => {
    const pass = await admitKeeper(platform, c);
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
    const pass = await admitKeeper(platform, c);
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
    const pass = await admitKeeper(platform, c);
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
    const pass = await admitKeeper(platform, c);
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
