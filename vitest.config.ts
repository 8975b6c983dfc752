import { defineConfig } from 'vitest/config'

// One private PostgreSQL for the whole run (test/global-setup.ts); every test file makes its own database in it.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
})
