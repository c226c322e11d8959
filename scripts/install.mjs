// Runs under any Node from 20 on, before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

/** The Node that the project brings along. */
export const ownNode = join(root, 'node_modules', 'node', 'bin', 'node');

/** Installs what is missing: when node_modules is absent or older than the lock file. */
export function install() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    console.error(
      `Bunting needs Node 20 or newer to start; this is ${process.versions.node}. It brings its own Node 26 for the rest.`,
    );
    process.exit(1);
  }
  if (isFresh()) return;
  console.log('Installing what is missing, once …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0 || !existsSync(ownNode)) {
    console.error('The packages could not be installed; what npm said stands above.');
    process.exit(1);
  }
}

function isFresh() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || !existsSync(ownNode)) return false;
  return statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}
