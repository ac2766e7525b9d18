// How updates reach us without anybody posting them: long polling through crashes and outages, and the webhook we register.
import type { Update } from 'grammy/types'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type App, startApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { claimCursor } from '../../../src/inbox/cursor.ts'
import { recordDelivery } from '../../../src/inbox/record.ts'
import { createIntake } from '../../../src/ingress/intake.ts'
import { telegramSource } from '../../../src/ingress/sources/telegram.ts'
import { pollTelegram } from '../../../src/ingress/telegram/polling.ts'
import { keepWebhook } from '../../../src/ingress/telegram/webhook.ts'
import { createHappenings } from '../../../src/observability/happenings.ts'
import { createLog } from '../../../src/observability/log.ts'
import { createMetrics } from '../../../src/observability/metrics.ts'
import { createTools, type Tools } from '../../../src/tools/index.ts'
import { messagesTo, post } from '../../support/telegram-door.ts'
import { EMPLOYEE, says } from '../../support/telegram-updates.ts'
import { startWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())
beforeEach(async () => {
  await world.database.db.query('TRUNCATE deliveries, events, cursors CASCADE')
  await bot('deleteWebhook', { drop_pending_updates: true })
  await fetch(`${world.sandbox.url}/_calls`, { method: 'DELETE' })
})
const apps: App[] = []
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop()
})

/** One more process on the same database, that polls. */
async function poller(environment: Record<string, string> = {}): Promise<App> {
  const { database, sandbox, clock } = world
  const config = readConfig({ PORT: '0', ROLE: 'ingress', DATABASE_URL: database.url, SANDBOX_URL: sandbox.url, ...environment })
  const app = await startApp(config, { clock, log: createLog({ level: 'silent' }), queuePrefix: 'polling-test' })
  apps.push(app)
  return app
}
/** Somebody does something; Telegram gives it a number. */
async function push({ update_id: _, ...given }: Update): Promise<number> {
  return ((await ask('/_telegram/updates', given)) as Update).update_id
}
const write = (text: string) => push(says(text))
async function ask(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${world.sandbox.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.json()
}
const bot = (method: string, parameters: object = {}) => ask(`/telegram/bot100000099:sandbox/${method}`, parameters)
const texts = async (): Promise<string[]> => {
  const rows = await world.database.db.query<{ text: string }>(
    `SELECT payload->>'text' AS text FROM events WHERE type = 'message.employee' ORDER BY seq`,
  )
  return rows.map(({ text }) => text)
}
const soon = <T>(what: () => T | Promise<T>) => expect.poll(what, { timeout: 15_000, interval: 50 })
const pollCalls = async (method = 'getUpdates') => (await world.calls('telegram')).filter(({ path }) => path === `/${method}`)
const polls = async () => (await pollCalls()).length
const offset = async () => (await world.database.db.query(`SELECT value FROM cursors WHERE name = 'telegram.updates'`))[0]?.value

describe('long polling', () => {
  it('brings updates to the same inbox in their order, once, and the answer goes out', async () => {
    await write('до начала')
    await poller()
    await soon(texts).toEqual(['до начала'])
    await write('что с бронью 4001')
    await write('спасибо')
    await soon(texts).toEqual(['до начала', 'что с бронью 4001', 'спасибо'])
    const { rows } = await world.app.db.pool.query(`SELECT DISTINCT door, status FROM deliveries WHERE source = 'telegram'`)
    expect(rows).toEqual([{ door: 'polling', status: 'accepted' }])
    await world.app.drain()
    await soon(() => messagesTo(world, EMPLOYEE.id)).toContainEqual(expect.stringContaining('4001'))
    // Waits for the next one without asking again and again.
    await soon(offset).toEqual({ offset: expect.any(Number) })
    expect(await polls()).toBeLessThan(12)
  })

  it('takes an update that also came to the door as the same one', async () => {
    const update = says('дважды')
    const update_id = await push(update)
    expect((await post(world, { ...update, update_id })).status).toBe(200)
    await poller()
    await soon(offset).toEqual({ offset: update_id + 1 })
    expect(await texts()).toEqual(['дважды'])
  })

  it('stops at once in the middle of a poll, and whoever starts next goes on where it was', async () => {
    const first = await poller()
    const id = await write('раз')
    await soon(texts).toEqual(['раз'])
    await soon(offset).toEqual({ offset: id + 1 })
    const startedAt = performance.now()
    await first.stop()
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    await write('два')
    await write('три')
    const before = await polls()
    await poller()
    await soon(texts).toEqual(['раз', 'два', 'три'])
    expect((await pollCalls())[before]?.body).toMatchObject({ offset: id + 1, timeout: 25 })
  })

  it('leaves it to one replica at a time', async () => {
    await poller()
    await soon(polls).toBe(1)
    expect(await claimCursor(world.database.db, 'telegram.updates', world.clock.now(), 10_000)).toBeNull()
    await poller()
    for (let n = 1; n <= 5; n++) await write(`сообщение ${n}`)
    await soon(texts).toHaveLength(5)
    expect((await pollCalls()).filter(({ status }) => status === 409)).toEqual([])
  })

  it('waits while Postgres is away: nothing is lost, nothing comes twice, and the order stays', async () => {
    await poller()
    await write('раз')
    await soon(texts).toEqual(['раз'])
    const name = new URL(world.database.url).pathname.slice(1)
    const admin = new pg.Client({ connectionString: new URL('/postgres', world.database.url).href })
    await admin.connect()
    try {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`)
      await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
      await write('два')
      await write('три')
      // The poll that waited has been answered: the update is here, and cannot be written down.
      await soon(async () => (await pollCalls()).at(-1)?.status).toBe(200)
    } finally {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`)
      await admin.end()
    }
    const last = await write('четыре')
    await soon(() => texts().catch(() => [])).toEqual(['раз', 'два', 'три', 'четыре'])
    await soon(offset).toEqual({ offset: last + 1 })
  })

  it('takes the place of a webhook that is still set, and of one that is set meanwhile', async () => {
    await bot('setWebhook', { url: 'https://127.0.0.1:1/elsewhere' })
    await write('раз')
    await poller()
    await soon(texts).toEqual(['раз'])
    await bot('setWebhook', { url: 'https://127.0.0.1:1/again' })
    await soon(async () => (await pollCalls('deleteWebhook')).length).toBe(2)
    await bot('deleteWebhook')
    await write('два')
    await soon(texts).toEqual(['раз', 'два'])
  })

  it('forgets its offset once it is confirmed: after a quiet week numbers begin anywhere', async () => {
    const { db } = world.database
    const asked: (number | undefined)[] = []
    const answers = [[{ ...says('раз'), update_id: 900 }], [], [{ ...says('два'), update_id: 5 }]]
    const stopping = new AbortController()
    const intake = createIntake({
      clock: world.clock,
      happenings: createHappenings({ log: createLog({ level: 'silent' }), metrics: createMetrics(), alerts: { raise: () => undefined } }),
      onRecorded: () => undefined,
      at: async () => undefined,
      record: (delivery) => recordDelivery(delivery, { sql: db, clock: world.clock, duplicateWindowMin: 15 }),
    })
    const telegram = {
      deleteWebhook: async () => ({}),
      getUpdates: async ({ offset: from }: { offset?: number | undefined }) => {
        asked.push(from)
        const answer = answers.shift()
        if (answer === undefined) stopping.abort()
        return answer ?? []
      },
    }
    const source = telegramSource({ secrets: ['x'], token: '1:x' })
    await pollTelegram({ sql: db, clock: world.clock, source, intake, telegram, happenings: { pollFailed: vi.fn() } }, stopping.signal)
    expect(await texts()).toEqual(['раз', 'два'])
    expect(asked).toEqual([undefined, 901, undefined, 6])
  })
})

