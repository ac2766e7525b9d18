// Stripe's list of events as the sandbox plays it: filters, pages both ways, refusals.
import { beforeEach, expect, it } from 'vitest'
import { STRIPE_KEY } from '../../sandbox/systems/stripe.ts'
import { bearer, sandboxForThisFile } from './harness.ts'

const { ask } = sandboxForThisFile()
interface List {
  object: string
  url: string
  has_more: boolean
  data: { id: string }[]
}
const list = (query = '') => ask<List>(`/stripe/v1/events${query}`, { headers: bearer(STRIPE_KEY) })
const idsOf = async (query = '') => (await list(query)).body.data.map(({ id }) => id)
const nowS = Math.floor(Date.now() / 1000)

beforeEach(async () => {
  await ask('/_stripe/events', { method: 'DELETE' })
  for (let n = 1; n <= 5; n++)
    await ask('/_stripe/events', {
      body: { id: `evt_${n}`, type: n === 5 ? 'charge.refunded' : 'charge.succeeded', created: nowS - 10 + n, delivered: n === 1 },
    })
})

it('shows the newest first, ten of them unless asked for more', async () => {
  const { body } = await list()
  expect(body).toMatchObject({ object: 'list', url: '/v1/events', has_more: false })
  expect(body.data.map(({ id }) => id)).toEqual(['evt_5', 'evt_4', 'evt_3', 'evt_2', 'evt_1'])
  expect(body.data[0]).toMatchObject({ object: 'event', livemode: false, pending_webhooks: 1 })
})

it('filters as it is told', async () => {
  expect(await idsOf('?delivery_success=false&types[]=charge.succeeded')).toEqual(['evt_4', 'evt_3', 'evt_2'])
  expect(await idsOf('?delivery_success=true')).toEqual(['evt_1'])
  expect(await idsOf(`?type=charge.refunded&created[gte]=${nowS - 5}`)).toEqual(['evt_5'])
  expect(await idsOf(`?created[lt]=${nowS - 8}`)).toEqual(['evt_1'])
})

it('goes on in either direction, and says whether there is more', async () => {
  expect((await list('?limit=2')).body).toMatchObject({ has_more: true, data: [{ id: 'evt_5' }, { id: 'evt_4' }] })
  expect((await list('?limit=3&starting_after=evt_4')).body).toMatchObject({
    has_more: false,
    data: [{ id: 'evt_3' }, { id: 'evt_2' }, { id: 'evt_1' }],
  })
  expect((await list('?limit=2&ending_before=evt_1')).body).toMatchObject({ has_more: true, data: [{ id: 'evt_3' }, { id: 'evt_2' }] })
  expect((await list('?limit=2&ending_before=evt_3')).body).toMatchObject({ has_more: false, data: [{ id: 'evt_5' }, { id: 'evt_4' }] })
})

it('refuses what Stripe refuses', async () => {
  for (const query of [
    '?limit=0',
    '?limit=101',
    '?starting_after=evt_none',
    '?starting_after=evt_1&ending_before=evt_2',
    '?type=a&types[]=b',
  ])
    expect(await list(query)).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } })
})
