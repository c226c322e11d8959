import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import { inTheirs, type WebEnv } from '../../platform/web/web.ts';
import { lookAtInvitation } from '../answer/actions.ts';
import { admitGuest } from '../invitation/gate.ts';
import { TogetherPage } from './views.tsx';

export function reminderRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/invitations/:envelope/together', async (c) => {
    const pass = await admitGuest(platform, c);
    const view = (await lookAtInvitation(platform, pass)) ?? notFound();
    const visit = inTheirs(c.var.visit, view);
    const props = { visit, envelope: pass.envelope, view, now: platform.clock() };
    return sendPage(c, <TogetherPage {...props} />);
  });

  return app;
}
