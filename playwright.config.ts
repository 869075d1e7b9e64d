import { defineConfig } from '@playwright/test'

/** Apps are started one after the other: a window that shares the processor is slow enough to mislead. */
export default defineConfig({
  testDir: 'test/e2e',
  workers: 1,
  // On a shared machine one moment of nothing must not cost a whole run; the report calls such a test flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 180_000,
  // A busy machine decodes and convolves slowly; nobody waits longer than needed.
  expect: { timeout: 45_000 },
  reporter: 'list',
  use: { trace: 'off' },
})
