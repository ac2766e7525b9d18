// The order of things: one lane in order, lanes beside each other, one writer per run; on both backends.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { type App, startApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createGraph } from '../../src/graph/index.ts'
import type { AnyAgent } from '../../src/graph/nodes/agent.ts'
import { createLog } from '../../src/observability/log.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { redisIsHere, startRedis, type TestRedis } from '../support/redis.ts'

const BACKENDS = redisIsHere || process.env.CI ? (['postgres', 'redis'] as const) : (['postgres'] as const)

describe.each(BACKENDS)('on %s', (backend) => {
  let redis: TestRedis | undefined
  let database: TestDatabase
  let sandbox: Sandbox
  let apps: App[] = []
  /** What ran when: `begin` and `end` of every run, in order. */
  let diary: { step: 'begin' | 'end'; subject: string; n: number }[] = []
  const prefix = `lanes-${randomBytes(4).toString('hex')}`

  /** An agent that takes a moment and writes down when it began and ended. */
  const diarist: AnyAgent = {
    name: 'booking-controller',
    title: 'diarist',
    accepts: ['booking.updated'],
    gather: async (event: never) => {
      const { subject, payload } = event as { subject: string; payload: { fields: { n: number } } }
      diary.push({ step: 'begin', subject, n: payload.fields.n })
      await database.db.query('SELECT pg_sleep(0.005)')
      diary.push({ step: 'end', subject, n: payload.fields.n })
      return {}
    },
    decide: () => ({ summary: 'wrote it down' }),
    propose: () => [],
  }

  beforeAll(async () => {
    database = await testDatabase()
    if (backend === 'redis') redis = await startRedis()
    sandbox = await startSandbox({ port: 0, host: '127.0.0.1' })
    const environment = { PORT: '0', DATABASE_URL: database.url, SANDBOX_URL: sandbox.url, ...(redis ? { REDIS_URL: redis.url } : {}) }
    const start = () =>
      startApp(readConfig(environment), {
        log: createLog({ level: 'silent' }),
        queuePrefix: prefix,
        graph: (stock) =>
          createGraph({
            ...stock,
            agents: [diarist],
            rules: () => ({ agents: ['booking-controller'], mode: 'parallel', by: 'rules', reason: 'test' }),
          }),
      })
    apps = [await start(), await start()]
  })
  afterAll(async () => {
    for (const app of apps) await app.stop()
    await redis?.stop()
    await sandbox.stop()
    await database.drop()
  })

  const route = (app: App | undefined, lane: number, n: number) =>
    app?.orchestrator.route({ type: 'booking.updated', payload: { rentprog_id: lane, booking_id: lane, branch: 'batumi', fields: { n } } })

  it('events of one booking run in order on two replicas, other bookings beside them', async () => {
    diary = []
    const lanes = 5
    const each = process.env.LONG ? 100 : 12
    // One lane's events are sent one after another, the lanes all at once.
    await Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        for (let n = 0; n < each; n++) await route(apps[n % 2], lane + 1, n)
      }),
    )
    await Promise.all(apps.map((app) => app.drain()))

    for (let lane = 1; lane <= lanes; lane++) {
      const own = diary.filter(({ subject }) => subject === `booking:${lane}`)
      const expected = Array.from({ length: each }, (_, n) => [`begin ${n}`, `end ${n}`]).flat()
      expect(own.map(({ step, n }) => `${step} ${n}`)).toEqual(expected)
    }
    const overlaps = diary.some(
      ({ step, subject }, i) => step === 'begin' && diary[i + 1]?.step === 'begin' && diary[i + 1]?.subject !== subject,
    )
    expect(overlaps).toBe(true)
  })

  it('a queue that forgot everything is told again', async () => {
    diary = []
    const lane = 900
    await database.db.query(`INSERT INTO events (id, type, source, subject, priority, dedupe_key, payload, timestamp, status, announced_at, received_at)
      VALUES (gen_random_uuid(), 'booking.updated', 'rentprog', 'booking:${lane}', 5, 'forgotten', '{"rentprog_id":${lane},"booking_id":${lane},"branch":"batumi","fields":{"n":0}}',
              now(), 'queued', now() - interval '1 minute', now())`)
    await apps[0]?.drain()
    expect(diary.map(({ step }) => step)).toEqual(['begin', 'end'])
  })

  if (backend === 'redis')
    it('a flushed Redis loses no event', async () => {
      diary = []
      await Promise.all(Array.from({ length: 20 }, (_, lane) => route(apps[lane % 2], 1_000 + lane, 0)))
      await redis?.client.flushall()
      await Promise.all(apps.map((app) => app.drain()))
      expect(new Set(diary.filter(({ step }) => step === 'end').map(({ subject }) => subject)).size).toBe(20)
    })

  it('two workers called for one event run it once', async () => {
    diary = []
    const recorded = await route(apps[0], 901, 0)
    await Promise.all(apps.map((app) => app.drain()))
    expect(diary).toHaveLength(2)
    const row = await database.db.prisma.event.findUniqueOrThrow({ where: { id: recorded?.id ?? '' } })
    expect(row).toMatchObject({ status: 'done', fence: 1, attempts: 1 })
  })

  it('uses the backend it says', () => {
    expect(apps.map(({ queue }) => queue)).toEqual([backend, backend])
  })
})
