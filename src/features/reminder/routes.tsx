import { Hono } from 'hono';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebEnv } from '../../platform/web/web.ts';
import { lookAtInvitation } from '../answer/actions.ts';
import { admitGuest } from '../invitation/gate.ts';
import { TogetherPage } from './views.tsx';

export function reminderRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/invitations/:envelope/together', async (c) => {
    const pass = await admitGuest(platform, c);
    const view = (await lookAtInvitation(platform, pass)) ?? notFound();
    const { visit } = c.var;
    const own = visit.languageChosen || !view.language ? visit : { ...visit, say: sayIn(view.language) };
    const props = { visit: own, envelope: pass.envelope, view, now: platform.clock() };
    return sendPage(c, <TogetherPage {...props} />);
  });

  return app;
}
