import { Hono } from 'hono';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { requireAccount } from '../account/gate.ts';
import type { AccountPass } from '../account/rules.ts';
import { admitFamily } from '../circle/gate.ts';
import { changePeace, changePeaceEverywhere, lookAtPeace, takeOther, unsubscribe } from './actions.ts';
import { circlePeaceForm, everywhereForm } from './form.ts';
import { PeacePage, UnsubscribePage } from './views.tsx';

export function peaceRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const page = async (c: WebContext, pass: AccountPass, refusal?: MessageKey): Promise<Response> => {
    const sheet = await lookAtPeace(platform, pass);
    return sendPage(
      c,
      <PeacePage visit={c.var.visit} sheet={sheet} refusal={refusal} />,
      refusal ? 422 : 200,
    );
  };

  app.get('/peace', async (c) => page(c, await requireAccount(platform, c)));

  app.post('/peace', async (c) => {
    const pass = await requireAccount(platform, c);
    const form = parse(everywhereForm, await readTyped(c));
    if (!form.ok) return page(c, pass, 'party.choose_one');
    await changePeaceEverywhere(platform, pass, form.value.kind, form.value.peace);
    return c.redirect('/peace', 303);
  });

  app.post('/peace/mail', async (c) => {
    await takeOther(platform, await requireAccount(platform, c));
    return c.redirect('/peace', 303);
  });

  app.post('/circles/:circle/peace', async (c) => {
    const pass = await admitFamily(platform, c);
    const form = parse(circlePeaceForm, await readTyped(c));
    if (!form.ok) return page(c, await requireAccount(platform, c), 'party.choose_one');
    const { kind, host, peace } = form.value;
    await changePeace(platform, pass, { kind, host }, peace);
    return c.redirect('/peace', 303);
  });

  // The same page for every token: nobody learns which of them lead anywhere, and no name is on it.
  const unsubscribePage = (c: WebContext, done: boolean): Response =>
    sendPage(c, <UnsubscribePage visit={c.var.visit} to={c.req.path} done={done} />);

  app.get('/u/:token', (c) => unsubscribePage(c, false));

  app.post('/u/:token', async (c) => {
    const pressed = await isOneClick(c);
    if (pressed) await unsubscribe(platform, c.req.param('token'));
    return unsubscribePage(c, pressed);
  });

  return app;
}

// RFC 8058 3.1: one field, urlencoded or multipart.
async function isOneClick(c: WebContext): Promise<boolean> {
  const body = await c.req.parseBody().catch(() => ({}));
  return Object.entries(body).some(([name, value]) => name === 'List-Unsubscribe' && value === 'One-Click');
}
