import type pg from 'pg';
import { toDate, toInstant } from '../../kernel/time.ts';
import { inOwnersTransaction } from '../database/database.ts';
import { isHeld, standsFirm } from '../database/presence.ts';
import type { Waiting } from './letter.ts';
import type { Outcome, Stream } from './mail.ts';
import { takeTurn, type Pace } from './pace.ts';

/** A mail that is taken out of the queue to be delivered. */
export type Taken = {
  id: string;
  stream: Stream;
  recipient: string;
  domain: string;
  writtenAt: Date;
  waiting: Waiting;
  tries: number;
  circle: string | null;
  toldBy: string | null;
};

type Row = Omit<Taken, 'writtenAt' | 'waiting'> & {
  written_at: Date;
  letter: Waiting;
  turn_at: Date | null;
  blocked: boolean;
};

export type Settled = { mail: Taken; outcome: Outcome; reply: string | null };

type Holder = {
  owner: pg.Pool;
  /** The number of the advisory lock by which others see that this process lives. */
  holder: number;
};

// A turn that was missed by this much, in milliseconds, is none: after an outage everybody queues for it anew.
const turnLasts = 60_000;

// So many rows are looked at in one go: most of them may have to wait for their turn.
const widest = 100;

/**
 * Takes mails of a stream that are due, the oldest first: to one address one at a time, so that they leave in their order;
 * none that another living process holds (what this one still holds was left by a drain that failed), and none of what
 * stands still. Those whose turn at their domain has not come are put back until it has; those that nobody wants are
 * settled. `looked` is how many rows were looked at: while there are any, there may be more.
 */
export async function takeMails(
  { owner, holder }: Holder,
  { stream, most, pace, now }: { stream: Stream; most: number; pace: Pace | null; now: Temporal.Instant },
): Promise<{ taken: Taken[]; looked: number }> {
  return inOwnersTransaction(owner, async (client) => {
    const { rows } = await client.query<Row>(
      `select o.id, o.stream, o.recipient, o.domain, o.written_at, o.letter, o.tries, o.turn_at, o.circle_id as circle,
         o.told_by as "toldBy", o.stream <> 'codes' and exists (
           select from mail_block b where b.address_hash = o.recipient_hash
             and b.why <> 'peace' and (b.why not in ('unsubscribed', 'never') or o.stream = 'other')) as blocked
       from outgoing_mail o
       where o.settled_at is null and o.due_at <= $1 and o.until > $1 and o.stream = $2
         and (o.taken_by is null or o.taken_by = $4 or (not ${isHeld('o.taken_by')} and ${standsFirm('$4::bigint')}))
         and not exists (select from outgoing_mail before
           where before.recipient = o.recipient and before.stream = o.stream and before.number < o.number
             and before.settled_at is null)
         and not exists (select from mail_stop s where s.stream = o.stream and s.domain in ('', o.domain))
       order by o.due_at, o.number
       limit $3
       for update of o skip locked`,
      [toDate(now), stream, widest, holder],
    );
    const blocked = rows.filter((row) => row.blocked);
    const wanted = rows.filter((row) => !row.blocked);
    const { now: mine, later } = pace
      ? await takeTurns(client, wanted, { most, pace, now })
      : atOnce(wanted, most);
    await settle(
      client,
      blocked.map((row) => ({ mail: asTaken(row), outcome: 'blocked' as const, reply: null })),
      now,
    );
    await markTaken(client, holder, mine);
    await putOff(client, later);
    return {
      taken: mine.map(({ row }) => asTaken(row)),
      looked: blocked.length + mine.length + later.length,
    };
  });
}

/** A mail with the moment of its turn; null for one that needs none, or has it already. */
type Turn = { row: Row; turn: Date | null };

function atOnce(rows: readonly Row[], most: number): { now: Turn[]; later: Turn[] } {
  return { now: rows.slice(0, most).map((row) => ({ row, turn: null })), later: [] };
}

