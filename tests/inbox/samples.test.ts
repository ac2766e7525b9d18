// Samples in long lanes: what is older than the latest of its kind is kept as ignored, and to know it the lane is not read through.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { frozenClock } from '../../src/clock.ts'
import { createEvent } from '../../src/events/index.ts'
import { recordDelivery } from '../../src/inbox/record.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const clock = frozenClock(new Date('2030-11-05T06:00:00.000Z'))
let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.drop())

const sample = (deviceId: string, fixAt: string, type: 'device.state.changed' | 'speeding' = 'device.state.changed') => ({
  type,
  source: 'starline' as const,
  timestamp: fixAt,
  dedupeKey: `${type}:${deviceId}:${fixAt}`,
  newest: true as const,
  payload: { deviceId, fixAt, speedKmh: 131 },
})
const record = (...events: ReturnType<typeof sample>[]) =>
  recordDelivery(
    { source: 'starline', door: 'main', status: 'accepted', raw: Buffer.from('[]'), events },
    { sql: test.db, clock, duplicateWindowMin: 15 },
  )
const statusOf = async (id: string | undefined) => (await test.db.prisma.event.findUniqueOrThrow({ where: { id } })).status

it('the latest of a type is what counts, not what was ignored since, nor another type or device', async () => {
  await record(sample('1', '2030-11-05T05:30:00.000Z'))
  const older = await record(sample('1', '2030-11-05T05:10:00.000Z'))
  expect([older.stale, await statusOf(older.events[0])]).toEqual([1, 'ignored'])
  // Newer than the ignored one, older than the latest.
  expect((await record(sample('1', '2030-11-05T05:20:00.000Z'))).stale).toBe(1)
  expect((await record(sample('1', '2030-11-05T05:20:00.000Z', 'speeding'))).stale).toBe(0)
  expect((await record(sample('2', '2030-11-05T05:20:00.000Z'))).stale).toBe(0)
  expect((await record(sample('1', '2030-11-05T05:31:00.000Z'))).stale).toBe(0)
})

it('of two at the same time both count, and one that is told again is the first one', async () => {
  const both = [sample('3', '2030-11-05T05:00:00.000Z'), { ...sample('3', '2030-11-05T05:00:00.000Z'), dedupeKey: 'another' }]
  expect(await record(...both)).toMatchObject({ stale: 0, events: [expect.any(String), expect.any(String)] })
  await record(sample('3', '2030-11-05T05:05:00.000Z'))
  expect((await record(...both)).stale).toBe(0)
})

it('a lane with a year of samples takes the next one at once', async () => {
  const { subject } = createEvent(sample('4', '2030-11-05T05:00:00.000Z'), clock.now())
  await test.db.query(
    `INSERT INTO events (id, type, source, subject, priority, dedupe_key, payload, timestamp, status, received_at)
     SELECT gen_random_uuid(), 'device.state.changed', 'starline', $1, 8, 'old:' || n, '{}', $2::timestamptz - n * interval '1 minute', 'done', $2
       FROM generate_series(30000, 1, -1) n`,
    [subject, clock.now()],
  )
  // As it is after a year; a plan made for the empty table would read all of it.
  await test.db.query('ANALYZE events')
  const batch = Array.from({ length: 200 }, (_, n) => sample('4', new Date(clock.now().getTime() + n).toISOString()))
  const startedAt = performance.now()
  expect((await record(...batch)).stale).toBe(0)
  // Reading the lane through for each of them takes seconds.
  expect(performance.now() - startedAt).toBeLessThan(1_500)
})
