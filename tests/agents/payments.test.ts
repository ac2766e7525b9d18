// The agent payments: what it makes of its events.
import { expect, test } from 'vitest'
import { payments } from '../../src/agents/payments/index.ts'
import type { EventType } from '../../src/events/index.ts'
import { eventFixture } from '../support/event-fixtures.ts'
import { staffRow } from './rows.ts'
import { run } from './world.ts'

test('the manager hears of it', async () => {
  const { listing, summary } = await run(payments, eventFixture<EventType>('payment.succeeded'), { staff: [staffRow({ role: 'manager' })] })
  expect(listing).toEqual(['telegram.message main → role-manager-any'])
  expect(summary).toBe('Сообщил руководителю.')
})

test('without a manager it is only written down', async () => {
  expect((await run(payments, eventFixture<EventType>('payment.succeeded'))).listing).toEqual([])
})
