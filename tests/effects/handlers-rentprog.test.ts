// What the outbox does in RentProg, and what becomes of it when an answer is lost.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { type EffectKind, effectKey, targetOf } from '../../src/effects/catalogue.ts'
import { deliver } from '../../src/effects/deliver.ts'
import type { Handler } from '../../src/effects/handler.ts'
import { handlerOf } from '../../src/effects/handlers.ts'
import { policy } from '../../src/effects/policy.ts'
import { type HandlersWorld, handlersWorld } from './handlers-world.ts'

let world: HandlersWorld
beforeAll(async () => {
  world = await handlersWorld()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const update = { branch: 'batumi' as const, bookingId: 700_001, set: { location_end: 'Аэропорт', fine: 50 } }
const payment = { branch: 'batumi' as const, bookingId: 700_001, amountMinor: 15_050, group: 1 }

it('fields of a booking are set; a lost answer may be repeated', async () => {
  await world.fault({ system: 'rentprog', match: 'update_booking', dropAfter: true })
  await expect(world.perform('rentprog.update', update)).rejects.toMatchObject({ maybeDone: true })
  expect(policy['rentprog.update'].onUncertain).toBe('repeat')
  const { key, receipt } = await world.perform('rentprog.update', update)
  expect(receipt).toEqual({ bookingId: 700_001, set: ['location_end', 'fine'] })
  expect((await world.calls('rentprog')).at(-1)?.effectKey).toBe(key)
  expect(await world.tools.rentprog.read.booking({ branch: 'batumi', id: 700_001 })).toMatchObject({ location_end: 'Аэропорт', fine: 50 })
})

it('a payment whose answer was lost is left to a person: nothing books it twice', async () => {
  expect((await world.perform('rentprog.payment', payment)).receipt).toEqual({ bookingId: 700_001, amountMinor: 15_050 })
  await world.clear()
  await world.fault({ system: 'rentprog', match: 'create_payments', dropAfter: true })
  const key = effectKey(randomUUID(), 'payments', 'rentprog.payment')
  const claim = { key, eventId: key, agent: 'payments', kind: 'rentprog.payment' as EffectKind, payload: payment, critical: true }
  const finish = await deliver(
    { ...claim, fence: 1, attempt: 1, createdAt: new Date(), settling: false, deliveryId: null, trace: null },
    handlerOf('rentprog.payment') as Handler<EffectKind>,
    { key, critical: true, tools: world.tools, db: world.db, clock: systemClock, receiptOf: async () => ({}) },
    { clock: systemClock, attempts: 5, retryBaseMs: 1, random: () => 0 },
  )
  expect(finish).toMatchObject({ status: 'uncertain', notBefore: null })
  expect((await world.calls('rentprog')).filter(({ path }) => path === '/create_payments')).toHaveLength(1)
})

it('changes of one booking leave in the order in which they were planned', () => {
  expect(targetOf('rentprog.update', update, 'k')).toBe(targetOf('rentprog.payment', payment, 'l'))
})
