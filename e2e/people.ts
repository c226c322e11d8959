import { randomBytes } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import {
  test as base,
  expect,
  type BrowserContext,
  type Cookie,
  type Locator,
  type Page,
  type TestDetails,
} from '@playwright/test';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import PostalMime, { type Email } from 'postal-mime';
import { Network } from './network.ts';

export { expect } from '@playwright/test';

export const url = process.env['BUNTING_URL'] ?? '';

/** The same by a name: a number is no host for a passkey (WebAuthn 5.1.2). */
export const local = url.replace('127.0.0.1', 'localhost');

type Walk = {
  /** Makes the page that of the host of a made-up class, and gives back how addresses in the class are written. */
  asHost: (page: Page) => Promise<Addresses>;
  /** Another person, with a browser of their own, and with a network of their own if it is to go. */
  someone: (network?: Network) => Promise<Page>;
  network: () => Promise<Network>;
  /** Makes the page show what is true now: it does so by itself with JavaScript, and without when it is loaded again. */
  renew: (page: Page) => Promise<void>;
};

type Addresses = (name: string) => string;

type Worker = {
  /** One made-up class for all the walks in which a host plans a party of their own. */
  madeUpClass: { at: Addresses; cookies: Cookie[] };
};

/** A walk fails when any page of it asks another host, is broken, or does what the content policy forbids. */
export const test = base.extend<Walk, Worker>({
  madeUpClass: [
    async ({ browser }, use) => {
      const page = await browser.newPage();
      const at = await tryAs(page, 'host');
      const cookies = await page.context().cookies();
      await page.close();
      await use({ at, cookies });
    },
    { scope: 'worker' },
  ],
  asHost: async ({ madeUpClass }, use) => {
    await use(async (page) => {
      await page.context().addCookies(madeUpClass.cookies);
      return madeUpClass.at;
    });
  },
  context: async ({ context }, use) => {
    const troubles = watch(context);
    await use(context);
    expect(troubles).toEqual([]);
  },
  someone: async ({ browser }, use) => {
    const troubles: string[][] = [];
    const contexts: BrowserContext[] = [];
    await use(async (network) => {
      const context = await browser.newContext(network ? { proxy: network.proxy } : {});
      contexts.push(context);
      troubles.push(watch(context));
      return context.newPage();
    });
    for (const context of contexts) await context.close();
    expect(troubles.flat()).toEqual([]);
  },
  network: async ({ baseURL: _own }, use) => {
    const all: Network[] = [];
    await use(async () => {
      const made = await Network.make();
      all.push(made);
      return made;
    });
    for (const one of all) one.close();
  },
  renew: async ({ javaScriptEnabled }, use) => {
    await use(async (page) => {
      if (!javaScriptEnabled) await page.reload();
    });
  },
});

