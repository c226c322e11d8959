import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sayIn } from './platform/language/say.ts';
import { readRoster } from './platform/roster/read-roster.ts';
import type { Roster, RosterFile } from './platform/roster/roster.ts';

// The commands of the shell: `npm run bunting -- <noun> <verb> …`.

const usage = `Usage:
  npm run bunting -- roster preview <file, folder or zip> [--json]
      shows what an import would take of a class list, and what it would not; nothing is written`;

const [noun, verb, ...words] = process.argv.slice(2);
process.exitCode = noun === 'roster' && verb === 'preview' ? await previewRoster(words) : complain(usage);

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

function complain(sentence: string): number {
  console.error(sentence);
  return 2;
}
