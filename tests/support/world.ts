// A whole orchestrator for a test: real Postgres, the real sandbox over HTTP, a clock that stands still until it is told.
import { randomBytes } from 'node:crypto'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { type App, type Overrides, startApp } from '../../src/app.ts'
import { type FrozenClock, frozenClock } from '../../src/clock.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { createLog } from '../../src/observability/log.ts'
import { type TestDatabase, testDatabase } from './database.ts'

export interface SandboxCall {
  n: number
  system: string
  method: string
  path: string
  body: Record<string, unknown>
  status: number
  at: string
  effectKey?: string
  fault?: string
}

export interface World {
  app: App
  /** All replicas, `app` first. */
  apps: App[]
  clock: FrozenClock
  sandbox: Sandbox
  database: TestDatabase
  /** Posts what RentProg would post. */
  rentprog(
    branch: string,
    event: string,
    payload: unknown,
    secret?: string,
  ): Promise<{ status: number; body: { id: string; events: string[]; duplicate: boolean } & Record<string, unknown> }>
  /** Calls the sandbox received, in order; only writes of one system when named. */
  calls(system?: string): Promise<SandboxCall[]>
  fault(fault: Record<string, unknown>): Promise<void>
  api(path: string, method?: 'GET' | 'POST'): Promise<{ status: number; body: Record<string, never> & Record<string, unknown> }>
  event(id: string): Promise<EventView>
  /** Resolves when no replica has anything left that is due. */
  drain(): Promise<void>
  stop(): Promise<void>
}

export interface EventView {
  id: string
  type: string
  status: string
  attempts: number
  plan: { agents: string[]; by: string; mode: string; intent?: string } | null
  agents: { name: string; status: string; attempts: number; summary: string | null; error: string | null }[]
  effects: {
    key: string
    kind: string
    status: string
    receipt: Record<string, unknown> | null
    attempts: number
    error: string | null
    payload: Record<string, unknown>
  }[]
  error: string | null
}

export interface WorldOptions {
  /** When the test begins; defaults to a quiet Tuesday noon in Tbilisi. */
  at?: Date
  overrides?: Overrides
  config?: (config: Config) => Config
  environment?: Record<string, string>
  /** How many whole orchestrators share the database and the queue; 1. */
  replicas?: number
}

export const NOON = new Date('2030-11-05T08:00:00Z')

export async function startWorld({
  at = NOON,
  overrides = {},
  config = (same) => same,
  environment = {},
  replicas = 1,
}: WorldOptions = {}): Promise<World> {
  const clock = frozenClock(at)
  const database = await testDatabase()
  const sandbox = await startSandbox({ port: 0, host: '127.0.0.1', now: clock.now })
  const read = readConfig({ PORT: '0', DATABASE_URL: database.url, SANDBOX_URL: sandbox.url, RETRY_BASE_MS: '1000', ...environment })
  const brought: Overrides = {
    clock,
    log: createLog({ level: 'silent' }),
    background: false,
    timers: clock,
    random: () => 0.5,
    queuePrefix: `test-${randomBytes(4).toString('hex')}`,
    ...overrides,
  }
  const app = await startApp(config(read), brought)
  const apps = [app]
  while (apps.length < replicas) apps.push(await startApp(config(read), brought))

  const json = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init)
    return { status: response.status, body: (await response.json()) as never }
  }
  const api = (path: string, method = 'GET') =>
    json(`${app.url}/api${path}`, { method, headers: { authorization: 'Bearer sandbox-admin' } })

  return {
    app,
    apps,
    clock,
    sandbox,
    database,
    rentprog: (branch, event, payload, secret = `sandbox-${branch}`) =>
      json(`${app.url}/webhooks/rentprog/${branch}?t=${secret}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'rentprog_webhook/1.0' },
        body: JSON.stringify({ event, payload }),
      }),
    calls: async (system) => (await json(`${sandbox.url}/_calls${system === undefined ? '' : `?system=${system}`}`)).body as SandboxCall[],
    fault: async (fault) => {
      await fetch(`${sandbox.url}/_faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      })
    },
    api,
    event: async (id) => (await api(`/events/${id}`)).body as EventView,
    drain: async () => void (await Promise.all(apps.map((one) => one.drain()))),
    async stop() {
      await Promise.all(apps.map((one) => one.stop()))
      await sandbox.stop()
      await database.drop()
    },
  }
}
