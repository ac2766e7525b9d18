// The quick half of the tests: rules, words and tables, without Postgres, sandbox or child processes.
import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** What brings a service or another process into a test. */
const SERVICES =
  /inject\(|support\/(database|world|redis)|startSandbox|\/(sandboxed|harness|children|handlers-world|server|stub-vendor)\.ts'|node:child_process|\/app\.ts'/
const SLOW = ['tests/house/rooms.test.ts', 'tests/ingress/rentprog/fuzz.test.ts', 'tests/graph/supervisor.test.ts']

/** Files that need neither; read by the whole run, too. */
export const quick = globSync('tests/**/*.test.ts', { cwd: import.meta.dirname })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !SLOW.includes(file) && !SERVICES.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')))

/** One process for all of them: they would spend most of their time on loading the same modules again. */
export const quickTests = {
  name: 'quick',
  include: quick,
  setupFiles: ['tests/support/seed.setup.ts'],
  testTimeout: 30_000,
  pool: 'threads' as const,
  isolate: false,
}

export default defineConfig({ test: quickTests })
