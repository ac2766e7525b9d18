// The clock of the whole orchestrator: it stands still until the test moves it.
import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { type App, startApp } from '../../../src/app.ts'
import { addMs, type Clock, frozenClock, HOUR_MS, MINUTE_MS } from '../../../src/clock.ts'
import { readConfig } from '../../../src/config.ts'
import { createEvent } from '../../../src/events/index.ts'
import { marksOf } from '../../../src/inbox/marks.ts'
import { recordEvent } from '../../../src/inbox/record.ts'
import { type ClockworkOptions, createClockwork } from '../../../src/ingress/cron/run.ts'
import { schedulesInForce } from '../../../src/ingress/cron/schedules.ts'
import { watchOver } from '../../../src/ingress/cron/watch.ts'
import { createLog } from '../../../src/observability/log.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { startWorld, type World } from '../../support/world.ts'

const BEFORE_EIGHT = new Date('2030-11-05T03:59:50Z')
const ONLY_PLAN = JSON.stringify({ all: 'off', 'daily.plan.generate': '0 8 * * *' })

let world: World | undefined
const others: App[] = []
let database: TestDatabase | undefined
afterEach(async () => {
  for (const app of others.splice(0)) await app.stop()
  await world?.stop()
  await database?.drop()
  world = database = undefined
})

/** Another process on the same database. */
async function beside(near: World): Promise<App> {
  const environment = { PORT: '0', DATABASE_URL: near.database.url, SANDBOX_URL: near.sandbox.url, ROLE: 'scheduler', SCHEDULES: ONLY_PLAN }
  const app = await startApp(readConfig(environment), {
    clock: near.clock,
    log: createLog({ level: 'silent' }),
    background: false,
    queuePrefix: `test-${randomBytes(4).toString('hex')}`,
  })
  others.push(app)
  return app
}

const fired = async ({ database: { db } }: World, type = 'daily.plan.generate') =>
  (await db.prisma.event.findMany({ where: { type, source: 'cron' }, orderBy: { seq: 'asc' } })).map(({ dedupeKey }) => dedupeKey)
const plan = (day: string) =>
  ['tbilisi', 'batumi', 'kutaisi', 'service-center'].map((branch) => `cron:daily.plan.generate:${branch}:${day}T04:00:00.000Z`)

