import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { readTyped, textsOf } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebEnv } from '../../platform/web/web.ts';
import { admitHost } from '../party/gate.ts';
import { AlreadySentPage } from '../party/views.tsx';
import { chooseGuests, lookAtGuests } from './actions.ts';
import { ChildlessPage, GuestsPage } from './views.tsx';

export function guestlistRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/parties/:party/guests', async (c) => {
    const pass = await admitHost(platform, c);
    const sheet = await lookAtGuests(platform, pass);
    if (sheet.party.sentAt) return c.redirect(`/parties/${pass.party}`, 303);
    if (sheet.able.length === 0) return sendPage(c, <ChildlessPage visit={c.var.visit} party={pass.party} />);
    return sendPage(c, <GuestsPage visit={c.var.visit} sheet={sheet} />);
  });

  app.post('/parties/:party/guests', async (c) => {
    const pass = await admitHost(platform, c);
    const ticked = textsOf(await readTyped(c), 'guest');
    const chosen = await chooseGuests(platform, pass, ticked);
    if (chosen.ok) return c.redirect(`/parties/${pass.party}/look`, 303);
    if (chosen.refusal === 'already_sent')
      return sendPage(
        c,
        <AlreadySentPage visit={c.var.visit} party={pass.party} text="party.already_sent" />,
        409,
      );
    const sheet = await lookAtGuests(platform, pass);
    const emptied = { ...sheet, list: { whole: false, group: null, children: [] } };
    return sendPage(
      c,
      <GuestsPage visit={c.var.visit} sheet={emptied} refusal="guestlist.choose_somebody" />,
      422,
    );
  });

  return app;
}
