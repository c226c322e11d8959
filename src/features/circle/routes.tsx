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
import {
  acceptAddress,
  addFamily,
  askToJoin,
  changeFamily,
  declineAddress,
  joinToken,
  letIn,
  removeFamily,
  renewJoinLink,
  startCircle,
  turnAway,
} from './actions.ts';
import { circleForm, parseFamily, typedFamily, typedTakes } from './form.ts';
import { admitJoiner, admitKeeper, admitLeaver, hasSeenLeaving, rememberLeaver } from './gate.ts';
import { usual, type Family, type KeeperPass, type Takes } from './rules.ts';
import {
  findFamily,
  findFamilyOf,
  findTakes,
  getCircle,
  listChildren,
  listFamilies,
  listOffers,
  listRequests,
} from './store.ts';
import { CirclePage, FamilyPage, JoinPage, LeavePage, NewCirclePage, SayingPage } from './views.tsx';

const notices = new Map<string, MessageKey>(
  Object.entries({
    started: 'circle.news_started',
    saved: 'circle.news_saved',
    removed: 'circle.news_removed',
    welcomed: 'circle.news_welcomed',
    imported: 'circle.news_imported',
    renewed: 'circle.news_renewed',
    reachable: 'circle.news_reachable',
  } as const),
);

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

  const circlePage = async (c: WebContext, pass: KeeperPass, refusal?: MessageKey) => {
    const shown = await inCircle(db, pass.circle, async (tx) => ({
      circle: await getCircle(tx, pass),
      families: await listFamilies(tx, pass),
      requests: await listRequests(tx, pass),
      offers: await listOffers(tx, pass),
      mayHost: (await findFamilyOf(tx, pass.address)) !== null,
    }));
    const joinUrl = `${platform.baseUrl}/join/${joinToken(platform.key, pass.circle, shown.circle.joinVersion)}`;
    const news = notices.get(c.req.query('news') ?? '');
    return sendPage(
      c,
      <CirclePage visit={c.var.visit} {...shown} joinUrl={joinUrl} news={news} refusal={refusal} />,
      refusal ? 409 : 200,
    );
  };

  app.get('/circles/:circle', async (c) => circlePage(c, await admitKeeper(platform, c)));

  app.post('/circles/:circle/join-links', async (c) => {
    const pass = await admitKeeper(platform, c);
    await renewJoinLink(platform, pass);
    return c.redirect(`/circles/${pass.circle}?news=renewed`, 303);
  });

  app.post('/circles/:circle/requests/:request/welcome', async (c) => {
    const pass = await admitKeeper(platform, c);
    const welcomed = await letIn(platform, pass, idFrom(c, 'request') ?? notFound());
    if (!welcomed.ok) return circlePage(c, pass, 'circle.request_gone');
    return c.redirect(`/circles/${pass.circle}?news=welcomed`, 303);
  });

  app.post('/circles/:circle/requests/:request/refusal', async (c) => {
    const pass = await admitKeeper(platform, c);
    await turnAway(platform, pass, idFrom(c, 'request') ?? notFound());
    return c.redirect(`/circles/${pass.circle}`, 303);
  });

  app.post('/circles/:circle/offers/:offer/welcome', async (c) => {
    const pass = await admitKeeper(platform, c);
    const accepted = await acceptAddress(platform, pass, idFrom(c, 'offer') ?? notFound());
    if (!accepted.ok) return circlePage(c, pass, 'circle.offer_gone');
    return c.redirect(`/circles/${pass.circle}?news=reachable`, 303);
  });

  app.post('/circles/:circle/offers/:offer/refusal', async (c) => {
    const pass = await admitKeeper(platform, c);
    await declineAddress(platform, pass, idFrom(c, 'offer') ?? notFound());
    return c.redirect(`/circles/${pass.circle}`, 303);
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

  app.post('/circles/:circle/families/:family/removal', async (c) => {
    const pass = await admitKeeper(platform, c);
    const { family } = await findKnown(c, pass);
    const removed = await removeFamily(platform, pass, family.id);
    if (!removed.ok) return circlePage(c, pass, 'circle.not_now');
    return c.redirect(`/circles/${pass.circle}?news=removed`, 303);
  });

  app.get('/join/:token', async (c) => {
    const pass = await admitJoiner(platform, c);
    const circle = await inCircle(db, pass.circle, (tx) => getCircle(tx, pass));
    const typed = { language: c.var.visit.say.language, ...typedTakes(usual) };
    return sendPage(
      c,
      <JoinPage visit={c.var.visit} circle={circle} filled={{ typed, errors: {} }} to={c.req.path} />,
    );
  });

  app.post('/join/:token', async (c) => {
    const pass = await admitJoiner(platform, c);
    const { visit } = c.var;
    const typed = await readTyped(c);
    const form = parseFamily(typed, []);
    const circle = await inCircle(db, pass.circle, (tx) => getCircle(tx, pass));
    const filled = { typed, errors: form.ok ? {} : form.errors };
    if (!form.ok)
      return sendPage(c, <JoinPage visit={visit} circle={circle} filled={filled} to={c.req.path} />, 422);
    const { adults, added, language, takes } = form.value;
    const [adult] = adults;
    if (!adult) return notFound();
    const asking = { adult, children: added, language, ...(takes ? { takes } : {}) };
    const asked = await askToJoin(platform, pass, asking);
    if (!asked.ok)
      return sendPage(
        c,
        <JoinPage
          visit={visit}
          circle={circle}
          filled={filled}
          to={c.req.path}
          refusal="circle.queue_full"
        />,
        409,
      );
    return c.redirect('/joined', 303);
  });

  app.get('/joined', (c) => {
    const { say } = c.var.visit;
    return sendPage(
      c,
      <SayingPage visit={c.var.visit} title={say('circle.joined_title')} text={say('circle.joined_text')} />,
    );
  });

  app.get('/leave/:token', async (c) => {
    const pass = await admitLeaver(platform, c);
    const page = sendPage(c, <LeavePage visit={c.var.visit} to={c.req.path} />);
    return rememberLeaver(platform, page, pass);
  });

  app.post('/leave/:token', async (c) => {
    const pass = await admitLeaver(platform, c);
    // A machine that posts every link of a mail has not seen the page: it is shown the page, and nothing is lost.
    if (!hasSeenLeaving(platform, c, pass)) return c.redirect(c.req.path, 303);
    const left = await removeFamily(platform, pass, pass.family);
    if (!left.ok)
      return sendPage(c, <LeavePage visit={c.var.visit} to={c.req.path} refusal="circle.hosting" />, 409);
    return c.redirect('/left', 303);
  });

  app.get('/left', (c) => {
    const { say } = c.var.visit;
    return sendPage(
      c,
      <SayingPage visit={c.var.visit} title={say('circle.left_title')} text={say('circle.left_text')} />,
    );
  });

  return app;
}
