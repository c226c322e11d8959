import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Clock } from '../kernel/time.ts';
import { checkBackup, lookAtLid, rowsIn, writeBackup } from '../platform/backup/backup.ts';
import { restoreBackup, type EraseAgain } from '../platform/backup/restore.ts';
import { BackupError, sayTrouble } from '../platform/backup/trouble.ts';
import { EngineError, hasEngine, reachEngine, startEngine } from '../platform/database/engine.ts';
import { describeError } from '../platform/log.ts';
import type { Settings } from '../platform/settings.ts';
import { askUnseen } from './ask.ts';

// `npm run bunting -- backup <file>`, `backup check <file>` and `restore <file>`.

export type Shell = {
  settings: Pick<Settings, 'home'>;
  /** What DATABASE_URL names; without it the embedded database of the home is meant. */
  server: pg.ClientConfig | undefined;
  /** BUNTING_PASSPHRASE. */
  passphrase: string | undefined;
  /** The folder that holds `migrations` and `package.json`. */
  root: string;
  clock: Clock;
  eraseAgain: EraseAgain;
  /** Ends what is under way. */
  signal?: AbortSignal;
  say: (sentence: string) => void;
  /** What must not be overlooked, and what went wrong. */
  warn: (sentence: string) => void;
};

const wrong = 2;
const failed = 1;

const words = {
  backup: ['--with-key'],
  check: [],
  restore: ['--into-empty', '--old', '--without-key'],
};

/** Each of these gives back the number that the program ends with. */
export function backUp(shell: Shell, args: readonly string[]): Promise<number> {
  if (args[0] === 'check') return withFile(shell, args.slice(1), words.check, (file) => check(shell, file));
  return withFile(shell, args, words.backup, (file, given) => write(shell, file, given.has('--with-key')));
}

export function bringBack(shell: Shell, args: readonly string[]): Promise<number> {
  return withFile(shell, args, words.restore, (file, given) => restore(shell, file, given));
}

async function withFile(
  { warn }: Shell,
  args: readonly string[],
  known: readonly string[],
  work: (file: string, given: ReadonlySet<string>) => Promise<void>,
): Promise<number> {
  const given = new Set(args.filter((word) => word.startsWith('--')));
  const [file, ...more] = args.filter((word) => !word.startsWith('--'));
  const strange = [...given].filter((word) => !known.includes(word));
  if (file === undefined || more.length > 0 || strange.length > 0) {
    warn(strange.length > 0 ? `${strange.join(' ')} is not known here.` : 'Name one file.');
    return wrong;
  }
  try {
    await work(file, given);
    return 0;
  } catch (error) {
    warn(error instanceof EngineError ? error.message : (sayTrouble(error) ?? bug(error)));
    return failed;
  }
}

// A message of the database may quote a row: its kind, its code and where it arose are enough.
function bug(error: unknown): string {
  const { kind, code, at } = describeError(error);
  return [`This did not work (${kind} ${code ?? ''}). Nothing is left half done.`, ...at].join('\n  ');
}

async function write(shell: Shell, file: string, withKey: boolean): Promise<void> {
  const { settings, clock, root, signal, say, warn } = shell;
  const passphrase = await newPassphrase(shell);
  const version = await readVersion(root);
  const options = { home: settings.home, file, passphrase, withKey, now: clock(), version, signal };
  const written = await withDatabase(shell, (connection) => writeBackup({ ...options, connection }));
  const { tables, rows, bytes, digest, hasKey } = written;
  if (passphrase === null)
    warn(
      'The file is not sealed: whoever reads it reads names and addresses of children and families. Keep it where nobody else can, or set BUNTING_PASSPHRASE.',
    );
  if (!hasKey)
    warn(
      `The key is not in it: keep a copy of ${join(settings.home, 'key')} apart from it, or links that were sent open nothing after a restore. (A sealed backup holds the key; --with-key puts it into one that is not.)`,
    );
  say(`${file}: ${tables} tables, ${rows} rows, ${bytes} bytes.`);
  say(`SHA-256 ${digest}`);
}

async function check({ passphrase: given, say }: Shell, file: string): Promise<void> {
  const passphrase = await knownPassphrase(file, given);
  const { head, digest } = await checkBackup(file, passphrase);
  say(
    `${file} is whole: made ${head.made} by Bunting ${head.version}, ${head.tables.length} tables, ${rowsIn(head)} rows, ${head.hasKey ? 'with' : 'without'} the key.`,
  );
  say(`SHA-256 ${digest}`);
}

async function restore(shell: Shell, file: string, given: ReadonlySet<string>): Promise<void> {
  const { settings, server, clock, root, eraseAgain, signal, say, warn } = shell;
  const done = await restoreBackup({
    file,
    passphrase: await knownPassphrase(file, shell.passphrase),
    home: settings.home,
    server,
    migrations: join(root, 'migrations'),
    intoEmpty: given.has('--into-empty'),
    old: given.has('--old'),
    withoutKey: given.has('--without-key'),
    now: clock(),
    eraseAgain,
    signal,
  });
  say(`Restored what stood at ${done.head.made}: ${done.head.tables.length} tables, ${done.rows} rows.`);
  say(
    done.remembered === 0
      ? `Nothing is known to have been erased since. If the old home is still there, or a copy of its file "erased", put that into ${settings.home} before you restore.`
      : `${done.remembered} things are known to have been erased, ${done.erasedAgain} of them were in the backup and are erased again.`,
  );
  warn(
    'What was answered, changed and sent after that moment is not there. Mail that waited then goes out again when Bunting starts.',
  );
}

const shortest = 12;

async function newPassphrase({ passphrase }: Shell): Promise<string | null> {
  const given = passphrase ?? (await askUnseen('Passphrase (none: press Enter): ')) ?? '';
  if (given === '') return null;
  if (Array.from(given).length < shortest)
    throw new BackupError(
      `A passphrase has at least ${shortest} letters: four words that do not belong together are good.`,
    );
  if (passphrase === undefined && (await askUnseen('The same again: ')) !== given)
    throw new BackupError('The two are not the same.');
  return given;
}

async function knownPassphrase(file: string, given: string | undefined): Promise<string | null> {
  if (!(await lookAtLid(file)).sealed) return null;
  return given === undefined || given === '' ? askUnseen('Passphrase: ') : given;
}

/** The server’s database, or the embedded one: beside the application that runs with it, or by itself. */
async function withDatabase<Value>(
  { server, settings: { home } }: Shell,
  work: (connection: pg.ClientConfig) => Promise<Value>,
): Promise<Value> {
  if (server !== undefined) return work(server);
  const running = await reachEngine(home);
  if (running) return work(running);
  if (!(await hasEngine(home)))
    throw new BackupError(`There is no database in ${home}: set BUNTING_HOME or DATABASE_URL.`);
  const engine = await startEngine({ home });
  return work(engine.connection).finally(() => engine.stop());
}

async function readVersion(root: string): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8').catch(() => '');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}
