import type { Child as Content } from 'hono/jsx';
import { Hono } from 'hono';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { Visit, WebContext, WebEnv } from '../../platform/web/web.ts';
import { admitHost } from '../party/gate.ts';
import { isPlanned, type HostPass } from '../party/rules.ts';
import { lookAtSending, postParty, sendParty, takeBack } from './actions.ts';
import { LookPage } from './views.tsx';

/** What a room below adds to the last look. */
export type Beside = (platform: Platform, visit: Visit, pass: HostPass) => Promise<Content>;

export function invitationRoutes(platform: Platform, beside: Beside): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const lookPage = async (c: WebContext, pass: HostPass, refusal?: MessageKey): Promise<Response> => {
    const sheet = await lookAtSending(platform, pass);
    if (sheet?.party.sentAt) return c.redirect(`/parties/${pass.party}`, 303);
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
