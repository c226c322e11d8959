import { randomBytes } from 'node:crypto';
import { link, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId, sameToken } from '../kernel/id.ts';
import type { Clock } from '../kernel/time.ts';

/** The file of the keys cannot be used as it is; the message is a sentence that says what to do. */
export class KeyError extends Error {}

/** The keys that rights are derived from: links, cookies, codes and tickets. They are replaced, one after the other. */
export type KeyRing = {
  /** What is made now is made from this one. */
  readonly current: Buffer;
  /** All that are believed: the current one first, those before it until their day, one whose moment is near. */
  readonly accepted: readonly Buffer[];
  /** Those before the current one, believed or not any more, and when each ends. */
  readonly replaced: readonly { key: Buffer; ends: Temporal.Instant }[];
};

/** One line of the file: a secret, the moment from which it is used, and until when those before it are believed. */
export type KeyLine = { secret: Buffer; from: Temporal.Instant; until: Temporal.Instant };

export type Keys = {
  /**
   * The first secret, for what is only ever compared with itself: hashes of addresses, networks and devices, causes of
   * mails, and the addresses that stand for a family in a calendar. It stays, for none of these can be made anew.
   */
  steady: Buffer;
  ring: KeyRing;
  /** Looks at the file once more: another process may have put a new key into it. */
  reread(): Promise<void>;
};

/** How long links, cookies and codes of a key that was replaced are believed: longer than nearly every mail is looked for. */
export const grace = Temporal.Duration.from({ hours: 24 * 60 });

const always = Temporal.Instant.fromEpochMilliseconds(0);

/**
 * The keys in `$BUNTING_HOME/key`: 32 random bytes, made at the first start, readable by its owner only; under them those
 * that came later. Processes that share a database must share this file. Errors: `KeyError`.
 */
export async function openKeys(home: string, clock: Clock): Promise<Keys> {
  let lines = await readLines(home);
  const steady = lines[0].secret;
  return {
    steady,
    ring: ringOf(() => lines, clock),
    async reread() {
      const now = await readLines(home);
      // Another first line is another Bunting's file: what was hashed with ours would be lost.
      if (!now[0].secret.equals(steady)) throw new KeyError(`${fileIn(home)} begins with another key.`);
      // The same keys stay the same objects: what a page has proven by one of them need not be proven again.
      if (asText(now) !== asText(lines)) lines = now;
    },
  };
}

/** Which keys are current and believed at each moment; the lines may change between two looks. */
export function ringOf(lines: () => readonly KeyLine[], clock: Clock): KeyRing {
  const isAt = (line: KeyLine, now: Temporal.Instant): boolean =>
    Temporal.Instant.compare(line.from, now) <= 0;
  const place = (now: Temporal.Instant): number =>
    Math.max(
      0,
      lines().findLastIndex((line) => isAt(line, now)),
    );
  const endOf = (at: number): Temporal.Instant =>
    lines()
      .slice(at + 1)
      .map(({ until }) => until)
      .reduce((first, one) => (Temporal.Instant.compare(one, first) < 0 ? one : first));
  return {
    get current() {
      const all = lines();
      // Nearly always there is one, and a page of a guest has no time to lose.
      return (all.length === 1 ? all[0] : all[place(clock())])?.secret ?? Buffer.alloc(0);
    },
    get accepted() {
      const all = lines();
      if (all.length === 1 && all[0]) return [all[0].secret];
      const now = clock();
      const current = place(now);
      const isBelieved = (_: KeyLine, at: number): boolean =>
        at >= current || Temporal.Instant.compare(now, endOf(at)) < 0;
      const believed = all.filter(isBelieved).map(({ secret }) => secret);
      return [this.current, ...believed.filter((secret) => secret !== this.current)];
    },
    get replaced() {
      const all = lines();
      return all.slice(0, place(clock())).map(({ secret }, at) => ({ key: secret, ends: endOf(at) }));
    },
  };
}

/** Whether a token is what a key that is believed would make it. */
export function isOfRing(ring: KeyRing, token: string, derive: (key: Buffer) => string): boolean {
  return ring.accepted.some((key) => sameToken(token, derive(key)));
}

/**
 * Puts a new key into the file, used from a moment on; those before it are believed until their day. What nobody believes
 * any more goes, but for the first line. Errors: `KeyError`.
 */
export async function rotateKey(
  home: string,
  { now, from, until }: { now: Temporal.Instant; from: Temporal.Instant; until: Temporal.Instant },
): Promise<void> {
  const [first, ...later] = await readLines(home);
  // A line that ended long ago: all that was made from it has been made anew, or is gone.
  const kept = later.filter((_, at) =>
    later.slice(at + 1).every((next) => Temporal.Instant.compare(now.subtract(grace), next.until) < 0),
  );
  const lines = [...kept, { secret: randomBytes(32), from, until }];
  const half = `${fileIn(home)}.${newId()}`;
  await writeFile(half, asText([first, ...lines]), { mode: 0o600 });
  await rename(half, fileIn(home));
}

function asText([first, ...later]: readonly KeyLine[]): string {
  const secret = (line: KeyLine): string => line.secret.toString('base64url');
  const rest = later.map((line) => `${secret(line)} ${line.from.toString()} ${line.until.toString()}\n`);
  return `${first ? secret(first) : ''}\n${rest.join('')}`;
}

function fileIn(home: string): string {
  return join(home, 'key');
}

async function readLines(home: string): Promise<[KeyLine, ...KeyLine[]]> {
  const path = fileIn(home);
  const known = await readSafely(path);
  if (known !== null) return decode(known, path);
  const half = `${path}.${newId()}`;
  await writeFile(half, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  // A link fails when the name is taken: of two first starts at once, one makes the key and both read it.
  await link(half, path).catch(() => undefined);
  await unlink(half);
  return decode((await readSafely(path)) ?? '', path);
}

// Whoever reads this file can make every link: it is its owner's alone. Windows has no such modes.
async function readSafely(path: string): Promise<string | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new KeyError(`The key ${path} cannot be read (${error.code ?? error.name}).`);
  });
  if (!found) return null;
  const others = found.mode & 0o077;
  if (others !== 0 && process.platform !== 'win32')
    throw new KeyError(
      `The key ${path} is open to others (mode ${(found.mode & 0o777).toString(8)}): close it with chmod 600 ${path}, and if somebody may have read it, replace it with npm run bunting -- key rotate --days 0.`,
    );
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new KeyError(`The key ${path} cannot be read (${error.code ?? error.name}).`);
  });
}

function decode(text: string, path: string): [KeyLine, ...KeyLine[]] {
  const [first, ...later] = text
    .trim()
    .split('\n')
    .map((line) => readLine(line.trim(), path));
  if (!first) throw new KeyError(`${path} is not a key of Bunting.`);
  return [first, ...later];
}

function readLine(line: string, path: string): KeyLine {
  const [word = '', from = '', until = ''] = line.split(' ');
  const secret = Buffer.from(word, 'base64url');
  try {
    if (secret.length === 32)
      return {
        secret,
        from: from === '' ? always : Temporal.Instant.from(from),
        until: until === '' ? always : Temporal.Instant.from(until),
      };
  } catch {
    // Said below.
  }
  throw new KeyError(`${path} is not a key of Bunting.`);
}
