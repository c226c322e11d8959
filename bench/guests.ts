import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import type pg from 'pg';
import { exchange, headersOf, type Exchanged } from './exchange.ts';

/** A family that has opened its envelope: where its page is, and what proves it. */
export type Guest = {
  path: string;
  cookie: string;
  child: string;
  page: Exchanged;
  /** What proves the host of the party. */
  host: string;
};

/** Enough families that no two connections ever ask for the same one. */
const enough = 200;

/** Makes classes with a party under way through the product's own pages, and opens every envelope that was mailed. */
export async function gatherGuests(port: number, database: pg.Client): Promise<Guest[]> {
  const guests: Guest[] = [];
  const read = new Set<string>();
  const links = new Set<string>();
  while (guests.length < enough) {
    const tried = await post(port, '/try', 'as=host');
    if (tried.status !== 303) throw new Error(`POST /try answered ${tried.status}.`);
    await queueIsEmpty(database);
    const before = guests.length;
    const host = cookiesOf(tried);
    for (const link of await newLinks(port, read, links))
      guests.push({ ...(await openEnvelope(port, link)), host });
    if (guests.length === before) throw new Error('No new invitation came to the mailbox.');
  }
  return guests;
}

/** Waits until all the work that was asked for is done, so that it does not run into the next measurement. */
export async function queueIsEmpty(database: pg.Client): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(20)) {
    const { rows } = await database.query<{ due: number }>(
      `select (select count(*) from graphile_worker.jobs where run_at <= now())::int
         + (select count(*) from outgoing_mail where settled_at is null)::int as due`,
    );
    if (rows[0]?.due === 0) return;
  }
  throw new Error('The queue was not empty after two minutes.');
}

/** The start of every request: what a browser names, in short. */
export function requestHead(method: 'GET' | 'POST', path: string, cookie?: string): string {
  const jar = cookie === undefined ? '' : `Cookie: ${cookie}\r\nSec-Fetch-Site: same-origin\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: text/html\r\nAccept-Language: en-GB,en;q=0.9\r\nAccept-Encoding: gzip\r\n${jar}`;
}

export function formRequest(path: string, body: string, cookie?: string): string {
  return `${requestHead('POST', path, cookie)}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

function post(port: number, path: string, body: string): Promise<Exchanged> {
  return exchange(port, formRequest(path, body));
}

async function newLinks(port: number, read: Set<string>, links: Set<string>): Promise<string[]> {
  const { body } = await exchange(
    port,
    'GET /mailbox HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n',
  );
  const mails: { id: string }[] = JSON.parse(body.toString());
  const found: string[] = [];
  for (const { id } of mails.filter((mail) => !read.has(mail.id))) {
    read.add(id);
    const { body: raw } = await exchange(port, `${requestHead('GET', `/mailbox/${id}.eml`)}\r\n`);
    const { text = '' } = await PostalMime.parse(raw);
    const link = /\/i\/[\w-]{22}/.exec(text)?.[0];
    if (link !== undefined && !links.has(link)) found.push(link);
    if (link !== undefined) links.add(link);
  }
  return found;
}

function cookiesOf(answer: Exchanged): string {
  return headersOf(answer, 'set-cookie')
    .map((one) => one.split(';')[0])
    .join('; ');
}

async function openEnvelope(port: number, link: string): Promise<Omit<Guest, 'host'>> {
  const opened = await post(port, link, '');
  const [path = ''] = headersOf(opened, 'location');
  const cookie = cookiesOf(opened);
  const plain = await exchange(
    port,
    `${requestHead('GET', path, cookie).replace('Accept-Encoding: gzip\r\n', '')}\r\n`,
  );
  const child = /name="child" value="([0-9a-f-]{36})"/.exec(plain.body.toString())?.[1];
  if (plain.status !== 200 || child === undefined)
    throw new Error(`A guest's page answered ${plain.status}.`);
  return { path, cookie, child, page: await exchange(port, `${requestHead('GET', path, cookie)}\r\n`) };
}
