import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ownerPool } from '../src/platform/database/database.ts';
import { startEngine } from '../src/platform/database/engine.ts';
import { migrate } from '../src/platform/database/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    socket: string;
  }
}

/** One real PostgreSQL for the whole run, with a migrated database of which worlds take copies (databases.ts). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'bunting-test-'));
  const engine = await startEngine({ home, durable: false, claim: false });
  const owner = ownerPool(engine.connection, 3);
  await migrate(owner, resolve(import.meta.dirname, '../migrations'));
  await owner.end();
  project.provide('socket', String(engine.connection.host));
  return async () => {
    await engine.stop();
    await rm(home, { recursive: true });
    if (engine.folder.startsWith('/var/lib/bunting/')) await rm(engine.folder, { recursive: true });
  };
}
