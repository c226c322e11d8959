/** The chances of 0, 1, 2, … of something; together they are one. */
export type Distribution = readonly number[];

/** Nobody, for sure: what guests are added to. */
export const nobody: Distribution = [1];

/** Adds so many more, each with this chance and none because of another: the exact convolution, no approximation. */
export function adding(before: Distribution, count: number, chance: number): Distribution {
  const after = [...before, ...Array.from({ length: count }, () => 0)];
  for (let last = before.length; last < after.length; last += 1)
    for (let n = last; n >= 0; n -= 1)
      after[n] = (after[n] ?? 0) * (1 - chance) + (after[n - 1] ?? 0) * chance;
  return after;
}

/** Several distributions of one length as one, each with its weight; the weights need not add up to one. */
export function mixed(parts: readonly { weight: number; of: Distribution }[]): Distribution {
  const length = Math.max(0, ...parts.map(({ of }) => of.length));
  const sums = Array.from({ length }, (_, n) =>
    parts.reduce((sum, { weight, of }) => sum + weight * (of[n] ?? 0), 0),
  );
  const all = sums.reduce((sum, one) => sum + one, 0);
  return sums.map((one) => one / all);
}

export function expectedOf(chances: Distribution): number {
  return chances.reduce((sum, chance, n) => sum + n * chance, 0);
}

/** The chance of fewer than so many. */
export function chanceBelow(chances: Distribution, count: number): number {
  return Math.min(
    1,
    chances.slice(0, count).reduce((sum, chance) => sum + chance, 0),
  );
}

/** The smallest number that is reached with this chance, or more often. */
export function quantile(chances: Distribution, level: number): number {
  let sum = 0;
  for (const [n, chance] of chances.entries()) {
    sum += chance;
    // What is one in a thousand million off is rounding.
    if (sum >= level - 1e-9) return n;
  }
  return Math.max(0, chances.length - 1);
}

/** The chance whose odds have this logarithm: 0 is a half, 2.2 is nine in ten. */
export function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
