import type { Child as Content } from 'hono/jsx';
import { Hono } from 'hono';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { readTyped, textOf } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { Visit, WebContext, WebEnv } from '../../platform/web/web.ts';
import { lookAtGuests, readChoice } from '../guestlist/actions.ts';
import { GuestsPage } from '../guestlist/views.tsx';
import { admitHost } from '../party/gate.ts';
import { AlreadySentPage } from '../party/views.tsx';
import { isPlanned, type HostPass } from '../party/rules.ts';
import { changeGuests, lookAtSending, postParty, sendParty, takeBack } from './actions.ts';
import { ChangePage, LookPage } from './views.tsx';

/** What a room below adds to the last look. */
export type Beside = (platform: Platform, visit: Visit, pass: HostPass) => Promise<Content>;

export function invitationRoutes(platform: Platform, beside: Beside): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  // The circle may have changed since the list was looked at: what is said there now is said again.
  const gapPage = async (c: WebContext, pass: HostPass): Promise<Response> => {
    const sheet = await lookAtGuests(platform, pass);
    return sendPage(c, <GuestsPage visit={c.var.visit} sheet={sheet} />, 409);
  };

  const lookPage = async (c: WebContext, pass: HostPass, refusal?: MessageKey): Promise<Response> => {
    const sheet = await lookAtSending(platform, pass);
    if (sheet?.party.sentAt) return c.redirect(`/parties/${pass.party}`, 303);
    if (sheet?.gap) return gapPage(c, pass);
    if (!sheet || !isPlanned(sheet.party))
      return c.redirect(`/parties/${pass.party}/${sheet ? 'plan' : 'guests'}`, 303);
    const props = {
      visit: c.var.visit,
      sheet,
      party: sheet.party,
      now: platform.clock(),
      beside: await beside(platform, c.var.visit, pass),
      ...(refusal ? { refusal } : {}),
    };
    return sendPage(c, <LookPage {...props} />, refusal ? 409 : 200);
  };

  app.get('/parties/:party/look', async (c) => lookPage(c, await admitHost(platform, c)));

  app.post('/parties/:party/sendings', async (c) => {
    const pass = await admitHost(platform, c);
    const sent = await sendParty(platform, pass);
    // Pressed twice is sent once: the second press finds the party as the first one left it.
    if (sent.ok || sent.refusal === 'already_sent') return c.redirect(`/parties/${pass.party}`, 303);
    return lookPage(c, pass, `invitation.refused_${sent.refusal}`);
  });

  app.get('/parties/:party/invitations', async (c) => {
    const pass = await admitHost(platform, c);
    const sheet = await lookAtGuests(platform, pass);
    if (!sheet.party.sentAt) return c.redirect(`/parties/${pass.party}/guests`, 303);
    return sendPage(c, <GuestsPage visit={c.var.visit} sheet={sheet} sent />);
  });

  app.post('/parties/:party/invitations', async (c) => {
    const pass = await admitHost(platform, c);
    const { visit } = c.var;
    const typed = await readTyped(c);
    const { ticks, ...choice } = readChoice(typed);
    const guestsPage = async (
      ticked: Parameters<typeof lookAtGuests>[2],
      status: 200 | 409 | 422,
      refusal?: MessageKey,
    ): Promise<Response> => {
      const sheet = await lookAtGuests(platform, pass, ticked);
      const said = { ...(refusal ? { refusal } : {}), choosingSmall: ticked === 'small' };
      return sendPage(c, <GuestsPage visit={visit} sheet={sheet} sent {...said} />, status);
    };
    if (ticks) return guestsPage(ticks, 200);
    const changed = await changeGuests(platform, pass, choice, textOf(typed, 'agreed'));
    if (changed.ok) return c.redirect(`/parties/${pass.party}`, 303);
    const { refusal } = changed;
    if (refusal.kind === 'not_ahead')
      return sendPage(c, <AlreadySentPage visit={visit} party={pass.party} text="answer.over" />, 409);
    if (refusal.kind === 'nobody') return guestsPage('none', 422, 'guestlist.choose_somebody');
    if (refusal.kind === 'gap') return guestsPage(choice.ticked, 409);
    const props = { visit, party: pass.party, change: refusal.change, choice };
    return sendPage(c, <ChangePage {...props} />);
  });

  app.post('/parties/:party/sendings/return', async (c) => {
    const pass = await admitHost(platform, c);
    const back = await takeBack(platform, pass);
    return c.redirect(
      back.ok ? `/parties/${pass.party}/look` : `/parties/${pass.party}?trouble=already_posted`,
      303,
    );
  });

  app.post('/parties/:party/sendings/now', async (c) => {
    const pass = await admitHost(platform, c);
    await postParty(platform, pass);
    return c.redirect(`/parties/${pass.party}`, 303);
  });

  return app;
}
