import { readdir, readFile, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { addressParser } from 'postal-mime';
import type { Clock } from '../../../kernel/time.ts';
import type { Database } from '../../database/database.ts';
import { isOurs } from './address.ts';
import { largestMail, saveIncoming } from './store.ts';

/** What became of a mail that was handed over by a command. */
export type Taken = 'taken' | 'not_ours' | 'too_large';

type Receiving = { db: Database; clock: Clock; domain: string };

/**
 * Takes one mail, like the listener does. Without recipients of the envelope they are read from the headers that mail
 * servers leave, and from To and Cc last. A report without an address of ours is taken too: what it quotes says more.
 */
export async function receiveMail(
  { db, clock, domain }: Receiving,
  raw: Buffer,
  to: readonly string[] = [],
): Promise<Taken> {
  if (raw.length > largestMail) return 'too_large';
  const head = headOf(raw);
  const named = to.length > 0 ? to : recipientsIn(head);
  const recipients = [...new Set(named.filter((address) => isOurs(address, domain)))].slice(0, 10);
  if (recipients.length === 0 && !/^content-type:[ \t]*multipart\/report\b/im.test(head)) return 'not_ours';
  const returnPath = /^return-path:[ \t]*<([^<>\r\n]*)>/im.exec(head)?.[1] ?? null;
  await saveIncoming(db, { raw, recipients, sender: returnPath }, clock());
  return 'taken';
}

/** A mail that lies in a folder: a maildir's `new`, or files that end with .eml. */
export async function listMails(folder: string): Promise<string[]> {
  const inside = (await isFolder(join(folder, 'new'))) ? join(folder, 'new') : folder;
  const isMaildir = basename(inside) === 'new';
  const names = (await readdir(inside)).filter((name) => isMaildir || name.endsWith('.eml'));
  return names.toSorted().map((name) => join(inside, name));
}

/** Reads a mail of a folder; of a maildir it counts as read afterwards (`cur`, flag S). */
export async function receiveFile(receiving: Receiving, path: string): Promise<Taken> {
  const taken = await receiveMail(receiving, await readFile(path));
  const folder = dirname(path);
  if (basename(folder) === 'new' && (await isFolder(join(folder, '..', 'cur'))))
    await rename(path, join(folder, '..', 'cur', `${basename(path).replace(/:.*$/, '')}:2,S`));
  return taken;
}

// The last server to touch the mail wrote its header first.
function recipientsIn(head: string): string[] {
  const values = (names: string): string[] =>
    [...head.matchAll(new RegExp(`^(?:${names}):(.{0,8000})$`, 'gim'))].flatMap(([, value]) => value ?? []);
  const delivered = values('delivered-to|x-original-to|envelope-to');
  const named = delivered.length > 0 ? delivered : values('to|cc');
  return named
    .slice(0, 20)
    .flatMap((value) => addressParser(value, { flatten: true }))
    .flatMap(({ address }) => address ?? []);
}

// Folded lines are one line again (RFC 5322 2.2.3).
function headOf(raw: Buffer): string {
  const text = raw.toString('latin1', 0, 64 * 1024).replace(/\r\n?/g, '\n');
  const end = text.indexOf('\n\n');
  return (end === -1 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ');
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
