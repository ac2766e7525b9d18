// The bot as Telegram sees it: what is sent, what counts as done already, and how refusals are told apart.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bindWrites } from '../../src/tools/bind.ts'
import { createHttp } from '../../src/tools/http.ts'
import { telegramTool, telegramVendor } from '../../src/tools/telegram.ts'
import { migratedTo } from '../../src/tools/telegram-errors.ts'
import { type Sandboxed, sandboxed } from './sandboxed.ts'
import { json, stubVendor } from './stub-vendor.ts'

const BATUMI = -1000000000001
const effectKey = 'event:agent:telegram.message:main'
const options = { effectKey }

let world: Sandboxed
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const bot = () => world.tools.telegram.write

describe('a message', () => {
  it('goes into its topic as HTML with its buttons, under its effect key', async () => {
    const { messageId } = await bot().sendMessage(
      { chatId: BATUMI, threadId: 77, html: '<b>Выдача</b>', buttons: [[{ text: 'Готово', data: 'iss|1|done' }]] },
      options,
    )
    expect(messageId).toBeGreaterThan(0)
    const [call] = await world.calls('telegram')
    expect(call).toMatchObject({ path: '/sendMessage', effectKey, status: 200 })
    expect(call?.body).toMatchObject({
      chat_id: BATUMI,
      message_thread_id: 77,
      text: '<b>Выдача</b>',
      parse_mode: 'HTML',
      reply_markup: { inline_keyboard: [[{ text: 'Готово', callback_data: 'iss|1|done' }]] },
    })
  })

  it('may have been sent when the answer was lost, and is not sent again', async () => {
    await world.fault({ system: 'telegram', match: 'sendMessage', dropAfter: true })
    await expect(bot().sendMessage({ chatId: BATUMI, html: 'x' }, options)).rejects.toMatchObject({ name: 'Unavailable', maybeDone: true })
    expect(await world.calls('telegram')).toHaveLength(1)
  })

  it('was not sent when Telegram asks for patience, and says for how long', async () => {
    await world.fault({ system: 'telegram', match: 'sendMessage', retryAfter: 17 })
    await expect(bot().sendMessage({ chatId: BATUMI, html: 'x' }, options)).rejects.toMatchObject({
      name: 'Unavailable',
      maybeDone: false,
      retryAfterMs: 17_000,
    })
  })

  it.each([
    ['a topic that is gone', { threadId: 99_999 }, 'thread-not-found'],
    ['a chat that is not there', { chatId: -1 }, 'chat-not-found'],
    ['a person who has not started the bot', { chatId: 555_000_111 }, 'unreachable'],
    ['broken HTML', { html: '<b>x' }, 'bad-html'],
  ])('is refused for %s', async (_what, change, code) => {
    await expect(bot().sendMessage({ chatId: BATUMI, html: 'x', ...change }, options)).rejects.toMatchObject({ name: 'Refused', code })
  })

  it('is refused in a closed topic until it is opened again', async () => {
    const { threadId } = await bot().createForumTopic({ chatId: BATUMI, name: 'AA-777-AA Test' }, options)
    expect(await bot().closeForumTopic({ chatId: BATUMI, threadId }, options)).toEqual({})
    expect(await bot().closeForumTopic({ chatId: BATUMI, threadId }, options)).toEqual({ note: 'topic-not-modified' })
    await expect(bot().sendMessage({ chatId: BATUMI, threadId, html: 'x' }, options)).rejects.toMatchObject({ code: 'topic-closed' })
    expect(await bot().reopenForumTopic({ chatId: BATUMI, threadId }, options)).toEqual({})
    expect(await bot().reopenForumTopic({ chatId: BATUMI, threadId }, options)).toEqual({ note: 'topic-not-modified' })
    await bot().sendMessage({ chatId: BATUMI, threadId, html: 'x' }, options)
  })

  it('can be edited, pinned, unpinned and deleted, each as often as one likes', async () => {
    const { messageId } = await bot().sendMessage({ chatId: BATUMI, html: 'before' }, options)
    const message = { chatId: BATUMI, messageId }
    expect(await bot().editMessageText({ ...message, html: 'after' }, options)).toEqual({})
    expect(await bot().editMessageText({ ...message, html: 'after' }, options)).toEqual({ note: 'not-modified' })
    expect(await bot().pinChatMessage(message, options)).toEqual({})
    expect(await bot().pinChatMessage(message, options)).toEqual({})
    expect(await bot().unpinChatMessage(message, options)).toEqual({})
    expect(await bot().unpinChatMessage(message, options)).toEqual({ note: 'message-gone' })
    expect(await bot().deleteMessage(message, options)).toEqual({})
    expect(await bot().deleteMessage(message, options)).toEqual({ note: 'message-gone' })
  })
})

it('answers a button, and does not mind being late', async () => {
  expect(await bot().answerCallbackQuery({ callbackQueryId: '42', text: 'Готово', alert: true }, options)).toEqual({})
  expect((await world.calls('telegram'))[0]?.body).toEqual({ callback_query_id: '42', text: 'Готово', show_alert: true })
  await world.fault({
    system: 'telegram',
    status: 400,
    message: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
  })
  expect(await bot().answerCallbackQuery({ callbackQueryId: '42', text: '' }, options)).toEqual({ note: 'query-too-old' })
})

