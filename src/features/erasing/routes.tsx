import { Hono } from 'hono';
import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { dropCookie } from '../../platform/web/cookie.ts';
import { readTyped, textOf } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { blank } from '../../ui/fields.tsx';
import { admitFresh, mailCode, proveByCode, requireAccount } from '../account/gate.ts';
import { keepAnotherYear } from '../circle/actions.ts';
import { admitKeeper } from '../circle/gate.ts';
import { getCircle, getYear } from '../circle/store.ts';
import { erase, eraseCircle, lookAtOwn, type Own } from './actions.ts';
import { choiceInQuery, readChoice } from './form.ts';
import { admitEraser } from './gate.ts';
import { readWhat } from './rules.ts';
import { CircleErasurePage, EraseCodePage, ErasedPage, ErasePage, YearPage } from './views.tsx';

export function erasingRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  /** Who asks, at which page, to which address the code goes, and what the page shows. */
  type Asking = { at: string; address: string; own: () => Promise<Own> };

  const byAccount = async (c: WebContext): Promise<Asking> => {
    const pass = await requireAccount(platform, c);
    return { at: '/account/erasure', address: pass.address, own: () => lookAtOwn(platform, pass) };
  };

  const byLink = async (c: WebContext): Promise<Asking> => {
    const { address } = await admitEraser(platform, c);
    const own = { children: [], onPaper: 0 };
    return { at: `/erase/${c.req.param('token')}`, address, own: () => Promise.resolve(own) };
  };

  // The same three steps from an account and from the link of a first mail.
  for (const [route, admit] of [
    ['/account/erasure', byAccount],
    ['/erase/:token', byLink],
  ] as const) {
    app.get(route, async (c) => {
      const { at, own } = await admit(c);
      const filled = { typed: { what: 'me' }, errors: {} };
      const page = { visit: c.var.visit, to: `${at}/codes`, own: await own() };
      return sendPage(c, <ErasePage {...page} filled={filled} />);
    });

    app.post(`${route}/codes`, async (c) => {
      const { at, address, own } = await admit(c);
      const typed = await readTyped(c);
      if (await mailCode(platform, c, address, 'erase'))
        return c.redirect(`${at}/code?${choiceInQuery(readChoice(typed))}`, 303);
      const page = { visit: c.var.visit, to: `${at}/codes`, own: await own() };
      const filled = { typed, errors: {} };
      return sendPage(c, <ErasePage {...page} filled={filled} refusal="account.too_many_codes" />, 429);
    });

    app.get(`${route}/code`, async (c) => {
      const { at } = await admit(c);
      const choice = readChoice(c.req.query());
      return sendPage(c, <EraseCodePage visit={c.var.visit} at={at} choice={choice} filled={blank} />);
    });

    app.post(`${route}/done`, async (c) => {
      const { at, address } = await admit(c);
      const typed = await readTyped(c);
      const choice = readChoice(typed);
      const proven = await proveByCode(platform, c, textOf(typed, 'code'), { address, purpose: 'erase' });
      if (!proven.ok) {
        const filled = { typed, errors: { code: `account.${proven.refusal}` as const } };
        return sendPage(
          c,
          <EraseCodePage visit={c.var.visit} at={at} choice={choice} filled={filled} />,
          409,
        );
      }
      const what = readWhat(choice.what);
      // Of a child that is gone already, or another family's, there is nothing to erase: one 404.
      if (!(await erase(platform, address, what, choice.never)).ok) return notFound();
      if (what.kind !== 'child') forget(c);
      return c.redirect('/erased', 303);
    });
  }

  app.get('/erased', (c) => sendPage(c, <ErasedPage visit={c.var.visit} />));

  app.get('/circles/:circle/year', async (c) => {
    const pass = await admitKeeper(platform, c);
    const sheet = await inCircle(platform.db, pass.circle, async (tx) => ({
      circle: await getCircle(tx, pass),
      year: await getYear(tx, pass),
    }));
    const kept = c.req.query('news') === 'kept';
    return sendPage(c, <YearPage visit={c.var.visit} {...sheet} now={platform.clock()} kept={kept} />);
  });

  app.post('/circles/:circle/years', async (c) => {
    const pass = await admitKeeper(platform, c);
    await keepAnotherYear(platform, pass);
    return c.redirect(`/circles/${pass.circle}/year?news=kept`, 303);
  });

  app.get('/circles/:circle/erasure', async (c) => {
    const pass = await admitKeeper(platform, c);
    const circle = await inCircle(platform.db, pass.circle, (tx) => getCircle(tx, pass));
    return sendPage(c, <CircleErasurePage visit={c.var.visit} circle={circle} />);
  });

  // A circle is not a keeper's own: as for all that is taken from others, a proof is asked for, a passkey of who has one.
  app.post('/circles/:circle/erasures', async (c) => {
    const pass = await admitKeeper(platform, c);
    await admitFresh(platform, c);
    await eraseCircle(platform, pass);
    return c.redirect('/erased', 303);
  });

  return app;
}

// Nobody is signed in here any more, and what this browser keeps of a door goes too (W3C Clear Site Data).
function forget(c: WebContext): void {
  dropCookie(c, 'session');
  c.header('Clear-Site-Data', '"storage"');
}
