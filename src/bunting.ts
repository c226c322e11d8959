import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { backUp, bringBack, type Shell } from './commands/backup.ts';
import { sayBreach } from './commands/breach.ts';
import { eraseAgain } from './commands/erase-again.ts';
import { endEverySession } from './features/account/actions.ts';
import { readCases } from './features/forecast/form.ts';
import { forecast, quietChance } from './features/forecast/rules.ts';
import { adoptKey } from './features/keys/actions.ts';
import { endSchool, makeSchool } from './features/school/actions.ts';
import { schoolForm } from './features/school/form.ts';
import { listAllSchools } from './features/school/store.ts';
import { isId } from './kernel/id.ts';
import { systemClock } from './kernel/time.ts';
import { openDatabase, ownerPool, type Database } from './platform/database/database.ts';
import { examine, systemNames } from './platform/doctor/doctor.ts';
import { reachEngine } from './platform/database/engine.ts';
import { placeFor } from './platform/database/way.ts';
import { sayIn } from './platform/language/say.ts';
import { grace, openKeys, rotateKey } from './platform/key.ts';
import { listMails, receiveFile, receiveMail, type Taken } from './platform/mail/inbound/receive.ts';
import { readQueue, resumeStreams } from './platform/mail/status.ts';
import { BackupError } from './platform/backup/trouble.ts';
import { readRoster } from './platform/roster/read-roster.ts';
import type { Roster, RosterFile } from './platform/roster/roster.ts';
import { readSettings, SettingsError, type Settings } from './platform/settings.ts';

// The commands of the shell: `npm run bunting -- <noun> <verb> …`.

const usage = `Usage:
  npm run bunting -- roster preview <file, folder or zip> [--json]
      shows what an import would take of a class list, and what it would not; nothing is written
  npm run bunting -- mail receive [--to <address>]… < message.eml
  npm run bunting -- mail receive <maildir, or folder of .eml files>
      hands over mail that came for MAIL_DOMAIN; settings as for npm start
  npm run bunting -- mail status
      what waits, what stands still and what came to nobody
  npm run bunting -- mail resume [<stream> [<domain>]]
      lets mail go that stood still, after what was wrong has been mended
  npm run bunting -- forecast < cases.json
      how many children will come, for each case of a JSON list (docs/forecast.md); needs no database
  npm run bunting -- backup <file> [--with-key]
      writes everything into one file, while Bunting runs; sealed with BUNTING_PASSPHRASE, or one that is asked for
  npm run bunting -- backup check <file>
      looks whether a backup is whole and can be opened; nothing is restored
  npm run bunting -- restore <file> [--into-empty] [--old] [--without-key]
      brings a backup back into an empty BUNTING_HOME or DATABASE_URL (OPERATIONS.md)
  npm run bunting -- breach (--table <table>… | --all) --since <moment> [--until <moment>] > concerned.csv
      lists whom a breach of these tables concerns (OPERATIONS.md)
  npm run bunting -- sessions end
      signs everybody out, on every device
  npm run bunting -- key rotate [--days <n>]
      makes a new key for links, cookies and codes; the older one is believed for so many days more (60)
  npm run bunting -- school add "<name>" <mail of the first of its staff>
      makes a school; the mail says how to go on, with a passkey
  npm run bunting -- school list
      the schools, by their ids
  npm run bunting -- school remove <id>
      ends a school: its circles go on by themselves
  npm run bunting -- doctor
      looks at database, clock, address, SMTP, SPF, DKIM, DMARC and reverse DNS, and says what to change`;

const marks = { good: '✓', bad: '✗', unsure: '·' };

// What a mail server makes of our end (sysexits.h): try again, nobody of that name, cannot be taken.
const exits = { tempFail: 75, noUser: 67, dataErr: 65, taken: 0 };

// By then every process that runs has looked at the file of the keys once more (main.ts looks every 15 seconds).
const notice = Temporal.Duration.from({ seconds: 60 });

