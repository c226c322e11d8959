import short from './vitest.config.ts';
import { mergeConfig } from 'vitest/config';

// One after the other: each of them wants the machine for itself.
export default mergeConfig(
  { ...short, test: { ...short.test, include: [], exclude: [] } },
  {
    test: {
      include: ['{src,test}/**/*.long.test.{ts,tsx}'],
      exclude: ['**/node_modules/**'],
      maxWorkers: 1,
      fileParallelism: false,
      testTimeout: 1_800_000,
      disableConsoleIntercept: true,
    },
  },
);
