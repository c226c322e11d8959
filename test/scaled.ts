/** So many, or for so long, in `npm test`; ten times that in `npm run test:long -- rooms`. */
export function scaled(few: number): number {
  return process.env['RUNS'] === 'many' ? few * 10 : few;
}