function watch(context: BrowserContext): string[] {
  const troubles: string[] = [];
  context.on('request', (request) => {
    const asked = request.url();
    if (![url, local].some((own) => asked.startsWith(`${own}/`)) && !/^(?:data|blob|about):/.test(asked))
      troubles.push(`asked elsewhere: ${asked}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 500) troubles.push(`${response.status()} from ${response.url()}`);
  });
  context.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text())) troubles.push(message.text());
  });
  context.on('weberror', (error) => troubles.push(error.error().message));
  return troubles;
}

const ways = {
  'on a phone': { viewport: { width: 390, height: 844 } },
  'at a desk': { viewport: { width: 1280, height: 900 } },
  'on a phone, without JavaScript': { viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
  'at a desk, without JavaScript': { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
} as const;

type Way = keyof typeof ways;

/** What is walked only by `npm run test:long`: byways, and every page in every look. */
export const atLength = { tag: '@length' } as const;
const isAtLength = process.env['WALKS'] === 'all';

/**
 * Walks the same in each of these ways: two suffice where screen and script cannot get into each other's way. In `npm test`
 * the first of them alone.
 */
export function walk(on: readonly Way[], tests: () => void, details: TestDetails = {}): void {
  for (const way of isAtLength ? on : on.slice(0, 1))
    test.describe(way, details, () => {
      test.use(ways[way]);
      tests();
    });
}

export const everyWay: readonly Way[] = [
  'on a phone',
  'at a desk',
  'on a phone, without JavaScript',
  'at a desk, without JavaScript',
];
export const withScript: readonly Way[] = ['on a phone', 'at a desk'];
export const twoWays: readonly Way[] = ['on a phone, without JavaScript', 'at a desk'];
export const otherTwoWays: readonly Way[] = ['on a phone', 'at a desk, without JavaScript'];

export type Role = 'host' | 'guest' | 'keeper';

/** The made-up class: a fresh one for each browser. Gives back how an address in it is written. */
export async function tryAs(page: Page, role: Role): Promise<Addresses> {
  await page.goto('/');
  await page.locator(`button[name=as][value=${role}]`).click();
  await expect(page.locator('#try')).toBeVisible();
  const own = (await page.locator('main bdi').first().textContent()) ?? '';
  return (name) => own.replace(/^\w+/, name);
}

/** Another person of the made-up class that a page is in, in a browser of their own. */
export async function alsoAs(page: Page, role: Role, beside: Page): Promise<void> {
  await page.context().addCookies(await beside.context().cookies());
  await tryAs(page, role);
}

/** The page of the made-up class for whoever keeps its list. */
export async function openCircle(keeper: Page): Promise<void> {
  await keeper.goto('/');
  await keeper.getByRole('link', { name: 'Keep the list' }).first().click();
  await expect(keeper.getByRole('heading', { level: 1 })).toHaveText('Class 1B');
}

/** The party that is under way in the made-up class. */
export async function openMadeUpParty(page: Page): Promise<void> {
  await page.locator('main .rows a[href^="/parties/"]').first().click();
  await expect(page.locator('.tiles')).toBeVisible();
}

type Head = { id: string; to: string; subject: string };

async function heads(): Promise<Head[]> {
  const answer = await fetch(`${url}/mailbox`, { headers: { accept: 'application/json' } });
  const all = (await answer.json()) as Head[];
  return all.map((head) => ({ ...head, subject: asSeen(head.subject) }));
}

function isAbout(address: string, subject: RegExp | string): (head: Head) => boolean {
  return (head) =>
    head.to === address &&
    (typeof subject === 'string' ? head.subject.includes(subject) : subject.test(head.subject));
}

async function readMail(id: string): Promise<Email> {
  const mail = await PostalMime.parse(await (await fetch(`${url}/mailbox/${id}.eml`)).arrayBuffer());
  return { ...mail, subject: asSeen(mail.subject), text: asSeen(mail.text), html: asSeen(mail.html) };
}

/** As people see it: the marks that keep a name's direction apart (UAX #9) show nothing. */
export function asSeen(text = ''): string {
  return text.replace(/[\u2066-\u2069]/g, '');
}

/** The newest mail to an address with such a subject and such words in it; waits until it has come. */
export async function mailTo(address: string, subject: RegExp | string, saying = /(?:)/): Promise<Email> {
  const found: Email[] = [];
  await expect
    .poll(
      async () => {
        const ours = (await heads()).filter(isAbout(address, subject));
        for (const { id } of ours) {
          const mail = await readMail(id);
          if (saying.test(mail.text ?? '')) return found.push(mail);
        }
        return 0;
      },
      {
        message: `a mail to ${address} about ${String(subject)} saying ${String(saying)}`,
        timeout: 10_000,
        intervals: [100, 200, 300],
      },
    )
    .toBeGreaterThan(0);
  const [mail] = found;
  if (!mail) throw new Error('no mail');
  return mail;
}

/** How many mails with such a subject an address has got. */
export async function countMails(address: string, subject: RegExp | string): Promise<number> {
  return (await heads()).filter(isAbout(address, subject)).length;
}

/** The address of the mailbox's page of a mail. */
export async function mailPage(address: string, subject: RegExp | string): Promise<string> {
  await mailTo(address, subject);
  const head = (await heads()).find(isAbout(address, subject));
  return `/mailbox/${head?.id ?? ''}`;
}

/** The first link in a mail that looks so. */
export function linkIn(mail: Email, like: RegExp): string {
  const links = mail.text?.match(/https?:\/\/\S+/g) ?? [];
  return links.find((link) => like.test(link)) ?? '';
}

/** A family's link, without an answer in it. */
export function familyLink(mail: Email): string {
  return linkIn(mail, /\/i\//).replace(/\?.*$/, '');
}

/** The calendar part of a mail, its folded lines made whole (RFC 5545 3.1). */
export function calendarIn(mail: Email): string {
  const part = mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
  const content = part?.content ?? '';
  return unfold(typeof content === 'string' ? content : new TextDecoder().decode(content));
}

/** How a calendar that has got a mail answers it: for which event, and to the address that stands for the family. */
export function answering(mail: Email): { uid: string; to: string; from: string; stamp: string } {
  const uid = /^UID:(\S+)/m.exec(calendarIn(mail))?.[1] ?? '';
  const stamp = Temporal.Now.instant().toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');
  return { uid, to: mail.replyTo?.[0]?.address ?? '', from: mail.to?.[0]?.address ?? '', stamp };
}

/** A mail comes in, by the real listener, as the mail server beside the application hands it over. */
export async function handOver({ from, to, raw }: { from: string; to: string; raw: string }): Promise<void> {
  const post = createTransport(process.env['BUNTING_POST'] ?? '');
  await post.sendMail({ envelope: { from, to: [to] }, raw });
  post.close();
}

/** Where one press ends mail of this kind, as mail programs find it (RFC 8058). */
export function unsubscribeLink(mail: Email): string {
  const header = mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
  return /<(https?:[^>]+)>/.exec(header)?.[1] ?? '';
}

export function unfold(calendar: string): string {
  return calendar.replace(/\r?\n[ \t]/g, '').replaceAll('\\,', ',');
}

/** Everything that a mail says in any of its parts. */
export function wholeMail(mail: Email): string {
  return [mail.subject, mail.text, mail.html, calendarIn(mail)].join('\n');
}

export async function openEnvelope(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.locator('main form button').click();
  await expect(page).toHaveURL(/\/invitations\/[0-9a-f-]{36}$/);
}

/**
 * A walk cannot wait for days: what the job does at half past four, five days before a party, is done now, for the families
 * of these open invitations.
 */
export async function askOnceMore(...guests: Page[]): Promise<void> {
  const envelopes = guests.map((guest) => /[0-9a-f-]{36}/.exec(new URL(guest.url()).pathname)?.[0] ?? '');
  const database = { host: process.env['BUNTING_SOCKET'], user: 'bunting', database: 'bunting' };
  const client = new pg.Client(database);
  await client.connect();
  await client.query(
    `insert into coming select e.circle_id, e.id, p.revision, 5, true, now()
     from envelope e join party p on p.circle_id = e.circle_id and p.id = e.party_id where e.id = any ($1)`,
    [envelopes],
  );
  await client.query(
    "select pg_notify('bunting_news', e.party_id::text) from envelope e where e.id = any ($1)",
    [envelopes],
  );
  await client.end();
}

/** Signs in with the code from the mail, from wherever a page has asked for it. */
export async function signIn(page: Page, address: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(address);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await expect(page).toHaveURL(/\/code\?/);
  await page.getByLabel('Code').fill(await codeFor(address));
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function codeFor(address: string): Promise<string> {
  const { subject = '' } = await mailTo(address, /Bunting code$/);
  return subject.split(' is your')[0] ?? '';
}

/** The hours of a party that is still to come today, at whatever hour of the day a walk is made. */
export function laterToday(): { date: string; starts: string; ends: string } {
  const starts = Temporal.Now.zonedDateTimeISO('Europe/London').add({ hours: 3 });
  const hour = (time: Temporal.ZonedDateTime): string => time.toPlainTime().toString().slice(0, 5);
  if (starts.hour < 3) return { date: inDays(0), starts: '23:59', ends: '02:00' };
  return {
    date: starts.toPlainDate().toString(),
    starts: hour(starts),
    ends: hour(starts.add({ hours: 2 })),
  };
}

/** A day that is so many days away, as a date field takes it. */
export function inDays(days: number): string {
  return Temporal.Now.plainDateISO('Europe/London').add({ days }).toString();
}

const usual = {
  title: 'Film night',
  date: inDays(20),
  starts: '17:00',
  ends: '19:30',
  area: 'Near the old mill',
  address: '7 Hidden Lane',
};

export type Plan = Partial<
  typeof usual & { greeting: string; presentsNote: string; grownUps: string; answerBy: string }
>;

export async function startPlan(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Plan a party' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What is it, and when?');
}

export async function fillPlan(page: Page, plan: Plan = {}): Promise<void> {
  for (const [name, value] of Object.entries({ ...usual, ...plan }))
    await page.locator(`[name=${name}]`).fill(value);
}

// The walks of a worker share a host, and two lists of one host for one day count together.
let nextDay = 20;

/** Step 1 done: a party is planned and its guests are to be chosen. Gives back its name, which no other party has. */
export async function planParty(page: Page, plan: Plan = {}): Promise<string> {
  const title = plan.title ?? `${usual.title} ${randomBytes(3).toString('hex')}`;
  await startPlan(page);
  await fillPlan(page, { date: inDays(nextDay++), ...plan, title });
  await page.getByRole('button', { name: 'Next: who is invited' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who is on the string?');
  return title;
}

/** Leaves only the named children on the string. */
export async function inviteOnly(page: Page, ...names: string[]): Promise<void> {
  await page.getByRole('button', { name: 'Nobody' }).click();
  await expect(page.locator('.flag.full')).toHaveCount(0);
  for (const name of names) await page.getByRole('checkbox', { name, exact: true }).check();
}

/** From the string of flags to the invitations on their way. */
export async function sendInvitations(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Next: look at it' }).click();
  await page.getByRole('button', { name: 'Send the invitations' }).click();
  await page.getByRole('button', { name: 'Send them now' }).click();
  await expect(page.getByRole('button', { name: 'Send them now' })).toHaveCount(0);
}

/** A day as a page names it. */
export function inWords(day: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
  return format.format(new Date(`${day}T12:00`)).replace(',', '');
}

/** The host's four numbers: coming, not this time, no answer yet, not reached. */
export function tiles(page: Page): Locator {
  return page.locator('.tile strong');
}

/** A list on the host's page, by its heading. */
export function hostList(page: Page, title: string): Locator {
  return page
    .locator('.lists section, section.unreached')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}

/** One child's line on the host's page. */
export function guestLine(page: Page, child: string): Locator {
  return page
    .locator('details.guest')
    .filter({ has: page.locator('summary bdi', { hasText: new RegExp(`^${child}$`) }) });
}

/** Nothing is wider than the screen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(wide, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** No violation of WCAG 2.2 A or AA as the page is shown now, and nothing wider than the screen. */
export async function accessible(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  // axe waits for timers, which a page without JavaScript has none of.
  if (test.info().titlePath.some((title) => title.includes('without JavaScript'))) return;
  const { violations } = await new AxeBuilder({ page }).withTags(standards).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(found, new URL(page.url()).pathname).toEqual([]);
}

/** On A4 and on Letter it is so many sheets. */
export async function expectSheets(page: Page, count: number): Promise<void> {
  for (const format of ['A4', 'Letter']) {
    const paper = (await page.pdf({ format })).toString('latin1');
    expect(paper.match(/\/Type\s*\/Page\b/g), `sheets of ${format}`).toHaveLength(count);
  }
}
