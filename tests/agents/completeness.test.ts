// The check of completeness: which difference between RentProg and what was received is which event.
import { describe, expect, test } from 'vitest'
import { duty } from '../../src/agents/duty/index.ts'
import type { EffectPayload } from '../../src/effects/catalogue.ts'
import type { Booking, LaneEvent } from '../../src/tools/rental.ts'
import { at, bookingRow } from './rows.ts'
import { run } from './world.ts'

/** As RentProg's API shows the booking our row is of. */
const api = (over: Record<string, unknown> = {}) => ({
  id: 700001,
  number: 4001,
  state: 'Активная',
  active: true,
  in_rent: false,
  car_id: 80001,
  client_id: 60001,
  start_date: '05-11-2030 12:30',
  end_date: '08-11-2030 10:00',
  ...over,
})

let seq = 0
const heard = (type: string, payload: Record<string, unknown> = {}, over: Partial<LaneEvent> = {}): LaneEvent => ({
  id: `01930000-0000-7000-8000-${String(++seq).padStart(12, '0')}`,
  type,
  subject: 'booking:700001',
  status: 'done',
  payload: { rentprog_id: 700001, booking_id: 700001, branch: 'batumi', ...payload },
  receivedAt: at('2030-11-05T05:00:00Z'),
  ...over,
})
const created = (over: Record<string, unknown> = {}) => heard('booking.created', { fields: api(over) })

interface Case {
  read?: Record<string, unknown>[]
  /** Of bookings that are no longer active. */
  ended?: Record<string, unknown>[]
  rows?: Booking[]
  lanes?: LaneEvent[]
}

async function check({ read = [], ended = [], rows = [bookingRow()], lanes = [] }: Case) {
  const ran = await run(
    duty,
    { type: 'check.completeness', payload: { branch: 'batumi' } },
    { bookings: rows, lanes, rentprog: { active: read, bookings: [...read, ...ended] } },
  )
  const gaps = ran.all('event.defer').map(({ payload }) => payload as EffectPayload<'event.defer'>)
  return { ...ran, gaps }
}

describe('nothing is missing', () => {
  test.each<[string, Case]>([
    ['when RentProg says what we heard', { read: [api()], lanes: [created()] }],
    [
      'when it was heard piece by piece, in whatever notation',
      {
        read: [api({ in_rent: true, start_date: '05-11-2030 9:00' })],
        lanes: [
          created(),
          heard('booking.updated', { changes: { start_date: ['05-11-2030 12:30', '2030-11-05 09:00'] } }),
          heard('booking.issued', { changes: { in_rent: [false, true] } }),
        ],
      },
    ],
    ['when RentProg leaves out what we heard', { read: [{ id: 700001 }], lanes: [created()] }],
    [
      'when an announcement of ours has filled the gap',
      { read: [api({ in_rent: true })], lanes: [created(), heard('booking.issued', { reconciled: true })] },
    ],
    ['of what nobody told but our row knows', { read: [api()], lanes: [heard('booking.updated', { changes: { total: [1, 2] } })] }],
    [
      'when a booking that is over ended as we heard',
      {
        ended: [api({ state: 'Отмена', active: false })],
        lanes: [created(), heard('booking.cancelled', { changes: { state: ['Активная', 'Отмена'] } })],
      },
    ],
    ['of a booking RentProg does not find: it may have moved', { lanes: [created()] }],
  ])('%s', async (_, asked) => {
    const { effects, summary } = await check(asked)
    expect(effects).toEqual([])
    expect(summary).toMatch(/^Батуми: сверил с RentProg .*всё дошло/)
  })

  test.each<[string, LaneEvent]>([
    ['its webhook came a minute ago', heard('booking.updated', {}, { receivedAt: at('2030-11-05T05:59:00Z') })],
    ['an event of it still waits', heard('booking.updated', {}, { status: 'received' })],
    ['an event of it is running', heard('reminder.due', {}, { status: 'running' })],
  ])('yet: %s', async (_, event) => {
    const { effects, summary } = await check({ read: [api({ in_rent: true })], lanes: [created(), event] })
    expect(effects).toEqual([])
    expect(summary).toContain('ещё обрабатываются: 1')
  })
})

