import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { sql } from 'kysely';
import { newId } from './kernel/id.ts';
import { acceptedLanguage, isLanguage } from './platform/language/languages.ts';
import { sayIn } from './platform/language/say.ts';
import { isAway } from './platform/database/away.ts';
import { describeError } from './platform/log.ts';
import type { JobHandlers } from './platform/jobs/jobs.ts';
import type { Platform } from './platform/platform.ts';
import { readCookie } from './platform/web/cookie.ts';
import { isLoopback } from './platform/settings.ts';
import { stopGuessing } from './platform/web/guesses.ts';
import { protect, refuseForeign } from './platform/web/protect.ts';
import { sendPage } from './platform/web/send.ts';
import type { Visit, WebContext, WebEnv } from './platform/web/web.ts';
import { TroublePage, type Trouble } from './ui/trouble.tsx';
import { accountJobs } from './features/account/jobs.ts';
import { accountRoutes } from './features/account/routes.tsx';
import { answerJobs } from './features/answer/jobs.ts';
import { answerRoutes } from './features/answer/routes.tsx';
import { arrivalRoutes } from './features/arrival/routes.tsx';
import { circleJobs } from './features/circle/jobs.ts';
import { circleRoutes } from './features/circle/routes.tsx';
import { comingJobs } from './features/coming/jobs.ts';
import { comingCard, comingRoutes } from './features/coming/routes.tsx';
import { deliveryJobs } from './features/delivery/jobs.ts';
import { deliveryRoutes } from './features/delivery/routes.tsx';
import { uniteDoors } from './features/door/actions.ts';
import { doorJobs } from './features/door/jobs.ts';
import { doorRoutes } from './features/door/routes.tsx';
import { erasingJobs } from './features/erasing/jobs.ts';
import { erasingRoutes } from './features/erasing/routes.tsx';
import { feedRoutes } from './features/feed/routes.tsx';
import { digestJobs } from './features/digest/jobs.ts';
import { forecastJobs } from './features/forecast/jobs.ts';
import { forecastRoutes } from './features/forecast/routes.tsx';
import { guestlistRoutes } from './features/guestlist/routes.tsx';
import { homeRoutes } from './features/home/routes.tsx';
import { hostingRoutes } from './features/hosting/routes.tsx';
import { hushJobs } from './features/hush/jobs.ts';
import { hushRoutes } from './features/hush/routes.tsx';
import { invitationJobs } from './features/invitation/jobs.ts';
import { invitationRoutes } from './features/invitation/routes.tsx';
import { joiningJobs } from './features/joining/jobs.ts';
import { joiningRoutes } from './features/joining/routes.tsx';
import type { OnUnion } from './features/joint/actions.ts';
import { jointJobs } from './features/joint/jobs.ts';
import { jointRoutes, sharingCard } from './features/joint/routes.tsx';
import { keyJobs } from './features/keys/jobs.ts';
import { mailboxRoutes } from './features/mailbox/routes.tsx';
import { uniteLists } from './features/needs/actions.ts';
import { needsJobs } from './features/needs/jobs.ts';
import { listCard, needsRoutes } from './features/needs/routes.tsx';
import { PlanningLinks } from './features/needs/views.tsx';
import { nearbyRoutes } from './features/nearby/routes.tsx';
import { noticeJobs } from './features/notice/jobs.ts';
import { noticeRoutes } from './features/notice/routes.tsx';
import { paperRoutes } from './features/papers/routes.tsx';
import { partyJobs } from './features/party/jobs.ts';
import { partyRoutes } from './features/party/routes.tsx';
import { postJobs } from './features/post/jobs.ts';
import { readingJobs } from './features/reading/jobs.ts';
import { readingRoutes } from './features/reading/routes.tsx';
import { reminderJobs } from './features/reminder/jobs.ts';
import { reminderRoutes } from './features/reminder/routes.tsx';
import { retentionJobs } from './features/retention/jobs.ts';
import { privacyRoutes } from './features/privacy/routes.tsx';
import { peaceRoutes } from './features/peace/routes.tsx';
import { playdateRoutes } from './features/playdate/routes.tsx';
import { ruleRoutes } from './features/rule/routes.tsx';
import { rosterRoutes } from './features/roster/routes.tsx';
import { schoolJobs } from './features/school/jobs.ts';
import { schoolRoutes } from './features/school/routes.tsx';
import { uniteStreet } from './features/street/actions.ts';
import { streetRoutes } from './features/street/routes.tsx';
import { takeoutRoutes } from './features/takeout/routes.tsx';
import { uniteWalls } from './features/wall/actions.ts';
import { tendingRoutes } from './features/tending/routes.tsx';
import { wallRoutes } from './features/wall/routes.tsx';
import { timesJobs } from './features/times/jobs.ts';
import { timesRoutes } from './features/times/routes.tsx';

