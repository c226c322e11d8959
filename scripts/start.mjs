import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { install, ownNode, root } from './install.mjs';

install();
const built = spawnSync(ownNode, [join(root, 'scripts', 'build.mjs')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
});
if (built.status !== 0) process.exit(1);

// The channel tells the application when we are gone, so that it never runs on unseen.
const child = spawn(ownNode, [join(root, 'dist', 'main.js')], {
  cwd: process.cwd(),
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
// Ctrl-C reaches the whole group; a signal to us alone is handed on.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGTERM'));

// npm was killed and cannot hand signals on: end as if it had. Between npm and us stands the shell that it started.
if (process.env.npm_lifecycle_event) {
  const above = [process.ppid, parentOf(process.ppid)].filter((pid) => pid > 1);
  setInterval(() => above.every(isAlive) || child.kill('SIGTERM'), 500).unref();
}

function parentOf(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(stdout ?? 0);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
