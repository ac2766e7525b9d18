// The record of calls, and faults on order.
import { describe, expect, it, vi } from 'vitest'
import { createCallLog, type RecordedCall } from '../../sandbox/calls.ts'
import { TELEGRAM_TOKEN } from '../../sandbox/systems/telegram.ts'
import { YOUGILE_KEY } from '../../sandbox/systems/yougile.ts'
import { bearer, sandboxForThisFile } from './harness.ts'

const harness = sandboxForThisFile()
const { ask } = harness
const yougile = bearer(YOUGILE_KEY)
const send = (text: string, headers = {}) =>
  ask(`/telegram/bot${TELEGRAM_TOKEN}/sendMessage`, { body: { chat_id: -1000000000007, text }, headers })
const createTask = (title: string, headers = {}) => ask('/yougile/api-v2/tasks', { body: { title }, headers: { ...yougile, ...headers } })
const calls = async (query = '') => (await ask<RecordedCall[]>(`/_calls${query}`)).body
const order = (fault: Record<string, unknown>) => ask('/_faults', { body: fault })

describe('calls', () => {
  it('are written down in order, with body, status and the key of the effect', async () => {
    await send('Первое', { 'idempotency-key': 'event:agent:telegram.message:main' })
    await createTask('Второе')
    await ask('/yougile/api-v2/tasks/none', { headers: yougile })
    const all = await calls()
    expect(all.map(({ system, method, path, status }) => ({ system, method, path, status }))).toEqual([
      { system: 'telegram', method: 'POST', path: '/sendMessage', status: 200 },
      { system: 'yougile', method: 'POST', path: '/tasks', status: 201 },
      { system: 'yougile', method: 'GET', path: '/tasks/none', status: 404 },
    ])
    expect(all[0]).toMatchObject({ body: { chat_id: -1000000000007, text: 'Первое' }, effectKey: 'event:agent:telegram.message:main' })
    expect(all[1]).not.toHaveProperty('effectKey')
    expect(all[2]?.body).toBeNull()
    expect(all.map(({ n }) => n)).toEqual([...all.map(({ n }) => n)].sort((a, b) => a - b))
  })

  it('are chosen by system, by what came after, and by how many', async () => {
    await createTask('Задача')
    await send('Раз')
    await send('Два')
    const telegram = await calls('?system=telegram')
    expect(telegram.map(({ body }) => (body as { text: string }).text)).toEqual(['Раз', 'Два'])
    expect(await calls(`?after=${telegram[0]?.n}`)).toHaveLength(1)
    expect(await calls('?limit=2')).toHaveLength(2)
  })

  it('are forgotten when asked, without numbering from one again', async () => {
    await send('Раз')
    const [first] = await calls()
    await ask('/_calls', { method: 'DELETE' })
    expect(await calls()).toEqual([])
    await send('Два')
    expect((await calls())[0]?.n).toBeGreaterThan(first?.n ?? Infinity)
  })

  it('never show a token', async () => {
    await send('Тайна')
    await ask('/rentprog/api/v1/public/get_token?company_token=sandbox-batumi')
    await ask('/telegram/bot100000099:stolen/getMe')
    const text = JSON.stringify(await calls())
    expect(text).not.toContain('100000099:')
    expect(text).not.toContain('sandbox-batumi')
    expect(text).toContain('/get_token?company_token=***')
  })

  it('stay bounded by number and by bytes', () => {
    const call = { at: '', system: 'stripe', method: 'POST', path: '/x', contentType: '' } as const
    const byNumber = createCallLog(3, 1_000)
    for (let i = 0; i < 5_000; i++) byNumber.open({ ...call, raw: Buffer.from('{}') })
    expect(byNumber.list({}).map(({ n }) => n)).toEqual([4998, 4999, 5000])
    const byBytes = createCallLog(100, 250)
    for (let i = 0; i < 10; i++) byBytes.open({ ...call, raw: Buffer.alloc(100) })
    expect(byBytes.list({}).map(({ n }) => n)).toEqual([9, 10])
  })
})

