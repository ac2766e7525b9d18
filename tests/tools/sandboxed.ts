// Our real tools against the sandbox over HTTP, with a real database under them.
import type { RecordedCall } from '../../sandbox/calls.ts'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { type Clock, systemClock } from '../../src/clock.ts'
import type { Database } from '../../src/db.ts'
import type { CallRecord } from '../../src/tools/http.ts'
import { createTools, type Tools, type ToolsConfig } from '../../src/tools/index.ts'
import { testDatabase } from '../support/database.ts'

export interface Sandboxed {
  sandbox: Sandbox
  tools: Tools
  db: Database
  /** What `onCall` and `onCircuit` were told. */
  records: CallRecord[]
  circuits: string[]
  fault(fault: Record<string, unknown>): Promise<void>
  say(line: Record<string, unknown>): Promise<void>
  calls(system: string): Promise<RecordedCall[]>
  /** Forgets calls, faults and what was told. */
  clear(): Promise<void>
  stop(): Promise<void>
}

export const sandboxConfig = (url: string): ToolsConfig => ({
  rentprog: {
    baseUrl: `${url}/rentprog/api/v1/public`,
    tokens: {
      tbilisi: 'sandbox-tbilisi',
      batumi: 'sandbox-batumi',
      kutaisi: 'sandbox-kutaisi',
      'service-center': 'sandbox-service-center',
    },
  },
  umnico: { baseUrl: `${url}/umnico/v1.3`, token: 'sandbox-umnico' },
  stripe: { baseUrl: `${url}/stripe`, key: 'sk_test_sandbox' },
  yougile: { baseUrl: `${url}/yougile/api-v2`, key: 'sandbox-yougile', columns: { tbilisi: '00000000-0000-4000-8000-000000000001' } },
  amocrm: { baseUrl: `${url}/amocrm`, access: { kind: 'token', token: 'sandbox-amocrm' } },
  telegram: { apiRoot: `${url}/telegram`, token: '100000099:sandbox' },
  model: {
    ...{ baseUrl: `${url}/openai/v1`, apiKey: 'sandbox-openai', model: 'sandbox-scripted' },
    budget: { eventTokens: 1_000_000, dayUsd: 100, answerTokens: 4_000, inputUsd: 0.15, outputUsd: 0.6 },
  },
  limits: 'generous',
  timeoutMs: 5_000,
})

export async function sandboxed(
  change: (config: ToolsConfig) => ToolsConfig = (config) => config,
  clock: Clock = systemClock,
): Promise<Sandboxed> {
  const sandbox = await startSandbox({ port: 0 })
  const { db, drop } = await testDatabase()
  const records: CallRecord[] = []
  const circuits: string[] = []
  const tools = createTools(change(sandboxConfig(sandbox.url)), {
    db,
    clock,
    onCall: (record) => records.push(record),
    onCircuit: (system, state) => circuits.push(`${system} ${state}`),
    breaker: { failures: 5, halfOpenAfterMs: 200 },
  })
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  return {
    sandbox,
    tools,
    db,
    records,
    circuits,
    fault: async (fault) => void (await control('POST', '/_faults', fault)),
    say: async (line) => void (await control('POST', '/_model', line)),
    calls: async (system) => (await control('GET', `/_calls?system=${system}`)) as RecordedCall[],
    async clear() {
      await Promise.all([control('DELETE', '/_calls'), control('DELETE', '/_faults'), control('DELETE', '/_model')])
      records.length = 0
      circuits.length = 0
    },
    async stop() {
      await sandbox.stop()
      await drop()
    },
  }
}
