import type pg from 'pg';
import type { Running } from './application.ts';
import { below20, repeat, type Crowd } from './crowd.ts';
import { exchange } from './exchange.ts';
import { formRequest, requestHead } from './guests.ts';
import { figure, type Figure } from './report.ts';

/** How long a list is judged for: read from its ticks, weighed with the other lists of the day, and kept. */
export async function measureJudgement(
  app: Running,
  database: pg.Client,
  { cookie, party, circle, filled }: Crowd,
  say: (what: string) => void,
): Promise<Figure[]> {
  const { rows } = await database.query<{ id: string }>('select id from child where circle_id = $1', [
    circle,
  ]);
  const ticks = rows.map(({ id }) => `guest=${id}`);
  const at = `/parties/${party}/guests`;
  const time = async (request: string, status: number): Promise<number> => {
    const begun = performance.now();
    const answer = await exchange(app.port, request);
    if (answer.status !== status) throw new Error(`${at} answered ${answer.status}.`);
    return performance.now() - begun;
  };
  const whole = formRequest(at, ticks.join('&'), cookie);
  // Most of the children are asked, and the others are not: a gap, and the page that says it.
  const most = formRequest(at, ticks.slice(0, Math.ceil(ticks.length * 0.8)).join('&'), cookie);
  const bare = () => time(`${requestHead('GET', '/healthz')}\r\n`, 200);
  for (let warming = 0; warming < 20; warming += 1) await Promise.all([time(whole, 303), bare()]);
  const judged = await repeat(() => time(whole, 303));
  const [said, limit] = [await repeat(() => time(most, 409)), await repeat(bare)];
  say(`judgement, ${filled} families: ${judged.p50.toFixed(1)} ms, ${said.p50.toFixed(1)} ms with its page`);
  return [
    ...below20(`judgement of ${filled}`, judged, limit),
    figure({ name: `gap said, ${filled}`, unit: 'p99, ms', value: said.p99, limit: limit.p99 }),
  ];
}
