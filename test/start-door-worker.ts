import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { inject, onTestFinished } from 'vitest';
import type { World } from './world.ts';

/** Node reads no JSX: the worker is bundled, as the server is, beside the packages that it finds there. */
export async function buildDoorWorker(): Promise<{ program: string; remove: () => Promise<void> }> {
  const program = resolve(import.meta.dirname, `../node_modules/.cache/door-worker.${process.pid}.mjs`);
  await build({
    entryPoints: [resolve(import.meta.dirname, 'door-worker.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return { program, remove: () => rm(program) };
}

/** A process of its own that makes offers and takes them back, as it is told. */
export async function startDoorWorker(world: World, program: string): Promise<ChildProcess> {
  const { rows } = await world.owner.query<{ name: string }>('select current_database() as name');
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      SOCKET: inject('socket'),
      DATABASE: rows[0]?.name,
      NOW: world.platform.clock().toString(),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill());
  await once(child, 'message');
  return child;
}