const commands: Record<string, (args: string[]) => Promise<number>> = {
  'roster preview': previewRoster,
  'mail receive': takeMail,
  'mail status': () => asOwner(sayStatus),
  'mail resume': (args) => asOwner((owner) => letGo(owner, args)),
  'sessions end': () => asOwner(signOut),
  'key rotate': replaceKey,
  'school add': addSchool,
  'school list': saySchools,
  'school remove': dropSchool,
  forecast: foretell,
  doctor: callDoctor,
  backup: (args) => inShell((shell) => backUp(shell, args)),
  restore: (args) => inShell((shell) => bringBack(shell, args)),
  breach: (args) =>
    asOwner((owner, { home }) => sayBreach({ owner, home, clock: systemClock, say, warn }, args)),
};
const ofOneWord = ['doctor', 'forecast', 'backup', 'restore', 'breach'];
const given = process.argv.slice(2);
const named = given.slice(0, ofOneWord.includes(given[0] ?? '') ? 1 : 2).join(' ');
process.exitCode = await (commands[named] ?? (() => complain(usage)))(given.slice(named.split(' ').length));

async function previewRoster(args: string[]): Promise<number> {
  const path = args.find((word) => !word.startsWith('--'));
  if (path === undefined) return complain(usage);
  const files = await readFiles(path).catch(() => null);
  if (!files) return complain(`There is no file or folder ${path} that can be read.`);
  const read = readRoster(files);
  if (args.includes('--json'))
    console.log(
      JSON.stringify(
        read.ok ? { ok: true, ...inJson(read.value) } : { ok: false, refusal: read.refusal },
        null,
        2,
      ),
    );
  else console.log(read.ok ? inWords(read.value) : sayIn('en')(`roster.refused_${read.refusal}`));
  return read.ok ? 0 : 1;
}

async function readFiles(path: string): Promise<RosterFile[]> {
  if (!(await stat(path)).isDirectory())
    return [{ name: path.split('/').at(-1) ?? path, bytes: await readFile(path) }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.toSorted().map(async (file) => ({ name: relative(path, file), bytes: await readFile(file) })),
  );
}

function inJson(roster: Roster) {
  const classes = roster.classes.map((one) => ({ ...one, count: one.children.length }));
  return {
    format: roster.format,
    encoding: roster.encoding,
    classes,
    notices: roster.notices,
    notTaken: roster.notTaken,
  };
}

function inWords({ format, encoding, classes, notices, notTaken }: Roster): string {
  const say = sayIn('en');
  return [
    `${format}, ${encoding}`,
    ...classes.flatMap(({ title, children }) => [
      `\n${title || '(one class)'}: ${say('roster.children', { count: children.length })}`,
      ...children.map(({ name, households }) => {
        const homes = households.map(({ adults }) =>
          adults
            .map((adult) => [adult.name, adult.address, adult.phone].filter(Boolean).join(' '))
            .join(' & '),
        );
        return `  ${name}: ${homes.join(' | ') || 'on paper'}`;
      }),
    ]),
    '',
    ...notices.map(({ kind, count }) => say(`roster.notice_${kind}`, { count })),
    `\nNot taken: ${notTaken.map(({ file, column }) => `${file} ${column}`).join(', ') || 'nothing'}`,
  ].join('\n');
}

async function takeMail(args: string[]): Promise<number> {
  const to = args.flatMap((word, at) => (args[at - 1] === '--to' ? word : []));
  const folder = args.find((word, at) => !word.startsWith('--') && args[at - 1] !== '--to');
  try {
    const settings = readSettings(process.env);
    if (settings.mailDomain === undefined)
      return complain('Set MAIL_DOMAIN: without it no mail is for Bunting.');
    const db = await reachDatabase(settings);
    if (!db) return complain('Bunting is not running here. Start it, or set DATABASE_URL.', exits.tempFail);
    const receiving = { db, clock: systemClock, domain: settings.mailDomain };
    try {
      if (folder !== undefined) return await takeFolder(receiving, folder);
      return sayTaken(await receiveMail(receiving, await buffer(process.stdin), to));
    } finally {
      await db.destroy();
    }
  } catch (error) {
    if (error instanceof SettingsError) return complain(error.message);
    // A message may quote the mail: its kind is enough.
    const kind = error instanceof Error ? error.name : 'error';
    return complain(`The mail could not be kept (${kind}). Please try again.`, exits.tempFail);
  }
}

async function reachDatabase(settings: Settings): Promise<Database | null> {
  const connection = await findConnection(settings);
  return connection && openDatabase(connection, 1);
}

