// The Bot API as the sandbox speaks it, through grammY's own client.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Api, GrammyError } from 'grammy'
import type { ForumTopic, Message as TelegramMessage, User } from 'grammy/types'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { startSandbox } from '../../sandbox/index.ts'
import type { BOT, Message, Topic } from '../../sandbox/systems/telegram/chats.ts'
import { BadEntities, parseHtml } from '../../sandbox/systems/telegram/html.ts'
import { TELEGRAM_TOKEN } from '../../sandbox/systems/telegram.ts'
import { sandboxForThisFile } from './harness.ts'

const harness = sandboxForThisFile()
const { ask } = harness
const BATUMI = -1000000000001
const ALERTS = -1000000000007
const EMPLOYEE = 100000001
let api: Api

beforeAll(() => {
  api = new Api(TELEGRAM_TOKEN, { apiRoot: `${harness.sandbox.url}/telegram` })
})

/** What Telegram said no with. */
async function refusal(call: Promise<unknown>): Promise<[number, string]> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof GrammyError)) throw new Error(`expected a refusal, got ${String(error)}`)
  return [error.error_code, error.description]
}

describe('sending', () => {
  it('puts a message into a topic and shows it there', async () => {
    const reply_markup = { inline_keyboard: [[{ text: '✅ Готово', callback_data: 't:9f3c:done' }]] }
    const sent = await api.sendMessage(BATUMI, '⏰ Выдача: <b>AA-000-AA</b> &lt;3', {
      message_thread_id: 77,
      parse_mode: 'HTML',
      reply_markup,
    })
    expect(sent).toMatchObject({
      chat: { id: BATUMI, type: 'supergroup', is_forum: true, title: 'Branch_batumi (forum)' },
      from: { id: 100000099, is_bot: true },
      message_thread_id: 77,
      is_topic_message: true,
      text: '⏰ Выдача: AA-000-AA <3',
      entities: [{ type: 'bold', offset: 10, length: 9 }],
      reply_markup,
    })
    const shown = await ask<{ message_id: number }[]>(`/_telegram/messages?chat=${BATUMI}&thread=77`)
    expect(shown.body.at(-1)).toMatchObject({ message_id: sent.message_id, text: sent.text, pinned: false })
    expect((await ask<unknown[]>(`/_telegram/messages?chat=${BATUMI}&thread=78`)).body).toEqual([])
  })

  it('writes to staff in private, and to nobody who never started the bot', async () => {
    expect((await api.sendMessage(EMPLOYEE, 'Здравствуйте')).chat).toMatchObject({
      id: EMPLOYEE,
      type: 'private',
      first_name: 'Тест Сотрудник',
    })
    expect(await refusal(api.sendMessage(100000555, 'Кто вы?'))).toEqual([403, "Forbidden: bot can't initiate conversation with a user"])
    expect(await refusal(api.sendMessage(-1009999999999, 'Где мы?'))).toEqual([400, 'Bad Request: chat not found'])
  })

  it('lets the bot answer whoever wrote first', async () => {
    const chat = { id: 100000556, type: 'private', first_name: 'Гость' }
    const message = { message_id: 1, date: 1, chat, from: { ...chat, is_bot: false }, text: 'Привет' }
    const { body: update } = await ask<{ update_id: number }>('/_telegram/updates', { body: { message } })
    await api.getUpdates({ offset: update.update_id + 1 })
    expect(await api.sendMessage(chat.id, 'Здравствуйте!')).toMatchObject({ chat: { id: chat.id } })
  })

  it('numbers messages of each chat upwards', async () => {
    const [a, b] = [await api.sendMessage(ALERTS, 'раз'), await api.sendMessage(ALERTS, 'два')]
    expect(b.message_id).toBeGreaterThan(a.message_id)
  })

  it('takes parameters as a form and by the query', async () => {
    const url = `${harness.sandbox.url}/telegram/bot${TELEGRAM_TOKEN}`
    const reply_markup = JSON.stringify({ inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] })
    const form = await fetch(`${url}/sendMessage`, {
      method: 'POST',
      body: new URLSearchParams({ chat_id: String(ALERTS), text: 'Форма', reply_markup }),
    })
    expect(await form.json()).toMatchObject({ ok: true, result: { text: 'Форма', reply_markup: JSON.parse(reply_markup) } })
    const parts = new FormData()
    parts.set('chat_id', String(ALERTS))
    parts.set('text', 'Части\r\nдве строки')
    const multipart = await fetch(`${url}/sendMessage`, { method: 'POST', body: parts })
    expect(await multipart.json()).toMatchObject({ ok: true, result: { text: 'Части\r\nдве строки' } })
    expect((await ask(`/telegram/bot${TELEGRAM_TOKEN}/sendMessage?chat_id=${ALERTS}&text=Запрос`)).body).toMatchObject({
      result: { text: 'Запрос' },
    })
    expect((await ask<{ body: unknown }[]>('/_calls')).body.at(-1)).toMatchObject({ path: '/sendMessage', body: { text: 'Запрос' } })
  })

  it.each([
    ['an unknown topic', { message_thread_id: 4242 }, 'привет', 'Bad Request: message thread not found'],
    ['no text', {}, ' ', 'Bad Request: message text is empty'],
    ['too much text', {}, 'я'.repeat(4097), 'Bad Request: message is too long'],
    [
      'an unknown tag',
      { parse_mode: 'HTML' as const },
      'я <div>',
      `Bad Request: can't parse entities: Unsupported start tag "div" at byte offset 3`,
    ],
    [
      'an open tag',
      { parse_mode: 'HTML' as const },
      '<b>я',
      `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`,
    ],
    [
      'a long button',
      { reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'я'.repeat(33) }]] } },
      'Кнопка',
      'Bad Request: BUTTON_DATA_INVALID',
    ],
  ])('refuses %s', async (_, options, text, description) => {
    expect(await refusal(api.sendMessage(BATUMI, text, options))).toEqual([400, description])
  })

  it('counts the text without its tags', async () => {
    const longest = `<b>${'я'.repeat(4096)}</b>`
    expect((await api.sendMessage(ALERTS, longest, { parse_mode: 'HTML' })).text).toHaveLength(4096)
  })

  it('refuses a wrong token and an unknown method', async () => {
    expect(await ask('/telegram/bot1:wrong/getMe')).toMatchObject({
      status: 401,
      body: { ok: false, error_code: 401, description: 'Unauthorized' },
    })
    expect(await ask(`/telegram/bot${TELEGRAM_TOKEN}/sendFax`)).toMatchObject({ status: 404, body: { ok: false, error_code: 404 } })
  })
})

