import type pg from 'pg';
import type { Clock } from '../kernel/time.ts';
import type { Database } from './database/database.ts';
import type { KeyRing } from './key.ts';
import type { Log } from './log.ts';
import type { Mailer } from './mail/mailer.ts';
import type { News } from './news.ts';
import type { Front } from './web/front.ts';

/** What every room is given: the ways out of the process, and the time. */
export type Platform = {
  db: Database;
  /** The owner's way to the database, for what must run across all circles: the days to die on. */
  owner: pg.Pool;
  clock: Clock;
  /** For what is only compared with itself, for ever: hashes of addresses, networks and devices, causes of mails. */
  key: Buffer;
  /** What rights are derived from: links, cookies, codes. */
  ring: KeyRing;
  baseUrl: string;
  mailer: Mailer;
  news: News;
  log: Log;
  /** Where a room answers from memory, before the app is asked. */
  front: Front;
  /** How many proxies before us are to be believed about whom they serve. */
  trustedProxies: number;
  /** Who is responsible for what is kept here, as the operator says it. */
  contact?: string | undefined;
};