describe('faults', () => {
  it('answer in the words of the vendor, so many times, then let go', async () => {
    await order({ system: 'telegram', match: 'sendMessage', status: 429, retryAfter: 17, times: 2 })
    for (let i = 0; i < 2; i++) {
      const refused = await send('Привет')
      expect(refused).toMatchObject({
        status: 429,
        body: { ok: false, error_code: 429, description: 'Too Many Requests: retry after 17', parameters: { retry_after: 17 } },
      })
      expect(refused.headers.get('retry-after')).toBe('17')
    }
    expect((await send('Привет')).status).toBe(200)
    expect((await calls()).map(({ status, fault }) => [status, fault])).toEqual([
      [429, 'status'],
      [429, 'status'],
      [200, undefined],
    ])
  })

  it('meet only calls of their system whose method and path match', async () => {
    await order({ system: 'yougile', match: 'POST /tasks', status: 503 })
    expect((await send('Мимо')).status).toBe(200)
    expect((await ask('/yougile/api-v2/users', { headers: yougile })).status).toBe(200)
    expect(await createTask('Попал')).toMatchObject({ status: 503, body: { error: 'Internal server error' } })
    expect((await ask('/_faults')).body).toEqual([])
  })

  it('are a 500 when they say nothing, a 429 when they only say when to come back', async () => {
    await order({ system: 'yougile' })
    expect((await createTask('Раз')).status).toBe(500)
    await order({ system: 'yougile', retryAfter: 3 })
    const refused = await createTask('Два')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3'])
  })

  it('may say what the vendor would say', async () => {
    await order({ system: 'telegram', status: 400, message: 'Bad Request: TOPIC_CLOSED' })
    expect((await send('Привет')).body).toMatchObject({ ok: false, description: 'Bad Request: TOPIC_CLOSED' })
  })

  it('delay, then go on as usual', async () => {
    await order({ system: 'yougile', delayMs: 120 })
    const started = performance.now()
    expect((await createTask('Не спеша')).status).toBe(201)
    expect(performance.now() - started).toBeGreaterThanOrEqual(115)
    expect((await calls())[0]).toMatchObject({ status: 201, fault: 'delayMs' })
  })

  it('do the work and cut the connection', async () => {
    await order({ system: 'yougile', dropAfter: true })
    await expect(createTask('Сделано, но не сказано')).rejects.toThrow()
    const [dropped] = await calls()
    expect(dropped).toMatchObject({ path: '/tasks', status: 201, fault: 'dropAfter' })
    const listed = await ask<{ content: { title: string }[] }>('/yougile/api-v2/task-list?title=Сделано, но не сказано', {
      headers: yougile,
    })
    expect(listed.body.content).toHaveLength(1)
  })

  it('do the work even when the caller did not wait', async () => {
    await order({ system: 'yougile', delayMs: 80 })
    const impatient = fetch(`${harness.sandbox.url}/yougile/api-v2/tasks`, {
      method: 'POST',
      headers: { ...yougile, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Не дождались' }),
      signal: AbortSignal.timeout(20),
    })
    await expect(impatient).rejects.toThrow()
    await vi.waitFor(async () => expect((await calls('?system=yougile'))[0]).toMatchObject({ status: 201 }))
    const listed = await ask<{ content: unknown[] }>('/yougile/api-v2/task-list?title=Не дождались', { headers: yougile })
    expect(listed.body.content).toHaveLength(1)
  })

  it('are refused when they are not understood, and forgotten when asked', async () => {
    const refused = await ask<{ error: string }>('/_faults', { body: { system: 'fax', status: 500 } })
    expect(refused.status).toBe(400)
    expect(refused.body.error).toContain('system')
    await order({ system: 'stripe', status: 500, times: 7 })
    expect((await ask('/_faults')).body).toMatchObject([{ system: 'stripe', status: 500, times: 7 }])
    await ask('/_faults', { method: 'DELETE' })
    expect((await ask('/_faults')).body).toEqual([])
  })
})

describe('doors of the sandbox', () => {
  it('say that it lives, and that a door does not exist', async () => {
    expect((await ask('/healthz')).body).toEqual({ ok: true, limits: 'generous' })
    expect((await ask('/nowhere')).status).toBe(404)
  })
})

it('answers with a page of HTML, as whatever stands before a vendor does', async () => {
  const page = async (fault: object) => {
    await order({ system: 'yougile', html: true, ...fault })
    const answer = await fetch(`${harness.sandbox.url}/yougile/api-v2/users`, { headers: yougile })
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  expect(await page({})).toMatchObject({ status: 502, type: 'text/html', text: expect.stringContaining('<h1>502 Bad Gateway</h1>') })
  expect(await page({ status: 404, message: 'Not Found' })).toMatchObject({ status: 404, text: expect.stringContaining('404 Not Found') })
  expect((await ask('/_faults')).body).toEqual([])
})