export type AppOptions = {
  /** The built styles, scripts and letters. */
  assets: Hono<WebEnv>;
  /** Whether only this machine can reach us: the mailbox and the made-up class are for nobody else. */
  loopback: boolean;
};

/** The whole product as one handler of requests: what every request passes, and every room. */
export function makeApp(platform: Platform, { assets, loopback }: AppOptions): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.use(visiting(platform));
  app.use(protect(platform.baseUrl.startsWith('https:')));
  app.get('/healthz', (c) => health(platform, c));
  app.route('/', assets);
  const guard = refuseForeign(platform.baseUrl);
  // RFC 8058 3.2: a mail system's one press comes from anywhere, without a cookie, and its address is its proof.
  app.use((c, next) => (c.req.path.startsWith('/u/') ? next() : guard(c, next)));
  app.use(stopGuessing(platform));
  app.on('POST', '*', limitBody);
  const isTrial = platform.mailer.keepsMail && loopback;
  for (const path of ['/mailbox/*', '/try']) app.use(path, onlyHere);
  app.route('/', homeRoutes(platform, isTrial));
  for (const routes of rooms) app.route('/', routes(platform));
  if (isTrial) app.route('/', mailboxRoutes(platform));
  app.notFound((c) => trouble(c, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status === 429) return tooMuch(c, error);
    if (error instanceof HTTPException) return error.res ?? trouble(c, error.status === 404 ? 404 : 500);
    if (isAway(error)) {
      // Said once for all by whoever watches it.
      platform.log.info({ request: c.var.visit.id, ...describeError(error) }, 'the database is away');
      return trouble(c, 503);
    }
    // Whoever went away while sending hears no answer, and nothing of ours has failed.
    if (isBrokenOff(error)) return c.body(null, 400);
    platform.log.error(
      { request: c.var.visit.id, method: c.req.method, route: c.req.routePath, ...describeError(error) },
      'a request failed',
    );
    return trouble(c, 500);
  });
  return app;
}

/** What is answered while the database is not there yet: the same page for everything. */
export function makeWaitingApp(
  platform: Pick<Platform, 'log' | 'baseUrl'>,
  assets: Hono<WebEnv>,
): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.use(visiting(platform));
  app.use(protect(platform.baseUrl.startsWith('https:')));
  app.get('/healthz', (c) => c.json({ status: 'starting' }, 503, { 'Cache-Control': 'no-store' }));
  app.route('/', assets);
  app.notFound((c) => trouble(c, 503));
  return app;
}

// What rooms below add to the last look before sending.
const besideLook: typeof sharingCard = async (platform, visit, pass) => (
  <>
    <PlanningLinks say={visit.say} party={pass.party} />
    {await sharingCard(platform, visit, pass)}
  </>
);

// What rooms below have of a party goes over to the one that it becomes.
const uniteRooms: OnUnion = async (tx, union) => {
  await uniteLists(tx, union);
  await uniteStreet(tx, union);
  await uniteDoors(tx, union);
  await uniteWalls(tx, union);
};

const rooms = [
  accountRoutes,
  circleRoutes,
  joiningRoutes,
  rosterRoutes,
  ruleRoutes,
  partyRoutes,
  peaceRoutes,
  guestlistRoutes,
  (platform: Platform) => invitationRoutes(platform, besideLook),
  deliveryRoutes,
  (platform: Platform) => answerRoutes(platform, comingCard, listCard),
  hushRoutes,
  feedRoutes,
  reminderRoutes,
  comingRoutes,
  timesRoutes,
  noticeRoutes,
  playdateRoutes,
  (platform: Platform) => jointRoutes(platform, uniteRooms),
  streetRoutes,
  needsRoutes,
  nearbyRoutes,
  doorRoutes,
  forecastRoutes,
  arrivalRoutes,
  paperRoutes,
  wallRoutes,
  readingRoutes,
  tendingRoutes,
  hostingRoutes,
  privacyRoutes,
  schoolRoutes,
  takeoutRoutes,
  erasingRoutes,
];

