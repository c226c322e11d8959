import { Hono } from 'hono';
import { newToken } from '../../kernel/id.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { readCookie, writeCookie } from '../../platform/web/cookie.ts';
import { parse, readTyped } from '../../platform/web/form.ts';
import { networkOf } from '../../platform/web/network.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import type { Filled } from '../../ui/fields.tsx';
import { admitHost } from '../party/gate.ts';
import { isPlanned, type HostPass } from '../party/rules.ts';
import { closeStreet, lookAtStreet, lookAtWelcome, openStreet, sayHowMany } from './actions.ts';
import { openingForm, passersByForm } from './form.ts';
import { admitPasserBy } from './gate.ts';
import type { StreetPass } from './rules.ts';
import { StreetPage, WelcomePage } from './views.tsx';

const aDay = Temporal.Duration.from({ hours: 24 });

export function streetRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  type Trouble = { refusal?: MessageKey; filled?: Filled; status?: 409 | 422 | 429 };

  const hostPage = async (
    c: WebContext,
    pass: HostPass,
    { status, ...trouble }: Trouble = {},
  ): Promise<Response> => {
    const sheet = await lookAtStreet(platform, pass);
    const { party } = sheet;
    if (!isPlanned(party) || !party.postedAt) return c.redirect(`/parties/${pass.party}`, 303);
    const props = { visit: c.var.visit, sheet, party, now: platform.clock(), ...trouble };
    return sendPage(c, <StreetPage {...props} />, status ?? 200);
  };

  app.get('/parties/:party/street', async (c) => hostPage(c, await admitHost(platform, c)));

  app.post('/parties/:party/street/openings', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    const form = parse(openingForm, typed);
    if (!form.ok) return hostPage(c, pass, { filled: { typed, errors: form.errors }, status: 422 });
    const opened = await openStreet(platform, pass, form.value.title);
    if (!opened.ok) return hostPage(c, pass, { refusal: `street.refused_${opened.refusal}`, status: 409 });
    return c.redirect(`/parties/${pass.party}/street`, 303);
  });

  app.post('/parties/:party/street/closings', async (c) => {
    const pass = await admitHost(platform, c);
    await closeStreet(platform, pass);
    return c.redirect(`/parties/${pass.party}/street`, 303);
  });

  const welcomePage = async (
    c: WebContext,
    pass: StreetPass,
    { status, ...trouble }: Trouble = {},
  ): Promise<Response> => {
    const welcome = (await lookAtWelcome(platform, pass, deviceOf(c))) ?? notFound();
    const props = { visit: c.var.visit, to: c.req.path, welcome, ...trouble };
    return sendPage(c, <WelcomePage {...props} />, status ?? 200);
  };

  app.get('/street/:token', async (c) => welcomePage(c, await admitPasserBy(platform, c)));

  app.post('/street/:token', async (c) => {
    const pass = await admitPasserBy(platform, c);
    const typed = await readTyped(c);
    const form = parse(passersByForm, typed);
    if (!form.ok) return welcomePage(c, pass, { filled: { typed, errors: form.errors }, status: 422 });
    const device = deviceOf(c) ?? newToken();
    const from = { device, network: networkOf(c, platform.trustedProxies) };
    const said = await sayHowMany(platform, pass, from, form.value);
    if (!said.ok) return welcomePage(c, pass, { refusal: `street.refused_${said.refusal}`, status: 429 });
    writeCookie(c, 'street', device, aDay);
    return c.redirect(c.req.path, 303);
  });

  return app;
}

function deviceOf(c: WebContext): string | null {
  const device = readCookie(c, 'street') ?? '';
  return /^[\w-]{22}$/.test(device) ? device : null;
}
