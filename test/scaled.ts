/** Whether this is `npm run test:long -- rooms`. */
export const isMany = process.env['RUNS'] === 'many';

/** So many, or for so long, in `npm test`; ten times that in `npm run test:long -- rooms`. */
export function scaled(few: number): number {
  return isMany ? few * 10 : few;
}
