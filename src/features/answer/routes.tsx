import type { Child as Content } from 'hono/jsx';
import { Hono } from 'hono';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped, textOf } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { keepReadyPages } from '../../platform/web/ready-pages.ts';
import { sendPage, sendReady } from '../../platform/web/send.ts';
import { inTheirs, type WebContext, type WebEnv } from '../../platform/web/web.ts';
import type { Filled } from '../../ui/fields.tsx';
import { acknowledge, findOnlyAddress, isLink, openEnvelope } from '../invitation/actions.ts';
import { admitAccount, startSignIn } from '../account/gate.ts';
import { admitGuest, keepGuest } from '../invitation/gate.ts';
import type { GuestPass } from '../invitation/rules.ts';
import { EnvelopePage } from '../invitation/views.tsx';
import { fileOf } from '../party/views.tsx';
import {
  answerInvitation,
  answerOnOpening,
  askAgain,
  askAnotherTime,
  lookAtInvitation,
  tellDetails,
  type Glance,
} from './actions.ts';
import { anotherTimeForm, answerForm, askAgainForm, receiptForm } from './form.ts';
import { saids, type Said } from './rules.ts';
import { InvitationPage } from './views.tsx';

/** What a room below adds to a guest's page. */
export type OnGuestPage = (platform: Platform, pass: GuestPass, glance: Glance) => Promise<Content>;

