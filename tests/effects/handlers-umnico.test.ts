// What the outbox does at Umnico: a webhook is switched on, and twice is the same as once.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { policy } from '../../src/effects/policy.ts'
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
