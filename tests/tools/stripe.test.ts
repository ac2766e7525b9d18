// Stripe as our client asks it for what it could not deliver.
import type Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, expect, expectTypeOf, it } from 'vitest'
import type { EventList } from '../../sandbox/systems/stripe/events.ts'
import { type Sandboxed, sandboxed } from './sandboxed.ts'

let world: Sandboxed
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(async () => {
  await world.clear()
  await control('DELETE')
})
afterAll(() => world.stop())

const control = async (method: string, body?: unknown) => {
  const response = await fetch(`${world.sandbox.url}/_stripe/events`, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  expect(response.status).toBe(200)
  return response.json()
}
const nowS = Math.floor(Date.now() / 1000)
const FAILED = 'payment_intent.payment_failed'
const put = (id: string, more: object = {}) =>
  control('POST', { id, type: FAILED, created: nowS, data: { object: { id: 'pi_1' } }, ...more })
const ask = (more: object = {}) => world.tools.stripe.read.undelivered({ types: [FAILED], createdFrom: nowS - 3_600, ...more })
const ids = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id)

it('is shown what no webhook took, of the wanted types, since then, newest first, with everything in it', async () => {
  await put('evt_1', { created: nowS - 60 })
  await put('evt_2')
  await put('evt_delivered', { delivered: true })
  await put('evt_other', { type: 'customer.created' })
  await put('evt_old', { created: nowS - 7_200 })
  const page = await ask()
  expect([ids(page), page.has_more]).toEqual([['evt_2', 'evt_1'], false])
  expect(page.data[0]).toMatchObject({ object: 'event', pending_webhooks: 1, data: { object: { id: 'pi_1' } } })
  expect(ids(await ask({ types: ['customer.created', FAILED] }))).toEqual(['evt_other', 'evt_2', 'evt_1'])
  const [call] = await world.calls('stripe')
  expect(decodeURIComponent(String(call?.path))).toBe(
    `/events?delivery_success=false&created[gte]=${nowS - 3_600}&limit=100&types[]=${FAILED}`,
  )
})

it('is given a hundred at a time, and where to go on', async () => {
  for (let n = 0; n < 105; n++) await put(`evt_${n}`)
  const first = await ask()
  expect([first.data.length, first.has_more]).toEqual([100, true])
  const second = await ask({ after: first.data.at(-1)?.id })
  expect([second.data.length, second.has_more]).toEqual([5, false])
  expect(new Set([...ids(first), ...ids(second)]).size).toBe(105)
})

it('is shown nothing older than thirty days', async () => {
  await put('evt_forgotten', { created: nowS - 31 * 86_400 })
  expect((await ask({ createdFrom: 0 })).data).toEqual([])
})

it('says in Stripe’s words what it did not like, and never the key', async () => {
  const refused = await ask({ after: 'evt_unheard_of' }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: 'Refused', status: 400, message: "stripe undelivered: 400 No such event: 'evt_unheard_of'" })
  await world.fault({ system: 'stripe', status: 401, message: 'Invalid API Key provided: sk_test_sandbox' })
  const unknown = await ask().catch((error: unknown) => error)
  expect(unknown).toMatchObject({ name: 'Refused', message: expect.stringContaining('STRIPE_API_KEY') })
  expect(String(unknown)).not.toContain('sk_test_sandbox')
})

it('is patient with a Stripe that is away for a moment, and honest when it stays so', async () => {
  await put('evt_1')
  await world.fault({ system: 'stripe', status: 429, retryAfter: 0, times: 1 })
  await world.fault({ system: 'stripe', status: 500, times: 1 })
  expect(ids(await ask())).toEqual(['evt_1'])
  await world.fault({ system: 'stripe', status: 503, times: 3 })
  await expect(ask()).rejects.toMatchObject({ name: 'Unavailable' })
})

it('asks for nothing without naming a type', async () => {
  await expect(world.tools.stripe.read.undelivered({ types: [], createdFrom: 0 })).rejects.toMatchObject({ name: 'BadInput' })
})

it('the sandbox answers with what Stripe’s own types call a list of events', () => {
  expectTypeOf<EventList>().toEqualTypeOf<Pick<Stripe.ApiList<Stripe.Event>, 'object' | 'data' | 'has_more' | 'url'>>()
})