/** `card` asks something before all else; `more` stands below the answers. */
export function answerRoutes(platform: Platform, card: OnGuestPage, more: OnGuestPage): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/i/:token', async (c) => {
    if (!(await isLink(platform, c.req.param('token')))) return notFound();
    const { a, r = '', to } = c.req.query();
    const page = {
      visit: c.var.visit,
      to: c.req.path,
      answer: asSaid(a),
      revision: String(asRevision(r)),
      leads: leads.find((one) => one === to) ?? null,
    };
    return sendPage(c, <EnvelopePage {...page} />);
  });

  app.post('/i/:token', async (c) => {
    const typed = await readTyped(c);
    const says = asSaid(textOf(typed, 'a'));
    const to = leads.find((one) => one === textOf(typed, 'to'));
    const pass = (await openEnvelope(platform, c.req.param('token'))) ?? notFound();
    // A machine presses what it finds in a mail: a yes that stands is said again, or taken back, on the page alone.
    if (says && to !== 'coming') await answerOnOpening(platform, pass, says, asRevision(textOf(typed, 'r')));
    keepGuest(platform, c, pass);
    const at = `/invitations/${pass.envelope}`;
    if (to === 'coming') return c.redirect(`${at}${says ? `?a=${says}` : ''}#coming`, 303);
    return c.redirect(to === 'together' ? `${at}/together` : at, 303);
  });

  type Trouble = { refusal?: MessageKey; filled?: Filled; status?: 409 | 422 };

  const pages = keepReadyPages(platform.news);

  const write = async (
    { visit }: WebContext['var'],
    pass: GuestPass,
    chosen: Glance['chosen'],
    trouble: Pick<Trouble, 'refusal' | 'filled'> = {},
  ) => {
    const view = await lookAtInvitation(platform, pass);
    if (!view) return null;
    const own = inTheirs(visit, view);
    const glance = { say: own.say, view, chosen };
    const props = {
      visit: own,
      card: await card(platform, pass, glance),
      more: await more(platform, pass, glance),
      envelope: pass.envelope,
      view,
      now: platform.clock(),
      ...trouble,
    };
    return { party: view.party.id, markup: <InvitationPage {...props} /> };
  };

  const page = async (
    c: WebContext,
    pass: GuestPass,
    { status = 409, ...trouble }: Trouble,
  ): Promise<Response> => {
    const { markup } = (await write(c.var, pass, null, trouble)) ?? notFound();
    return sendPage(c, markup, status);
  };

  app.get('/invitations/:envelope', async (c) => {
    const pass = await admitGuest(platform, c);
    const { say, languageChosen } = c.var.visit;
    const { a } = c.req.query();
    const chosen = a === 'yes' || a === 'no' ? a : null;
    const key = `${pass.envelope} ${pass.version} ${say.language} ${languageChosen} ${chosen}`;
    const ready = pages.find(key) ?? (await pages.make(key, () => write(c.var, pass, chosen))) ?? notFound();
    return sendReady(c, ready);
  });

  app.post('/invitations/:envelope/answers', async (c) => {
    const pass = await admitGuest(platform, c);
    const form = parse(answerForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: 'answer.choose_one', status: 422 });
    const answered = await answerInvitation(platform, pass, form.value);
    if (!answered.ok) return page(c, pass, { refusal: `answer.refused_${answered.refusal}`, status: 409 });
    return c.redirect(`/invitations/${pass.envelope}#answer-${form.value.child}`, 303);
  });

  app.post('/invitations/:envelope/receipts', async (c) => {
    const pass = await admitGuest(platform, c);
    const form = parse(receiptForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: 'answer.refused_not_asked', status: 422 });
    await acknowledge(platform, pass, form.value.revision);
    return c.redirect(`/invitations/${pass.envelope}`, 303);
  });

  app.post('/invitations/:envelope/details', async (c) => {
    const pass = await admitGuest(platform, c);
    const typed = await readTyped(c);
    const told = await tellDetails(platform, pass, typed);
    if (told.ok) return c.redirect(`/invitations/${pass.envelope}`, 303);
    if (typeof told.refusal === 'string')
      return page(c, pass, { refusal: `answer.refused_${told.refusal}`, status: 409 });
    return page(c, pass, { filled: { typed, errors: told.refusal.errors }, status: 422 });
  });

  app.post('/invitations/:envelope/later', async (c) => {
    const pass = await admitGuest(platform, c);
    const form = parse(askAgainForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: 'answer.day_wrong', status: 422 });
    const asked = await askAgain(platform, pass, form.value.child, form.value.day);
    if (asked.ok) return c.redirect(`/invitations/${pass.envelope}`, 303);
    if (asked.refusal === 'wrong_day') return page(c, pass, { refusal: 'answer.day_wrong', status: 422 });
    return page(c, pass, { refusal: `answer.refused_${asked.refusal}`, status: 409 });
  });

  app.post('/invitations/:envelope/another-time', async (c) => {
    const pass = await admitGuest(platform, c);
    const form = parse(anotherTimeForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: 'answer.choose_one', status: 422 });
    const { child, wish } = form.value;
    const asked = await askAnotherTime(platform, pass, child, wish);
    if (!asked.ok) return page(c, pass, { refusal: `answer.refused_${asked.refusal}`, status: 409 });
    return c.redirect(`/invitations/${pass.envelope}#answer-${child}`, 303);
  });

  // Two presses for a family without an account: the code goes where the invitation went.
  app.post('/invitations/:envelope/own-party', async (c) => {
    const pass = await admitGuest(platform, c);
    const next = `/circles/${pass.circle}/parties/new`;
    if (await admitAccount(platform, c)) return c.redirect(next, 303);
    return c.redirect(await startSignIn(platform, c, await findOnlyAddress(platform, pass), next), 303);
  });

  app.get('/invitations/:envelope/party.ics', async (c) => {
    const pass = await admitGuest(platform, c);
    const { party, address, formerUid } = (await lookAtInvitation(platform, pass)) ?? notFound();
    const organizer = { reply: null, own: platform.mailer.address };
    const sight = { say: c.var.visit.say, party, address, organizer, now: platform.clock(), formerUid };
    const { content, method } = fileOf(sight, party.cancelledAt ? 'CANCELLED' : 'CONFIRMED');
    return c.body(content, 200, {
      'Content-Type': `text/calendar; charset=utf-8; method=${method}`,
      'Content-Disposition': 'attachment; filename="party.ics"',
    });
  });

  return app;
}

// A link that does not say which plan stood beside its answer is from before the first change.
function asRevision(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

// Where a link in a mail leads to.
const leads = ['together', 'coming'] as const;

function asSaid(text: string | undefined): Said | null {
  return saids.find((one) => one === text) ?? null;
}