async function findConnection({ databaseUrl, home }: Settings): Promise<pg.ClientConfig | null> {
  return databaseUrl === undefined ? reachEngine(home) : placeFor(databaseUrl);
}

async function inShell(work: (shell: Shell) => Promise<number>): Promise<number> {
  try {
    const settings = readSettings(process.env);
    const root = resolve(import.meta.dirname, '..');
    const passphrase = process.env['BUNTING_PASSPHRASE'];
    const server = settings.databaseUrl === undefined ? undefined : await findConnection(settings);
    return await work({
      settings,
      server: server ?? undefined,
      passphrase,
      root,
      clock: systemClock,
      eraseAgain,
      signal: ending(),
      say,
      warn,
    });
  } catch (error) {
    return complain(error instanceof SettingsError ? error.message : String(error));
  }
}

async function asOwner(work: (owner: pg.Pool, settings: Settings) => Promise<number>): Promise<number> {
  try {
    const settings = readSettings(process.env);
    const connection = await findConnection(settings);
    if (!connection)
      return complain('Bunting is not running here. Start it, or set DATABASE_URL.', exits.tempFail);
    const owner = ownerPool(connection, 1);
    return await work(owner, settings).finally(() => owner.end());
  } catch (error) {
    return complain(error instanceof Error ? error.message : String(error), exits.tempFail);
  }
}

async function sayStatus(owner: pg.Pool): Promise<number> {
  const { waiting, stops, dead } = await readQueue(owner);
  for (const { stream, mails, oldest } of waiting)
    console.log(`${stream}: ${mails} wait, the oldest since ${oldest.toISOString()}`);
  if (waiting.length === 0) console.log('No mail waits.');
  for (const { stream, domain, reply } of stops)
    console.log(`${stream}${domain === '' ? '' : ` to ${domain}`}: stands still (${reply || 'refused'})`);
  for (const { day, stream, domain, outcome, reply, mails } of dead)
    console.log(`${day} ${stream} to ${domain}: ${mails} ${outcome}${reply === null ? '' : ` (${reply})`}`);
  return 0;
}

async function letGo(owner: pg.Pool, [stream, domain]: string[]): Promise<number> {
  const count = await resumeStreams(owner, stream, domain);
  console.log(count === 0 ? 'Nothing stood still.' : `${count} let go.`);
  return 0;
}

async function signOut(owner: pg.Pool): Promise<number> {
  console.log(`${await endEverySession(owner)} sessions ended.`);
  return 0;
}

async function replaceKey(args: string[]): Promise<number> {
  const [, days = '60'] = /^--days (\d{1,3})$/.exec(args.join(' ')) ?? (args.length === 0 ? [''] : []);
  if (args.length > 0 && !args.includes(days)) return complain(usage);
  try {
    const settings = readSettings(process.env);
    const connection = await findConnection(settings);
    const now = systemClock();
    // Where nobody is running, nobody needs time to look.
    const from = connection ? now.add(notice) : now;
    const until = days === '60' ? from.add(grace) : from.add({ hours: 24 * Number(days) });
    await rotateKey(settings.home, { now, from, until });
    if (!connection) return sayRotated(null, until);
    console.log('The new key is in the file. In a minute every process uses it.');
    // As it will be then: until then the links that processes still make lead on like any older ones.
    const { steady: key, ring } = await openKeys(settings.home, () => from);
    const owner = ownerPool(connection, 1);
    const links = await adoptKey({ owner, key }, ring);
    await sleep(notice.add({ seconds: 5 }).total('milliseconds'));
    // What was made of the older key in this minute.
    const late = await adoptKey({ owner, key }, ring).finally(() => owner.end());
    return sayRotated(links + late, until);
  } catch (error) {
    return complain(error instanceof Error ? error.message : String(error));
  }
}

function sayRotated(links: number | null, until: Temporal.Instant): number {
  console.log(
    links === null
      ? 'The new key is in the file. Links are made of it when Bunting starts.'
      : `The new key is used, and ${links} links are made of it.`,
  );
  console.log(
    `What was made of the older key is believed until ${until.toString({ smallestUnit: 'minute' })}.`,
  );
  return 0;
}

