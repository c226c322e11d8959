import type pg from 'pg';
import { findConcerned } from '../features/breach/actions.ts';
import { chooseTables, readMoment } from '../features/breach/rules.ts';
import type { Concerned } from '../features/breach/store.ts';
import type { Clock } from '../kernel/time.ts';
import { readErased } from '../platform/backup/erased.ts';

// `npm run bunting -- breach --table <table> … --since <moment> [--until <moment>]`

type Shell = {
  owner: pg.Pool;
  home: string;
  clock: Clock;
  /** The list, for the operator’s own file. */
  say: (line: string) => void;
  /** What is said of it, beside it. */
  warn: (sentence: string) => void;
};

/** Lists on standard output, as CSV, whom a breach concerns; says beside it how many, and what it cannot know. */
export async function sayBreach(
  { owner, home, clock, say, warn }: Shell,
  args: readonly string[],
): Promise<number> {
  const of = (name: string): string[] =>
    args.flatMap((word, at) => (args[at - 1] === name ? word.split(',') : []));
  const chosen = chooseTables(of('--table'), args.includes('--all'));
  const since = readMoment(of('--since')[0] ?? '');
  const until = readMoment(of('--until')[0] ?? clock().toString());
  const complaint = !chosen.ok
    ? chosen.says
    : since === null
      ? 'Say --since when: 2026-12-04, or 2026-12-04T15:00:00Z.'
      : until === null || Temporal.Instant.compare(until, since) < 0
        ? 'Say --until when: a moment after --since.'
        : null;
  if (!chosen.ok || since === null || until === null || complaint !== null) {
    warn(complaint ?? '');
    return 2;
  }
  const erased = (await readErased(home)).filter(({ at }) => Temporal.Instant.compare(at, since) >= 0).length;
  const { people, explanation } = await findConcerned(owner, { tables: chosen.tables, since, until, erased });
  for (const line of inCsv(people)) say(line);
  const unreached = people.filter(({ address }) => address === null).length;
  warn(
    `${people.length} people are concerned, in ${circlesOf(people)} circles. ${unreached} of them have no mail address.`,
  );
  for (const sentence of explanation) warn(sentence);
  return 0;
}

function circlesOf(people: readonly Concerned[]): number {
  return new Set(people.flatMap(({ circleId }) => circleId ?? [])).size;
}

function inCsv(people: readonly Concerned[]): string[] {
  const rows = people.map(({ circleId, circle, name, address, phone, language, tables }) =>
    [circleId, circle, name, address, phone, language, tables.join(' ')].map(inCell).join(','),
  );
  return ['circle,circle name,person,address,phone,language,tables', ...rows];
}

// A cell that begins like a formula is shown, and not run, by a table (OWASP, CSV injection).
function inCell(text: string | null): string {
  const safe = /^[=+\-@\t\r]/.test(text ?? '') ? `'${text ?? ''}` : (text ?? '');
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
