import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { readTyped } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebEnv } from '../../platform/web/web.ts';
import { admitHost } from '../party/gate.ts';
import { AlreadySentPage } from '../party/views.tsx';
import { chooseGuests, lookAtGuests, readChoice } from './actions.ts';
import { ChildlessPage, GuestsPage } from './views.tsx';

export function guestlistRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/parties/:party/guests', async (c) => {
    const pass = await admitHost(platform, c);
    const sheet = await lookAtGuests(platform, pass);
    if (sheet.party.sentAt) return c.redirect(`/parties/${pass.party}/invitations`, 303);
    if (sheet.cut.able.length === 0)
      return sendPage(c, <ChildlessPage visit={c.var.visit} party={pass.party} />);
    return sendPage(c, <GuestsPage visit={c.var.visit} sheet={sheet} />);
  });

  app.post('/parties/:party/guests', async (c) => {
    const pass = await admitHost(platform, c);
    const { visit } = c.var;
    const { ticks, ...choice } = readChoice(await readTyped(c));
    if (ticks) {
      const sheet = await lookAtGuests(platform, pass, ticks);
      return sendPage(c, <GuestsPage visit={visit} sheet={sheet} choosingSmall={ticks === 'small'} />);
    }
    const chosen = await chooseGuests(platform, pass, choice);
    if (chosen.ok) return c.redirect(`/parties/${pass.party}/look`, 303);
    if (chosen.refusal === 'already_sent')
      return sendPage(c, <AlreadySentPage visit={visit} party={pass.party} text="party.already_sent" />, 409);
    if (chosen.refusal === 'gap')
      return sendPage(c, <GuestsPage visit={visit} sheet={await lookAtGuests(platform, pass)} />, 409);
    const emptied = await lookAtGuests(platform, pass, 'none');
    return sendPage(c, <GuestsPage visit={visit} sheet={emptied} refusal="guestlist.choose_somebody" />, 422);
  });

  return app;
}