// Each mail takes its turn at its domain; who has as many as wanted leaves the others as they are.
async function takeTurns(
  client: pg.PoolClient,
  rows: readonly Row[],
  { most, pace, now }: { most: number; pace: Pace; now: Temporal.Instant },
): Promise<{ now: Turn[]; later: Turn[] }> {
  if (rows.length === 0) return { now: [], later: [] };
  const paces = await readPaces(client, rows);
  const [mine, later]: [Turn[], Turn[]] = [[], []];
  for (const row of rows) {
    if (mine.length === most) break;
    if (row.stream === 'codes' || hasTurn(row, now)) {
      mine.push({ row, turn: null });
      continue;
    }
    const { turn, nextAt } = takeTurn(paces.get(row.domain) ?? null, pace, now);
    paces.set(row.domain, nextAt);
    const isLater = Temporal.Instant.compare(turn, now) > 0;
    (isLater ? later : mine).push({ row, turn: toDate(turn) });
  }
  await writePaces(client, paces);
  return { now: mine, later };
}

function hasTurn({ turn_at }: Row, now: Temporal.Instant): boolean {
  return turn_at !== null && turn_at.getTime() > now.epochMilliseconds - turnLasts;
}

async function markTaken(client: pg.PoolClient, holder: number, mine: readonly Turn[]): Promise<void> {
  if (mine.length === 0) return;
  await client.query(
    `update outgoing_mail o set taken_by = $1, turn_at = coalesce(t.turn_at, o.turn_at)
     from unnest($2::uuid[], $3::timestamptz[]) as t (id, turn_at) where o.id = t.id`,
    [holder, mine.map(({ row }) => row.id), mine.map(({ turn }) => turn)],
  );
}

async function putOff(client: pg.PoolClient, later: readonly Turn[]): Promise<void> {
  if (later.length === 0) return;
  await client.query(
    `update outgoing_mail o set taken_by = null, due_at = t.turn_at, turn_at = t.turn_at
     from unnest($1::uuid[], $2::timestamptz[]) as t (id, turn_at) where o.id = t.id`,
    [later.map(({ row }) => row.id), later.map(({ turn }) => turn)],
  );
}

async function readPaces(
  client: pg.PoolClient,
  rows: readonly Row[],
): Promise<Map<string, Temporal.Instant>> {
  const domains = [...new Set(rows.map(({ domain }) => domain))].toSorted();
  const { rows: known } = await client.query<{ domain: string; next_at: Date }>(
    'select domain, next_at from mail_pace where domain = any ($1) order by domain for update',
    [domains],
  );
  return new Map(known.map(({ domain, next_at }) => [domain, toInstant(next_at)]));
}

async function writePaces(
  client: pg.PoolClient,
  paces: ReadonlyMap<string, Temporal.Instant>,
): Promise<void> {
  if (paces.size === 0) return;
  const entries = [...paces].toSorted(([one], [other]) => (one < other ? -1 : 1));
  await client.query(
    `insert into mail_pace (domain, next_at) select * from unnest($1::text[], $2::timestamptz[])
     on conflict (domain) do update set next_at = greatest(mail_pace.next_at, excluded.next_at)`,
    [entries.map(([domain]) => domain), entries.map(([, nextAt]) => toDate(nextAt))],
  );
}

function asTaken({ written_at, letter, turn_at: _turn, blocked: _blocked, ...row }: Row): Taken {
  return { ...row, writtenAt: written_at, waiting: letter };
}

/** Writes what became of mails; letters and addresses go, and the rooms that asked are told, in the same transaction. */
export async function settleMails(
  owner: pg.Pool,
  settled: readonly Settled[],
  now: Temporal.Instant,
): Promise<void> {
  await inOwnersTransaction(owner, (client) => settle(client, settled, now));
}

async function settle(
  client: pg.PoolClient,
  settled: readonly Settled[],
  now: Temporal.Instant,
): Promise<void> {
  if (settled.length === 0) return;
  await client.query(
    `update outgoing_mail o
     set settled_at = $1, outcome = t.outcome, reply = t.reply, letter = null, recipient = '', taken_by = null
     from unnest($2::uuid[], $3::text[], $4::text[]) as t (id, outcome, reply)
     -- What has come back already is settled by that.
     where o.id = t.id and o.settled_at is null`,
    [
      toDate(now),
      settled.map(({ mail }) => mail.id),
      settled.map(({ outcome }) => outcome),
      settled.map(({ reply }) => reply),
    ],
  );
  await tellRooms(
    client,
    settled.map(({ mail }) => mail),
  );
}

