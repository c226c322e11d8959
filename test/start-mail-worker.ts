import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { inject } from 'vitest';
import type { World } from './world.ts';

const program = resolve(import.meta.dirname, 'mail-worker.ts');

/** A process of its own that writes mails in jobs and sends them, until it is killed. */
export async function startWorker(world: World, smtpUrl: string): Promise<ChildProcess> {
  const { rows } = await world.owner.query<{ name: string }>('select current_database() as name');
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, SOCKET: inject('socket'), DATABASE: rows[0]?.name, SMTP_URL: smtpUrl },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}
