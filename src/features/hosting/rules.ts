import { isOld, standing, type Answer, type Company, type Said } from '../answer/rules.ts';
import type { Child } from '../circle/rules.ts';
import { isUnreached, type Reach } from '../invitation/rules.ts';
import type { Flag } from '../../ui/bunting.tsx';
import { csvCell } from '../../kernel/text.ts';

/** One envelope of a child, as the host may know it: how far it came and what was answered. */
export type Asked = {
  envelope: string;
  /** The names of the grown-ups it is for: a child with two homes has two envelopes. */
  grownUps: string;
  reach: Reach;
  answer: Answer | null;
  company: Company;
};

export type Guest = { child: Child; asked: Asked[] };

export type Standing = Said | 'none' | 'not_reached' | 'old_yes';

/** `old`: what stands was said to a plan that has changed since. */
export type GuestLine = Guest & { standing: Standing; old: boolean };

/** What the host's page shows: each child once, however many families it has. */
export type Board = {
  coming: GuestLine[];
  /** They said yes to a plan that has changed since, and not yet again. */
  notYetAgain: GuestLine[];
  notThisTime: GuestLine[];
  noAnswer: GuestLine[];
  notReached: GuestLine[];
  headcount: { children: number; siblings: number; grownUps: number };
  food: { child: Child; note: string }[];
  flags: Flag[];
};

/** The board for the plan as it stands: only answers to this very plan are counted. */
export function boardOf(guests: readonly Guest[], revision: number): Board {
  const lines = guests.map((guest) => lineOf(guest, revision));
  const on = (...standings: Standing[]): GuestLine[] =>
    lines.filter((line) => standings.includes(line.standing));
  const coming = on('yes');
  const open = on('old_yes', 'none', 'later', 'not_reached');
  return {
    coming,
    notYetAgain: on('old_yes'),
    notThisTime: on('no'),
    noAnswer: on('none', 'later'),
    notReached: on('not_reached'),
    headcount: headcountOf(coming, revision),
    food: coming.flatMap(({ child, asked }) =>
      asked.flatMap(({ answer }) =>
        answer?.says === 'yes' && !isOld(answer, revision) && answer.food
          ? [{ child, note: answer.food }]
          : [],
      ),
    ),
    // A no simply has no flag.
    flags: [...coming.map(() => 'full' as const), ...open.map(() => 'pale' as const)],
  };
}

function lineOf(guest: Guest, revision: number): GuestLine {
  const { asked } = guest;
  const said = standing(
    asked.map(({ answer }) => answer),
    revision,
  );
  const unreached = said === 'none' && asked.every(({ reach }) => isUnreached(reach));
  const old = asked.some(({ answer }) => answer?.says === said && isOld(answer, revision));
  return { ...guest, standing: unreached ? 'not_reached' : said, old: old && said === 'no' };
}

// Brothers and sisters share an envelope: who comes along with them is counted once.
function headcountOf(coming: readonly GuestLine[], revision: number): Board['headcount'] {
  const envelopes = new Map<string, Company>();
  for (const { asked } of coming)
    for (const { answer, envelope, company } of asked)
      if (answer?.says === 'yes' && !isOld(answer, revision)) envelopes.set(envelope, company);
  const companies = [...envelopes.values()];
  return {
    children: coming.length,
    siblings: companies.reduce((sum, { siblings }) => sum + siblings, 0),
    grownUps: companies.reduce((sum, { grownUps }) => sum + grownUps, 0),
  };
}

/** Words of the table, in the language of the host. */
export type CsvWords = {
  heads: string[];
  standings: Record<Standing | 'old_no', string>;
  stayings: Record<'stay' | 'drop_off', string>;
};

/**
 * The board as a table for a spreadsheet (RFC 4180, with the mark that makes Excel read UTF-8). Who comes along stands
 * with the first child of an envelope, so that the columns add up.
 */
export function boardAsCsv(board: Board, { heads, standings, stayings }: CsvWords): string {
  const counted = new Set<string>();
  const { coming, notYetAgain, notThisTime, noAnswer, notReached } = board;
  const lines = [...coming, ...notYetAgain, ...notThisTime, ...noAnswer, ...notReached];
  const rows = lines.map(({ child, standing, asked, old }) => {
    const yes = standing === 'yes' ? asked.filter(({ answer }) => answer?.says === 'yes') : [];
    const fresh = yes.filter(({ envelope }) => !counted.has(envelope));
    for (const { envelope } of fresh) counted.add(envelope);
    const sum = (of: (company: Company) => number): string =>
      String(fresh.reduce((total, { company }) => total + of(company), 0));
    const food = yes.flatMap(({ answer }) => answer?.food || []).join('; ');
    const staying = yes
      .flatMap(({ company }) => (company.staying ? stayings[company.staying] : []))
      .join('; ');
    return [
      child.name,
      standings[standing === 'no' && old ? 'old_no' : standing],
      sum(({ grownUps }) => grownUps),
      sum(({ siblings }) => siblings),
      staying,
      food,
    ];
  });
  return `\ufeff${[heads, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
