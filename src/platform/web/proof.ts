import { createHash, randomInt } from 'node:crypto';
import { z } from 'zod';
import { deriveToken, newToken, sameToken } from '../../kernel/id.ts';

// Between 600 and 1,200 keys of 2,000 rounds: a quarter of a second on a desk, two seconds on a slow phone, and never many
// times as long, for the counter is drawn by us. Here it costs one key to ask (under a millisecond) and one HMAC to check.
const rounds = 2000;
const fewest = 600;
const most = 1200;

// Read at the first busy wall.
const library = () => import('altcha-lib');
const algorithm = () => import('altcha-lib/algorithms/pbkdf2');

const life = Temporal.Duration.from({ minutes: 15 });
/** Who has no JavaScript waits so long instead, once for each card. */
export const patience = Temporal.Duration.from({ seconds: 20 });
const ticketLife = Temporal.Duration.from({ hours: 2 });

/** A challenge of ALTCHA's (version 2, PBKDF2/SHA-256), as JSON for a page; good for fifteen minutes. */
export async function challenge(key: Buffer, now: Temporal.Instant): Promise<string> {
  const [{ createChallenge }, { deriveKey }] = await Promise.all([library(), algorithm()]);
  const made = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: rounds,
    counter: randomInt(fewest, most),
    deriveKey,
    data: { at: seconds(now) },
    ...secrets(key),
  });
  return JSON.stringify(made);
}

/**
 * Whether a solution, as base64 of ALTCHA's JSON, is one of a challenge of ours, of one of these keys, that is still good. Used twice it is still
 * true: whoever takes it makes it the id of what was written with it (`proofId`), which the database takes once.
 */
export async function isProven(
  keys: readonly Buffer[],
  solution: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const read = readSolution(solution);
  if (!read || !isFresh(read.challenge.parameters.data.at, now, life)) return false;
  const [{ verifySolution }, { deriveKey }] = await Promise.all([library(), algorithm()]);
  for (const key of keys)
    if ((await verifySolution({ ...read, deriveKey, ...secrets(key) })).verified) return true;
  return false;
}

/** An id that is the same for the same challenge (RFC 9562, version 8), whatever else a sender writes around it. */
export function proofId(solution: string): string {
  return asId(readSolution(solution)?.challenge.signature ?? solution);
}

/** A ticket for who cannot compute: signed with its moment, and good once it has waited. */
export function waitTicket(key: Buffer, now: Temporal.Instant): string {
  const said = `${seconds(now)}.${newToken()}`;
  return `${said}.${deriveToken(key, 'wait-ticket', said)}`;
}

/** Whether a ticket is ours, has waited long enough, and not for hours. One card a ticket: `ticketId` is its id. */
export function isRipe(keys: readonly Buffer[], ticket: string, now: Temporal.Instant): boolean {
  const [, said = '', at = '', proof = ''] = /^((\d{1,12})\.[\w-]{22})\.([\w-]{22})$/.exec(ticket) ?? [];
  if (!keys.some((key) => sameToken(proof, deriveToken(key, 'wait-ticket', said)))) return false;
  return isFresh(Number(at), now, ticketLife) && seconds(now) - Number(at) >= patience.total('seconds');
}

export function ticketId(ticket: string): string {
  return asId(ticket);
}

const parameters = z.looseObject({
  algorithm: z.literal('PBKDF2/SHA-256'),
  nonce: z.string(),
  salt: z.string(),
  cost: z.literal(rounds),
  keyLength: z.number(),
  keyPrefix: z.string(),
  keySignature: z.string(),
  data: z.object({ at: z.number() }),
});

const payload = z.object({
  challenge: z.object({ parameters, signature: z.string().regex(/^[0-9a-f]{64}$/) }),
  solution: z.object({ counter: z.number(), derivedKey: z.string().max(200), time: z.number().default(0) }),
});

// What is no such JSON was made by no page of ours.
function readSolution(text: string): z.infer<typeof payload> | null {
  if (text.length > 4000) return null;
  try {
    const read = payload.safeParse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

function secrets(key: Buffer) {
  return {
    hmacSignatureSecret: deriveToken(key, 'altcha'),
    hmacKeySignatureSecret: deriveToken(key, 'altcha-key'),
  };
}

function isFresh(at: number, now: Temporal.Instant, longest: Temporal.Duration): boolean {
  const age = seconds(now) - at;
  // A minute ahead: another process's clock.
  return age >= -60 && age <= longest.total('seconds');
}

function seconds(now: Temporal.Instant): number {
  return Math.floor(now.epochMilliseconds / 1000);
}

function asId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-8$3-8$4-$5');
}
