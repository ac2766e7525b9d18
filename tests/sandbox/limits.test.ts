// The vendors' own rate limits, kept only when asked for.
import { afterEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { createLimiter, inSeconds } from '../../sandbox/limits.ts'
import { AMOCRM_TOKEN } from '../../sandbox/systems/amocrm.ts'
import { STRIPE_KEY } from '../../sandbox/systems/stripe.ts'
import { TELEGRAM_TOKEN } from '../../sandbox/systems/telegram.ts'
import { YOUGILE_KEY } from '../../sandbox/systems/yougile.ts'
import { ask, bearer } from './harness.ts'

const BATUMI = -1000000000001
let clock = Date.parse('2030-11-05T06:30:00Z')
let sandbox: Sandbox | undefined
const start = async (limits: 'generous' | 'vendors') => {
  sandbox = await startSandbox({ port: 0, limits, now: () => new Date(clock) })
}
afterEach(async () => {
  await sandbox?.stop()
  sandbox = undefined
})

const send = (chat: number) =>
  ask<{ parameters?: unknown }>(`${sandbox?.url}/telegram/bot${TELEGRAM_TOKEN}/sendMessage`, { body: { chat_id: chat, text: 'Привет' } })
const createTask = () => ask(`${sandbox?.url}/yougile/api-v2/tasks`, { body: { title: 'Задача' }, headers: bearer(YOUGILE_KEY) })

describe('a sliding window', () => {
  it('lets through what fits, tells how long to wait, counts no refused call', () => {
    let at = 0
    const take = createLimiter(() => new Date(at))
    const rule = { key: 'a', calls: 2, windowMs: 1_000 }
    expect([take([rule]), take([rule]), take([rule])]).toEqual([0, 0, 1_000])
    at = 400
    expect(take([rule])).toBe(600)
    at = 1_000
    expect([take([rule]), take([rule]), take([{ ...rule, key: 'b' }])]).toEqual([0, 0, 0])
  })

  it('gives whole seconds', () => {
    expect([inSeconds(1), inSeconds(1_000), inSeconds(1_001)]).toEqual([1, 1, 2])
  })
})

describe('limits of the vendors', () => {
  it('allow Telegram one message a second to a chat', async () => {
    await start('vendors')
    expect((await send(BATUMI)).status).toBe(200)
    expect(await send(BATUMI)).toMatchObject({ status: 429, body: { parameters: { retry_after: 1 } } })
    expect((await send(100000001)).status).toBe(200)
    clock += 1_000
    expect((await send(BATUMI)).status).toBe(200)
  })

  it('allow Telegram twenty a minute to a group with all its topics', async () => {
    await start('vendors')
    for (let i = 0; i < 20; i++) {
      expect((await send(BATUMI)).status).toBe(200)
      clock += 1_000
    }
    expect(await send(BATUMI)).toMatchObject({ status: 429, body: { parameters: { retry_after: 40 } } })
    clock += 40_000
    expect((await send(BATUMI)).status).toBe(200)
  })

  it('allow YouGile fifty calls a minute, RentProg sixty tokens', async () => {
    await start('vendors')
    for (let i = 0; i < 50; i++) expect((await createTask()).status).toBe(201)
    const refused = await createTask()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    const token = () => ask(`${sandbox?.url}/rentprog/api/v1/public/get_token?company_token=sandbox-batumi`)
    for (let i = 0; i < 60; i++) expect((await token()).status).toBe(200)
    expect((await token()).status).toBe(429)
  })

  it('allow amoCRM seven calls a second; a refusal is plain text, and who goes on is shut out', async () => {
    await start('vendors')
    const account = () => fetch(`${sandbox?.url}/amocrm/api/v4/account`, { headers: bearer(AMOCRM_TOKEN) })
    for (let i = 0; i < 7; i++) expect((await account()).status).toBe(200)
    const refused = await account()
    expect([refused.status, refused.headers.get('content-type'), await refused.text()]).toEqual([
      429,
      'text/plain',
      '429 Too Many Requests',
    ])
    for (let i = 0; i < 20; i++) await account()
    const shutOut = await account()
    expect([shutOut.status, await shutOut.json()]).toMatchObject([403, { title: 'Forbidden', detail: 'Account blocked' }])
    clock += 1_000
    expect((await account()).status).toBe(200)
  })

  it('allow a test account of Stripe twenty-five calls a second', async () => {
    await start('vendors')
    const events = () => ask(`${sandbox?.url}/stripe/v1/events`, { headers: bearer(STRIPE_KEY) })
    for (let i = 0; i < 25; i++) expect((await events()).status).toBe(200)
    expect(await events()).toMatchObject({ status: 429, body: { error: { type: 'rate_limit_error', code: 'rate_limit' } } })
  })

  it('are not kept by default', async () => {
    await start('generous')
    for (let i = 0; i < 60; i++) expect([(await send(BATUMI)).status, (await createTask()).status]).toEqual([200, 201])
  })
})
