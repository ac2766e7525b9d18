// AmoCRM, Umnico and Stripe: recorders with the vendors' shapes.
import { describe, expect, it } from 'vitest'
import { AMOCRM_TOKEN } from '../../sandbox/systems/amocrm.ts'
import { STRIPE_KEY } from '../../sandbox/systems/stripe.ts'
import { UMNICO_TOKEN } from '../../sandbox/systems/umnico.ts'
import { type Asked, bearer, sandboxForThisFile } from './harness.ts'

const harness = sandboxForThisFile()
const { ask } = harness

describe('amocrm', () => {
  const amocrm = <T = unknown>(path: string, asked: Asked = {}) =>
    ask<T>(`/amocrm/api/v4${path}`, { headers: bearer(AMOCRM_TOKEN), ...asked })
  const task = { text: 'Проверить оплату', complete_till: 1760018400, entity_id: 2000001, entity_type: 'leads', request_id: 'task:1' }
  interface Tasks {
    _embedded: { tasks: { id: number; request_id?: string; text?: string; is_completed?: boolean }[] }
  }

  it('answers an empty list with 204, and tasks with ids that can be read back and completed', async () => {
    const open = '/tasks?filter[entity_id][]=2000001&filter[is_completed]=0'
    expect(await amocrm(open)).toMatchObject({ status: 204, body: undefined })
    const made = (await amocrm<Tasks>('/tasks', { body: [task, { ...task, request_id: 'task:2' }] })).body._embedded.tasks
    expect(made.map(({ request_id }) => request_id)).toEqual(['task:1', 'task:2'])
    expect((await amocrm<Tasks>(open)).body._embedded.tasks.map(({ id, text }) => [id, text])).toEqual(
      made.map(({ id }) => [id, task.text]),
    )
    const done = await amocrm(`/tasks/${made[0]?.id}`, { method: 'PATCH', body: { is_completed: true, result: { text: 'Оплачено' } } })
    expect(done).toMatchObject({ status: 200, body: { id: made[0]?.id, updated_at: expect.any(Number) } })
    expect((await amocrm<Tasks>(open)).body._embedded.tasks).toHaveLength(1)
  })

  it('keeps notes of an entity, by both ways', async () => {
    const note = { note_type: 'common', params: { text: 'Авто выдано' } }
    expect((await amocrm('/leads/notes', { body: [{ entity_id: 7, ...note }] })).status).toBe(200)
    expect((await amocrm('/leads/7/notes', { body: [note] })).status).toBe(200)
    const { body } = await amocrm<{ _embedded: { notes: { params: unknown }[] } }>('/leads/7/notes')
    expect(body._embedded.notes.map(({ params }) => params)).toEqual([note.params, note.params])
    expect((await amocrm('/contacts/7/notes')).status).toBe(204)
  })

  it('shows a lead and lets it move', async () => {
    expect((await amocrm('/leads/2000001?with=contacts')).body).toMatchObject({
      id: 2000001,
      pipeline_id: 4000001,
      _embedded: { contacts: [] },
    })
    await amocrm('/leads/2000001', { method: 'PATCH', body: { status_id: 142 } })
    expect((await amocrm('/leads/2000001')).body).toMatchObject({ status_id: 142 })
  })

  it('refuses in problem+json', async () => {
    const wrong = await amocrm('/tasks', { body: [{ ...task, entity_type: 'cars' }] })
    expect(wrong).toMatchObject({ status: 400, body: { 'validation-errors': [{ request_id: '0', errors: [{ path: 'entity_type' }] }] } })
    expect(wrong.headers.get('content-type')).toBe('application/problem+json')
    expect(await amocrm('/account', { headers: {} })).toMatchObject({ status: 401, body: { title: 'Unauthorized', status: 401 } })
  })
})

