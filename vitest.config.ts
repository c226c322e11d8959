import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { __ASSETS__: '{}' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
    // `npm run test:long` runs these, and only these.
    exclude: ['**/node_modules/**', '**/*.long.test.ts'],
    globalSetup: ['test/engine.ts'],
    setupFiles: ['test/chance.ts'],
    // Files share what they load, and emptied databases; a module keeps nothing of a test.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // One more than there are processors: each waits for the database now and then.
    maxWorkers: availableParallelism() + 1,
  },
});