/** What the worker can do, by the name of the job. */
export function makeJobs(platform: Platform): JobHandlers {
  return {
    ...accountJobs(platform),
    ...circleJobs(platform),
    ...joiningJobs(platform),
    ...partyJobs(platform),
    ...invitationJobs(platform),
    ...deliveryJobs(platform),
    ...answerJobs(platform),
    ...hushJobs(platform),
    ...reminderJobs(platform),
    ...comingJobs(platform),
    ...timesJobs(platform),
    ...noticeJobs(platform),
    ...postJobs(platform),
    ...jointJobs(platform),
    ...digestJobs(platform),
    ...needsJobs(platform),
    ...forecastJobs(platform),
    ...doorJobs(platform),
    ...readingJobs(platform),
    ...schoolJobs(platform),
    ...keyJobs(platform),
    ...erasingJobs(platform),
    ...retentionJobs(platform),
  };
}

export const nightlyJobs = ['retention.sweep', 'circles.ask', 'key.adopt'];

const bodyLimits = {
  form: bodyLimit({ maxSize: 256 * 1024, onError: (c) => trouble(c, 413) }),
  file: bodyLimit({ maxSize: 6 * 1024 * 1024, onError: (c) => trouble(c, 413) }),
  sheet: bodyLimit({ maxSize: 12 * 1024 * 1024, onError: (c) => trouble(c, 413) }),
};

// A form is small; a class list may be 5 MB, and its sealed sheet comes back with the agreement.
function limitBody(c: WebContext, next: () => Promise<void>): Promise<Response | void> {
  const kind = c.req.path.endsWith('/rosters') ? 'file' : c.req.path.includes('/rosters/') ? 'sheet' : 'form';
  return bodyLimits[kind](c, next);
}

// A name that somebody else's DNS points at this machine is not this machine.
async function onlyHere(c: WebContext, next: () => Promise<void>): Promise<Response | void> {
  const host = URL.parse(`http://${c.req.header('host') ?? '127.0.0.1'}`)?.hostname ?? '';
  return isLoopback(host) ? next() : trouble(c, 404);
}

function visiting({ log }: Pick<Platform, 'log'>) {
  return async (c: WebContext, next: () => Promise<void>): Promise<void> => {
    const started = performance.now();
    c.set('visit', newVisit(c));
    await next();
    const took = Math.round(performance.now() - started);
    const { status } = c.res;
    // The route's pattern, never the address: an address may hold a token.
    const line = { request: c.var.visit.id, method: c.req.method, route: c.req.routePath, status, took };
    if (isDenied(line)) log.warn(line, 'refused');
    else log.info(line);
  };
}

// Where somebody proves something by a code or a passkey, and what is answered when it was none.
const proofs: Record<string, number> = {
  '/sessions': 409,
  '/passkeys': 409,
  '/passkeys/sessions': 409,
  '/account/takeouts': 409,
  '/account/erasure/done': 409,
  '/erase/:token/done': 409,
  '/circles/:circle/school': 409,
  '/slip': 422,
};

// What somebody should hear of who looks for attacks: another site's form, too much of something, a proof that was none.
function isDenied({ route, status }: { route: string; status: number }): boolean {
  return status === 403 || status === 429 || status === proofs[route];
}

