import { Hono } from 'hono';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import { wasShown } from '../../platform/web/shown.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import type { Filled } from '../../ui/fields.tsx';
import { admitHost } from '../party/gate.ts';
import type { HostPass } from '../party/rules.ts';
import {
  acceptOffer,
  askNoMore,
  askWaitingNow,
  changePlaces,
  closeDoor,
  lookAtCall,
  lookAtDoor,
  makeOffer,
  openDoor,
  takeOfferBack,
} from './actions.ts';
import { acceptForm, offerForm, openForm, placesForm } from './form.ts';
import { admitCaller, showCall } from './gate.ts';
import type { CallPass, Offer } from './rules.ts';
import { CallPage, DonePage, DoorPage } from './views.tsx';

export function doorRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  type Trouble = { filled?: Filled; refusal?: MessageKey; status?: 409 | 422 };

  const doorPage = async (
    c: WebContext,
    pass: HostPass,
    { status, ...trouble }: Trouble = {},
  ): Promise<Response> => {
    const sheet = await lookAtDoor(platform, pass);
    if (!sheet) return c.redirect(`/parties/${pass.party}`, 303);
    return sendPage(c, <DoorPage visit={c.var.visit} sheet={sheet} {...trouble} />, status ?? 200);
  };

  app.get('/parties/:party/door', async (c) => doorPage(c, await admitHost(platform, c)));

  app.post('/parties/:party/door', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    const form = parse(openForm, typed);
    if (!form.ok) return doorPage(c, pass, { filled: { typed, errors: form.errors }, status: 422 });
    const opened = await openDoor(platform, pass, form.value);
    if (opened.ok) return c.redirect(`/parties/${pass.party}/door`, 303);
    if (opened.refusal === 'surname')
      return doorPage(c, pass, { filled: { typed, errors: { childName: 'door.surname' } }, status: 422 });
    return doorPage(c, pass, {
      filled: { typed, errors: {} },
      refusal: `door.refused_${opened.refusal}`,
      status: 409,
    });
  });

  app.post('/parties/:party/door/places', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    const form = parse(placesForm, typed);
    if (!form.ok) return doorPage(c, pass, { filled: { typed, errors: form.errors }, status: 422 });
    const changed = await changePlaces(platform, pass, form.value);
    return changed.ok ? back(c, pass) : refused(c, pass, changed.refusal);
  });

  app.post('/parties/:party/door/acceptances', async (c) => {
    const pass = await admitHost(platform, c);
    const form = parse(acceptForm, await readTyped(c));
    if (!form.ok) return doorPage(c, pass, { refusal: 'door.gone', status: 422 });
    const accepted = await acceptOffer(platform, pass, form.value.offer);
    return accepted.ok ? back(c, pass) : refused(c, pass, accepted.refusal);
  });

  app.post('/parties/:party/door/rounds', async (c) => {
    const pass = await admitHost(platform, c);
    const asked = await askWaitingNow(platform, pass);
    return asked.ok ? back(c, pass) : refused(c, pass, asked.refusal);
  });

  app.post('/parties/:party/door/closings', async (c) => {
    const pass = await admitHost(platform, c);
    await closeDoor(platform, pass);
    return back(c, pass);
  });

  const back = (c: WebContext, { party }: HostPass): Response => c.redirect(`/parties/${party}/door`, 303);

  const refused = (
    c: WebContext,
    pass: HostPass,
    refusal: 'closed' | 'fewer_than_taken',
  ): Promise<Response> => doorPage(c, pass, { refusal: `door.refused_${refusal}`, status: 409 });

  const callPage = async (
    c: WebContext,
    pass: CallPass,
    { status, filled, ...trouble }: Trouble = {},
  ): Promise<Response> => {
    const sheet = (await lookAtCall(platform, pass)) ?? notFound();
    const token = c.req.param('token') ?? '';
    const about = {
      visit: c.var.visit,
      token,
      sheet,
      shown: showCall(platform, pass),
      now: platform.clock(),
    };
    const said = filled ?? { typed: typedOffer(sheet.offer), errors: {} };
    return sendPage(c, <CallPage {...about} filled={said} {...trouble} />, status ?? 200);
  };

  app.get('/door/:token', async (c) => callPage(c, await admitCaller(platform, c)));

  app.post('/door/:token', async (c) => {
    const pass = await admitCaller(platform, c);
    const typed = await readTyped(c);
    const form = parse(offerForm, typed);
    if (!form.ok) return callPage(c, pass, { filled: { typed, errors: form.errors }, status: 422 });
    const { revision, ...said } = form.value;
    const made = await makeOffer(platform, pass, said, revision);
    if (!made.ok) {
      const kept = { typed, errors: {} };
      return callPage(c, pass, { filled: kept, refusal: `door.refused_${made.refusal}`, status: 409 });
    }
    return c.redirect(c.req.path, 303);
  });

  app.post('/door/:token/return', async (c) => {
    const pass = await admitCaller(platform, c);
    // A machine that posts every link of a mail has not seen the page: nothing is lost by it.
    if (!wasShown(await readTyped(c), showCall(platform, pass))) return c.redirect(pageOf(c), 303);
    await takeOfferBack(platform, pass);
    return sendPage(c, <DonePage visit={c.var.visit} of="back" />);
  });

  app.post('/door/:token/stop', async (c) => {
    const pass = await admitCaller(platform, c);
    if (!wasShown(await readTyped(c), showCall(platform, pass))) return c.redirect(pageOf(c), 303);
    await askNoMore(platform, pass);
    return sendPage(c, <DonePage visit={c.var.visit} of="stopped" />);
  });

  return app;
}

function pageOf(c: WebContext): string {
  return `/door/${c.req.param('token') ?? ''}`;
}

function typedOffer(offer: Offer | null): Record<string, string> {
  if (!offer) return { children: '1', grownUps: '1' };
  const { name, children, grownUps, brings, words } = offer;
  return { name, children: String(children), grownUps: String(grownUps), brings, words };
}
