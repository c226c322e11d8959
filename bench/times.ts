import type pg from 'pg';
import type { Running } from './application.ts';
import { below20, repeat, type Crowd } from './crowd.ts';
import { exchange } from './exchange.ts';
import { formRequest, queueIsEmpty, requestHead } from './guests.ts';
import type { Figure } from './report.ts';

/** How long a host waits for the days that suit, asked for the first time, on another day, and asked again. */
export async function measureTimes(
  app: Running,
  database: pg.Client,
  { cookie, circle, party, filled }: Crowd,
  say: (what: string) => void,
): Promise<Figure[]> {
  const [from, to] = [1, 42].map((days) => Temporal.Now.plainDateISO('UTC').add({ days }).toString());
  const body = `from=${from}&to=${to}&length=two_hours`;
  const at = `/parties/${party}/times`;
  const begin = formRequest(`/circles/${circle}/parties`, 'title=Party', cookie);
  const time = async (request: string, status: number): Promise<number> => {
    const begun = performance.now();
    const answer = await exchange(app.port, request);
    if (answer.status !== status) throw new Error(`${at} answered ${answer.status}.`);
    return performance.now() - begun;
  };
  const ask = () => time(formRequest(at, body, cookie), 303);
  const look = () => time(`${requestHead('GET', `${at}?${body}`, cookie)}\r\n`, 200);
  const bare = () => time(`${requestHead('GET', '/healthz')}\r\n`, 200);
  // A party is for the whole circle as long as nobody chose its guests.
  const forAll = (): Promise<unknown> =>
    database.query('delete from guest_list where party_id = $1', [party]);
  await forAll();
  for (let warming = 0; warming < 20; warming += 1) await Promise.all([ask(), look(), bare()]);
  const first = await repeat(async () => {
    await database.query('delete from seating');
    await exchange(app.port, begin);
    await queueIsEmpty(database);
    return ask();
  });
  const nextDay = await repeat(async () => {
    await database.query('update seating set looked_on = looked_on - 1');
    return ask();
  });
  const [again, looked, limit] = [await repeat(ask), await repeat(look), await repeat(bare)];
  await database.query(
    `insert into guest_list (circle_id, party_id, whole, children)
     select $1, $2, false, array_agg(h.child_id) from household h where h.circle_id = $1 and random() < 0.5`,
    [circle, party],
  );
  const ofSome = await repeat(async () => {
    await database.query('delete from seating');
    return ask();
  });
  await forAll();
  say(
    `days that suit, ${filled} families: ${first.p50.toFixed(1)} ms at first, ${again.p50.toFixed(1)} ms again`,
  );
  return [
    ...below20(`times of ${filled}, first`, first, limit),
    ...below20(`times of ${filled}, first of some`, ofSome, limit),
    ...below20(`times of ${filled}, new day`, nextDay, limit),
    ...below20(`times of ${filled}, again`, again, limit),
    ...below20(`times of ${filled}, looked`, looked, limit),
  ];
}
