import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.walk.ts',
  globalSetup: './e2e/application.ts',
  outputDir: 'test-results',
  // `npm run test:long` walks everything, in every way.
  ...(process.env['WALKS'] === 'all' ? {} : { grepInvert: /@length/ }),
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: availableParallelism() + 1,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: 'line',
  use: {
    // Known to the workers only: the set-up starts the application first.
    baseURL: process.env['BUNTING_URL'] ?? '',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    actionTimeout: 10_000,
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? join(tmpdir(), 'chromium'),
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--headless=shell'],
    },
  },
});