// A page that answers a POST stands at an address that only takes posts: the switch of languages leads to its own page.
const pages: [RegExp, string][] = [
  [/^\/codes$/, '/sign-in'],
  [/^\/sessions$/, '/code'],
  [/^\/account\/takeouts.*$/, '/account/takeout'],
  [/^(\/account\/erasure|\/erase\/[^/]+)\/.*$/, '$1'],
  [/^(\/circles\/[^/]+)\/years$/, '$1/year'],
  [/^(\/circles\/[^/]+)\/erasures$/, '$1/erasure'],
  [/^\/passkeys\/sessions$/, '/sign-in'],
  [/^\/(?:passkeys|sessions)(?:\/.*)?$/, '/account'],
  [/^(\/circles\/[^/]+\/(?:keepers|school))\/.*$/, '$1'],
  [/^(\/schools\/[^/]+)\/.*$/, '$1'],
  [/^\/circles$/, '/circles/new'],
  [/^(\/circles\/[^/]+)\/rosters.*$/, '$1/roster'],
  [/^(\/circles\/[^/]+\/(?:families|parties|groups))$/, '$1/new'],
  [/^(\/circles\/[^/]+\/groups\/[^/]+)\/removal$/, '$1'],
  [/^(\/circles\/[^/]+)\/(?:requests\/.*|offers\/.*|families\/.*\/removal)$/, '$1'],
  [/^\/circles\/[^/]+\/peace$/, '/peace'],
  [/^(\/circles\/[^/]+)\/regions$/, '$1/days'],
  [/^(\/circles\/[^/]+\/(?:days|taken))\/.*$/, '$1'],
  [/^(\/(?:invitations|parties)\/[^/]+\/(?:needs|ideas))\/.*$/, '$1'],
  [/^(\/invitations\/[^/]+)\/(?!needs$).*$/, '$1'],
  [/^(\/parties\/[^/]+\/(?:street|arrivals))\/.*$/, '$1'],
  [/^(\/w\/[^/]+)\/.*$/, '$1'],
  [/^(\/circles\/[^/]+\/walls)$/, '$1/new'],
  [/^(\/walls\/[^/]+)\/(?:changes|stopping|removal)$/, '$1'],
  [/^(\/walls\/[^/]+\/(?:reading|readers))\/.*$/, '$1'],
  [/^(\/parties\/[^/]+)\/joint-offers.*$/, '$1/together'],
  [/^(\/parties\/[^/]+)\/hopes$/, '$1/forecast'],
  [/^(\/parties\/[^/]+\/door)\/.*$/, '$1'],
  [/^(\/door\/[^/]+)\/.*$/, '$1'],
  [/^(\/circles\/[^/]+)\/cells$/, '$1/neighbours'],
  [/^(\/circles\/[^/]+\/(?:nearby|neighbours))\/.*$/, '$1'],
  [
    /^(\/parties\/[^/]+)\/(?:sharing|unions|sendings|deliveries|answers|digests|receipts|reminders|cancellations|co-hosts|discarding).*$/,
    '$1',
  ],
];

function pageOf(path: string): string {
  return pages.reduce((at, [pattern, page]) => at.replace(pattern, page), path);
}

function newVisit(c: WebContext): Visit {
  const chosen = readCookie(c, 'language');
  const language = isLanguage(chosen) ? chosen : (acceptedLanguage(c.req.header('accept-language')) ?? 'en');
  return {
    id: newId(),
    path: c.req.method === 'POST' ? pageOf(c.req.path) : c.req.path,
    say: sayIn(language),
    languageChosen: isLanguage(chosen),
  };
}

function trouble(c: WebContext, status: Trouble): Response {
  const page = sendPage(c, <TroublePage visit={c.var.visit} status={status} />, status);
  if (status === 503) page.headers.set('Retry-After', '5');
  return page;
}

// How Node says that a request ended before its end: the connection, or its framing (RFC 9112 6.3 and 7.1).
function isBrokenOff(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  const isOurs = error.stack?.includes('node:_http_server') ?? false;
  return (code === 'ECONNRESET' && isOurs) || code.startsWith('HPE_');
}

// Which bound it was nobody is told: neither is whether what was asked for is there.
function tooMuch(c: WebContext, { cause }: HTTPException): Response {
  const answer = trouble(c, 429);
  const seconds = typeof cause === 'object' && cause && 'seconds' in cause ? Number(cause.seconds) : 60;
  answer.headers.set('Retry-After', String(seconds));
  return answer;
}

async function health({ db }: Platform, c: WebContext): Promise<Response> {
  const asked = sql`select 1`.execute(db).then(
    () => true,
    () => false,
  );
  const answers = await Promise.race([asked, sleep(2000, false, { ref: false })]);
  return c.json({ status: answers ? 'ok' : 'down' }, answers ? 200 : 503, { 'Cache-Control': 'no-store' });
}
