import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import type { Filled } from '../../ui/fields.tsx';
import { admitHost } from '../party/gate.ts';
import type { HostPass } from '../party/rules.ts';
import { chooseHope, lookAtForecast } from './actions.ts';
import { hopeForm } from './form.ts';
import { ForecastPage, TooLatePage } from './views.tsx';

export function forecastRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const forecastPage = async (c: WebContext, pass: HostPass, filled?: Filled): Promise<Response> => {
    const sheet = await lookAtForecast(platform, pass);
    // Before it is sent, and once it has begun, the party's own page says what there is to say.
    if (!sheet) return c.redirect(`/parties/${pass.party}`, 303);
    const props = { visit: c.var.visit, sheet, now: platform.clock(), ...(filled ? { filled } : {}) };
    return sendPage(c, <ForecastPage {...props} />, filled ? 422 : 200);
  };

  app.get('/parties/:party/forecast', async (c) => forecastPage(c, await admitHost(platform, c)));

  app.post('/parties/:party/hopes', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    const form = parse(hopeForm, typed);
    if (!form.ok) return forecastPage(c, pass, { typed, errors: form.errors });
    const chosen = await chooseHope(platform, pass, form.value.children);
    if (!chosen.ok) return sendPage(c, <TooLatePage visit={c.var.visit} party={pass.party} />, 409);
    return c.redirect(`/parties/${pass.party}/forecast`, 303);
  });

  return app;
}
