import { Hono } from 'hono';
import { inCircle } from '../../platform/database/database.ts';
import type { Result } from '../../kernel/result.ts';
import type { Platform } from '../../platform/platform.ts';
import { dropCookie, readCookie } from '../../platform/web/cookie.ts';
import { readTyped, textOf } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { blank } from '../../ui/fields.tsx';
import { proveAddress } from '../account/actions.ts';
import { requireAccount, sendCode } from '../account/gate.ts';
import type { CodeRefusal } from '../account/rules.ts';
import { keepAnotherYear } from '../circle/actions.ts';
import { admitKeeper } from '../circle/gate.ts';
import type { KeeperPass } from '../circle/rules.ts';
import { getCircle, getYear } from '../circle/store.ts';
import { erase, eraseCircle, lookAtOwn, type Own } from './actions.ts';
import { choiceInQuery, readChoice } from './form.ts';
import { admitEraser } from './gate.ts';
import { readWhat } from './rules.ts';
import { EraseCodePage, ErasedPage, ErasePage, YearPage } from './views.tsx';

export function erasingRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  /** Who asks, at which page, and to which address the code goes. */
  type Asking = { at: string; address: string; own: Own };

  const byAccount = async (c: WebContext): Promise<Asking> => {
    const pass = await requireAccount(platform, c);
    return { at: '/account/erasure', address: pass.address, own: await lookAtOwn(platform, pass) };
  };

  const byLink = async (c: WebContext): Promise<Asking> => {
    const { address } = await admitEraser(platform, c);
    return { at: `/erase/${c.req.param('token')}`, address, own: { children: [], onPaper: 0 } };
  };

  // The same three steps from an account and from the link of a first mail.
  for (const [route, admit] of [
    ['/account/erasure', byAccount],
    ['/erase/:token', byLink],
  ] as const) {
    app.get(route, async (c) => {
      const { at, own } = await admit(c);
      const filled = { typed: { what: 'me' }, errors: {} };
      return sendPage(c, <ErasePage visit={c.var.visit} to={`${at}/codes`} filled={filled} own={own} />);
    });

    app.post(`${route}/codes`, async (c) => {
      const { at, address, own } = await admit(c);
      const typed = await readTyped(c);
      const filled = { typed, errors: {} };
      if (!(await sendCode(platform, c, address, 'erase')))
        return sendPage(
          c,
          <ErasePage
            visit={c.var.visit}
            to={`${at}/codes`}
            filled={filled}
            own={own}
            refusal="account.too_many_codes"
          />,
          429,
        );
      return c.redirect(`${at}/code?${choiceInQuery(readChoice(typed))}`, 303);
    });

    app.get(`${route}/code`, async (c) => {
      const { at } = await admit(c);
      const choice = readChoice(c.req.query());
      return sendPage(
        c,
        <EraseCodePage
          visit={c.var.visit}
          to={`${at}/done`}
          back={at}
          choice={choice}
          filled={blank}
          title="erasing.code_title"
          button="erasing.button"
        />,
      );
    });

    app.post(`${route}/done`, async (c) => {
      const { at, address } = await admit(c);
      const typed = await readTyped(c);
      const choice = readChoice(typed);
      const proven = await prove(c, textOf(typed, 'code'), address);
      if (!proven.ok)
        return sendPage(
          c,
          <EraseCodePage
            visit={c.var.visit}
            to={`${at}/done`}
            back={at}
            choice={choice}
            filled={{ typed, errors: { code: `account.${proven.refusal}` } }}
            title="erasing.code_title"
            button="erasing.button"
          />,
          409,
        );
      const what = readWhat(choice.what);
      // Of a child that is gone already, or another family's, there is nothing to erase: one 404.
      if (!(await erase(platform, address, what, choice.never)).ok) return notFound();
      if (what.kind !== 'child') forget(c);
      return c.redirect('/erased', 303);
    });
  }

  app.get('/erased', (c) => sendPage(c, <ErasedPage visit={c.var.visit} />));

  const yearPage = async (c: WebContext, pass: KeeperPass, tooMany = false): Promise<Response> => {
    const { circle, year } = await inCircle(platform.db, pass.circle, async (tx) => ({
      circle: await getCircle(tx, pass),
      year: await getYear(tx, pass),
    }));
    const kept = c.req.query('news') === 'kept';
    return sendPage(
      c,
      <YearPage
        visit={c.var.visit}
        circle={circle}
        year={year}
        now={platform.clock()}
        kept={kept}
        refusal={tooMany ? 'account.too_many_codes' : undefined}
      />,
      tooMany ? 429 : 200,
    );
  };

  app.get('/circles/:circle/year', async (c) => yearPage(c, await admitKeeper(platform, c)));

  app.post('/circles/:circle/years', async (c) => {
    const pass = await admitKeeper(platform, c);
    await keepAnotherYear(platform, pass);
    return c.redirect(`/circles/${pass.circle}/year?news=kept`, 303);
  });

  app.post('/circles/:circle/erasures/codes', async (c) => {
    const pass = await admitKeeper(platform, c);
    if (!(await sendCode(platform, c, pass.address, 'erase'))) return yearPage(c, pass, true);
    return c.redirect(`/circles/${pass.circle}/erasure/code`, 303);
  });

  app.get('/circles/:circle/erasure/code', async (c) =>
    sendPage(c, circleCodePage(c, await admitKeeper(platform, c), blank)),
  );

  app.post('/circles/:circle/erasures', async (c) => {
    const pass = await admitKeeper(platform, c);
    const typed = await readTyped(c);
    const proven = await prove(c, textOf(typed, 'code'), pass.address);
    if (!proven.ok)
      return sendPage(
        c,
        circleCodePage(c, pass, { typed, errors: { code: `account.${proven.refusal}` } }),
        409,
      );
    await eraseCircle(platform, pass);
    return c.redirect('/erased', 303);
  });

  // The code must have gone to the very address that is to be erased.
  async function prove(c: WebContext, code: string, address: string): Promise<Result<null, CodeRefusal>> {
    const proven = await proveAddress(platform, readCookie(c, 'browser') ?? '', code, 'erase');
    if (!proven.ok) return proven;
    dropCookie(c, 'browser');
    return proven.value === address ? { ok: true, value: null } : { ok: false, refusal: 'code_expired' };
  }

  return app;
}

function circleCodePage(c: WebContext, { circle }: KeeperPass, filled: typeof blank) {
  return (
    <EraseCodePage
      visit={c.var.visit}
      to={`/circles/${circle}/erasures`}
      back={`/circles/${circle}/year`}
      choice={null}
      filled={filled}
      title="erasing.circle_title"
      button="erasing.circle_button"
    />
  );
}

// Nobody is signed in here any more, and what this browser keeps of a door goes too (W3C Clear Site Data).
function forget(c: WebContext): void {
  dropCookie(c, 'session');
  c.header('Clear-Site-Data', '"storage"');
}