describe('Telegram HTML', () => {
  it('finds what is nested and decodes references', () => {
    expect(parseHtml('<b>a <i>b</i></b> &amp; <a href="https://e.org/?a=1">c</a> &#128663; &unknown;')).toEqual({
      text: 'a b & c 🚗 &unknown;',
      entities: [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'italic', offset: 2, length: 1 },
        { type: 'text_link', offset: 6, length: 1, url: 'https://e.org/?a=1' },
      ],
    })
  })

  it.each(['1 < 2', '<b>a</i>', '</b>', '<span>a</span>', '<b><i>a</b></i>', '<br/>'])('refuses %s', (html) => {
    expect(() => parseHtml(html)).toThrow(BadEntities)
  })
})

describe('changing', () => {
  it('edits, and says so when nothing changes', async () => {
    const { message_id } = await api.sendMessage(ALERTS, 'Было')
    expect(await api.editMessageText(ALERTS, message_id, 'Стало')).toMatchObject({
      message_id,
      text: 'Стало',
      edit_date: expect.any(Number),
    })
    const [status, description] = await refusal(api.editMessageText(ALERTS, message_id, 'Стало'))
    expect([status, description.startsWith('Bad Request: message is not modified')]).toEqual([400, true])
    const reply_markup = { inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] }
    expect(await api.editMessageReplyMarkup(ALERTS, message_id, { reply_markup })).toMatchObject({ text: 'Стало', reply_markup })
    const cleared = await api.editMessageReplyMarkup(ALERTS, message_id)
    expect(cleared).not.toHaveProperty('reply_markup')
    expect(await refusal(api.editMessageText(ALERTS, 1, 'Нет такого'))).toEqual([400, 'Bad Request: message to edit not found'])
  })

  it('pins, unpins and deletes', async () => {
    const { message_id } = await api.sendMessage(ALERTS, 'План')
    await api.pinChatMessage(ALERTS, message_id)
    const shown = (await ask<{ message_id: number; pinned: boolean }[]>(`/_telegram/messages?chat=${ALERTS}`)).body
    expect(shown.find((message) => message.message_id === message_id)?.pinned).toBe(true)
    await api.unpinChatMessage(ALERTS, message_id)
    expect(await refusal(api.unpinChatMessage(ALERTS, message_id))).toEqual([400, 'Bad Request: message to unpin not found'])
    await api.deleteMessage(ALERTS, message_id)
    expect(await refusal(api.deleteMessage(ALERTS, message_id))).toEqual([400, 'Bad Request: message to delete not found'])
    expect(await refusal(api.pinChatMessage(ALERTS, message_id))).toEqual([400, 'Bad Request: message to pin not found'])
  })

  it('answers buttons, shows typing, gives files', async () => {
    expect(await api.answerCallbackQuery('4000000000000000001', { text: 'Готово' })).toBe(true)
    expect(await refusal(api.answerCallbackQuery('1', { text: 'я'.repeat(201) }))).toEqual([400, 'Bad Request: MESSAGE_TOO_LONG'])
    expect(await api.sendChatAction(EMPLOYEE, 'typing')).toBe(true)
    expect(await api.setMyCommands([{ command: 'help', description: 'Помощь' }])).toBe(true)
    const { file_path } = await api.getFile('FILEID_SYNTH_L')
    const file = await fetch(`${harness.sandbox.url}/telegram/file/bot${TELEGRAM_TOKEN}/${file_path}`)
    const bytes = Buffer.from(await file.arrayBuffer())
    expect([file.status, bytes.subarray(0, 3).toString('hex'), bytes.subarray(-2).length]).toEqual([200, 'ffd8ff', 2])
    expect(bytes.toString('latin1')).toContain('FILEID SYNTH L')
  })
})

