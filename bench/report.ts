/** One thing that was measured, beside its limit in the same run and what it must reach (design.md, section 6). */
export type Figure = {
  name: string;
  unit: string;
  connections?: number;
  value: number | null;
  limit?: number | null;
  /** Value by limit. */
  ratio?: number | null;
  aim?: { at: 'least' | 'most'; value: number };
  met?: boolean;
};

export type Report = {
  benchmark: string;
  about: Record<string, string>;
  figures: Figure[];
  /** Answers that are no 2xx or 3xx, and lost connections, by what they were. */
  errors: number;
  errorKinds: Record<string, number>;
  /** Acknowledged answers that are not in the database. */
  lost: number;
  notes: string[];
};

/** Adds the ratio and whether the aim is met. */
export function figure(given: Figure): Figure {
  const { value, limit, aim } = given;
  const ratio = typeof value === 'number' && typeof limit === 'number' && limit !== 0 ? value / limit : null;
  return {
    ...given,
    ...(limit === undefined ? {} : { ratio }),
    ...(aim && value !== null ? { met: aim.at === 'least' ? value >= aim.value : value <= aim.value } : {}),
  };
}

export function printReport(report: Report, json: boolean): void {
  if (json) return console.log(JSON.stringify(report));
  for (const [name, value] of Object.entries(report.about)) console.log(`${name}: ${value}`);
  console.log('');
  for (const one of report.figures) console.log(lineOf(one));
  console.log(
    `\nerrors: ${report.errors}${Object.entries(report.errorKinds)
      .map(([kind, count]) => `, ${kind}: ${count}`)
      .join('')}`,
  );
  console.log(`acknowledged answers that are not in the database: ${report.lost}`);
  for (const note of report.notes) console.log(`note: ${note}`);
}

function lineOf({ name, unit, connections, value, limit, ratio, aim, met }: Figure): string {
  const where = connections === undefined ? name : `${name}, ${connections} conn.`;
  const beside =
    limit === undefined
      ? ''
      : `limit ${show(limit).padStart(8)}  x${ratio === null || ratio === undefined ? 'n/a' : ratio.toFixed(2)}`;
  const must = aim
    ? `aim ${aim.at === 'least' ? 'at least' : 'at most'} ${show(aim.value)}: ${met ? 'met' : 'not met'}`
    : '';
  return `${where.padEnd(32)} ${unit.padEnd(26)} ${show(value).padStart(9)}  ${beside.padEnd(24)} ${must}`.trimEnd();
}

function show(value: number | null): string {
  if (value === null || Number.isNaN(value)) return 'n/a';
  return value.toLocaleString('en', { maximumFractionDigits: value >= 1000 ? 0 : value >= 100 ? 1 : 2 });
}
