// The quick half of the tests: rules, words and tables, without Postgres, sandbox or child processes.
import { defineConfig } from 'vitest/config'

const SLOW = [
  'tests/agents/rental.test.ts',
  'tests/observability/tracing.test.ts',
  'tests/house/{rooms,recipes}.test.ts',
  'tests/ingress/rentprog/fuzz.test.ts',
  'tests/graph/supervisor.test.ts',
]

export default defineConfig({
  test: {
    include: ['tests/*.test.ts', 'tests/{agents,events,graph,house,ingress,observability}/**/*.test.ts', 'tests/effects/html.test.ts'],
    exclude: SLOW,
    testTimeout: 30_000,
    pool: 'threads',
    isolate: false,
  },
})
