import { sql } from 'kysely';
import type pg from 'pg';
import { toDate } from '../../kernel/time.ts';
import { inOwnersTransaction, type Database } from '../database/database.ts';
import type { Platform } from '../platform.ts';
import { hashAddress } from './addresses.ts';
import type { Stream } from './mail.ts';
import { stopStream, tellRooms } from './queue.ts';

/** What came back for a mail: RFC 3464 with a status of RFC 3463, or a complaint (RFC 5965). */
export type Return = {
  /** The id of the mail, as its bounce address seals it. */
  mail: string;
  kind: 'hard' | 'soft' | 'policy' | 'complaint';
  /** As 5.1.1; null where nobody said. */
  status: string | null;
};

type Sent = {
  id: string;
  stream: Stream;
  domain: string;
  hash: Buffer;
  circle: string | null;
  toldBy: string | null;
};

// A mailbox that was full so often within a week is one that nobody reads.
const mostSoft = 3;

/**
 * Draws the consequences: an address that does not exist gets no mail for a month, and who complains gets none at all;
 * a full mailbox is waited for; what is our own fault stops the stream and no address. The same return twice is one.
 */
export async function noteReturn(
  { owner, clock }: Pick<Platform, 'owner' | 'clock'>,
  { mail, kind, status }: Return,
): Promise<void> {
  const now = toDate(clock());
  const sent = await inOwnersTransaction(owner, async (client) => {
    const found = await findMail(client, mail);
    if (found && kind === 'soft') await waitFor(client, found, status, now);
    if (found && kind === 'hard')
      await giveUp(client, found, { why: 'bounce', outcome: 'returned', status, now });
    if (found && kind === 'complaint')
      await giveUp(client, found, { why: 'complaint', outcome: 'complained', status, now });
    return found;
  });
  if (sent && kind === 'policy' && sent.stream !== 'codes')
    await stopStream(owner, sent.stream, sent.domain, status ?? '', clock());
}

async function findMail(client: pg.PoolClient, id: string): Promise<Sent | null> {
  const { rows } = await client.query<Sent>(
    `select id, stream, domain, recipient_hash as hash, circle_id as circle, told_by as "toldBy"
     from outgoing_mail where id = $1 for update`,
    [id],
  );
  return rows[0] ?? null;
}

async function giveUp(
  client: pg.PoolClient,
  sent: Sent,
  { why, outcome, status, now }: { why: string; outcome: string; status: string | null; now: Date },
): Promise<void> {
  // It may have come back before we have written that it left.
  await client.query(
    `update outgoing_mail set outcome = $2, reply = coalesce($3, reply), settled_at = coalesce(settled_at, $4), letter = null,
       recipient = '', taken_by = null where id = $1`,
    [sent.id, outcome, status, now],
  );
  await client.query(
    'insert into mail_block values ($1, $2, $3) on conflict (address_hash, why) do update set since = excluded.since',
    [sent.hash, why, now],
  );
  await tellRooms(client, [sent]);
}

// The mail is marked as full; when it is the third to this address, its rooms hear that it will not come.
async function waitFor(client: pg.PoolClient, sent: Sent, status: string | null, now: Date): Promise<void> {
  await client.query('update outgoing_mail set reply = $2 where id = $1', [sent.id, status ?? '5.2.2']);
  const { rows } = await client.query<{ full: number }>(
    `select count(*)::int as full from outgoing_mail
     where recipient_hash = $1 and outcome = 'sent' and reply is not null and settled_at > $2::timestamptz - interval '7 days'`,
    [sent.hash, now],
  );
  if ((rows[0]?.full ?? 0) >= mostSoft)
    await giveUp(client, sent, { why: 'bounce', outcome: 'returned', status, now });
}

/** The mail that we sent with this Message-ID, as a bounce that lost its way names it. */
export async function findSent(
  { owner }: Pick<Platform, 'owner'>,
  messageId: string,
): Promise<string | null> {
  const { rows } = await owner.query<{ id: string }>('select id from outgoing_mail where message_id = $1', [
    messageId,
  ]);
  return rows[0]?.id ?? null;
}

export type Recipient = { address: string; circle: string };

/**
 * To whom of a circle a mail about an invitation went. The queue has forgotten the address: it is found among those that the
 * circle has now, whatever has become of the invitation.
 */
export async function findRecipient(
  { owner, key }: Pick<Platform, 'owner' | 'key'>,
  mail: string,
): Promise<Recipient | null> {
  const { rows } = await owner.query<Recipient & { hash: Buffer }>(
    `select distinct d.address, o.circle_id as circle, o.recipient_hash as hash
     from outgoing_mail o join adult d on d.circle_id = o.circle_id and d.address is not null
     where o.id = $1`,
    [mail],
  );
  const found = rows.find(({ address, hash }) => hashAddress(key, address).equals(hash));
  return found ? { address: found.address, circle: found.circle } : null;
}

/** No more mail to the address of this mail but what is about an invitation, and codes that it asks for. */
export async function blockOther(
  { owner, clock }: Pick<Platform, 'owner' | 'clock'>,
  mail: string,
): Promise<void> {
  await owner.query(
    `insert into mail_block select recipient_hash, 'unsubscribed', $2 from outgoing_mail where id = $1
     on conflict (address_hash, why) do nothing`,
    [mail, toDate(clock())],
  );
}

/** Whether somebody pressed that no other mail is to go to this address. */
export async function isOtherBlocked(db: Database, key: Buffer, address: string): Promise<boolean> {
  const row = await db
    .selectFrom('mailBlock')
    .select('why')
    .where('addressHash', '=', hashAddress(key, address))
    .where('why', 'in', ['unsubscribed', 'never'])
    .executeTakeFirst();
  return row !== undefined;
}

export async function unblockOther(
  { owner, key }: Pick<Platform, 'owner' | 'key'>,
  address: string,
): Promise<void> {
  await owner.query("delete from mail_block where address_hash = $1 and why in ('unsubscribed', 'never')", [
    hashAddress(key, address),
  ]);
}

/** What an address asked for once and for all. It needs no account, and nothing but its keyed hash is kept. */
export type Silence = 'peace' | 'never';

/** `peace`: nothing of any party goes to an address, whoever writes it down later; `never`: nothing else does either. */
export async function silence(
  db: Database,
  key: Buffer,
  address: string,
  why: Silence,
  now: Temporal.Instant,
): Promise<void> {
  const hash = hashAddress(key, address);
  await sql`select keep_silent(${address}, ${hash}, ${why}, ${toDate(now)})`.execute(db);
}

/** Its proven owner wants to hear from us again. */
export async function unsilence(db: Database, key: Buffer, address: string): Promise<void> {
  await sql`select end_silence(${hashAddress(key, address)})`.execute(db);
}

export async function isSilenced(db: Database, key: Buffer, address: string): Promise<boolean> {
  const row = await db
    .selectFrom('mailBlock')
    .select('why')
    .where('addressHash', '=', hashAddress(key, address))
    .where('why', 'in', ['peace', 'never'])
    .executeTakeFirst();
  return row !== undefined;
}
