import type pg from 'pg';
import type { Clock } from '../../kernel/time.ts';
import { listStops } from '../mail/status.ts';
import { bad, good, unsure, type Finding } from './finding.ts';

const slack = 5;

/** The database: that it is there, new enough and durable, and that its clock is ours. */
export async function lookAtDatabase(owner: pg.Pool, clock: Clock): Promise<Finding[]> {
  const what = 'Database';
  try {
    const before = clock().epochMilliseconds;
    const { rows } = await owner.query<{ version: number; fsync: string; now: Date }>(
      `select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync, clock_timestamp() as now`,
    );
    const [row] = rows;
    if (!row) return [bad(what, 'It answers nothing.')];
    const middle = (before + clock().epochMilliseconds) / 2;
    return [
      row.version < 180_000
        ? bad(what, `It is PostgreSQL ${Math.floor(row.version / 10_000)}: Bunting needs 18.`)
        : row.fsync === 'on'
          ? good(
              what,
              `PostgreSQL ${Math.floor(row.version / 10_000)}.${row.version % 10_000} answers, and writes to disk.`,
            )
          : bad(what, 'fsync is off: an acknowledged answer could be lost. Switch it on.'),
      clockFinding('Clock and the database’s', (row.now.getTime() - middle) / 1000),
    ];
  } catch {
    return [bad(what, 'It cannot be reached: start Bunting, or mend DATABASE_URL.')];
  }
}

function clockFinding(what: string, seconds: number): Finding {
  const off = Math.round(Math.abs(seconds));
  return off <= slack
    ? good(what, 'are together.')
    : bad(
        what,
        `are ${off} seconds apart: let both follow a time server (systemctl enable --now systemd-timesyncd).`,
      );
}

/** The address that links begin with: safe, and leading to us. */
export async function lookAtBaseUrl(baseUrl: string, clock: Clock): Promise<Finding[]> {
  const what = 'Base URL';
  if (!baseUrl.startsWith('https:'))
    return [
      unsure(what, `${baseUrl} is this machine alone: set BASE_URL to the https address that families use.`),
    ];
  try {
    const answer = await fetch(`${baseUrl}/healthz`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    const date = Date.parse(answer.headers.get('date') ?? '');
    return [
      answer.status === 200
        ? good(what, `${baseUrl} leads to Bunting.`)
        : bad(what, `${baseUrl}/healthz answers ${answer.status}: look at the proxy before Bunting.`),
      ...(Number.isNaN(date)
        ? []
        : [clockFinding('Clock and the proxy’s', (date - clock().epochMilliseconds) / 1000)]),
    ];
  } catch {
    return [bad(what, `${baseUrl} cannot be reached from here: look at DNS, certificate and proxy.`)];
  }
}

/** What waits, what stands still and what was given up. */
export async function lookAtQueue(owner: pg.Pool, clock: Clock): Promise<Finding[]> {
  const what = 'Mail queue';
  const { rows } = await owner.query<{ waiting: number; oldest: Date | null; dead: number }>(
    `select count(*) filter (where settled_at is null)::int as waiting,
       min(written_at) filter (where settled_at is null) as oldest,
       count(*) filter (
         where outcome in ('given_up', 'refused', 'returned') and settled_at > now() - interval '14 days')::int as dead
     from outgoing_mail`,
  );
  const { waiting = 0, oldest = null, dead = 0 } = rows[0] ?? {};
  const minutes = oldest ? (clock().epochMilliseconds - oldest.getTime()) / 60_000 : 0;
  const stops = await listStops(owner);
  return [
    minutes > 15
      ? bad(
          what,
          `${waiting} mails wait, the oldest for ${Math.round(minutes)} minutes: see \`mail status\`.`,
        )
      : good(what, `${waiting} mails wait.`),
    dead > 0
      ? unsure(what, `${dead} mails of the last two weeks came to nobody: see \`mail status\`.`)
      : good(what, 'Every mail of the last two weeks was taken.'),
    ...stops.map(({ stream, domain, reply }) =>
      bad(
        what,
        `Mail of the stream ${stream}${domain === '' ? '' : ` to ${domain}`} stands still (${reply || 'refused'}): mend SPF, DKIM or DMARC, then \`mail resume\`.`,
      ),
    ),
  ];
}
