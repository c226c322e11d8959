import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ownerPool } from '../src/platform/database/database.ts';
import { startEngine } from '../src/platform/database/engine.ts';
import { migrate } from '../src/platform/database/migrate.ts';

// Writes src/platform/database/tables.ts from a freshly migrated database; with --verify it only compares.
const root = resolve(import.meta.dirname, '..');
const home = await mkdtemp(join(tmpdir(), 'bunting-tables-'));
const engine = await startEngine({ home, durable: false });
const pool = ownerPool(engine.connection, 3);
await migrate(pool, join(root, 'migrations'));
const url = `postgres://bunting@localhost/bunting?host=${encodeURIComponent(String(engine.connection.host))}`;
const words = [
  '--dialect',
  'postgres',
  '--url',
  url,
  '--out-file',
  'src/platform/database/tables.ts',
  '--camel-case',
];
const more = ['--include-pattern', 'public.*', '--date-parser', 'string', ...process.argv.slice(2)];
const { status } = spawnSync('kysely-codegen', [...words, ...more], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
});
await pool.end();
await engine.stop();
// As root the database does not lie in its home.
for (const folder of [home, engine.folder]) await rm(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
