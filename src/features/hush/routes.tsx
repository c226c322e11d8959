import { Hono } from 'hono';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import { inTheirs, type WebContext, type WebEnv } from '../../platform/web/web.ts';
import { admitGuest, keepGuest } from '../invitation/gate.ts';
import type { GuestPass } from '../invitation/rules.ts';
import { GuestPeacePage } from '../peace/views.tsx';
import { changePeaceByGuest, lookAtGuestPeace } from './actions.ts';
import { peaceForm } from './form.ts';

export function hushRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const peacePage = async (c: WebContext, pass: GuestPass, refusal?: MessageKey): Promise<Response> => {
    const { hosts, circle, language } = (await lookAtGuestPeace(platform, pass)) ?? notFound();
    const done = c.req.query('done');
    const props = {
      visit: inTheirs(c.var.visit, { language }),
      at: `/invitations/${pass.envelope}`,
      hosts,
      circle,
      done: done === 'yes' || done === 'no' ? done : null,
      refusal,
    } as const;
    return sendPage(c, <GuestPeacePage {...props} />, refusal ? 422 : 200);
  };

  app.get('/invitations/:envelope/peace', async (c) => peacePage(c, await admitGuest(platform, c)));

  app.post('/invitations/:envelope/peace', async (c) => {
    const pass = await admitGuest(platform, c);
    const form = parse(peaceForm, await readTyped(c));
    if (!form.ok) return peacePage(c, pass, 'party.choose_one');
    const { kind, peace } = form.value;
    const changed = await changePeaceByGuest(platform, pass, kind, peace);
    if (!changed.ok) return notFound();
    // Who came by being signed in would find nothing here any more: the invitation may have become a quiet one.
    keepGuest(platform, c, pass);
    return c.redirect(`/invitations/${pass.envelope}/peace?done=${peace ? 'yes' : 'no'}`, 303);
  });

  return app;
}
