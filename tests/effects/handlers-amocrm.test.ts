// What the outbox does in amoCRM: tasks and notes at the card of the client, found again when an answer was lost.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type EffectKind, type EffectPayload, effectKey } from '../../src/effects/catalogue.ts'
import { policy } from '../../src/effects/policy.ts'
import { type HandlersWorld, handlersWorld } from './handlers-world.ts'

let world: HandlersWorld
beforeAll(async () => {
  world = await handlersWorld()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const dueAt = '2030-11-05T12:00:00+04:00'
/** John, who has one booking, which is active. */
const phone = '+995 500 06-00-04'
const LEAD = { type: 'leads', id: 2_100_003 }

it('a task stands at the open lead of the client, and is its assignee’s', async () => {
  const { receipt } = await world.perform('amocrm.task', { text: 'Позвонить', dueAt, phone, assigneeId: 90_002 })
  expect(receipt).toEqual({ taskId: expect.any(Number), entity: LEAD })
  expect((await world.calls('amocrm')).at(-1)).toMatchObject({
    path: '/tasks',
    body: [
      {
        text: 'Позвонить',
        complete_till: Date.parse(dueAt) / 1000,
        responsible_user_id: 5_000_002,
        entity_type: 'leads',
        entity_id: LEAD.id,
      },
    ],
  })
})

it('without an open lead it stands at the contact; for a stranger it carries the phone', async () => {
  await fetch(`${world.sandbox.url}/amocrm/api/v4/leads/2100003`, {
    method: 'PATCH',
    headers: { authorization: 'Bearer sandbox-amocrm', 'content-type': 'application/json' },
    body: JSON.stringify({ status_id: 143 }),
  })
  expect((await world.perform('amocrm.task', { text: 'Позвонить', dueAt, phone })).receipt.entity).toEqual({
    type: 'contacts',
    id: 2_100_004,
  })
  expect((await world.perform('amocrm.task', { text: 'Позвонить', dueAt, phone: '+995599999999' })).receipt.entity).toBeNull()
  expect((await world.calls('amocrm')).at(-1)?.body).toMatchObject([{ text: 'Позвонить\nТелефон клиента: +995599999999' }])
})

it.each<[EffectKind, EffectPayload<EffectKind>]>([
  ['amocrm.task', { text: 'Проверить оплату', dueAt, entity: { type: 'leads', id: 2_100_001 } }],
  ['amocrm.task', { text: 'Задача ничья', dueAt }],
  ['amocrm.note', { text: 'Авто выдано', entity: { type: 'leads', id: 2_100_001 } }],
])('%s %j is not doubled when its answer was lost', async (kind, payload) => {
  const key = effectKey(randomUUID(), 'tasks', kind)
  expect(policy[kind].onUncertain).toBe('read-back')
  expect(await world.find(kind, payload, { key })).toBeNull()
  await world.fault({ system: 'amocrm', match: 'POST', dropAfter: true })
  await expect(world.perform(kind, payload, { key })).rejects.toMatchObject({ maybeDone: true })
  const found = await world.find(kind, payload, { key })
  expect(found).toMatchObject(kind === 'amocrm.note' ? { noteId: expect.any(Number) } : { taskId: expect.any(Number) })
  expect(await world.find(kind, { ...payload, text: 'Другое' } as typeof payload, { key })).toBeNull()
  expect((await world.calls('amocrm')).filter(({ method }) => method === 'POST')).toHaveLength(1)
})

it('what another effect has made is not taken for ours', async () => {
  const payload = { text: 'Перезвонить', dueAt, entity: { type: 'leads' as const, id: 2_100_002 } }
  const other = await world.perform('amocrm.task', payload)
  const eventId = randomUUID()
  await world.db.query(
    `INSERT INTO events (id, type, source, subject, priority, dedupe_key, payload, timestamp, status, received_at) VALUES ($1, 'check.cash', 'cron', 's', 5, 'k', '{}', now(), 'done', now())`,
    [eventId],
  )
  await world.db.query(
    `INSERT INTO effects (key, event_id, agent, kind, slot, target, payload, status, receipt, created_at) VALUES ($1, $2, 'a', 'amocrm.task', 'main', 't', '{}', 'sent', $3, now())`,
    [other.key, eventId, other.receipt],
  )
  expect(await world.find('amocrm.task', payload)).toBeNull()
  expect(await world.find('amocrm.task', payload, { key: other.key })).toEqual(other.receipt)
})

it('a task is completed with what came of it; a lost answer may be repeated', async () => {
  const { key, receipt } = await world.perform('amocrm.task', { text: 'Позвонить', dueAt, entity: { type: 'leads', id: 2_100_001 } })
  await world.fault({ system: 'amocrm', match: 'PATCH', dropAfter: true })
  await expect(world.perform('amocrm.complete', { task: key, result: 'Дозвонились' })).rejects.toMatchObject({ maybeDone: true })
  expect(policy['amocrm.complete'].onUncertain).toBe('repeat')
  expect((await world.perform('amocrm.complete', { task: key, result: 'Дозвонились' })).receipt).toEqual({ taskId: receipt.taskId })
  const open = await world.tools.amocrm.read.tasks({ entity: { type: 'leads', id: 2_100_001 }, open: true })
  expect(open.map(({ id }) => id)).not.toContain(receipt.taskId)
  await expect(world.perform('amocrm.complete', { task: 'x', result: 'y' }, { receiptOf: async () => ({}) })).rejects.toMatchObject({
    code: 'no-task',
  })
})

it('a note about somebody amoCRM does not know is not written', async () => {
  expect((await world.perform('amocrm.note', { text: 'Авто выдано', phone: '+995599999999' })).receipt).toEqual({
    note: 'amoCRM knows nobody to write this about',
  })
})