describe('umnico', () => {
  const umnico = <T = unknown>(path: string, asked: Asked = {}) =>
    ask<T>(`/umnico/v1.3${path}`, { headers: { authorization: `bearer ${UMNICO_TOKEN}` }, ...asked })

  it('sends into a conversation and shows it in the history', async () => {
    const { body: sources } = await umnico<{ realId: number }[]>('/messaging/400001/sources')
    const body = { message: { text: 'Добрый день' }, source: String(sources[0]?.realId), userId: 15, customId: 'jarvis:out:0001' }
    expect((await umnico('/messaging/400001/send', { body })).status).toBe(200)
    const { body: history } = await umnico<{ messages: unknown[] }>('/messaging/400001/history/255', { body: {} })
    expect(history.messages).toMatchObject([{ message: { text: 'Добрый день' }, customId: 'jarvis:out:0001' }])
    expect((await umnico('/messaging/400001/send', { body: { message: {} } })).status).toBe(422)
  })

  it('writes first, and only to digits', async () => {
    const body = { message: { text: 'Добрый день' }, destination: '995000000000', saId: 88 }
    expect((await umnico('/messaging/post', { body })).body).toEqual({ leadId: expect.any(Number) })
    expect((await umnico('/messaging/post', { body: { ...body, destination: '+995' } })).status).toBe(422)
  })

  it('keeps webhooks and lets them be enabled again', async () => {
    const { body: made } = await umnico<{ id: number }>('/webhooks', { body: { url: 'https://hooks.example.com/umnico', name: 'jarvis' } })
    expect((await umnico(`/webhooks/${made.id}`, { method: 'PUT', body: { status: 1 } })).body).toMatchObject({ id: made.id, status: 1 })
    expect((await umnico<unknown[]>('/webhooks')).body).toHaveLength(2)
    await umnico(`/webhooks/${made.id}`, { method: 'DELETE' })
    expect((await umnico<unknown[]>('/webhooks')).body).toHaveLength(1)
    expect((await umnico('/webhooks', { headers: {} })).status).toBe(401)
  })

  it('knows our webhook from the start, and can switch it off as Umnico would', async () => {
    const ours = { id: 1, url: 'http://127.0.0.1:3000/webhooks/umnico?t=sandbox-umnico', name: 'orchestrator', status: 1 }
    expect((await umnico('/webhooks')).body).toEqual([ours])
    expect((await ask('/_umnico/webhooks/1', { body: { status: 0 } })).body).toEqual({ ...ours, status: 0 })
    expect((await umnico('/webhooks')).body).toEqual([{ ...ours, status: 0 }])
    await umnico('/webhooks/1', { method: 'PUT', body: { status: 1 } })
    expect((await umnico('/webhooks')).body).toEqual([ours])
    expect((await ask('/_umnico/webhooks/2', { body: { status: 0 } })).status).toBe(404)
  })
})

describe('stripe', () => {
  const post = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${harness.sandbox.url}/stripe/v1${path}`, {
      method: 'POST',
      headers: { ...bearer(STRIPE_KEY), ...headers },
      body: new URLSearchParams(form),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, headers: answer.headers }
  }
  const priced = async () => {
    const { body } = await post('/prices', { currency: 'gel', unit_amount: '15000', 'product_data[name]': 'Аренда' })
    return { 'line_items[0][price]': String(body.id), 'line_items[0][quantity]': '1' }
  }

  it('makes a payment link once per idempotency key, and knows when the key is used for something else', async () => {
    const form = { ...(await priced()), 'metadata[bookingId]': '700001' }
    const key = { 'idempotency-key': 'event:agent:stripe.link:main' }
    const first = await post('/payment_links', form, key)
    expect(first).toMatchObject({
      status: 200,
      body: { object: 'payment_link', active: true, livemode: false, currency: 'gel', metadata: { bookingId: '700001' } },
    })
    expect(first.body.url).toBe(`https://buy.stripe.com/test_${String(first.body.id)}`)
    const again = await post('/payment_links', form, key)
    expect([again.body.id, again.headers.get('idempotent-replayed')]).toEqual([first.body.id, 'true'])
    expect((await post('/payment_links', form)).body.id).not.toBe(first.body.id)
    expect(await post('/payment_links', { ...form, 'metadata[bookingId]': '700002' }, key)).toMatchObject({
      status: 400,
      body: { error: { type: 'idempotency_error' } },
    })
  })

  it('reads and closes a link, and refuses in the vendor’s words', async () => {
    const { body } = await post('/payment_links', await priced())
    await post(`/payment_links/${String(body.id)}`, { active: 'false' })
    expect((await ask(`/stripe/v1/payment_links/${String(body.id)}`, { headers: bearer(STRIPE_KEY) })).body).toMatchObject({
      active: false,
    })
    expect((await post('/payment_links', {})).body).toMatchObject({ error: { code: 'parameter_missing', param: 'line_items' } })
    expect((await post('/payment_links', { 'line_items[0][price]': 'price_1', 'line_items[0][quantity]': '1' })).body).toMatchObject({
      error: { code: 'resource_missing', message: "No such price: 'price_1'" },
    })
    expect(await ask('/stripe/v1/payment_links/none', { headers: bearer('sk_live_1') })).toMatchObject({
      status: 401,
      body: { error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } },
    })
  })
})
