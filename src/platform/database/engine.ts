import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, chown, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { settleEngine, type EnginePlace } from './engine-place.ts';

/** A running embedded PostgreSQL: how to reach it, and how to end it. */
export type Engine = { connection: pg.ClientConfig; folder: string; stop(): Promise<void> };

export type EngineOptions = {
  home: string;
  /** False only where the data may be lost, as in tests. */
  durable?: boolean;
  /** False for a command beside the running application: it uses the engine and does not own it. */
  claim?: boolean;
  onTrouble?: (what: string) => void;
  /** The data is out of reach for good, or somebody else's by now: there is nothing left to serve. */
  onLost?: () => void;
};

// How long to wait for a server that is starting, ending or replaying its log, in milliseconds.
const patience = 10_000;

const settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  // A log line may hold no name: neither statements nor the values in an error's detail.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
  max_connections: '60',
  timezone: 'UTC',
};

/**
 * Starts the PostgreSQL that comes with the package, or adopts the one that an earlier, killed process left running
 * on the same folder. Restarts it when it dies. Errors: `EngineError` with a sentence for the operator.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const place = await settleEngine(options.home);
  const keeper = new EngineKeeper(place, options);
  await keeper.start();
  return {
    connection: keeper.connection,
    folder: place.folder,
    stop: () => keeper.stop(),
  };
}

/**
 * The way to the embedded PostgreSQL that the application runs with this home; null when none is running there. Starts
 * nothing and makes nothing: it is for a command beside the application.
 */
export async function reachEngine(home: string): Promise<pg.ClientConfig | null> {
  if (!(await hasEngine(home))) return null;
  const { socket } = await settleEngine(home);
  const connection = { host: socket, user: 'bunting', database: 'bunting' };
  return (await answers(connection)) ? connection : null;
}

/** Whether an embedded database was ever made in this home. */
export async function hasEngine(home: string): Promise<boolean> {
  const made = ['postgres', 'database-folder'].map((name) => exists(join(home, name)));
  return (await Promise.all(made)).includes(true);
}

export class EngineError extends Error {}

class EngineKeeper {
  readonly connection: pg.ClientConfig;
  readonly #place: EnginePlace;
  readonly #options: EngineOptions;
  #stopping = false;
  #claimed = false;
  #watch: NodeJS.Timeout | undefined;

  constructor(place: EnginePlace, options: EngineOptions) {
    this.#place = place;
    this.#options = options;
    this.connection = { host: place.socket, user: 'bunting', database: 'bunting' };
  }

  async start(): Promise<void> {
    await this.#makeCluster();
    await this.#bringUp(() => this.#answers());
    await this.#makeDatabase();
    if (this.#options.claim !== false) await this.#claim();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#watch);
    const pid = await this.#pid();
    if (pid === undefined) return;
    // SIGINT is PostgreSQL's "fast" shutdown: it ends sessions, writes a checkpoint and leaves.
    process.kill(pid, 'SIGINT');
    for (let waited = 0; isAlive(pid); waited += 20) {
      if (waited === 15_000) process.kill(pid, 'SIGQUIT');
      await sleep(20);
    }
  }

  async #makeCluster(): Promise<void> {
    const { folder, binaries } = this.#place;
    if (await exists(join(folder, 'data', 'PG_VERSION'))) return;
    // A first start that was killed half-way leaves no PG_VERSION but may leave files: initdb wants an empty folder.
    await rm(join(folder, 'data'), { recursive: true, force: true });
    await mkdir(join(folder, 'data'), { mode: 0o700 });
    await this.#own(join(folder, 'data'));
    const words = ['-D', join(folder, 'data'), '-U', 'bunting', '-A', 'trust', '-E', 'UTF8'];
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
    const sync = this.#options.durable === false ? ['--no-sync'] : [];
    const child = this.#spawn(binaries.initdb, [...words, ...locale, ...sync], 'pipe');
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((done) => child.once('exit', done).once('error', done));
    if (code !== 0)
      throw new EngineError(`PostgreSQL could not make its data folder in ${folder}. ${said.trim()}`);
  }