describe('the clock', () => {
  it('passes eight: one plan for each branch, once, and nothing of the time before', async () => {
    world = await startWorld({ at: BEFORE_EIGHT })
    await world.app.tick()
    expect(await world.database.db.prisma.event.count({ where: { source: 'cron' } })).toBe(0)

    world.clock.advance(11_000)
    await world.app.tick()
    await world.app.tick()
    expect((await fired(world)).sort()).toEqual(plan('2030-11-05').sort())
    await world.app.drain()
    const events = await world.database.db.prisma.event.findMany({ where: { type: 'daily.plan.generate', source: 'cron' } })
    expect(events.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done'])
    expect(events[0]).toMatchObject({ payload: { slotAt: '2030-11-05T04:00:00.000Z' }, timestamp: new Date('2030-11-05T04:00:00Z') })

    for (let second = 0; second < 30; second++) {
      world.clock.advance(1_000)
      await world.app.tick()
    }
    expect(await fired(world)).toHaveLength(4)
    expect(await fired(world, 'check.canary')).toEqual(['cron:check.canary:house:2030-11-05T04:00:00.000Z'])
  })

  it('was stopped over eight: what comes back makes up for it, once, if the morning is not over', async () => {
    world = await startWorld({ at: BEFORE_EIGHT, environment: { SCHEDULES: ONLY_PLAN } })
    await world.app.tick()
    world.clock.advance(3 * HOUR_MS)
    const back = await beside(world)
    await back.tick()
    await world.app.tick()
    expect((await fired(world)).sort()).toEqual(plan('2030-11-05').sort())

    world.clock.advance(40 * HOUR_MS)
    await world.app.tick()
    expect(await fired(world)).toHaveLength(4)
  })

  it('shows every schedule in the overview', async () => {
    world = await startWorld({ at: BEFORE_EIGHT })
    const plan = async () =>
      ((await world?.api('/overview'))?.body.schedules as { event: string }[] | undefined)?.find(
        ({ event }) => event === 'daily.plan.generate',
      )
    await world.app.tick()
    expect(await plan()).toEqual({
      event: 'daily.plan.generate',
      cron: '0 8 * * *',
      lastSlot: '2030-11-04T04:00:00.000Z',
      nextSlot: '2030-11-05T04:00:00.000Z',
    })
    world.clock.advance(MINUTE_MS)
    expect(await plan()).toMatchObject({ lastSlot: '2030-11-05T04:00:00.000Z', lateS: 50 })
    await world.app.tick()
    expect(await plan()).toMatchObject({ lastSlot: '2030-11-05T04:00:00.000Z', nextSlot: '2030-11-06T04:00:00.000Z' })
    expect(await plan()).not.toHaveProperty('lateS')
  })
})

describe('a schedule', () => {
  const told: string[] = []
  const happenings: ClockworkOptions['happenings'] = {
    scheduleLate: ({ schedule, slotAt, lateMs }) => void told.push(`late ${schedule} ${slotAt} ${lateMs}`),
    scheduleMissed: ({ schedule, slots, fired: made }) => void told.push(`missed ${schedule} ${slots} ${made}`),
  }
  const clock = frozenClock(BEFORE_EIGHT)
  const recorded: string[] = []
  let broken: string | undefined

  /** A process that begins now, with these schedules and a clock that may be wrong. */
  async function begins(configured: Record<string, string>, ownClock: Clock = clock) {
    database ??= await testDatabase()
    const { db } = database
    return createClockwork({
      clock: ownClock,
      schedules: schedulesInForce({ all: 'off', ...configured }),
      marks: marksOf(db, 'schedule:'),
      async record(event) {
        if (event.type === broken) throw new Error('no space left')
        const done = await recordEvent(createEvent(event, ownClock.now()), { sql: db, clock: ownClock })
        if (!done.duplicate) recorded.push(event.dedupeKey ?? '')
        return done
      },
      happenings,
    })
  }
  const since = () => [told.splice(0), recorded.splice(0).map((key) => key.replace(/^cron:/, '').replace(/:00\.000Z$/, ''))]
  const canary = (cron: string) => ({ 'check.canary': cron })

  afterEach(() => {
    clock.set(BEFORE_EIGHT)
    since()
    broken = undefined
  })

  it('that is put back or changed fires nothing of the time when it was not in force', async () => {
    const first = await begins({ 'check.canary': '0 * * * *', 'check.webhooks': '0 * * * *' })
    await first.tick()
    const without = await begins(canary('0 * * * *'))
    for (let hour = 0; hour < 3; hour++) {
      clock.advance(HOUR_MS)
      await without.tick()
    }
    since()
    const [again, changed] = [await begins({ 'check.webhooks': '0 * * * *' }), await begins({ 'check.webhooks': '59 * * * *' })]
    await Promise.all([again.tick(), changed.tick()])
    expect(since()).toEqual([[], []])
    clock.advance(11_000)
    await Promise.all([again.tick(), changed.tick()])
    expect(since()).toEqual([[], ['check.webhooks:house:2030-11-05T07:00']])
  })

  it('stands beside its older self during a deploy: each fires its own', async () => {
    const [old, fresh] = [await begins(canary('0 8 * * *')), await begins(canary('1 8 * * *'))]
    for (let step = 0; step < 10; step++) {
      await Promise.all([old.tick(), fresh.tick()])
      clock.advance(12_000)
    }
    expect(since()).toEqual([[], ['check.canary:house:2030-11-05T04:00', 'check.canary:house:2030-11-05T04:01']])
  })

  it('late with somebody there alerts; missed with nobody there is counted, by one replica', async () => {
    const clockwork = await begins(canary('0 8 * * *'))
    await clockwork.tick()
    clock.advance(10_000 + 75_000)
    await clockwork.tick()
    expect(since()).toEqual([['late check.canary 2030-11-05T04:00:00.000Z 75000'], ['check.canary:house:2030-11-05T04:00']])

    clock.advance(30 * HOUR_MS)
    await Promise.all([clockwork.tick(), (await begins(canary('0 8 * * *'))).tick()])
    expect(since()).toEqual([['missed check.canary 1 0'], []])
  })

  const skewed = (ms: number): Clock => ({ now: () => addMs(clock.now(), ms) })

  it('seen by a replica ahead and one behind fires once, and the mark never goes back', async () => {
    clock.advance(-MINUTE_MS)
    const eight = { 'daily.plan.generate': '0 8 * * *' }
    const replicas = [await begins(eight), await begins(eight, skewed(30_000)), await begins(eight, skewed(-30_000))]
    const marks = marksOf((database as TestDatabase).db, 'schedule:')
    let stood = 0
    for (let round = 0; round < 20; round++) {
      await Promise.all(replicas.map(({ tick }) => tick()))
      const stands = [...(await marks.read()).values()].map((at) => at.getTime())
      expect(stands[0]).toBeGreaterThanOrEqual(stood)
      stood = stands[0] ?? 0
      clock.advance(7_000)
    }
    expect(recorded.sort()).toEqual(plan('2030-11-05').sort())
    expect(told).toEqual([])
  })

  it('outlives a clock that was wrong by a year', async () => {
    const eight = { 'daily.plan.generate': '0 8 * * *' }
    const first = await begins(eight)
    await first.tick()
    await (await begins(eight, skewed(365 * 24 * HOUR_MS))).tick()
    recorded.length = 0
    const second = await begins(eight)
    await second.tick()
    clock.advance(11_000)
    await Promise.all([first.tick(), second.tick()])
    expect(recorded.sort()).toEqual(plan('2030-11-05').sort())
  })

  it('that cannot be recorded keeps no other from firing, and is tried again', async () => {
    const clockwork = await begins({ 'check.canary': '0 8 * * *', 'check.webhooks': '0 8 * * *' })
    await clockwork.tick()
    clock.advance(11_000)
    broken = 'check.webhooks'
    await expect(clockwork.tick()).rejects.toThrow('no space left')
    expect(recorded).toEqual(['cron:check.canary:house:2030-11-05T04:00:00.000Z'])
    broken = undefined
    clock.advance(20_000)
    await clockwork.tick()
    expect(since()[1]).toEqual(['check.canary:house:2030-11-05T04:00', 'check.webhooks:house:2030-11-05T04:00'])
  })

  it('that nobody looks at is silent, from the moment the watch began at the earliest', async () => {
    const clockwork = await begins(canary('0 8 * * *'))
    const begin = clock.now()
    clock.advance(MINUTE_MS)
    expect(await clockwork.silentMs(begin)).toBe(MINUTE_MS)
    await clockwork.tick()
    expect(await clockwork.silentMs(begin)).toBe(0)
    clock.advance(50_000)
    expect(await clockwork.silentMs(begin)).toBe(50_000)
    expect(await (await begins({})).silentMs(begin)).toBe(0)
  })

  it('that nobody looks at is told of once, and once when somebody is back', async () => {
    const clockwork = await begins(canary('0 8 * * *'))
    await clockwork.tick()
    const alerts: string[] = []
    const look = watchOver(() => clockwork.silentMs(BEFORE_EIGHT), {
      clockStopped: ({ silentMs }) => void alerts.push(`stopped ${silentMs}`),
      clockRuns: () => void alerts.push('runs'),
    })
    for (let second = 0; second < 60; second += 10) {
      await look()
      clock.advance(10_000)
    }
    expect(alerts).toEqual(['stopped 50000'])
    await clockwork.tick()
    await look()
    await look()
    expect(alerts).toEqual(['stopped 50000', 'runs'])
  })
})
