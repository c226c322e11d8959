import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { ownNode, root } from './install.mjs';

const path = [join(root, 'node_modules', '.bin'), dirname(ownNode), process.env.PATH].join(delimiter);

/** Runs a program of the project with its own Node; what it says is passed on as it comes, or kept. */
export function run([program, ...words], { keep = false, env = {} } = {}) {
  return new Promise((done) => {
    const stdio = keep ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn(program, words, { cwd: root, env: { ...process.env, ...env, PATH: path }, stdio });
    let said = '';
    child.stdout?.on('data', (chunk) => (said += chunk));
    child.stderr?.on('data', (chunk) => (said += chunk));
    child.on('error', (error) => done({ code: 1, said: String(error) }));
    child.on('exit', (code) => done({ code: code ?? 1, said }));
  });
}
