import { defineConfig } from 'vitest/config'
import { quick, quickTests } from './vitest.unit.config.ts'

export default defineConfig({
  test: {
    // More than there are cores on a small machine: many tests wait for processes of their own.
    maxWorkers: 3,
    projects: [
      { test: quickTests },
      {
        test: {
          name: 'services',
          include: ['tests/**/*.test.ts'],
          exclude: [...quick],
          globalSetup: ['tests/support/postgres.setup.ts'],
          setupFiles: ['tests/support/seed.setup.ts'],
          // Real servers and child processes: generous, so that a busy machine is slow, not red.
          testTimeout: 30_000,
          hookTimeout: 60_000,
          pool: 'forks',
        },
      },
    ],
  },
})