it('shows that it is typing', async () => {
  expect(await bot().sendChatAction({ chatId: BATUMI, threadId: 77 }, options)).toEqual({})
  expect((await world.calls('telegram'))[0]?.body).toMatchObject({ action: 'typing', message_thread_id: 77 })
})

it('tells the new id of a group that became a supergroup', async () => {
  const migrated = {
    ok: false,
    error_code: 400,
    description: 'Bad Request: group chat was upgraded to a supergroup chat',
    parameters: { migrate_to_chat_id: -1000000000002 },
  }
  const stub = await stubVendor((_request, response) => json(response, 400, migrated))
  const config = { apiRoot: stub.url, token: '1:secret' }
  const telegram = bindWrites(
    'telegram',
    telegramTool(config, createHttp(telegramVendor(config, 1_000), { limiter: { take: async () => undefined } })).write,
  )
  const error = await telegram.sendMessage({ chatId: -5, html: 'x' }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'Refused', code: 'migrated' })
  expect(migratedTo(error)).toBe(-1000000000002)
  await stub.stop()
})

it('never shows its token', async () => {
  const config = { apiRoot: world.sandbox.url.concat('/telegram'), token: '123456:AAsecretsecret' }
  const http = createHttp(telegramVendor(config, 1_000), { limiter: { take: async () => undefined } })
  const telegram = bindWrites('telegram', telegramTool(config, http).write)
  const error = await telegram.sendMessage({ chatId: BATUMI, html: 'x' }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'Refused', message: expect.stringContaining('TELEGRAM_BOT_TOKEN') })

  await world.fault({ system: 'telegram', dropAfter: true })
  const cut = await telegram.sendMessage({ chatId: BATUMI, html: 'x' }).catch((reason: unknown) => reason)
  for (const shown of [error, cut])
    expect(JSON.stringify(shown, [...Object.getOwnPropertyNames(shown), 'cause', 'url', 'input'])).not.toContain('AAsecret')
})

describe('updates', () => {
  const update = { message: { message_id: 1, chat: { id: 100000001, type: 'private' }, date: 1, text: '/start' } }
  const push = async () =>
    fetch(`${world.sandbox.url}/_telegram/updates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(update),
    })

  it('are waited for longer than anything else, and an idle poll troubles no circuit', async () => {
    const config = { apiRoot: `${world.sandbox.url}/telegram`, token: '100000099:sandbox' }
    const http = createHttp(telegramVendor(config, 100), {
      limiter: { take: async () => undefined },
      breaker: { failures: 1, halfOpenAfterMs: 60_000 },
    })
    const telegram = bindWrites('telegram', telegramTool(config, http).write)
    expect(await telegram.getUpdates({ timeoutS: 1 })).toEqual([])
    await world.fault({ system: 'telegram', match: 'getUpdates', status: 502 })
    await expect(telegram.getUpdates({ timeoutS: 0 })).rejects.toMatchObject({ name: 'Unavailable' })
    // With one failure the circuit would be open: the bot speaks all the same, and so does the next poll.
    await telegram.sendMessage({ chatId: BATUMI, html: 'x' })
    await push()
    const [first] = await telegram.getUpdates({ timeoutS: 1 })
    expect(first).toMatchObject(update)
    expect(await telegram.getUpdates({ offset: (first?.update_id ?? 0) + 1, timeoutS: 0 })).toEqual([])
  })

  it('are waited for no longer than whoever waits', async () => {
    const stop = new AbortController()
    const waiting = bot().getUpdates({ timeoutS: 25 }, { signal: stop.signal })
    setImmediate(() => stop.abort())
    await expect(waiting).rejects.toMatchObject({ name: 'Unavailable' })
  })

  it('are asked for by one at a time, and by nobody while there is a webhook', async () => {
    const { getWebhookInfo } = world.tools.telegram.read
    expect(await getWebhookInfo({})).toMatchObject({ url: '', lastError: null })
    await bot().setWebhook({ url: 'https://example.com/webhooks/telegram', secret: 'sandbox-telegram' })
    expect(await getWebhookInfo({})).toMatchObject({ url: 'https://example.com/webhooks/telegram', sendsWhatWeWant: true })
    await expect(bot().getUpdates({ timeoutS: 0 })).rejects.toMatchObject({ name: 'Refused', code: 'conflict' })
    await bot().deleteWebhook({})
    expect(await getWebhookInfo({})).toMatchObject({ url: '' })
    const first = bot()
      .getUpdates({ timeoutS: 25 })
      .catch((error: unknown) => error)
    await expect.poll(() => world.calls('telegram').then((calls) => calls.at(-1)?.path)).toBe('/getUpdates')
    const second = bot().getUpdates({ timeoutS: 25 })
    expect(await first).toMatchObject({ name: 'Refused', code: 'conflict' })
    await push()
    expect(await second).toHaveLength(1)
  })
})
