import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { systemClock } from './kernel/time.ts';
import { openDatabase, type Database } from './platform/database/database.ts';
import { reachEngine } from './platform/database/engine.ts';
import { sayIn } from './platform/language/say.ts';
import { listMails, receiveFile, receiveMail, type Taken } from './platform/mail/inbound/receive.ts';
import { readRoster } from './platform/roster/read-roster.ts';
import type { Roster, RosterFile } from './platform/roster/roster.ts';
import { readSettings, SettingsError, type Settings } from './platform/settings.ts';

// The commands of the shell: `npm run bunting -- <noun> <verb> …`.

const usage = `Usage:
  npm run bunting -- roster preview <file, folder or zip> [--json]
      shows what an import would take of a class list, and what it would not; nothing is written
  npm run bunting -- mail receive [--to <address>]… < message.eml
  npm run bunting -- mail receive <maildir, or folder of .eml files>
      hands over mail that came for MAIL_DOMAIN; settings as for npm start`;

// What a mail server makes of our end (sysexits.h): try again, nobody of that name, cannot be taken.
const exits = { tempFail: 75, noUser: 67, dataErr: 65, taken: 0 };

const commands: Record<string, (args: string[]) => Promise<number>> = {
  'roster preview': previewRoster,
  'mail receive': takeMail,
};
const [noun, verb, ...words] = process.argv.slice(2);
process.exitCode = await (commands[`${noun} ${verb}`] ?? (() => complain(usage)))(words);

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

async function reachDatabase({ databaseUrl, home }: Settings): Promise<Database | null> {
  const connection = databaseUrl === undefined ? await reachEngine(home) : { connectionString: databaseUrl };
  return connection && openDatabase(connection, 1);
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

function complain(sentence: string, code = 2): number {
  console.error(sentence);
  return code;
}
