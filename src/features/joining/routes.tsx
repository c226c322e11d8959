import { Hono } from 'hono';
import { inCircle } from '../../platform/database/database.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import { listReturned } from '../../platform/mail/mailer.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import { wasShown } from '../../platform/web/shown.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { admitFresh, idFrom } from '../account/gate.ts';
import { acceptAddress, declineAddress, joinToken, noteLook } from '../circle/actions.ts';
import { admitKeeper } from '../circle/gate.ts';
import { usual, type KeeperPass } from '../circle/rules.ts';
import { findFamilyOf, getCircle, listFamilies, listOffers } from '../circle/store.ts';
import { CirclePage, Offers } from '../circle/views.tsx';
import { askToJoin, letIn, removeFamily, turnAway } from './actions.ts';
import { joinForm } from './form.ts';
import { admitJoiner, admitLeaver, showLeaving } from './gate.ts';
import { listRequests } from './store.ts';
import { JoinPage, LeavePage, Requests, SayingPage } from './views.tsx';

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

export function joiningRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { db } = platform;

  const circlePage = async (c: WebContext, pass: KeeperPass, refusal?: MessageKey) => {
    await noteLook(platform, pass, 'keeper');
    const shown = await inCircle(db, pass.circle, async (tx) => ({
      circle: await getCircle(tx, pass),
      families: await listFamilies(tx, pass),
      requests: await listRequests(tx, pass),
      offers: await listOffers(tx, pass),
      mayHost: (await findFamilyOf(tx, pass.circle, pass.address)) !== null,
    }));
    const joinUrl = `${platform.baseUrl}/join/${joinToken(platform.ring.current, pass.circle, shown.circle.joinVersion)}`;
    const addresses = shown.families.flatMap(({ adults }) => adults.flatMap(({ address }) => address ?? []));
    const returned = await listReturned(db, platform.key, addresses);
    const { requests, offers, ...rest } = shown;
    const { say } = c.var.visit;
    const news = notices.get(c.req.query('news') ?? '');
    return sendPage(
      c,
      <CirclePage
        visit={c.var.visit}
        {...rest}
        returned={returned}
        atTheDoor={
          <>
            <Requests say={say} circle={pass.circle} requests={requests} />
            <Offers say={say} at={`/circles/${pass.circle}`} offers={offers} />
          </>
        }
        joinUrl={joinUrl}
        news={news}
        refusal={refusal}
      />,
      refusal ? 409 : 200,
    );
  };

  app.get('/circles/:circle', async (c) => circlePage(c, await admitKeeper(platform, c)));

  app.post('/circles/:circle/requests/:request/welcome', async (c) => {
    const pass = await admitKeeper(platform, c);
    const welcomed = await letIn(platform, pass, idFrom(c, 'request') ?? notFound());
    if (!welcomed.ok) return circlePage(c, pass, 'joining.request_gone');
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

  app.post('/circles/:circle/families/:family/removal', async (c) => {
    const pass = await admitKeeper(platform, c);
    await admitFresh(platform, c);
    const removed = await removeFamily(platform, pass, idFrom(c, 'family') ?? notFound());
    if (!removed.ok) return removed.refusal === 'gone' ? notFound() : circlePage(c, pass, 'circle.not_now');
    return c.redirect(`/circles/${pass.circle}?news=removed`, 303);
  });

  app.get('/join/:token', async (c) => {
    const pass = await admitJoiner(platform, c);
    const circle = await inCircle(db, pass.circle, (tx) => getCircle(tx, pass));
    const typed = { language: c.var.visit.say.language, takesSlip: usual.slip ? 'yes' : '' };
    return sendPage(
      c,
      <JoinPage visit={c.var.visit} circle={circle} filled={{ typed, errors: {} }} to={c.req.path} />,
    );
  });

  app.post('/join/:token', async (c) => {
    const pass = await admitJoiner(platform, c);
    const { visit } = c.var;
    const typed = await readTyped(c);
    const form = parse(joinForm, typed);
    const circle = await inCircle(db, pass.circle, (tx) => getCircle(tx, pass));
    const filled = { typed, errors: form.ok ? {} : form.errors };
    if (!form.ok)
      return sendPage(c, <JoinPage visit={visit} circle={circle} filled={filled} to={c.req.path} />, 422);
    const asked = await askToJoin(platform, pass, form.value);
    if (!asked.ok)
      return sendPage(
        c,
        <JoinPage
          visit={visit}
          circle={circle}
          filled={filled}
          to={c.req.path}
          refusal="joining.queue_full"
        />,
        409,
      );
    return c.redirect('/joined', 303);
  });

  app.get('/joined', (c) => {
    const { say } = c.var.visit;
    return sendPage(
      c,
      <SayingPage
        visit={c.var.visit}
        title={say('joining.joined_title')}
        text={say('joining.joined_text')}
      />,
    );
  });

  app.get('/leave/:token', async (c) => {
    const shown = showLeaving(platform, await admitLeaver(platform, c));
    return sendPage(c, <LeavePage visit={c.var.visit} to={c.req.path} shown={shown} />);
  });

  app.post('/leave/:token', async (c) => {
    const pass = await admitLeaver(platform, c);
    const shown = showLeaving(platform, pass);
    // A machine that posts every link of a mail has not seen the page: it is shown the page, and nothing is lost.
    if (!wasShown(await readTyped(c), shown)) return c.redirect(c.req.path, 303);
    const left = await removeFamily(platform, pass, pass.family);
    if (left.ok || left.refusal !== 'hosting') return c.redirect('/left', 303);
    const props = { visit: c.var.visit, to: c.req.path, shown };
    return sendPage(c, <LeavePage {...props} refusal="joining.hosting" />, 409);
  });

  app.get('/left', (c) => {
    const { say } = c.var.visit;
    return sendPage(
      c,
      <SayingPage
        visit={c.var.visit}
        title={say('joining.left_title')}
        text={say('joining.left_text')}
        more={say('joining.left_yes')}
      />,
    );
  });

  return app;
}
