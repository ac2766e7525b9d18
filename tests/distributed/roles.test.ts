// The distributed engine: doors and workers in processes of their own, Postgres outside, BullMQ on Redis.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { type App, startApp } from '../../src/app.ts'
import { addMs, DAY_MS, HOUR_MS, inTbilisi, systemClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/observability/log.ts'
import { freshEnv } from '../process/children.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { redisIsHere, startRedis, type TestRedis } from '../support/redis.ts'

let database: TestDatabase
let sandbox: Sandbox
let redis: TestRedis
let environment: Record<string, string>
const apps: App[] = []
const folder = mkdtempSync(path.join(tmpdir(), 'orchestrator-roles-'))

describe.runIf(redisIsHere || process.env.CI)('doors and workers apart, on Redis', () => {
  beforeAll(async () => {
    database = await testDatabase()
    sandbox = await startSandbox({ port: 0, host: '127.0.0.1' })
    redis = await startRedis(true)
    environment = {
      PORT: '0',
      DATABASE_URL: database.url,
      SANDBOX_URL: sandbox.url,
      SCHEDULES: 'off',
      REDIS_URL: redis.url,
      QUEUE_PREFIX: `roles-${randomBytes(4).toString('hex')}`,
      RETRY_BASE_MS: '50',
      WITNESS: path.join(folder, 'witness'),
    }
    for (const role of ['ingress', 'worker']) apps.push(await startRole(role))
  })
  afterAll(async () => {
    for (const app of apps) await app.stop()
    await redis?.stop()
    await sandbox.stop()
    await database.drop()
    rmSync(folder, { recursive: true })
  })

  const startRole = (role: string) =>
    startApp(readConfig({ ...environment, ROLE: role }), { log: createLog({ level: 'silent' }), queuePrefix: environment.QUEUE_PREFIX })

  const date = (ms: number) => inTbilisi(addMs(systemClock.now(), ms)).toFormat('dd-MM-yyyy H:mm')
  const deliver = (id: number, url = apps[0]?.url) =>
    fetch(`${url}/webhooks/rentprog/batumi?t=sandbox-batumi`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event: 'booking_create',
        payload: {
          id,
          state: 'Активная',
          active: true,
          car_id: 80001,
          client_id: 60001,
          responsible_id: 90001,
          start_date: date(HOUR_MS),
          end_date: date(3 * DAY_MS),
        },
      }),
    })
  const settled = (id: number) =>
    until(async () => {
      const events = await database.db.prisma.event.findMany({
        where: { subject: `booking:${id}`, type: { in: ['booking.created', 'booking.issue.planned'] } },
        include: { effects: true },
      })
      return (
        events.length === 2 &&
        events.every(
          ({ status, effects }) => status === 'done' && effects.every((effect) => ['sent', 'skipped', 'uncertain'].includes(effect.status)),
        )
      )
    })

  it('a delivery at the door becomes messages and a task through another process', async () => {
    expect((await deliver(740_001)).status).toBe(200)
    await settled(740_001)
    const calls = (await (await fetch(`${sandbox.url}/_calls`)).json()) as { system: string; method: string; effectKey?: string }[]
    expect(
      calls
        .filter(({ effectKey }) => effectKey !== undefined)
        .map(({ system }) => system)
        .sort(),
    ).toEqual(['telegram', 'telegram', 'yougile'])
  })

  it('the door has no workers and the worker no doors', async () => {
    expect((await fetch(`${apps[1]?.url}/webhooks/rentprog/batumi?t=sandbox-batumi`, { method: 'POST', body: '{}' })).status).toBe(404)
    expect((await fetch(`${apps[0]?.url}/readyz`)).status).toBe(200)
  })

  it('takes deliveries while Redis is down, and works on them when it is back', async () => {
    const port = Number(new URL(redis.url).port)
    await redis.stop()
    expect((await deliver(740_002)).status).toBe(200)
    redis = await startRedis(true, port)
    await settled(740_002)
  })

  it('another process takes over from a worker that was killed, within fifteen seconds', async () => {
    // The living worker steps aside, so that the doomed one gets the event.
    await apps.pop()?.stop()
    const child = fork(path.resolve(import.meta.dirname, '../crash/doomed.ts'), {
      env: freshEnv({ ...environment, ROLE: 'worker', DIE_AT: 'claimed' }),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    })
    const dead = new Promise((resolve) => child.once('exit', resolve))
    await new Promise((resolve) => child.once('message', resolve))
    await deliver(740_003)
    await dead
    const startedAt = performance.now()
    apps.push(await startRole('worker'))
    await until(
      async () =>
        (await database.db.prisma.event.count({ where: { subject: 'booking:740003', type: 'booking.created', status: 'done' } })) === 1,
    )
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    await settled(740_003)
  })
})

async function until(condition: () => Promise<boolean>, limitMs = 25_000): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!(await condition())) if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms`)
}
