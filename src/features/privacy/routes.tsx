import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebEnv } from '../../platform/web/web.ts';
import { PrivacyPage } from './views.tsx';

export function privacyRoutes({ contact }: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get('/privacy', (c) => sendPage(c, <PrivacyPage visit={c.var.visit} contact={contact} />));
  return app;
}
