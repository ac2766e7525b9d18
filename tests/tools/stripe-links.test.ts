// Payment links as our client makes them: what Stripe is asked for, what its own types say of that, and what a payment then tells.
import type Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, expect, expectTypeOf, it } from 'vitest'
import type { Link } from '../../sandbox/systems/stripe/links.ts'
import { normalizeStripeEvent } from '../../src/ingress/sources/stripe/normalize.ts'
import { type Sandboxed, sandboxed } from './sandboxed.ts'

let world: Sandboxed
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const wanted = {
  linkId: 'link-1',
  bookingId: 700_001,
  clientId: 60_001,
  amountMinor: 15_050,
  currency: 'GEL',
  description: 'Аренда, бронь №4001',
}
const create = (effectKey: string, more: object = {}) => world.tools.stripe.write.createLink({ ...wanted, ...more }, { effectKey })
const pay = async (link: string, outcome: string) => {
  const response = await fetch(`${world.sandbox.url}/_stripe/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ link, outcome, url: 'http://127.0.0.1:9/' }),
  })
  return { status: response.status, body: (await response.json()) as { error?: string; delivered?: { type: string }[] } }
}
/** What our reading makes of the events that no door took. */
const told = async () => {
  const types = [
    'charge.succeeded',
    'payment_intent.succeeded',
    'payment_intent.payment_failed',
    'checkout.session.completed',
    'checkout.session.expired',
  ]
  const { data } = await world.tools.stripe.read.undelivered({ types, createdFrom: 0 })
  await fetch(`${world.sandbox.url}/_stripe/events`, { method: 'DELETE' })
  return data
    .map((event) => normalizeStripeEvent(event, false))
    .flatMap((reading) => (reading.outcome === 'accepted' ? reading.events : []))
}

it('asks for a price and a link that takes one payment, each with a key of its own', async () => {
  const { id, url } = await create('e:payments:stripe.link:1')
  expect(url).toBe(`https://buy.stripe.com/test_${id}`)
  const [price, link] = await world.calls('stripe')
  expect([price?.path, price?.effectKey, price?.body]).toEqual([
    '/prices',
    'e:payments:stripe.link:1:price',
    { currency: 'gel', unit_amount: '15050', 'product_data[name]': 'Аренда, бронь №4001' },
  ])
  expect([link?.path, link?.effectKey]).toEqual(['/payment_links', 'e:payments:stripe.link:1'])
  expect(link?.body).toEqual({
    'line_items[0][price]': expect.stringMatching(/^price_/),
    'line_items[0][quantity]': '1',
    'metadata[linkId]': 'link-1',
    'metadata[bookingId]': '700001',
    'metadata[clientId]': '60001',
    'payment_intent_data[metadata][linkId]': 'link-1',
    'payment_intent_data[metadata][bookingId]': '700001',
    'payment_intent_data[metadata][clientId]': '60001',
    'payment_intent_data[description]': 'Аренда, бронь №4001',
    'restrictions[completed_sessions][limit]': '1',
  })
})

it('makes one link however often it is asked with one key', async () => {
  const first = await create('e:payments:stripe.link:2')
  expect(await create('e:payments:stripe.link:2')).toEqual(first)
  await world.fault({ system: 'stripe', match: 'payment_links', dropAfter: true })
  await expect(create('e:payments:stripe.link:3')).rejects.toMatchObject({ name: 'Unavailable', maybeDone: true })
  const cut = await create('e:payments:stripe.link:3')
  expect(await create('e:payments:stripe.link:3')).toEqual(cut)
})

it('a payment, a decline and an expired visit name the booking they are for', async () => {
  const { id } = await create('e:payments:stripe.link:4')
  const paid = { paymentId: expect.stringMatching(/^pi_/), bookingId: 700_001, clientId: 60_001, amountMinor: 15_050, currency: 'gel' }
  expect((await pay(id, 'failed')).body.delivered?.map(({ type }) => type)).toEqual(['payment_intent.payment_failed'])
  expect(await told()).toMatchObject([{ type: 'payment.failed', payload: { ...paid, reason: 'insufficient_funds' } }])
  await pay(id, 'expired')
  expect(await told()).toMatchObject([
    { type: 'payment.link.expired', payload: { ...paid, paymentId: expect.stringMatching(/^cs_test_/) } },
  ])
  await pay(id, 'paid')
  expect(await told()).toMatchObject([{ type: 'payment.succeeded', payload: paid }])
  expect(await pay(id, 'paid')).toMatchObject({ status: 400, body: { error: 'This payment link is no longer active' } })
})

it('a closed link takes no more money, and closing it twice is closing it', async () => {
  const { id } = await create('e:payments:stripe.link:5')
  for (let time = 0; time < 2; time++) expect(await world.tools.stripe.write.deactivateLink({ id })).toEqual({ active: false })
  expect((await pay(id, 'paid')).status).toBe(400)
  await expect(world.tools.stripe.write.deactivateLink({ id: 'plink_unknown' })).rejects.toMatchObject({
    name: 'Refused',
    code: 'resource_missing',
  })
})

it('says which parameter Stripe did not like', async () => {
  await expect(create('e:payments:stripe.link:6', { amountMinor: 999_999_999 })).rejects.toMatchObject({
    name: 'Refused',
    status: 400,
    message: 'stripe createLink: 400 Invalid integer: 999999999',
  })
})

it('the sandbox answers with what Stripe’s own types call a payment link', () => {
  expectTypeOf<Link['link']>().toEqualTypeOf<Stripe.PaymentLink>()
})
