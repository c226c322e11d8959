import { Hono } from 'hono';
import { deriveToken } from '../../kernel/id.ts';
import { isOfRing } from '../../platform/key.ts';
import { isLanguage } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { readCookie, writeCookie } from '../../platform/web/cookie.ts';
import { readTyped, textOf } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { admitAccount } from '../account/gate.ts';
import { nameDevice, safePath, sessionLife } from '../account/rules.ts';
import { listEntries } from '../circle/store.ts';
import { countPiles } from '../delivery/actions.ts';
import { listOpenOffers } from '../joint/store.ts';
import { listPartyEntries } from '../party/store.ts';
import { listSchools } from '../school/store.ts';
import { listWalls } from '../tending/actions.ts';
import { makeUpClass, signInAs } from './actions.ts';
import { roles } from './rules.ts';
import { OwnPage, WelcomePage } from './views.tsx';

const year = Temporal.Duration.from({ hours: 24 * 365 });

/** `mayTry`: the made-up people may be tried, for no mail leaves this machine and nobody else can reach it. */
export function homeRoutes(platform: Platform, mayTry: boolean): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/', async (c) => {
    const pass = await admitAccount(platform, c);
    if (!pass) return sendPage(c, <WelcomePage visit={c.var.visit} mayTry={mayTry} />);
    const [entries, parties, offers, walls, schools] = await Promise.all([
      listEntries(platform.db, pass),
      listPartyEntries(platform.db, pass),
      listOpenOffers(platform.db, pass, platform.clock()),
      listWalls(platform, pass),
      listSchools(platform.db, pass.address),
    ]);
    const kept = entries.filter(({ keeps }) => keeps).map(({ circle }) => circle);
    const props = {
      visit: c.var.visit,
      address: pass.address,
      entries,
      parties,
      piles: await countPiles(platform, kept),
      offers,
      walls,
      schools,
      mayTry,
      now: platform.clock(),
    };
    return sendPage(c, <OwnPage {...props} />);
  });

  app.post('/language', async (c) => {
    const typed = await readTyped(c);
    const language = textOf(typed, 'language');
    if (isLanguage(language)) writeCookie(c, 'language', language, year);
    return c.redirect(safePath(textOf(typed, 'back')), 303);
  });

  app.post('/try', async (c) => {
    if (!mayTry) return notFound();
    const as = textOf(await readTyped(c), 'as');
    const role = roles.find((one) => one === as) ?? notFound();
    const { say } = c.var.visit;
    const mark = readMark(platform, c) ?? (await makeUpClass(platform, say));
    const device = nameDevice(c.req.header('user-agent') ?? '');
    writeCookie(
      c,
      'try',
      `${mark}.${proof(platform.ring.current, mark)}`,
      Temporal.Duration.from({ hours: 24 }),
    );
    writeCookie(c, 'session', await signInAs(platform, mark, role, say, device), sessionLife);
    return c.redirect('/', 303);
  });

  return app;
}

// The same browser stays in the same made-up class when it changes from host to guest.
function readMark(platform: Platform, c: WebContext): string | null {
  const [mark = '', token = ''] = (readCookie(c, 'try') ?? '').split('.');
  return isOfRing(platform.ring, token, (key) => proof(key, mark)) ? mark : null;
}

function proof(key: Buffer, mark: string): string {
  return deriveToken(key, 'try', mark);
}