/** Asks for the jobs that hear what became of mails: one a circle and job, with the ids of the mails. */
export async function tellRooms(
  client: pg.PoolClient,
  mails: readonly Pick<Taken, 'id' | 'toldBy' | 'circle'>[],
): Promise<void> {
  const told = Map.groupBy(
    mails.filter(({ toldBy, circle }) => toldBy !== null && circle !== null),
    ({ toldBy, circle }) => `${toldBy}\n${circle}`,
  );
  for (const group of told.values())
    await client.query('select graphile_worker.add_job($1, $2::json)', [
      group[0]?.toldBy,
      JSON.stringify({ circle: group[0]?.circle, mails: group.map(({ id }) => id).join(',') }),
    ]);
}

/** What nobody needs any more is given up, also where its stream stands still. */
export async function giveUpExpired(owner: pg.Pool, stream: Stream, now: Temporal.Instant): Promise<void> {
  await inOwnersTransaction(owner, async (client) => {
    const { rows } = await client.query<Pick<Taken, 'id' | 'circle' | 'toldBy'>>(
      `update outgoing_mail set settled_at = $2, outcome = 'given_up', letter = null, recipient = '', taken_by = null
       where settled_at is null and stream = $1 and until <= $2
       returning id, circle_id as circle, told_by as "toldBy"`,
      [stream, toDate(now)],
    );
    await tellRooms(client, rows);
  });
}

/** A mail that was not taken now is tried again at its time, after those before it. */
export async function postpone(
  owner: pg.Pool,
  mail: Taken,
  { dueAt, tries, reply }: { dueAt: Temporal.Instant; tries: number; reply: string | null },
): Promise<void> {
  await owner.query(
    `update outgoing_mail set taken_by = null, due_at = $2, tries = $3, reply = coalesce($4, reply), turn_at = null
     where id = $1 and settled_at is null`,
    [mail.id, toDate(dueAt), tries, reply],
  );
}

/** What became of the mails of one round to one family. */
export type Round = { circle: string; envelope: string; round: string; outcomes: (Outcome | null)[] };

/** The rounds to which these mails belong, each with all of its mails; null for one that still waits. */
export async function listRounds(owner: pg.Pool, ids: readonly string[]): Promise<Round[]> {
  const { rows } = await owner.query<Round>(
    `select o.circle_id as circle, o.envelope_id as envelope, o.round, array_agg(o.outcome order by o.number) as outcomes
     from outgoing_mail o
     where (o.circle_id, o.envelope_id, o.round) in (
       select m.circle_id, m.envelope_id, m.round from outgoing_mail m where m.id = any ($1::uuid[]))
     group by o.circle_id, o.envelope_id, o.round order by o.envelope_id`,
    [ids],
  );
  return rows;
}

/**
 * Mails to a domain stand still until the operator lets them go; a whole stream does where two domains refuse us for what we
 * are, and since then nobody else has taken a mail of it: whoever owns two domains stops nobody else’s mail.
 */
export async function stopStream(
  owner: pg.Pool,
  stream: Stream,
  domain: string,
  reply: string,
  now: Temporal.Instant,
): Promise<void> {
  await owner.query(`insert into mail_stop values ($1, $2, $3, $4) on conflict (stream, domain) do nothing`, [
    stream,
    domain,
    reply,
    toDate(now),
  ]);
  await owner.query(
    `insert into mail_stop
     select $1, '', $2, $3 from mail_stop s where s.stream = $1 and s.domain <> '' having count(*) > 1 and not exists (
       select from outgoing_mail o
       where o.stream = $1 and o.outcome = 'sent' and o.settled_at >= min(s.stopped_at)
         and o.domain not in (select other.domain from mail_stop other where other.stream = $1))
     on conflict (stream, domain) do nothing`,
    [stream, reply, toDate(now)],
  );
}
