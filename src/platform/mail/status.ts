import type pg from 'pg';

/** What the operator sees of the queue: counts and domains, and nobody's address. */
export type QueueStatus = {
  waiting: { stream: string; mails: number; oldest: Date }[];
  stops: { stream: string; domain: string; reply: string }[];
  /** What came to nobody, by day: the dead letters of the last two weeks. */
  dead: {
    day: string;
    stream: string;
    domain: string;
    outcome: string;
    reply: string | null;
    mails: number;
  }[];
};

export async function readQueue(owner: pg.Pool): Promise<QueueStatus> {
  const { rows: waiting } = await owner.query<QueueStatus['waiting'][number]>(
    `select stream, count(*)::int as mails, min(written_at) as oldest from outgoing_mail
     where settled_at is null group by stream order by stream`,
  );
  const { rows: dead } = await owner.query<QueueStatus['dead'][number]>(
    `select settled_at::date::text as day, stream, domain, outcome, reply, count(*)::int as mails from outgoing_mail
     where outcome in ('refused', 'given_up', 'returned', 'complained') and settled_at > now() - interval '14 days'
     group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
  );
  return { waiting, stops: await listStops(owner), dead };
}

export async function listStops(owner: pg.Pool): Promise<QueueStatus['stops']> {
  const { rows } = await owner.query<QueueStatus['stops'][number]>(
    'select stream, domain, reply from mail_stop order by stream, domain',
  );
  return rows;
}

/** Lets mail go that stood still: all of it, that of a stream, or that of a stream to a domain. Gives back how many stops. */
export async function resumeStreams(
  owner: pg.Pool,
  stream: string | undefined,
  domain: string | undefined,
): Promise<number> {
  const { rowCount } = await owner.query(
    'delete from mail_stop where ($1::text is null or stream = $1) and ($2::text is null or domain = $2)',
    [stream ?? null, domain ?? null],
  );
  return rowCount ?? 0;
}
