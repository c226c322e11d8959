import { Hono } from 'hono';
import { newId } from '../../kernel/id.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { assetUrl } from '../../ui/assets.ts';
import type { Filled } from '../../ui/fields.tsx';
import { admitHost } from '../party/gate.ts';
import type { HostPass } from '../party/rules.ts';
import { lookAtDoor, pressAtDoor } from './actions.ts';
import { nameForm, readPresses } from './form.ts';
import { turnUp, type Press } from './rules.ts';
import { DoorPage } from './views.tsx';

export function arrivalRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  type Trouble = { refusal?: MessageKey; filled?: Filled; status?: 409 | 422 };

  const doorPage = async (
    c: WebContext,
    pass: HostPass,
    { status, ...trouble }: Trouble = {},
  ): Promise<Response> => {
    const sheet = await lookAtDoor(platform, pass);
    if (!sheet) return c.redirect(`/parties/${pass.party}`, 303);
    const props = { visit: c.var.visit, sheet, now: platform.clock(), newId, ...trouble };
    return sendPage(c, <DoorPage {...props} />, status ?? 200);
  };

  app.get('/parties/:party/arrivals', async (c) => doorPage(c, await admitHost(platform, c)));

  const enter = async (c: WebContext, pass: HostPass, presses: readonly Press[]): Promise<Response> => {
    const pressed = await pressAtDoor(platform, pass, presses);
    if (!pressed.ok) return doorPage(c, pass, { refusal: `arrival.refused_${pressed.refusal}`, status: 409 });
    return c.redirect(`/parties/${pass.party}/arrivals`, 303);
  };

  // One press of a form, or all that a phone has kept while there was no network.
  app.post('/parties/:party/arrivals/ticks', async (c) => {
    const pass = await admitHost(platform, c);
    const presses = readPresses(await readTyped(c));
    if (!presses) return doorPage(c, pass, { refusal: 'arrival.press_wrong', status: 422 });
    return enter(c, pass, presses);
  });

  app.post('/parties/:party/arrivals/names', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    const form = parse(nameForm, typed);
    if (!form.ok) return doorPage(c, pass, { filled: { typed, errors: form.errors }, status: 422 });
    return enter(c, pass, [turnUp(newId(), form.value.name)]);
  });

  // The header lets the service worker show this one page and no other (Service Workers, 3.4.2). It is fetched by whoever may
  // see the page, and by nobody else.
  app.get('/parties/:party/arrivals/worker.js', async (c) => {
    const pass = await admitHost(platform, c);
    return c.body(`importScripts(${JSON.stringify(assetUrl('arrival-worker.js'))});\n`, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Service-Worker-Allowed': `/parties/${pass.party}/arrivals`,
    });
  });

  return app;
}
