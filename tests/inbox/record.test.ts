import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frozenClock, MINUTE_MS } from '../../src/clock.ts'
import { createEvent, type NewEvent } from '../../src/events/index.ts'
import { wakeScheduled } from '../../src/inbox/lanes.ts'
import { type NewDelivery, recordDelivery, recordEvent, releaseQuarantined, withdrawEvent } from '../../src/inbox/record.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let test: TestDatabase
const clock = frozenClock(new Date('2030-11-05T06:00:00Z'))
const record = (delivery: NewDelivery) => recordDelivery(delivery, { sql: test.db, clock, duplicateWindowMin: 15 })

beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.drop())

let nextBooking = 900_000
const updated = (booking: number, changes: Record<string, [unknown, unknown]> = {}): NewEvent => ({
  type: 'booking.updated',
  payload: { rentprog_id: booking, booking_id: booking, branch: 'batumi', changes },
})
const delivery = (booking: number, digest: string, over: Partial<NewDelivery> = {}): NewDelivery => ({
  source: 'rentprog',
  door: 'batumi',
  status: 'accepted',
  entity: `booking:${booking}`,
  digest,
  raw: Buffer.from(digest),
  events: [updated(booking)],
  ...over,
})

describe('a delivery', () => {
  it('is taken once: the same fact again is the first delivery', async () => {
    const booking = nextBooking++
    const first = await record(delivery(booking, 'A→B'))
    const again = await record(delivery(booking, 'A→B'))
    expect(first.duplicate).toBe(false)
    expect(again).toEqual({ ...first, duplicate: true })
    expect(first.events).toHaveLength(1)
  })

  it('A→B, B→A, A→B are three facts', async () => {
    const booking = nextBooking++
    const answers = [await record(delivery(booking, 'A→B')), await record(delivery(booking, 'B→A')), await record(delivery(booking, 'A→B'))]
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, false, false])
  })

  it('is new again after the window', async () => {
    const booking = nextBooking++
    await record(delivery(booking, 'A→B'))
    clock.advance(15 * MINUTE_MS)
    expect((await record(delivery(booking, 'A→B'))).duplicate).toBe(false)
  })

  it('on another branch is another delivery', async () => {
    const booking = nextBooking++
    await record(delivery(booking, 'same'))
    expect((await record(delivery(booking, 'same', { door: 'kutaisi' }))).duplicate).toBe(false)
  })

  it('of a vendor with ids is known by its id for ever', async () => {
    const stripe: NewDelivery = {
      source: 'stripe',
      door: 'main',
      status: 'accepted',
      dedupeKey: 'evt_1',
      raw: Buffer.from('{}'),
      events: [],
    }
    const first = await record(stripe)
    clock.advance(24 * 60 * MINUTE_MS)
    expect(await record({ ...stripe, raw: Buffer.from('other') })).toEqual({ ...first, duplicate: true })
  })

  it('fifty at once make one event', async () => {
    const booking = nextBooking++
    const answers = await Promise.all(Array.from({ length: 50 }, () => record(delivery(booking, 'burst'))))
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(await test.db.prisma.event.count({ where: { subject: `booking:${booking}` } })).toBe(1)
  })

  it('with an event that does not fit writes nothing at all', async () => {
    const before = await test.db.prisma.delivery.count()
    const bad = { type: 'booking.updated', payload: { rentprog_id: 'x' } } as unknown as NewEvent
    await expect(record(delivery(nextBooking++, 'bad', { events: [bad] }))).rejects.toThrow('booking.updated: rentprog_id')
    expect(await test.db.prisma.delivery.count()).toBe(before)
  })

  it('keeps NUL characters out of the payload, not the event', async () => {
    const booking = nextBooking++
    const { events } = await record(delivery(booking, 'nul', { events: [updated(booking, { description: ['a\u0000b', 'c\\u0000d'] })] }))
    const row = await test.db.prisma.event.findUniqueOrThrow({ where: { id: events[0] } })
    expect(row.payload).toMatchObject({ changes: { description: ['ab', 'c\\u0000d'] } })
  })

  it('that was quarantined gets its events when it can be read', async () => {
    const booking = nextBooking++
    const { id } = await record({
      source: 'rentprog',
      door: 'batumi',
      status: 'quarantined',
      reason: 'truncated',
      raw: Buffer.from('{'),
      events: [],
    })
    const released = await test.db.transaction((sql) => releaseQuarantined(id, [updated(booking)], { sql, clock }))
    expect(released).toHaveLength(1)
    expect(await test.db.transaction((sql) => releaseQuarantined(id, [updated(booking)], { sql, clock }))).toEqual([])
  })
})

describe('a deferred event', () => {
  const timer = (booking: number, minutes: number, key?: string): NewEvent => ({
    type: 'reminder.due',
    payload: { subject: `booking:${booking}`, stage: 'issue:T-30' },
    notBefore: new Date(clock.now().getTime() + minutes * MINUTE_MS).toISOString(),
    slot: 'issue:T-30',
    dedupeKey: key,
  })
  const defer = (event: NewEvent) => recordEvent(createEvent(event, clock.now()), { sql: test.db, clock })
  const statusOf = async (id: string) => (await test.db.prisma.event.findUniqueOrThrow({ where: { id } })).status

  it('sleeps until its time, then joins the end of its lane', async () => {
    const booking = nextBooking++
    const { id } = await defer(timer(booking, 10))
    await record(delivery(booking, 'meanwhile'))
    expect(await statusOf(id)).toBe('scheduled')
    clock.advance(11 * MINUTE_MS)
    await wakeScheduled(test.db, clock)
    expect(await statusOf(id)).toBe('received')
    const lane = await test.db.prisma.event.findMany({ where: { subject: `booking:${booking}` }, orderBy: { seq: 'asc' } })
    expect(lane.map(({ type }) => type)).toEqual(['booking.updated', 'reminder.due'])
  })

  it('is replaced by a newer one of the same slot', async () => {
    const booking = nextBooking++
    const old = await defer(timer(booking, 10))
    const fresh = await defer(timer(booking, 20))
    expect([await statusOf(old.id), await statusOf(fresh.id)]).toEqual(['ignored', 'scheduled'])
  })

  it('frees its key when it is withdrawn, so that it can be set again', async () => {
    const booking = nextBooking++
    const first = await defer(timer(booking, 10, `key-${booking}`))
    expect(await defer(timer(booking, 10, `key-${booking}`))).toEqual({ id: first.id, duplicate: true })
    const gone = await withdrawEvent(
      { type: 'reminder.due', subject: `booking:${booking}`, slot: 'issue:T-30', reason: 'cancelled' },
      { sql: test.db, clock },
    )
    expect([gone, await statusOf(first.id)]).toEqual([true, 'ignored'])
    expect((await defer(timer(booking, 10, `key-${booking}`))).duplicate).toBe(false)
  })
})
