import { expect, it } from 'vitest';
import { closeAll, type End } from './closing.ts';

const limits = { all: 50, each: 10 };
const never = new Promise<void>(() => undefined);

it('closes the last one first, and each when the one before has ended', async () => {
  const said: string[] = [];
  const one =
    (name: string): End =>
    async () => {
      said.push(`${name} begins`);
      await Promise.resolve();
      said.push(`${name} ends`);
    };
  await closeAll([one('database'), one('pages')], limits);
  expect(said).toEqual(['pages begins', 'pages ends', 'database begins', 'database ends']);
});

it('closes the others too when one fails, at once or later, or never ends', async () => {
  const said: string[] = [];
  const opened: End[] = [
    () => void said.push('database'),
    () => never,
    () => {
      throw new Error('at once');
    },
    () => Promise.reject(new Error('later')),
    () => never,
    () => void said.push('pages'),
  ];
  const begun = performance.now();
  await closeAll(opened, limits);
  expect(said).toEqual(['pages', 'database']);
  expect(performance.now() - begun).toBeLessThan(5000);
});
