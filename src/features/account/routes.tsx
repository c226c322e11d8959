import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { dropCookie, readCookie, writeCookie } from '../../platform/web/cookie.ts';
import { parse, readTyped, textOf } from '../../platform/web/form.ts';
import { holdBackNetwork } from '../../platform/web/limits.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { blank } from '../../ui/fields.tsx';
import {
  askForNewPasskey,
  askForPasskey,
  endOtherSessions,
  makePasskey,
  removePasskey,
  signIn,
  signInByPasskey,
  type Browser,
} from './actions.ts';
import { askForm, codeForm, passkeyForm } from './form.ts';
import { idFrom, livingAt, requireAccount, mailCode, startSignIn } from './gate.ts';
import {
  challengeLife,
  mayMakePasskey,
  nameDevice,
  safePath,
  sessionLife,
  type AccountPass,
} from './rules.ts';
import { deleteSession, listPasskeys, listSessions } from './store.ts';
import { AccountPage, AskPage, CodePage, PasskeyPage, ProofPage } from './views.tsx';

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
    if (!(await mailCode(platform, c, form.value.address)))
      return sendPage(
        c,
        <AskPage visit={visit} filled={{ typed, errors: {} }} next={next} refusal="account.too_many_codes" />,
        429,
      );
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
    const signed = await signIn(platform, readCookie(c, 'browser') ?? '', form.value.code, browserOf(c));
    if (!signed.ok) {
      const errors = { code: `account.${signed.refusal}` as const };
      return sendPage(c, <CodePage visit={visit} filled={{ typed, errors }} next={next} />, 409);
    }
    dropCookie(c, 'browser');
    writeCookie(c, 'session', signed.value, sessionLife);
    return c.redirect(next, 303);
  });

  const accountPage = async (
    c: WebContext,
    pass: AccountPass,
    refusal?: MessageKey,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const props = {
      address: pass.address,
      sessions: await listSessions(platform.db, pass, livingAt(platform.clock())),
      passkeys: await listPasskeys(platform.db, pass.account),
      mayMake: mayMakePasskey(pass.proof, platform.clock()),
      refusal,
    };
    return sendPage(c, <AccountPage visit={c.var.visit} {...props} />, status);
  };

  app.get('/account', async (c) => accountPage(c, await requireAccount(platform, c)));

  // What a browser is to sign. A page cannot bring it along: looking at a page writes nothing.
  app.post('/passkeys/challenges', async (c) => {
    const asking = textOf(await readTyped(c), 'asking');
    const pass = asking === 'making' ? await requireAccount(platform, c) : null;
    if (!pass) await holdBackNetwork(platform, c, 'challenge');
    const asked = pass
      ? await askForNewPasskey(platform, pass)
      : ({ ok: true, value: await askForPasskey(platform) } as const);
    if (!asked.ok) return c.json({ refusal: asked.refusal }, 409);
    writeCookie(c, 'passkey', asked.value.browser, challengeLife);
    return c.json(asked.value.options);
  });

  app.post('/passkeys', async (c) => {
    const pass = await requireAccount(platform, c);
    const typed = await readTyped(c);
    const next = safePath(textOf(typed, 'next') || '/account');
    const form = parse(passkeyForm, typed);
    if (!form.ok) return accountPage(c, pass, 'account.passkey_not_proven', 422);
    const browser = readCookie(c, 'passkey') ?? '';
    const { answer, name } = form.value;
    const given = { browser, answer, name: name || nameDevice(c.req.header('user-agent') ?? '') };
    const made = await makePasskey(platform, pass, given, browserOf(c));
    if (!made.ok) return accountPage(c, pass, `account.passkey_${made.refusal}`, 409);
    return goOn(c, made.value, next);
  });

  app.post('/passkeys/sessions', async (c) => {
    const typed = await readTyped(c);
    const next = safePath(textOf(typed, 'next'));
    const browser = readCookie(c, 'passkey') ?? '';
    const signed = await signInByPasskey(
      platform,
      { browser, answer: textOf(typed, 'answer') },
      browserOf(c),
    );
    if (signed.ok) return goOn(c, signed.value, next);
    const refusal = 'account.passkey_not_proven';
    return sendPage(c, <AskPage visit={c.var.visit} filled={blank} next={next} refusal={refusal} />, 409);
  });

  app.post('/passkeys/:passkey/removal', async (c) => {
    const passkey = idFrom(c, 'passkey') ?? notFound();
    const pass = await requireAccount(platform, c);
    // A code is enough, as it is for making one: who has lost a passkey has nothing else.
    if (!mayMakePasskey(pass.proof, platform.clock())) return c.redirect('/proof?next=/account', 303);
    await removePasskey(platform, pass, passkey);
    return c.redirect('/account', 303);
  });

  app.get('/passkey', async (c) => {
    const pass = await requireAccount(platform, c);
    const has = (await listPasskeys(platform.db, pass.account)).length > 0;
    const mayMake = mayMakePasskey(pass.proof, platform.clock());
    const next = safePath(c.req.query('next') ?? '/account');
    return sendPage(c, <PasskeyPage visit={c.var.visit} has={has} mayMake={mayMake} next={next} />);
  });

  app.get('/proof', async (c) => {
    const pass = await requireAccount(platform, c);
    const has = (await listPasskeys(platform.db, pass.account)).length > 0;
    const next = safePath(c.req.query('next') ?? '/account');
    return sendPage(c, <ProofPage visit={c.var.visit} has={has} next={next} />);
  });

  app.post('/proofs', async (c) => {
    const pass = await requireAccount(platform, c);
    const next = safePath(textOf(await readTyped(c), 'next'));
    return c.redirect(await startSignIn(platform, c, pass.address, next), 303);
  });

  app.post('/sessions/endings', async (c) => {
    const pass = await requireAccount(platform, c);
    await endOtherSessions(platform, pass);
    return c.redirect('/account', 303);
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

function browserOf(c: WebContext): Browser {
  return {
    language: c.var.visit.say.language,
    device: nameDevice(c.req.header('user-agent') ?? ''),
    session: readCookie(c, 'session'),
  };
}

function goOn(c: WebContext, session: string, next: string): Response {
  dropCookie(c, 'passkey');
  writeCookie(c, 'session', session, sessionLife);
  return c.redirect(next, 303);
}
