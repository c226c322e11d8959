import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from './install.mjs';

// The rules and the rooms on a real PostgreSQL; each story once in a real browser.
install();
const { run } = await import('./run.mjs');

// What takes longer than anybody waits for: a million requests, a hundred kills, ten times as many cases of what comes by
// chance, every walk in every way.
// `npm run test:long -- fuzz` does one of them.
if (process.argv[2] === 'long') {
  const asked = process.argv.slice(3);
  const files = asked
    .filter((name) => name !== 'walks' && name !== 'rooms')
    .map((name) => `${name}.long.test`);
  const codes = [];
  if (asked.length === 0 || files.length > 0)
    codes.push((await run(['vitest', 'run', '--config', 'vitest.long.config.ts', ...files])).code);
  if (asked.length === 0 || asked.includes('rooms'))
    codes.push((await run(['vitest', 'run', '--testTimeout=900000'], { env: { RUNS: 'many' } })).code);
  if (asked.length === 0 || asked.includes('walks'))
    codes.push((await run(['playwright', 'test'], { env: { WALKS: 'all' } })).code);
  process.exit(Math.max(...codes));
}

const folder = mkdtempSync(join(tmpdir(), 'bunting-results-'));
const rooms = join(folder, 'rooms.json');
const stories = join(folder, 'stories.json');

const results = [await testRooms(), await testStories()];
rmSync(folder, { recursive: true });
const sum = (of) => results.reduce((total, result) => total + result[of], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') === 0 ? 0 : 1);

async function testRooms() {
  const { code } = await run([
    'vitest',
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${rooms}`,
  ]);
  const { numPassedTests: passed, numFailedTests: failed } = read(rooms) ?? {
    numPassedTests: 0,
    numFailedTests: 0,
  };
  // A run that fails without a failed test has failed all the same: a file that could not be read, an error behind a test.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

async function testStories() {
  const { code } = await run(['playwright', 'test', '--reporter=line,json'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: stories },
  });
  const { expected = 0, unexpected = 0, flaky = 0 } = read(stories)?.stats ?? {};
  const failed = unexpected + flaky;
  return { passed: expected, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