  /** Starts the server, or takes over the one that is running; waits for one that is just ending. */
  async #bringUp(isReady: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(50)) {
      if ((await this.#pid()) === undefined) await this.#launch(isReady);
      else await isReady();
      const running = await this.#pid();
      if (running !== undefined && (this.#claimed || (await this.#answers())))
        return this.#watchOver(running);
    }
    const said = await readFile(join(this.#place.folder, 'postgres.log'), 'utf8').catch(() => '');
    throw new EngineError(
      `PostgreSQL did not start in ${this.#place.folder}. ${said.trim().split('\n').at(-1) ?? ''}`,
    );
  }

  async #launch(isReady: () => Promise<boolean>): Promise<void> {
    const log = await open(join(this.#place.folder, 'postgres.log'), 'w', 0o600);
    const child = this.#spawn(this.#place.binaries.postgres, this.#words(), log.fd);
    const end = new AbortController();
    child.once('exit', () => end.abort()).once('error', () => end.abort());
    child.unref();
    await log.close();
    for (let waited = 0; waited < patience && !end.signal.aborted && !(await isReady()); waited += 10)
      await sleep(10);
  }

  /** One Bunting a data folder: a lock that the database itself gives up when its holder dies. */
  async #claim(): Promise<void> {
    for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(100))
      if (await this.#tryClaim()) return;
    throw new EngineError(`Bunting is already running with the data in ${this.#place.folder}.`);
  }

  async #tryClaim(): Promise<boolean> {
    const client = new pg.Client(this.connection);
    client.on('error', () => undefined);
    const mine = await client
      .connect()
      .then(() =>
        client.query<{ mine: boolean }>("select pg_try_advisory_lock(hashtext('bunting runs here')) as mine"),
      )
      .then(({ rows }) => rows[0]?.mine === true)
      .catch(() => false);
    // The connection that holds the claim stays open as long as the server lives.
    if (mine) this.#claimed = true;
    else await client.end().catch(() => undefined);
    return mine;
  }

  #words(): string[] {
    const { folder, socket } = this.#place;
    // Tests open many applications on one server.
    const risky = {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      // A plan fits whatever is asked: to think anew for each of a few rows is most of the work.
      plan_cache_mode: 'force_generic_plan',
      max_connections: '300',
    };
    const all = {
      ...settings,
      unix_socket_directories: `"${socket}"`,
      ...(this.#options.durable === false ? risky : {}),
    };
    return [
      '-D',
      join(folder, 'data'),
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
  }

  #watchOver(pid: number): void {
    this.#watch = setTimeout(() => void this.#look(pid), 250);
    this.#watch.unref();
  }

  // A server that died took our claim on the folder with it: it is the first thing that the next one is asked for.
  async #look(pid: number): Promise<void> {
    if (this.#stopping) return;
    if (isAlive(pid)) return this.#watchOver(pid);
    this.#options.onTrouble?.('PostgreSQL ended unexpectedly and is being started again');
    this.#claimed = false;
    const mine = this.#options.claim !== false;
    if (!(await this.#bringUpAgain(mine))) return;
    if (mine && !this.#claimed)
      await this.#claim().catch((error: unknown) => {
        this.#options.onTrouble?.(String(error));
        this.#options.onLost?.();
      });
  }

  /** A disk that is full has room again some day: until then it is tried, and people are told to come again. */
  async #bringUpAgain(mine: boolean): Promise<boolean> {
    while (!this.#stopping) {
      const trouble = await this.#bringUp(() => (mine ? this.#tryClaim() : this.#answers())).then(
        () => null,
        String,
      );
      if (trouble === null) return true;
      this.#options.onTrouble?.(trouble);
      await sleep(1000, undefined, { ref: false });
    }
    return false;
  }

  #answers(): Promise<boolean> {
    return answers({ ...this.connection, database: 'postgres' });
  }

  async #makeDatabase(): Promise<void> {
    const client = new pg.Client({ ...this.connection, database: 'postgres' });
    await client.connect();
    const found = await client.query("select from pg_database where datname = 'bunting'");
    if (found.rowCount === 0) await client.query('create database bunting');
    await client.end();
  }

  /** The process that holds the data folder, from PostgreSQL's own lock file. */
  async #pid(): Promise<number | undefined> {
    const text = await readFile(join(this.#place.folder, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
    const pid = Number(text.split('\n')[0]);
    return pid > 1 && isAlive(pid) ? pid : undefined;
  }

  #spawn(program: string, words: string[], output: 'pipe' | number): ChildProcess {
    const { account, folder } = this.#place;
    return spawn(program, words, {
      cwd: folder,
      // Its own process group: Ctrl-C in the terminal reaches us alone, and we end it in order.
      detached: true,
      stdio: ['ignore', output === 'pipe' ? 'ignore' : output, output],
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
      ...account,
    });
  }

  async #own(path: string): Promise<void> {
    const { account } = this.#place;
    if (account) await chown(path, account.uid, account.gid);
    await chmod(path, 0o700);
  }
}

/** Whether somebody takes connections there. */
export async function answers(connection: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  const answered = await client.connect().then(
    () => true,
    () => false,
  );
  await client.end().catch(() => undefined);
  return answered;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
