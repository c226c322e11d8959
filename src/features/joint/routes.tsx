import type { Child as Content } from 'hono/jsx';
import { Hono } from 'hono';
import { isId } from '../../kernel/id.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped, textOf } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { Visit, WebContext, WebEnv } from '../../platform/web/web.ts';
import { blank, type Filled } from '../../ui/fields.tsx';
import { admitHost } from '../party/gate.ts';
import type { HostPass } from '../party/rules.ts';
import {
  acceptOffer,
  askFamily,
  askHosts,
  declineOffer,
  keepAlone,
  lookAtAsking,
  lookAtGap,
  lookAtOffer,
  lookAtSharing,
  takeOfferBack,
  wishToShare,
  type OnUnion,
} from './actions.ts';
import { childForm, offerForm } from './form.ts';
import { admitOffered } from './gate.ts';
import type { OfferPass } from './rules.ts';
import {
  NotNowPage,
  OfferOverPage,
  OfferPage,
  pageOf,
  SharingCard,
  TogetherPage,
  UnionGapPage,
} from './views.tsx';

/** The card for the page of another room: the last look before sending stands above this one. */
export async function sharingCard(platform: Platform, visit: Visit, pass: HostPass): Promise<Content> {
  const sheet = await lookAtSharing(platform, pass);
  return sheet ? <SharingCard say={visit.say} sheet={sheet} now={platform.clock()} /> : null;
}

export function jointRoutes(platform: Platform, follow: OnUnion): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const notNow = (c: WebContext, { party }: HostPass, refusal: MessageKey): Response =>
    sendPage(c, <NotNowPage visit={c.var.visit} party={party} refusal={refusal} />, 409);

  app.post('/parties/:party/sharing', async (c) => {
    const pass = await admitHost(platform, c);
    const wished = await wishToShare(platform, pass);
    if (!wished.ok) return notNow(c, pass, `joint.refused_${wished.refusal}`);
    return c.redirect(pageOf(wished.value), 303);
  });

  app.post('/parties/:party/sharing/return', async (c) => {
    const pass = await admitHost(platform, c);
    return c.redirect(pageOf((await keepAlone(platform, pass)) ?? notFound()), 303);
  });

  app.post('/parties/:party/unions', async (c) => {
    const pass = await admitHost(platform, c);
    const other = textOf(await readTyped(c), 'other');
    if (!isId(other)) return notNow(c, pass, 'joint.refused_unknown');
    const asked = await askHosts(platform, pass, other);
    if (!asked.ok) return notNow(c, pass, `joint.refused_${asked.refusal}`);
    return c.redirect(pageOf(asked.value), 303);
  });

  const togetherPage = async (
    c: WebContext,
    pass: HostPass,
    { status, ...trouble }: { filled?: Filled; refusal?: MessageKey; status?: 409 | 422 } = {},
  ): Promise<Response> => {
    const sheet = await lookAtAsking(platform, pass);
    if (!sheet && trouble.refusal) return notNow(c, pass, trouble.refusal);
    if (!sheet) return c.redirect(`/parties/${pass.party}`, 303);
    const props = { visit: c.var.visit, sheet, filled: blank, ...trouble };
    return sendPage(c, <TogetherPage {...props} />, status ?? 200);
  };

  app.get('/parties/:party/together', async (c) => togetherPage(c, await admitHost(platform, c)));

  app.post('/parties/:party/joint-offers', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    const form = parse(childForm, typed);
    if (!form.ok) return togetherPage(c, pass, { filled: { typed, errors: form.errors }, status: 422 });
    const asked = await askFamily(platform, pass, form.value.child);
    if (!asked.ok) return togetherPage(c, pass, { refusal: `joint.refused_${asked.refusal}`, status: 409 });
    return c.redirect(pageOf(asked.value), 303);
  });

  app.post('/parties/:party/joint-offers/return', async (c) => {
    const pass = await admitHost(platform, c);
    const offer = textOf(await readTyped(c), 'offer');
    const party = isId(offer) ? await takeOfferBack(platform, pass, offer) : null;
    return c.redirect(party ? pageOf(party) : `/parties/${pass.party}`, 303);
  });

  const offerPage = async (
    c: WebContext,
    pass: OfferPass,
    refusal?: MessageKey,
    status: 200 | 409 | 422 = refusal ? 409 : 200,
  ): Promise<Response> => {
    const { visit } = c.var;
    const sheet = await lookAtOffer(platform, pass);
    if (!sheet || sheet === 'declined')
      return sendPage(c, <OfferOverPage visit={visit} said={sheet === 'declined'} />, status);
    const props = { visit, offer: pass.offer, sheet, now: platform.clock(), ...(refusal ? { refusal } : {}) };
    return sendPage(c, <OfferPage {...props} />, status);
  };

  app.get('/joint-offers/:asking', async (c) => offerPage(c, await admitOffered(platform, c)));

  app.post('/joint-offers/:asking', async (c) => {
    const pass = await admitOffered(platform, c);
    const form = parse(offerForm, await readTyped(c));
    if (!form.ok) return offerPage(c, pass, 'answer.choose_one', 422);
    if (form.value.says === 'no') {
      await declineOffer(platform, pass);
      return c.redirect(`/joint-offers/${pass.offer}`, 303);
    }
    const { mark, bring, way, string, places } = form.value;
    const made = await acceptOffer(platform, pass, {
      mark,
      bring,
      follow,
      way,
      seen: { string, places },
    });
    if (made.ok) return c.redirect(`/parties/${made.value}`, 303);
    if (made.refusal !== 'gap') return offerPage(c, pass, `joint.refused_${made.refusal}`);
    const sheet = await lookAtGap(platform, pass, bring);
    if (!sheet) return offerPage(c, pass, 'joint.refused_gone');
    const props = { visit: c.var.visit, offer: pass.offer, sheet, mark, bring };
    return sendPage(c, <UnionGapPage {...props} />, 409);
  });

  return app;
}
