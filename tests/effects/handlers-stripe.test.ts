// What the outbox does at Stripe: one link for each request, written into its row, and closed when it is not wanted any more.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { policy } from '../../src/effects/policy.ts'
import { type HandlersWorld, handlersWorld } from './handlers-world.ts'

let world: HandlersWorld
beforeAll(async () => {
  world = await handlersWorld()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const request = (linkId: string) => ({
  linkId,
  amountMinor: 15_000,
  currency: 'GEL',
  description: 'Аренда',
  bookingId: 700_001,
  clientId: 60_001,
})
const row = (id: string) => world.db.prisma.paymentLink.findUnique({ where: { id }, select: { status: true, url: true, stripeId: true } })
async function requested(id: string, status = 'requested') {
  await world.db.query(
    `INSERT INTO payment_links (id, amount_minor, currency, description, status, created_at, updated_at) VALUES ($1, 15000, 'GEL', 'Аренда', $2, now(), now())`,
    [id, status],
  )
}

it('a link is made and written into its row; a lost answer makes no second one', async () => {
  await requested('link-1')
  await world.fault({ system: 'stripe', match: 'payment_links', dropAfter: true })
  const key = '01930000-0000-7000-8000-000000000001:payments:stripe.link:link-1'
  await expect(world.perform('stripe.link', request('link-1'), { key })).rejects.toMatchObject({ maybeDone: true })
  expect(policy['stripe.link'].onUncertain).toBe('key')
  expect(await row('link-1')).toEqual({ status: 'requested', url: null, stripeId: null })

  const { receipt } = await world.perform('stripe.link', request('link-1'), { key })
  expect(receipt).toEqual({
    linkId: 'link-1',
    sum: '150,00 GEL',
    url: expect.stringContaining('https://buy.stripe.com/'),
    stripeId: expect.stringMatching(/^plink_/),
  })
  expect(await row('link-1')).toEqual({ status: 'created', url: receipt.url, stripeId: receipt.stripeId })
  expect((await world.perform('stripe.link', request('link-1'), { key })).receipt).toEqual(receipt)
})

it('a receipt that comes after the payment does not turn the link back', async () => {
  await requested('link-2', 'paid')
  await world.perform('stripe.link', request('link-2'))
  expect(await row('link-2')).toMatchObject({ status: 'paid', url: expect.any(String) })
})

it('what was cancelled while it waited for approval is not made, and what nobody wrote down neither', async () => {
  await requested('link-3', 'cancelled')
  await expect(world.perform('stripe.link', request('link-3'))).rejects.toMatchObject({ name: 'Refused', code: 'cancelled' })
  await expect(world.perform('stripe.link', request('link-none'))).rejects.toMatchObject({ name: 'Refused', code: 'no-link' })
  expect(await world.calls('stripe')).toEqual([])
})

it('a link is closed, also when nobody knows whether it was', async () => {
  await requested('link-4')
  const { receipt } = await world.perform('stripe.link', request('link-4'))
  await world.fault({ system: 'stripe', match: `payment_links/${receipt.stripeId}`, dropAfter: true })
  await expect(world.perform('stripe.deactivate-link', { linkId: 'link-4' })).rejects.toMatchObject({ maybeDone: true })
  expect(policy['stripe.deactivate-link'].onUncertain).toBe('repeat')
  expect((await world.perform('stripe.deactivate-link', { linkId: 'link-4' })).receipt).toEqual({
    linkId: 'link-4',
    stripeId: receipt.stripeId,
  })
  expect((await world.calls('stripe')).at(-1)?.body).toEqual({ active: 'false' })
})

it('a link that was never made has nothing to close', async () => {
  await requested('link-5', 'cancelled')
  expect((await world.perform('stripe.deactivate-link', { linkId: 'link-5' })).receipt).toEqual({
    linkId: 'link-5',
    note: 'the link was never made',
  })
})
