// However much routine work is announced already, what is critical or waited for is announced at once.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { frozenClock } from '../../src/clock.ts'
import { createEvent, definitionOf, eventTypes, isAwaited, isCritical, type NewEvent } from '../../src/events/index.ts'
import { AWAITED, takeHeads, takeUrgentHeads } from '../../src/inbox/lanes.ts'
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
  const types = (await takeUrgentHeads(test.db, clock, 10)).map(({ id }) => id)
  expect(types).toEqual([first, other])
  expect(await takeUrgentHeads(test.db, clock, 10)).toEqual([])
  expect((await takeHeads(test.db, clock, 10)).map(({ type }) => type)).toEqual(Array.from({ length: 5 }, () => 'booking.updated'))
})

it('and so is what somebody waits for at the screen, though as much that is as urgent came before', async () => {
  for (let id = 11; id <= 15; id++) {
    const payload = { rentprog_id: id, booking_id: id, branch: 'batumi' as const, planned_at: clock.now().toISOString() }
    await record({ type: 'booking.issue.planned', payload })
  }
  const said = { chatId: 1, fromId: 1, chatType: 'private' as const }
  const question = await record({ type: 'message.employee', payload: { ...said, messageId: 1, text: 'что с бронью 4001' } })
  await record({ type: 'message.employee', payload: { ...said, messageId: 2, text: 'а завтра?' } })
  const press = await record({ type: 'callback.button', payload: { ...said, messageId: 9, data: 'ap|1|yes', callbackQueryId: '1' } })
  expect((await takeUrgentHeads(test.db, clock, 10)).map(({ id }) => id)).toEqual([question, press])
})

it('the index of the urgent knows all that is urgent', () => {
  const urgent = eventTypes.filter((type) => isAwaited(type) || (isCritical(type) && definitionOf(type).priority !== 'critical'))
  expect(urgent.sort()).toEqual([...AWAITED])
})