describe('files', () => {
  it('stand in a chat one by one or as an album, with their words under the first', async () => {
    const one = await api.sendDocument(EMPLOYEE, 'DOC_1', { caption: '<b>Техпаспорт</b>', parse_mode: 'HTML' })
    expect(one).toMatchObject({ document: { file_id: 'DOC_1' }, caption: 'Техпаспорт', caption_entities: [{ type: 'bold', offset: 0 }] })
    const album = await api.sendMediaGroup(EMPLOYEE, [
      { type: 'photo', media: 'F1', caption: 'Кузов' },
      { type: 'video', media: 'V1' },
    ])
    expect(album).toMatchObject([{ photo: [{ file_id: 'F1' }], caption: 'Кузов' }, { video: { file_id: 'V1' } }])
    expect(new Set(album.map((message) => 'media_group_id' in message && message.media_group_id)).size).toBe(1)
  })

  it('are refused as Telegram refuses them', async () => {
    const photo = { type: 'photo', media: 'F1' } as const
    expect(await refusal(api.sendPhoto(EMPLOYEE, 'no such file'))).toEqual([400, 'Bad Request: wrong file identifier/HTTP URL specified'])
    expect((await refusal(api.sendMediaGroup(EMPLOYEE, [photo])))[0]).toBe(400)
    expect((await refusal(api.sendMediaGroup(EMPLOYEE, Array(11).fill(photo))))[0]).toBe(400)
    expect(await refusal(api.sendMediaGroup(EMPLOYEE, [photo, { type: 'document', media: 'D1' }] as never))).toEqual([
      400,
      "Bad Request: document can't be mixed with other media types",
    ])
    expect(await refusal(api.sendPhoto(EMPLOYEE, 'F1', { caption: 'я'.repeat(1025) }))).toEqual([
      400,
      'Bad Request: message caption is too long',
    ])
  })
})

describe('topics', () => {
  it('are made, renamed, closed, reopened and deleted with their messages', async () => {
    const { message_thread_id, name } = await api.createForumTopic(BATUMI, 'AA-009-BT Kia Rio')
    expect(name).toBe('AA-009-BT Kia Rio')
    await api.sendMessage(BATUMI, 'Первое', { message_thread_id })
    await api.editForumTopic(BATUMI, message_thread_id, { name: 'Новое имя' })
    await api.closeForumTopic(BATUMI, message_thread_id)
    expect(await refusal(api.sendMessage(BATUMI, 'Второе', { message_thread_id }))).toEqual([400, 'Bad Request: TOPIC_CLOSED'])
    expect(await refusal(api.closeForumTopic(BATUMI, message_thread_id))).toEqual([400, 'Bad Request: TOPIC_NOT_MODIFIED'])
    await api.reopenForumTopic(BATUMI, message_thread_id)
    await api.sendMessage(BATUMI, 'Второе', { message_thread_id })
    const topics = (await ask<{ name: string }[]>(`/_telegram/topics?chat=${BATUMI}`)).body
    expect(topics).toContainEqual(expect.objectContaining({ message_thread_id, name: 'Новое имя', closed: false }))
    await api.deleteForumTopic(BATUMI, message_thread_id)
    expect((await ask<unknown[]>(`/_telegram/messages?chat=${BATUMI}&thread=${message_thread_id}`)).body).toEqual([])
    expect(await refusal(api.sendMessage(BATUMI, 'Третье', { message_thread_id }))).toEqual([400, 'Bad Request: message thread not found'])
    expect(await refusal(api.deleteForumTopic(BATUMI, message_thread_id))).toEqual([400, 'Bad Request: TOPIC_ID_INVALID'])
  })

  it('may bear the same name twice, and exist only in forums', async () => {
    const [a, b] = [await api.createForumTopic(BATUMI, 'Близнец'), await api.createForumTopic(BATUMI, 'Близнец')]
    expect(a.message_thread_id).not.toBe(b.message_thread_id)
    expect(await refusal(api.createForumTopic(ALERTS, 'Тема'))).toEqual([400, 'Bad Request: the chat is not a forum'])
    expect(await refusal(api.createForumTopic(BATUMI, 'я'.repeat(129)))).toEqual([400, 'Bad Request: topic name is too long'])
  })
})

