import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { settingNames } from '../src/platform/settings.ts';

// What every test and benchmark needs that starts the application as a process of its own.

/** What the operator of this machine has set for an application of their own is not for this one. */
export function withoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !settingNames.includes(name)));
}

/** A port of this machine that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** Where the embedded database of a home lies: started as root elsewhere, in a folder that is named in the home. */
export async function databaseFolder(home: string): Promise<string> {
  const name = (await readFile(join(home, 'database-folder'), 'utf8').catch(() => '')).trim();
  return /^[0-9a-f-]{36}$/.test(name) ? join('/var/lib/bunting', name) : join(home, 'postgres');
}

/** Removes a home with its database, when both are used no more. */
export async function removeHome(home: string): Promise<void> {
  const gone = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };
  for (const folder of [await databaseFolder(home), home]) await rm(folder, gone);
}