describe('with a public URL', () => {
  const URL_OF_OURS = 'https://orchestrator.example.com/webhooks/telegram'

  it('the webhook is registered with its secret and the kinds we want, once for all replicas', async () => {
    const environment = { PUBLIC_URL: 'https://orchestrator.example.com' }
    await poller(environment)
    await soon(async () => (await pollCalls('setWebhook')).length).toBe(1)
    expect((await pollCalls('setWebhook'))[0]?.body).toMatchObject({
      url: URL_OF_OURS,
      secret_token: 'sandbox-telegram',
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member', 'chat_member'],
    })
    await poller(environment)
    await soon(async () => (await pollCalls('getWebhookInfo')).length).toBe(2)
    expect(await pollCalls('setWebhook')).toHaveLength(1)
    expect(await polls()).toBe(0)
    await poller({ ...environment, TELEGRAM_WEBHOOK_SECRET: 'sandbox-next,sandbox-telegram' })
    await soon(async () => (await pollCalls('setWebhook')).at(-1)?.body.secret_token).toBe('sandbox-next')
    const { rows } = await world.app.db.pool.query(`SELECT value::text FROM cursors WHERE name = 'telegram.webhook'`)
    expect(rows[0].value).not.toContain('sandbox')
  })

  it('Telegram pushes to it, and is tried again while it is away', async () => {
    const tools: Tools = createTools(readConfig({ SANDBOX_URL: world.sandbox.url }).tools, { db: world.app.db, clock: world.clock })
    await world.fault({ system: 'telegram', match: 'getWebhookInfo', status: 403 })
    const failed = vi.fn()
    const stopping = new AbortController()
    const keeping = keepWebhook(
      {
        sql: world.app.db,
        clock: world.clock,
        telegram: tools.telegram,
        url: `${world.app.url}/webhooks/telegram`,
        secret: 'sandbox-telegram',
        happenings: { pollFailed: failed },
        log: { info: () => undefined },
      },
      stopping.signal,
    )
    await soon(async () => (await pollCalls('setWebhook')).length).toBe(1)
    expect(failed).toHaveBeenCalledWith({ poll: 'telegram.webhook', error: expect.not.stringContaining('sandbox') })
    await write('через вебхук')
    await soon(texts).toEqual(['через вебхук'])
    stopping.abort()
    await keeping
  })
})
