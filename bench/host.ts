import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { about } from './about.ts';
import { startApplication } from './application.ts';
import { onEnd } from './opened.ts';
import type { Options } from './options.ts';
import { pinLoad } from './pin.ts';
import type { Report } from './report.ts';
import { measureTimes } from './times.ts';
import { makeCrowd } from './crowd.ts';
import { measureForecast } from './forecast.ts';
import { measureJudgement } from './judgement.ts';

/** What a host waits for while a party is planned: the judgement of its list, and the days that suit its guests. */
export async function runHost(_options: Options, say: (what: string) => void): Promise<Report> {
  const pinning = pinLoad();
  say(pinning.said);
  const app = await startApplication(pinning);
  await sleep(1000);
  const database = new pg.Client({ host: app.socket, user: 'bunting', database: 'bunting' });
  database.on('error', () => undefined);
  await database.connect();
  onEnd(() => database.end());
  const figures = [];
  for (const families of [40, 1000]) {
    const crowd = await makeCrowd(app, database, families);
    figures.push(...(await measureJudgement(app, database, crowd, say)));
    figures.push(...(await measureTimes(app, database, crowd, say)));
    if (families === 1000) figures.push(...(await measureForecast(app, database, crowd, say)));
  }
  return {
    benchmark: 'host',
    about: { ...(await about(database, app.socket)), pinning: pinning.said },
    figures,
    errors: 0,
    errorKinds: {},
    lost: 0,
    notes: [
      'first: a party is begun and its days are asked for; of some: for half of them, who are cut only then',
      'new day: looked at anew; again: the same day; looked: the page alone',
      'beside them the least that answers with one query (/healthz)',
    ],
  };
}
