// The quick half of the tests: rules, words and tables, without Postgres, sandbox or child processes.
import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** What brings a service or another process into a test. */
const SERVICES =
  /inject\(|support\/(database|world|redis)|startSandbox|\/(sandboxed|harness|children|handlers-world|server|stub-vendor)\.ts'|node:child_process|\/app\.ts'/
const SLOW = ['tests/house/rooms.test.ts', 'tests/ingress/rentprog/fuzz.test.ts', 'tests/graph/supervisor.test.ts']

const quick = globSync('tests/**/*.test.ts', { cwd: import.meta.dirname })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !SLOW.includes(file) && !SERVICES.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')))

export default defineConfig({
  test: { include: quick, setupFiles: ['tests/support/seed.setup.ts'], testTimeout: 30_000, pool: 'threads', isolate: false },
})
