import { readFileSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { quick, quickTests } from './vitest.unit.config.ts'

/** What starts processes waits for most of its time: it begins first, so that nothing long is left for the end. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const waits = ({ moduleId }: TestSpecification) => /\/children\.ts'|node:child_process/.test(readFileSync(moduleId, 'utf8'))
    const sorted = await super.sort(files)
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))]
  }
}

export default defineConfig({
  test: {
    // More than there are cores on a small machine: many tests wait for processes of their own.
    maxWorkers: 3,
    sequence: { sequencer: WaitingFirst },
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
          // Modules are loaded once per worker: ours keep nothing in them, and each file has a database and a sandbox of its own.
          isolate: false,
          // What Node compiled once is not compiled again in each of the many processes that tests start.
          env: { NODE_COMPILE_CACHE: path.join(import.meta.dirname, 'node_modules/.cache/compiled') },
        },
      },
    ],
  },
})
