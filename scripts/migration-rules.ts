/** The last migration of the release that may still answer while the next one starts. */
export const frozen = 'migrations/0037_former_links.sql';

type File = { name: string; text: string };

/**
 * What of these migrations the version before would stumble over (expand and contract): what it reads or writes may not go,
 * not be called otherwise, be of another type, or demand what it does not give. What is new may do all of that. A release later,
 * when nothing names it any more, it may go: the file says so with a line `-- contract: <table>[.<column>]`.
 */
export function listBreaks(released: readonly File[], added: readonly File[]): string[] {
  const known = new Set(released.flatMap(({ text }) => tablesMadeIn(text)));
  return added.flatMap(({ name, text }) => {
    const agreed = new Set([...text.matchAll(/^-- contract: ([\w.]+)/gm)].map(([, what]) => what));
    const statements = text.replaceAll(/--.*$/gm, '').split(';');
    return statements.flatMap((statement) =>
      breaksOf(statement.replaceAll(/\s+/g, ' ').trim().toLowerCase())
        .filter(({ table, what }) => known.has(table) && !agreed.has(what) && !agreed.has(table))
        .map(({ what, how }) => `${name} ${how} ${what}, which the version before still uses.`),
    );
  });
}

function tablesMadeIn(text: string): string[] {
  return [...text.matchAll(/^create table (?:if not exists )?(\w+)/gm)].flatMap(([, table]) => table ?? []);
}

type Break = { table: string; what: string; how: string };

function breaksOf(statement: string): Break[] {
  const dropped = /^drop table (?:if exists )?([\w, ]+)/.exec(statement)?.[1];
  if (dropped !== undefined)
    return dropped.split(',').map((one) => ({ table: firstWord(one), what: firstWord(one), how: 'drops' }));
  const [, table = '', actions = ''] =
    /^alter table (?:if exists )?(?:only )?(\w+) (.*)$/.exec(statement) ?? [];
  return actions.split(/, (?=(?:add|drop|alter|rename)\b)/).flatMap((action) => breakOf(table, action) ?? []);
}

function breakOf(table: string, action: string): Break | null {
  const of = (column: string | undefined, how: string): Break => ({ table, what: `${table}.${column}`, how });
  if (action.startsWith('rename to ')) return { table, what: table, how: 'renames' };
  const renamed = /^rename (?:column )?(\w+) to /.exec(action);
  if (renamed) return of(renamed[1], 'renames');
  const dropped = /^drop (?:column )?(?!constraint)(?:if exists )?(\w+)/.exec(action);
  if (dropped) return of(dropped[1], 'drops');
  const typed = /^alter (?:column )?(\w+) (?:set data )?type /.exec(action);
  if (typed) return of(typed[1], 'gives another type to');
  const bound = /^alter (?:column )?(\w+) set not null/.exec(action);
  if (bound) return of(bound[1], 'demands');
  // A row that the old version writes has nothing for a column that it does not know.
  const added =
    /^add (?:column )?(?:if not exists )?(?!constraint|check|primary|foreign|unique)(\w+) .*not null/.exec(
      action,
    );
  if (added && !/ default | generated /.test(action)) return of(added[1], 'demands');
  return null;
}

function firstWord(text: string): string {
  return text.trim().split(' ')[0] ?? '';
}
