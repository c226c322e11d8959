import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebEnv } from '../../platform/web/web.ts';
import { lookAtDoor } from '../arrival/actions.ts';
import { admitHost } from '../party/gate.ts';
import { badgesOf, whoCame } from './rules.ts';
import { BadgesPage, PosterPage } from './views.tsx';

export function paperRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/parties/:party/badges', async (c) => {
    const pass = await admitHost(platform, c);
    const sheet = await lookAtDoor(platform, pass);
    if (!sheet) return c.redirect(`/parties/${pass.party}`, 303);
    return sendPage(c, <BadgesPage visit={c.var.visit} party={sheet.party} {...badgesOf(sheet.list)} />);
  });

  app.get('/parties/:party/poster', async (c) => {
    const pass = await admitHost(platform, c);
    const sheet = await lookAtDoor(platform, pass);
    if (!sheet) return c.redirect(`/parties/${pass.party}`, 303);
    return sendPage(c, <PosterPage visit={c.var.visit} party={sheet.party} names={whoCame(sheet.list)} />);
  });

  return app;
}
