// What the outbox does in YouGile: tasks that know whose they are, comments that are not doubled.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { policy } from '../../src/effects/policy.ts'
import { type HandlersWorld, handlersWorld } from './handlers-world.ts'

let world: HandlersWorld
beforeAll(async () => {
  world = await handlersWorld()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const task = { title: 'Выдача #4001', description: 'Бронь 700001' }
const idOf = (receipt: Record<string, unknown>) => String(receipt.taskId)

it('a task is assigned to whoever has YouGile, in the column of the branch, with its key', async () => {
  const { key, receipt } = await world.perform('yougile.task', {
    ...task,
    branch: 'tbilisi',
    assigneeId: 90001,
    deadline: '2030-11-05T09:00:00+04:00',
    checklist: { title: 'Выдача', items: [{ title: 'Мойка', done: false }] },
    urgent: true,
  })
  expect(receipt).toEqual({ taskId: expect.any(String) })
  const [call] = await world.calls('yougile')
  expect(call?.effectKey).toBe(key)
  expect(call?.body).toMatchObject({
    title: task.title,
    description: task.description,
    columnId: '00000000-0000-4000-8000-000000000001',
    assigned: ['00000000-0000-4000-8000-000000000002'],
    deadline: { deadline: Date.parse('2030-11-05T05:00:00Z'), blockedPoints: [], links: [] },
    color: 'task-red',
    idempotencyKey: key,
  })
})

it('a task names the person who has no YouGile', async () => {
  await world.db.query('UPDATE staff SET yougile_id = NULL WHERE id = 90003')
  await world.perform('yougile.task', { ...task, assigneeId: 90003 })
  const [call] = await world.calls('yougile')
  expect(call?.body).toMatchObject({ description: 'Бронь 700001\n\nИсполнитель: Нино Лагидзе' })
  expect(call?.body).not.toHaveProperty('assigned')
})

it('a task is one, however often its effect is performed', async () => {
  const first = await world.perform('yougile.task', task)
  const again = await world.perform('yougile.task', task, { key: first.key, again: true })
  expect(again.receipt).toEqual(first.receipt)
})

it('a task is completed, moved in time and given another checklist', async () => {
  const { key, receipt } = await world.perform('yougile.task', task)
  await world.perform('yougile.update', {
    task: key,
    completed: true,
    deadline: '2030-11-06T05:00:00Z',
    checklist: { title: 'Выдача', items: [{ title: 'Фото', done: true }] },
  })
  expect(await world.tools.yougile.read.task({ id: idOf(receipt) })).toMatchObject({
    completed: true,
    deadline: { deadline: Date.parse('2030-11-06T05:00:00Z') },
    checklists: [{ title: 'Выдача', items: [{ title: 'Фото', isCompleted: true }] }],
  })
})

it('a task is given to somebody else, or to nobody when that person has no YouGile; a lost answer may be repeated', async () => {
  await world.db.query('UPDATE staff SET yougile_id = NULL WHERE id = 90003')
  const { key, receipt } = await world.perform('yougile.task', { ...task, assigneeId: 90001 })
  const assigned = async () => (await world.tools.yougile.read.task({ id: idOf(receipt) }))?.assigned
  await world.fault({ system: 'yougile', match: 'PUT', dropAfter: true })
  const change = { task: key, assigneeId: 90011 }
  await expect(world.perform('yougile.update', change)).rejects.toMatchObject({ maybeDone: true })
  expect(policy['yougile.update'].onUncertain).toBe('repeat')
  await world.perform('yougile.update', change)
  expect(await assigned()).toEqual(['00000000-0000-4000-8000-000000090011'])
  await world.perform('yougile.update', { task: key, deadline: '2030-11-06T05:00:00Z' })
  expect(await assigned()).toEqual(['00000000-0000-4000-8000-000000090011'])
  await world.perform('yougile.update', { task: key, assigneeId: 90003 })
  expect(await assigned()).toEqual([])
})

it('a comment whose answer was lost is found by reading back, and is not written again', async () => {
  const { key, receipt } = await world.perform('yougile.task', task)
  const comment = { task: key, text: 'Перенос на 12:00' }
  expect(await world.find('yougile.comment', comment)).toBeNull()

  await world.fault({ system: 'yougile', match: 'messages', dropAfter: true })
  await expect(world.perform('yougile.comment', comment)).rejects.toMatchObject({ maybeDone: true })
  expect(await world.find('yougile.comment', comment)).toEqual({ taskId: idOf(receipt), messageId: expect.any(Number) })
  expect(await world.find('yougile.comment', { ...comment, text: 'Другой текст' })).toBeNull()
})

it('the same words written by another effect are not taken for ours', async () => {
  const { key } = await world.perform('yougile.task', task)
  const comment = { task: key, text: 'Клиент опаздывает' }
  const other = await world.perform('yougile.comment', comment)
  const eventId = '01890000-0000-7000-8000-000000000001'
  await world.db.query(
    `INSERT INTO events (id, type, source, subject, priority, dedupe_key, payload, timestamp, status, received_at) VALUES ($1, 'check.cash', 'cron', 's', 5, 'k', '{}', now(), 'done', now())`,
    [eventId],
  )
  await world.db.query(
    `INSERT INTO effects (key, event_id, agent, kind, slot, target, payload, status, receipt, created_at) VALUES ($1, $2, 'a', 'yougile.comment', 'main', 't', '{}', 'sent', $3, now())`,
    [other.key, eventId, other.receipt],
  )
  expect(await world.find('yougile.comment', comment)).toBeNull()
  expect(await world.find('yougile.comment', comment, { key: other.key })).toEqual(other.receipt)
})

it('what is said of a task that was never opened is refused', async () => {
  await expect(
    world.perform('yougile.comment', { task: 'x', text: 'y' }, { receiptOf: async () => ({ chatId: 1 }) }),
  ).rejects.toMatchObject({ name: 'Refused', code: 'no-task' })
})