async function addSchool([name, address, ...rest]: string[]): Promise<number> {
  const form = schoolForm.safeParse({ name, address });
  if (!form.success || rest.length > 0) return complain(usage);
  return withDatabase(async (db, { home }) => {
    const { ring } = await openKeys(home, systemClock);
    const member = { name: form.data.address.split('@')[0] ?? '', address: form.data.address };
    const id = await makeSchool(
      { db, clock: systemClock, ring },
      { name: form.data.name, member, language: 'en' },
    );
    console.log(`Made ${form.data.name} (${id}). A mail tells its first staff how to go on.`);
    return 0;
  });
}

async function saySchools(): Promise<number> {
  return withDatabase(async (db) => {
    const schools = await listAllSchools(db);
    for (const { id, name } of schools) console.log(`${id}  ${name}`);
    if (schools.length === 0) console.log('There is no school.');
    return 0;
  });
}

async function dropSchool([id = '']: string[]): Promise<number> {
  return asOwner((owner) =>
    withDatabase(async (db) => {
      const ended = isId(id) && (await endSchool({ db, owner, clock: systemClock }, id));
      if (!ended) return complain('There is no school of that id.');
      console.log('It is gone. Its circles go on by themselves, each with the rule that stood there.');
      return 0;
    }),
  );
}

async function withDatabase(work: (db: Database, settings: Settings) => Promise<number>): Promise<number> {
  try {
    const settings = readSettings(process.env);
    const db = await reachDatabase(settings);
    if (!db) return complain('Bunting is not running here. Start it, or set DATABASE_URL.', exits.tempFail);
    return await work(db, settings).finally(() => db.destroy());
  } catch (error) {
    return complain(error instanceof Error ? error.message : String(error), exits.tempFail);
  }
}

async function callDoctor(): Promise<number> {
  try {
    const settings = readSettings(process.env);
    const connection = await findConnection(settings);
    const owner = connection && ownerPool(connection, 2);
    const dkimKey = settings.dkim ? await readFile(settings.dkim.keyFile, 'utf8').catch(() => '') : null;
    const findings = await examine({ settings, owner, dkimKey, names: systemNames(), clock: systemClock });
    await owner?.end();
    for (const { what, state, says } of findings) console.log(`${marks[state]} ${what}: ${says}`);
    return findings.some(({ state }) => state === 'bad') ? 1 : 0;
  } catch (error) {
    return complain(error instanceof Error ? error.message : String(error));
  }
}

async function foretell(): Promise<number> {
  const read = readCases(await text(process.stdin));
  if (!read.ok) return complain(read.refusal, exits.dataErr);
  for (const remark of read.value.remarks) console.error(remark);
  const told = read.value.cases.map(({ known, hope }) => {
    const seen = forecast(known);
    const { chances: distribution, expected, likely } = seen;
    return { distribution, expected, likely, hope, chanceBelowHope: quietChance(seen, hope) };
  });
  console.log(JSON.stringify(told, null, 2));
  return 0;
}

async function takeFolder(receiving: Parameters<typeof receiveFile>[0], folder: string): Promise<number> {
  const paths = await listMails(folder).catch(() => null);
  if (!paths) return complain(`There is no folder ${folder} that can be read.`);
  const all: Taken[] = [];
  for (const path of paths) all.push(await receiveFile(receiving, path));
  const taken = all.filter((one) => one === 'taken').length;
  console.log(`${taken} taken, ${all.length - taken} not for Bunting.`);
  return exits.taken;
}

function sayTaken(taken: Taken): number {
  if (taken === 'not_ours') return complain('This mail is not for Bunting.', exits.noUser);
  if (taken === 'too_large') return complain('This mail is larger than 1 MB.', exits.dataErr);
  return exits.taken;
}

// Ctrl-C, and what a service manager says: what is under way ends in order, and leaves nothing half done.
function ending(): AbortSignal {
  const end = new AbortController();
  const reason = new BackupError('Broken off. Nothing is left half done.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort(reason));
  return end.signal;
}

function say(line: string): void {
  console.log(line);
}

function warn(sentence: string): void {
  console.error(sentence);
}

function complain(sentence: string, code = 2): number {
  console.error(sentence);
  return code;
}
