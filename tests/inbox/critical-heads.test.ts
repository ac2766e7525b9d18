// However much routine work is announced already, what is critical is announced at once.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { frozenClock } from '../../src/clock.ts'
import { createEvent, type NewEvent } from '../../src/events/index.ts'
import { takeCriticalHeads, takeHeads } from '../../src/inbox/lanes.ts'
import { recordEvent } from '../../src/inbox/record.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const clock = frozenClock(new Date('2030-11-05T06:00:00Z'))
let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.drop())

const record = async (event: NewEvent) => (await recordEvent(createEvent(event, clock.now()), { sql: test.db, clock })).id
const alarm = (deviceId: string) =>
  record({ type: 'unauthorized.trip', payload: { deviceId, startedAt: clock.now().toISOString(), fixAt: clock.now().toISOString() } })

it('past a full window of routine work, and the head of its lane alone', async () => {
  for (let id = 1; id <= 5; id++) await record({ type: 'booking.updated', payload: { rentprog_id: id, booking_id: id, branch: 'batumi' } })
  const [first, other] = [await alarm('1'), await alarm('2')]
  await alarm('1')
  const types = (await takeCriticalHeads(test.db, clock, 10)).map(({ id }) => id)
  expect(types).toEqual([first, other])
  expect(await takeCriticalHeads(test.db, clock, 10)).toEqual([])
  expect((await takeHeads(test.db, clock, 10)).map(({ type }) => type)).toEqual(Array.from({ length: 5 }, () => 'booking.updated'))
})
