// The agent tasks: what it makes of its events.
import { expect, test } from 'vitest'
import { tasks } from '../../src/agents/tasks/index.ts'
import type { EventType } from '../../src/events/index.ts'
import { eventFixture } from '../support/event-fixtures.ts'
import { staffRow } from './rows.ts'
import { run } from './world.ts'

test('the manager hears of it', async () => {
  const { listing, summary } = await run(tasks, eventFixture<EventType>('task.overdue'), { staff: [staffRow({ role: 'manager' })] })
  expect(listing).toEqual(['telegram.message main → role-manager-any'])
  expect(summary).toBe('Сообщил руководителю.')
})

test('without a manager it is only written down', async () => {
  expect((await run(tasks, eventFixture<EventType>('task.overdue'))).listing).toEqual([])
})
