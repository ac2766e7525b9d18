// What the outbox does at Umnico: replies that are not doubled, and webhooks switched on.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { policy } from '../../src/effects/policy.ts'
import { readWebhook } from '../support/umnico-webhook.ts'
import { type HandlersWorld, handlersWorld } from './handlers-world.ts'

let world: HandlersWorld
beforeAll(async () => {
  world = await handlersWorld()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const statuses = async () => (await world.tools.umnico.read.webhooks({})).map(({ id, enabled }) => [id, enabled])

it('a webhook is enabled with the effect’s key; a lost answer may be repeated', async () => {
  await fetch(`${world.sandbox.url}/_umnico/webhooks/1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 0 }),
  })
  expect(await statuses()).toEqual([[1, false]])
  await world.fault({ system: 'umnico', match: 'PUT', dropAfter: true })
  await expect(world.perform('umnico.enable-webhook', { webhookId: 1 })).rejects.toMatchObject({ maybeDone: true })
  expect(policy['umnico.enable-webhook'].onUncertain).toBe('repeat')

  const { key, receipt } = await world.perform('umnico.enable-webhook', { webhookId: 1 })
  expect(receipt).toEqual({ webhookId: 1 })
  expect((await world.calls('umnico')).at(-1)).toMatchObject({ method: 'PUT', path: '/webhooks/1', body: { status: 1 }, effectKey: key })
  expect(await statuses()).toEqual([[1, true]])
})

it('a webhook that is gone is refused', async () => {
  await expect(world.perform('umnico.enable-webhook', { webhookId: 404 })).rejects.toMatchObject({ name: 'Refused', status: 404 })
})

const chat = { leadId: '400002', realId: '255', saId: '88' }
/** The newest words of the conversation, as Umnico's webhook would tell of them. */
const echo = async () => {
  const [message] = (await (await fetch(`${world.sandbox.url}/_umnico/messages?lead=400002`)).json()) as Record<string, unknown>[]
  return { type: 'message.outgoing', accountId: 5001, leadId: 400_002, message }
}

it('a reply goes out with a mark by which our own door knows the echo', async () => {
  const { key, receipt } = await world.perform('umnico.reply', { ...chat, text: 'Ждём вас в 12:00' })
  expect(receipt).toEqual({ leadId: '400002', messageId: expect.any(String) })
  expect((await world.calls('umnico')).at(-1)).toMatchObject({
    path: '/messaging/400002/send',
    body: { message: { text: 'Ждём вас в 12:00' }, source: '255', saId: 88, customId: key },
    effectKey: key,
  })
  expect(readWebhook(await echo())).toMatchObject({ outcome: 'ignored', reason: expect.stringContaining('our own message') })
})

it('a reply whose answer was lost is found in the history, and is not sent again', async () => {
  const reply = { ...chat, text: 'Машина готова' }
  const key = '01930000-0000-7000-8000-000000000002:client-chats:umnico.reply:main'
  expect(policy['umnico.reply'].onUncertain).toBe('read-back')
  expect(await world.find('umnico.reply', reply, { key })).toBeNull()
  await world.fault({ system: 'umnico', match: 'send', dropAfter: true })
  await expect(world.perform('umnico.reply', reply, { key })).rejects.toMatchObject({ maybeDone: true })
  expect(await world.find('umnico.reply', reply, { key })).toEqual({ leadId: '400002', messageId: expect.any(String) })
  // The same words of another effect are another message.
  expect(await world.find('umnico.reply', reply)).toBeNull()
})

it('the address of a payment link is filled in, on the way out and when it is looked for', async () => {
  const receiptOf = async () => ({ url: 'https://buy.stripe.com/test_1' })
  const reply = { ...chat, text: 'Ссылка для оплаты: {{url}}', from: 'e:payments:stripe.link:1' }
  const { key } = await world.perform('umnico.reply', reply, { receiptOf })
  const { messages } = await world.tools.umnico.read.history(chat)
  expect(messages[0]?.text).toBe('Ссылка для оплаты: https://buy.stripe.com/test_1')
  expect(await world.find('umnico.reply', reply, { key, receiptOf })).toMatchObject({ messageId: messages[0]?.messageId })
})

it('where the history shows no mark, the same words since then are ours, unless another effect has sent them', async () => {
  const reply = { ...chat, leadId: '400003', text: 'Документы получили' }
  const order = { leadId: 400_003, text: reply.text, incoming: false, url: 'http://127.0.0.1:9/' }
  const typed = await fetch(`${world.sandbox.url}/_umnico/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  })
  const { messageId } = ((await typed.json()) as { message: { messageId: string } }).message
  expect(await world.find('umnico.reply', reply)).toEqual({ leadId: '400003', messageId })
  const eventId = '01930000-0000-7000-8000-000000000003'
  await world.db.query(
    `INSERT INTO events (id, type, source, subject, priority, dedupe_key, payload, timestamp, status, received_at) VALUES ($1, 'check.cash', 'cron', 's', 5, 'k', '{}', now(), 'done', now())`,
    [eventId],
  )
  await world.db.query(
    `INSERT INTO effects (key, event_id, agent, kind, slot, target, payload, status, receipt, created_at) VALUES ('other', $1, 'a', 'umnico.reply', 'main', 't', '{}', 'sent', $2, now())`,
    [eventId, { leadId: '400003', messageId }],
  )
  expect(await world.find('umnico.reply', reply)).toBeNull()
})
