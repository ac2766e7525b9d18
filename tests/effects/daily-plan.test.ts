// What wakes a daily plan, and how often: the committing transaction on a real Postgres.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addMs, DAY_MS, frozenClock, HOUR_MS } from '../../src/clock.ts'
import type { Proposal } from '../../src/effects/catalogue.ts'
import { finishEffect, recordEffects } from '../../src/effects/outbox.ts'
import { planEffects } from '../../src/effects/plan.ts'
import { createEvent } from '../../src/events/index.ts'
import { takeHeads } from '../../src/inbox/lanes.ts'
import { claimEvent } from '../../src/inbox/lease.ts'
import { recordEvent } from '../../src/inbox/record.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const NOON = new Date('2030-11-05T08:00:00Z')
const clock = frozenClock(NOON)
const quiet = { quietFromHour: 22, quietToHour: 8, quietExceptWithinMin: 120 }
let test: TestDatabase

beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.drop())
beforeEach(async () => {
  clock.set(NOON)
  await test.db.query('TRUNCATE events, bookings, operations, daily_plans, cars CASCADE')
})

async function commit(...proposals: Proposal[]) {
  const event = createEvent({ type: 'booking.updated', payload: { rentprog_id: 1, booking_id: 1, branch: 'batumi' } }, clock.now())
  const { id: eventId } = await recordEvent(event, { sql: test.db, clock })
  const effects = planEffects({ eventId, critical: false, proposals: proposals.map((proposal) => ({ agent: 'duty', proposal })) })
  await test.db.transaction((sql) => recordEffects(effects, { sql, clock, eventId, quiet }))
  return eventId
}
const iso = (ms: number): string => addMs(NOON, ms).toISOString()
const booking = (set: object = {}, id = 700001): Proposal => ({
  kind: 'booking.upsert',
  slot: `${id}`,
  payload: { id, set: { branch: 'batumi', startAt: iso(4 * HOUR_MS), endAt: iso(3 * DAY_MS), ...set } },
})
const plan = (branch: 'batumi' | 'tbilisi' = 'batumi', day = '2030-11-05', shown = ['digest']): Proposal => ({
  kind: 'plan.upsert',
  slot: `${branch}.${day}`,
  payload: { branch, day, messages: ['key'], shown },
})
const checklist: Proposal = {
  kind: 'operation.plan',
  payload: { bookingId: 700001, kind: 'issue', branch: 'batumi', plannedAt: iso(4 * HOUR_MS), items: [{ code: 'wash', title: 'Мойка' }] },
}
const tick = (done: boolean): Proposal => ({ kind: 'operation.tick', payload: { bookingId: 700001, kind: 'issue', code: 'wash', done } })
const woken = () => test.db.prisma.event.findMany({ where: { type: 'daily.plan.generate' }, orderBy: { seq: 'asc' } })
const somebodyIsHeldUp = async () =>
  (await test.db.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length > 0
const branches = async () => (await woken()).map(({ subject }) => subject)

describe('a commit that changes a booking of today', () => {
  it('wakes the plan of its branch, and says who caused it', async () => {
    await commit(plan())
    const eventId = await commit(booking())
    expect(await woken()).toMatchObject([
      {
        source: 'internal',
        status: 'received',
        payload: { branch: 'batumi', refresh: true },
        slot: 'refresh',
        causeEventId: eventId,
        causeAgent: 'duty',
      },
    ])
  })

  it('wakes nobody where there is no plan, or where it is over', async () => {
    await commit(booking())
    await commit(plan('batumi', '2030-11-04', []), booking())
    await commit(plan('batumi', '2030-11-03'), booking())
    expect(await branches()).toEqual([])
  })

  it('wakes yesterday’s plan while there is no other', async () => {
    await commit(plan('batumi', '2030-11-04'), booking())
    expect(await branches()).toEqual(['plan:batumi'])
  })

  it.each([
    ['of another branch', { branch: 'tbilisi' }],
    ['weeks ahead', { startAt: iso(20 * DAY_MS), endAt: iso(30 * DAY_MS) }],
    ['long over', { startAt: iso(-60 * DAY_MS), endAt: iso(-50 * DAY_MS) }],
  ])('wakes nobody for a booking %s', async (_, set) => {
    await commit(plan(), booking(set))
    expect(await branches()).toEqual([])
  })

  it('wakes it for a booking that has moved out of sight, because its checklist was in the plan', async () => {
    await commit(booking(), checklist, plan())
    await test.db.query('TRUNCATE events CASCADE')
    await commit(booking({ startAt: iso(40 * DAY_MS), endAt: iso(50 * DAY_MS) }))
    expect(await branches()).toEqual(['plan:batumi'])
  })

  it('wakes both branches of a car that goes from one to the other', async () => {
    await commit(plan(), plan('tbilisi'))
    await commit({ kind: 'car.upsert', payload: { id: 81001, set: { branch: 'tbilisi' } } }, booking({ carId: 81001 }))
    expect((await branches()).sort()).toEqual(['plan:batumi', 'plan:tbilisi'])
    await test.db.query('TRUNCATE events CASCADE')
    await commit({ kind: 'car.upsert', payload: { id: 81001, set: { branch: 'batumi' } } })
    expect((await branches()).sort()).toEqual(['plan:batumi', 'plan:tbilisi'])
  })
})

describe('a tick', () => {
  beforeEach(() => commit(booking(), checklist))

  it('wakes the plan when it changes something', async () => {
    await commit(plan(), tick(true))
    expect(await branches()).toEqual(['plan:batumi'])
  })

  it('that changes nothing wakes nobody', async () => {
    await commit(plan())
    await commit(tick(false))
    expect(await branches()).toEqual([])
  })

  it('that somebody showed at once wakes it all the same: two may have drawn it from different facts', async () => {
    await commit(plan(), tick(false))
    expect(await branches()).toEqual(['plan:batumi'])
  })
})

it('what the plan itself writes wakes nobody, so that it never runs in a circle', async () => {
  await commit(booking())
  await commit(plan())
  await commit(checklist, plan())
  expect(await branches()).toEqual([])
})

describe('an edit that fails', () => {
  const fails = async (error: string, message = 'key') => {
    await commit(plan(), { kind: 'telegram.edit', payload: { message, html: 'x' } })
    const [edit] = await test.db.query<{ key: string }>(`SELECT key FROM effects WHERE kind = 'telegram.edit'`)
    const { key = '' } = edit ?? {}
    await test.db.query(`UPDATE effects SET status = 'sending', fence = 1 WHERE key = $1`, [key])
    await finishEffect(test.db, clock, { key, fence: 1 }, { status: 'failed', error })
  }

  it.each([
    [
      'of a message of the plan that somebody has deleted wakes the plan at once',
      'telegram: Bad Request: message to edit not found',
      'key',
      1,
    ],
    ['for another reason does not', 'telegram: Bad Request: chat not found', 'key', 0],
    ['of a message of nobody’s plan does not', 'telegram: Bad Request: message to edit not found', 'other', 0],
  ])('%s', async (_, error, message, count) => {
    await fails(error, message)
    expect(await branches()).toHaveLength(count)
  })
})

describe('many changes', () => {
  it('are one refresh while it waits, and another once it has begun', async () => {
    await commit(plan(), booking())
    await commit(booking({ clientName: 'А' }))
    await commit(booking({ clientName: 'Б' }), booking({}, 700002))
    expect(await branches()).toEqual(['plan:batumi'])

    const [waiting] = await woken()
    await takeHeads(test.db, clock, 10)
    expect(await claimEvent(test.db, clock, waiting?.id ?? '', { worker: 1, leaseMs: 60_000 })).not.toBeNull()
    await commit(booking({ clientName: 'В' }))
    await commit(booking({ clientName: 'Г' }))
    expect((await woken()).map(({ status }) => status)).toEqual(['running', 'received'])
  })

  it('hold the refresh back until they are committed, so that it sees them', async () => {
    await commit(plan(), booking())
    const [waiting] = await woken()
    await takeHeads(test.db, clock, 10)
    const steps: string[] = []
    let claiming: Promise<unknown> = Promise.resolve()
    const event = createEvent({ type: 'booking.updated', payload: { rentprog_id: 2, booking_id: 2, branch: 'batumi' } }, clock.now())
    const { id: eventId } = await recordEvent(event, { sql: test.db, clock })
    const effects = planEffects({ eventId, critical: false, proposals: [{ agent: 'duty', proposal: booking({ clientName: 'Д' }) }] })
    await test.db.transaction(async (sql) => {
      await recordEffects(effects, { sql, clock, eventId, quiet })
      claiming = claimEvent(test.db, clock, waiting?.id ?? '', { worker: 1, leaseMs: 60_000 }).then(() => steps.push('claimed'))
      // Until it stands before our lock, or has come through without one.
      while (steps.length === 0 && !(await somebodyIsHeldUp()));
      steps.push('committing')
    })
    await claiming
    expect(steps).toEqual(['committing', 'claimed'])
  })

  it('while the plan of the morning is being made are looked at after it', async () => {
    const generate = createEvent({ type: 'daily.plan.generate', payload: { branch: 'batumi' } }, clock.now())
    await recordEvent(generate, { sql: test.db, clock })
    await commit(booking())
    expect(await branches()).toEqual(['plan:batumi'])
    await takeHeads(test.db, clock, 10)
    await claimEvent(test.db, clock, generate.id, { worker: 1, leaseMs: 60_000 })
    await commit(booking({ clientName: 'Е' }))
    expect((await woken()).map(({ payload }) => payload)).toEqual([{ branch: 'batumi' }, { branch: 'batumi', refresh: true }])
  })
})

describe('a checklist that stands in the plan', () => {
  const items = async () =>
    (await test.db.prisma.operationItem.findMany({ where: { bookingId: 700001 }, orderBy: { position: 'asc' } })).map(
      ({ code, doneBy }) => `${code}:${doneBy ?? '-'}`,
    )
  const row = () => test.db.prisma.operation.findUnique({ where: { bookingId_kind: { bookingId: 700001, kind: 'issue' } } })

  it('keeps its ticks when the card is opened', async () => {
    await commit(booking(), checklist)
    await commit({ kind: 'operation.tick', payload: { bookingId: 700001, kind: 'issue', code: 'wash', done: true, by: 90001 } })
    await commit({
      kind: 'operation.open',
      payload: {
        bookingId: 700001,
        kind: 'issue',
        branch: 'batumi',
        plannedAt: iso(4 * HOUR_MS),
        items: [
          { code: 'wash', title: 'Мойка' },
          { code: 'fuel', title: 'Заправка' },
        ],
        cardKey: 'card',
      },
    })
    expect(await row()).toMatchObject({ status: 'open', cardKey: 'card' })
    expect(await items()).toEqual(['wash:90001', 'fuel:-'])
  })

  it('is not taken back from a card that is open; one that was cancelled is taken up again', async () => {
    await commit(booking(), checklist, { kind: 'operation.open', payload: { ...checklist.payload, plannedAt: iso(5 * HOUR_MS) } as never })
    await commit(checklist)
    expect(await row()).toMatchObject({ status: 'open', plannedAt: addMs(NOON, 5 * HOUR_MS) })
    await commit({ kind: 'operation.close', payload: { bookingId: 700001, kind: 'issue', status: 'cancelled', report: { reason: 'x' } } })
    await commit(checklist)
    expect(await row()).toMatchObject({ status: 'planned', closedAt: null, report: null, plannedAt: addMs(NOON, 4 * HOUR_MS) })
  })
})
