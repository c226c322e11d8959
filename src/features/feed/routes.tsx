import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebEnv } from '../../platform/web/web.ts';
import { requireAccount } from '../account/gate.ts';
import { findAddress, readFeed, renewAddress, stopFeed } from './actions.ts';
import { admitCalendar } from './gate.ts';
import { hasAlready } from './rules.ts';
import { CalendarPage } from './views.tsx';

export function feedRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/calendar', async (c) => {
    const pass = await requireAccount(platform, c);
    const address = await findAddress(platform, pass);
    return sendPage(c, <CalendarPage visit={c.var.visit} address={address} />);
  });

  app.post('/calendar', async (c) => {
    await renewAddress(platform, await requireAccount(platform, c));
    return c.redirect('/calendar', 303);
  });

  app.post('/calendar/removal', async (c) => {
    await stopFeed(platform, await requireAccount(platform, c));
    return c.redirect('/calendar', 303);
  });

  app.get('/calendar/:token', async (c) => {
    const feed = await readFeed(platform, await admitCalendar(platform, c));
    // Calendars may keep it for its reader, and ask each time whether it is still so.
    const headers = { ETag: feed.etag, 'Cache-Control': 'private, no-cache' };
    if (hasAlready(c.req.header('if-none-match'), feed.etag)) return c.body(null, 304, headers);
    return c.body(feed.write(), 200, {
      ...headers,
      'Content-Type': 'text/calendar; charset=utf-8; method=PUBLISH',
      'Content-Disposition': 'inline; filename="bunting.ics"',
    });
  });

  return app;
}
