import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { dropCookie, readCookie, writeCookie } from '../../platform/web/cookie.ts';
import { parse, readTyped, textOf } from '../../platform/web/form.ts';
import { holdBackNetwork } from '../../platform/web/limits.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebEnv } from '../../platform/web/web.ts';
import { blank } from '../../ui/fields.tsx';
import { askForCode, signIn } from './actions.ts';
import { askForm, codeForm } from './form.ts';
import { idFrom, requireAccount } from './gate.ts';
import { codeLife, nameDevice, safePath, sessionLife } from './rules.ts';
import { deleteSession, listSessions } from './store.ts';
import { AccountPage, AskPage, CodePage } from './views.tsx';

export function accountRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/sign-in', (c) => {
    const filled = { typed: { address: c.req.query('address') ?? '' }, errors: {} };
    return sendPage(
      c,
      <AskPage visit={c.var.visit} filled={filled} next={safePath(c.req.query('next') ?? '/')} />,
    );
  });

  app.post('/codes', async (c) => {
    const { visit } = c.var;
    const typed = await readTyped(c);
    const form = parse(askForm, typed);
    const next = safePath(textOf(typed, 'next'));
    if (!form.ok)
      return sendPage(c, <AskPage visit={visit} filled={{ typed, errors: form.errors }} next={next} />, 422);
    await holdBackNetwork(platform, c, 'code');
    const asked = await askForCode(platform, form.value.address, visit.say.language);
    if (!asked.ok)
      return sendPage(
        c,
        <AskPage visit={visit} filled={{ typed, errors: {} }} next={next} refusal="account.too_many_codes" />,
        429,
      );
    writeCookie(c, 'browser', asked.value, codeLife);
    return c.redirect(`/code?next=${encodeURIComponent(form.value.next)}`, 303);
  });

  app.get('/code', (c) =>
    sendPage(c, <CodePage visit={c.var.visit} filled={blank} next={safePath(c.req.query('next') ?? '/')} />),
  );

  app.post('/sessions', async (c) => {
    const { visit } = c.var;
    const typed = await readTyped(c);
    const form = parse(codeForm, typed);
    const next = safePath(textOf(typed, 'next'));
    if (!form.ok)
      return sendPage(c, <CodePage visit={visit} filled={{ typed, errors: form.errors }} next={next} />, 422);
    const who = { language: visit.say.language, device: nameDevice(c.req.header('user-agent') ?? '') };
    const signed = await signIn(platform, readCookie(c, 'browser') ?? '', form.value.code, who);
    if (!signed.ok) {
      const errors = { code: `account.${signed.refusal}` as const };
      return sendPage(c, <CodePage visit={visit} filled={{ typed, errors }} next={next} />, 409);
    }
    dropCookie(c, 'browser');
    writeCookie(c, 'session', signed.value, sessionLife);
    return c.redirect(next, 303);
  });

  app.get('/account', async (c) => {
    const pass = await requireAccount(platform, c);
    const sessions = await listSessions(platform.db, pass);
    return sendPage(c, <AccountPage visit={c.var.visit} address={pass.address} sessions={sessions} />);
  });

  app.post('/sessions/:session/end', async (c) => {
    const pass = await requireAccount(platform, c);
    const session = idFrom(c, 'session') ?? notFound();
    await deleteSession(platform.db, pass, session);
    if (session !== pass.session) return c.redirect('/account', 303);
    dropCookie(c, 'session');
    // A list at the door that this phone keeps goes too (W3C Clear Site Data).
    c.header('Clear-Site-Data', '"storage"');
    return c.redirect('/', 303);
  });

  return app;
}
