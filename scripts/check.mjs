import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { install, ownNode, root } from './install.mjs';

install();

// Each check is silent when all is well; what it says is shown when it is not.
const checks = {
  types: ['tsc', '-p', '.'],
  lint: ['oxlint', '--deny-warnings'],
  format: ['oxfmt', '--check'],
  'order of the rooms': ['depcruise', 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
  'dead code': ['knip'],
  'the house': ['node', 'scripts/check-house.ts'],
  catalogues: ['node', 'scripts/check-catalogues.ts'],
};

const env = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), dirname(ownNode), process.env.PATH].join(delimiter),
};
let passed = 0;
let failed = 0;
for (const [name, command] of Object.entries(checks)) {
  const { code, said } = await run(command);
  if (code === 0) passed += 1;
  else failed += 1;
  console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
  if (code !== 0) console.log(said);
}
console.log(`checks: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function run([program, ...words]) {
  return new Promise((done) => {
    const child = spawn(program, words, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    child.on('error', (error) => done({ code: 1, said: String(error) }));
    child.on('exit', (code) => done({ code: code ?? 1, said }));
  });
}