describe('a gap becomes the event its webhook would have made', () => {
  test.each<[string, string, Record<string, unknown>, Record<string, [unknown, unknown]>, Record<string, unknown>?]>([
    ['a car handed over', 'booking.issued', { in_rent: true }, { in_rent: [false, true] }],
    [
      'a car that came back',
      'booking.returned',
      { state: 'Отъездила' },
      { in_rent: [true, false], state: ['Активная', 'Отъездила'] },
      { in_rent: true },
    ],
    [
      'a car that came back cancelled: the car is a fact',
      'booking.returned',
      { state: 'Отмена' },
      { in_rent: [true, false], state: ['Активная', 'Отмена'] },
      { in_rent: true },
    ],
    ['a booking that is over', 'booking.returned', { state: 'Вернуть залог' }, { state: ['Активная', 'Вернуть залог'] }],
    [
      'a deposit still to be returned',
      'booking.updated',
      { state: 'Вернуть залог' },
      { state: ['Отъездила', 'Вернуть залог'] },
      { state: 'Отъездила' },
    ],
    ['a cancellation', 'booking.cancelled', { state: 'Нет машин' }, { state: ['Активная', 'Нет машин'] }],
    ['a new time', 'booking.updated', { start_date: '05-11-2030 9:00' }, { start_date: ['05-11-2030 12:30', '05-11-2030 9:00'] }],
    ['another car', 'booking.updated', { car_id: 80002 }, { car_id: [80001, 80002] }],
  ])('%s', async (_, type, now, changes, was = {}) => {
    const { gaps, listing, summary } = await check({ read: [api(now)], lanes: [created(was)] })
    expect(listing).toEqual(['event.defer 700001'])
    expect(gaps).toEqual([
      {
        type,
        notBefore: '2030-11-05T06:00:00.000Z',
        timerSlot: 'reconciled',
        dedupeKey: expect.stringMatching(/^reconciled:700001:[0-9a-f]{16}$/),
        payload: {
          rentprog_id: 700001,
          booking_id: 700001,
          branch: 'batumi',
          car_id: now.car_id ?? 80001,
          client_id: 60001,
          raw_action: 'update',
          reconciled: true,
          changes,
        },
      },
    ])
    expect(summary).toMatch(/^Батуми: сверил с RentProg 1 бронь; не дошло событий: 1 \(\S+ 1\), восстановил\.$/)
  })

  test('a booking nobody ever told us of, also when the sweep has a row of it', async () => {
    for (const rows of [[], [bookingRow()]]) {
      const { gaps, summary } = await check({ read: [api()], rows, lanes: [heard('reminder.due')] })
      expect(gaps).toMatchObject([{ type: 'booking.created', payload: { raw_action: 'create', reconciled: true, fields: api() } }])
      expect(summary).toContain('новых броней 1')
    }
  })

  test('a cancellation of a booking that has left the list, also where the sweep has repaired our row', async () => {
    const ended = [api({ state: 'Отмена', active: false })]
    for (const row of [bookingRow(), bookingRow({ state: 'Отмена', active: false, readAt: at('2030-11-05T05:45:00Z') })]) {
      const { gaps } = await check({ ended, rows: [row], lanes: [created()] })
      expect(gaps).toMatchObject([{ type: 'booking.cancelled', payload: { changes: { state: ['Активная', 'Отмена'] } } }])
    }
  })

  test('has one key however often it is found, and another when it opens again', async () => {
    const lanes = [created()]
    const key = async () => (await check({ read: [api({ in_rent: true })], lanes })).gaps[0]?.dedupeKey
    const first = await key()
    expect(await key()).toBe(first)
    lanes.push(heard('booking.issued'), heard('booking.returned', { changes: { state: ['Активная', 'Активная'] } }))
    expect(await key()).not.toBe(first)
  })
})

test('RentProg that does not answer makes the check wait, not guess', async () => {
  const ran = run(duty, { type: 'check.completeness', payload: { branch: 'batumi' } }, { rentprog: 'down', lanes: [created()] })
  await expect(ran).rejects.toMatchObject({ name: 'Unavailable' })
})
