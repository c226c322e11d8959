/** How many cases a property is tried with: a few in `npm test`, ten times as many in `npm run test:long -- rooms`. */
export function runs(few: number): number {
  return process.env['RUNS'] === 'many' ? few * 10 : few;
}
