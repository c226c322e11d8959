import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findTold } from './told.ts';
import { freePort, removeHome, withoutSettings } from '../test/starting.ts';
import { settleEngine } from '../src/platform/database/engine-place.ts';
import chromium, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium';

const root = resolve(import.meta.dirname, '..');

/** Makes the browser ready, and starts the built application as its users do; gives back how both end. */
export default async function start(): Promise<() => Promise<void>> {
  await unpackBrowser();
  const home = await mkdtemp(join(tmpdir(), 'bunting-e2e-'));
  const [port, mailPort] = [String(await freePort()), String(await freePort())];
  const url = `http://127.0.0.1:${port}`;
  const post = `smtp://127.0.0.1:${mailPort}`;
  const env = {
    ...withoutSettings(),
    PORT: port,
    BUNTING_HOME: home,
    // All that it can say: in the end it is searched for what it must not say.
    LOG_LEVEL: 'debug',
    MAIL_DOMAIN: 'in.bunting.example',
    MAIL_LISTEN: post,
  };
  const said = await open(join(home, 'said'), 'a');
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs')], {
    cwd: root,
    env,
    stdio: ['ignore', said.fd, said.fd],
  });
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await said.close();
    const log = await readFile(join(home, 'said'), 'utf8');
    await removeHome(home);
    const told = findTold(log);
    if (told.length > 0) throw new Error(`The application's log tells of somebody:\n${told.join('\n')}`);
    process.stderr.write(failuresIn(log));
  };
  await untilHealthy(child, `${url}/healthz`).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  process.env['BUNTING_URL'] = url;
  process.env['BUNTING_POST'] = post;
  process.env['BUNTING_FOLDER'] = home;
  process.env['BUNTING_SOCKET'] = (await settleEngine(home)).socket;
  return end;
}

// What failed is shown, as it would be to an operator.
function failuresIn(log: string): string {
  return log
    .split('\n')
    .filter((line) => line.includes('"level":50'))
    .map((line) => `${line}\n`)
    .join('');
}

/** The browser comes packed with npm. What it needs and the system lacks is in a pack beside it. */
async function unpackBrowser(): Promise<void> {
  if (process.env['CHROMIUM_PATH'] !== undefined) return;
  const path = await chromium.executablePath();
  if (runs(path)) return;
  const packs = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', 'bin');
  await inflate(join(packs, 'al2023.tar.br'));
  setupLambdaEnvironment(join(tmpdir(), 'al2023', 'lib'));
  if (runs(path)) return;
  // Somebody was stopped while unpacking it.
  await rm(path);
  await chromium.executablePath();
}

function runs(path: string): boolean {
  return spawnSync(path, ['--version', '--no-sandbox', '--headless=shell']).status === 0;
}

async function untilHealthy(child: ChildProcess, url: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    if (child.exitCode !== null)
      throw new Error(`The application ended with ${child.exitCode} before it was up.`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((passed) => setTimeout(passed, 100));
  }
  throw new Error('The application was not up within a minute.');
}