describe('updates', () => {
  const message = { message_id: 1, chat: { id: EMPLOYEE, type: 'private' }, date: 1, text: '/start' }

  it('wake a poll that waits, and are gone once confirmed', async () => {
    const waiting = api.getUpdates({ timeout: 20 })
    await ask('/_telegram/updates', { body: { message } })
    const [update] = await waiting
    expect(update).toMatchObject({ message: { text: '/start' }, update_id: expect.any(Number) })
    expect(await api.getUpdates({ offset: update?.update_id })).toHaveLength(1)
    expect(await api.getUpdates({ offset: (update?.update_id ?? 0) + 1 })).toEqual([])
  })

  it('are pushed to the webhook with its secret, and polling is refused meanwhile', async () => {
    const arrived = Promise.withResolvers<{ secret: unknown; text: string }>()
    const bot = createServer((request, response) => {
      let body = ''
      request
        .on('data', (chunk) => (body += chunk))
        .on('end', () => {
          response.end()
          arrived.resolve({ secret: request.headers['x-telegram-bot-api-secret-token'], text: body })
        })
    }).listen(0)
    await api.setWebhook(`http://127.0.0.1:${(bot.address() as AddressInfo).port}/webhooks/telegram`, { secret_token: 'sandbox-telegram' })
    expect((await refusal(api.getUpdates()))[0]).toBe(409)
    await ask('/_telegram/updates', { body: { message } })
    const { secret, text } = await arrived.promise
    expect(secret).toBe('sandbox-telegram')
    expect(JSON.parse(text)).toMatchObject({ message: { text: '/start' } })
    await api.deleteWebhook()
    expect((await api.getWebhookInfo()).url).toBe('')
    bot.close()
  })

  it('of some kinds come only to whoever names them', async () => {
    const reaction = { message_reaction: { chat: { id: EMPLOYEE, type: 'private' }, message_id: 1, date: 1 } }
    await ask('/_telegram/updates', { body: reaction })
    expect(await api.getUpdates()).toEqual([])
    await api.getUpdates({ allowed_updates: ['message_reaction'] })
    await ask('/_telegram/updates', { body: { message } })
    await ask('/_telegram/updates', { body: reaction })
    const [only, ...others] = await api.getUpdates()
    expect([only, others]).toEqual([expect.objectContaining(reaction), []])
    expect((await api.getWebhookInfo()).allowed_updates).toEqual(['message_reaction'])
    await api.getUpdates({ offset: (only?.update_id ?? 0) + 1, allowed_updates: [] })
  })

  it('are kept for a day', async () => {
    let now = new Date('2030-11-05T08:00:00Z')
    const other = await startSandbox({ port: 0, now: () => now })
    const bot = new Api(TELEGRAM_TOKEN, { apiRoot: `${other.url}/telegram` })
    const push = (text: string) =>
      fetch(`${other.url}/_telegram/updates`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ message: { ...message, text } }),
      })
    await push('старое')
    now = new Date('2030-11-06T07:00:00Z')
    await push('новое')
    expect(await bot.getUpdates()).toHaveLength(2)
    now = new Date('2030-11-06T09:00:00Z')
    expect((await bot.getUpdates()).map((update) => update.message?.text)).toEqual(['новое'])
    await other.stop()
  })

  it('go only to https, or to this machine', async () => {
    expect(await refusal(api.setWebhook('http://example.com/hook'))).toEqual([
      400,
      'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
    ])
    expect(await api.setWebhook('https://example.com/hook')).toBe(true)
    expect((await api.getWebhookInfo()).url).toBe('https://example.com/hook')
    await api.deleteWebhook()
  })
})

it('messages, topics and the bot are what grammY’s types of Telegram say they are', () => {
  type Written = 'message_id' | 'date' | 'text' | 'from' | 'message_thread_id' | 'is_topic_message' | 'edit_date'
  expectTypeOf<Pick<Message, Written>>().toExtend<Pick<TelegramMessage, Written>>()
  expectTypeOf<Omit<Topic, 'closed'>>().toExtend<Pick<ForumTopic, 'message_thread_id' | 'name'>>()
  expectTypeOf<typeof BOT>().toExtend<User>()
})
