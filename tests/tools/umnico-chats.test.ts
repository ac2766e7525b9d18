// Conversations at Umnico as our client reads and writes them.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Sandboxed, sandboxed } from './sandboxed.ts'

let world: Sandboxed
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const chat = (leadId: string) => ({ leadId, realId: '255' })
const say = async (leadId: number, text: string, more: object = {}) => {
  const response = await fetch(`${world.sandbox.url}/_umnico/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // Nobody listens there: the message stays in the history all the same.
    body: JSON.stringify({ leadId, text, url: 'http://127.0.0.1:9/', ...more }),
  })
  expect(response.status).toBe(200)
}

it('reads what both sides wrote, newest first, with the mark that ours carry', async () => {
  await say(400_002, 'Где забрать машину?')
  await world.tools.umnico.write.send({ ...chat('400002'), saId: '88', text: 'У терминала прилёта', customId: 'our:mark' })
  const { messages, cursor } = await world.tools.umnico.read.history(chat('400002'))
  expect(messages).toMatchObject([
    { incoming: false, text: 'У терминала прилёта', customId: 'our:mark', senderId: '15' },
    { incoming: true, text: 'Где забрать машину?', customId: null, messageId: expect.any(String), datetime: expect.any(Number) },
  ])
  expect(cursor).toBeNull()
})

it('reads a long conversation page by page', async () => {
  for (let n = 1; n <= 52; n++) await say(400_009, `слово ${n}`)
  const first = await world.tools.umnico.read.history(chat('400009'))
  expect([first.messages.length, first.messages[0]?.text]).toEqual([50, 'слово 52'])
  const second = await world.tools.umnico.read.history({ ...chat('400009'), cursor: first.cursor ?? '' })
  expect([second.messages.map(({ text }) => text), second.cursor]).toEqual([['слово 2', 'слово 1'], null])
})

it('shows in the inbox who waits for an answer', async () => {
  const { read, write } = world.tools.umnico
  await say(400_003, 'Здравствуйте')
  await say(400_004, 'Hello')
  await write.send({ ...chat('400004'), text: 'Hi!' })
  const waiting = await read.inbox({ unread: 'unanswered' })
  expect(waiting.find(({ id }) => id === '400003')).toMatchObject({ responseTime: null, channel: 'whatsapp2', saId: '88' })
  expect(waiting.some(({ id }) => id === '400004')).toBe(false)
  expect((await read.inbox({})).find(({ id }) => id === '400004')?.responseTime).toEqual(expect.any(Number))
})

it('knows a conversation, its chats and the operators; an unknown one is null', async () => {
  const { read } = world.tools.umnico
  expect(await read.lead({ leadId: '400001' })).toMatchObject({
    id: '400001',
    customerId: '200001',
    customer: { name: 'Тест Клиент', phone: '995000000000' },
  })
  expect(await read.lead({ leadId: '999999' })).toBeNull()
  expect(await read.sources({ leadId: '400001' })).toEqual([{ realId: '255', saId: '88', type: 'message' }])
  expect(await read.managers({})).toEqual([{ id: 15, role: 'owner', name: 'Песочница' }])
})

it('writes in the name of the owner, who is asked for once, or of whom the configuration names', async () => {
  const own = await sandboxed()
  try {
    for (const text of ['раз', 'два']) await own.tools.umnico.write.send({ ...chat('400001'), text })
    const calls = await own.calls('umnico')
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /managers',
      'POST /messaging/400001/send',
      'POST /messaging/400001/send',
    ])
    expect(calls[1]?.body).toMatchObject({ message: { text: 'раз' }, source: '255', userId: 15 })
  } finally {
    await own.stop()
  }
  const named = await sandboxed((config) => ({ ...config, umnico: { ...config.umnico, userId: 77 } }))
  try {
    await named.tools.umnico.write.send({ ...chat('400001'), saId: '88', text: 'привет' })
    expect((await named.calls('umnico')).map(({ body }) => body)).toEqual([
      { message: { text: 'привет' }, source: '255', userId: 77, saId: 88 },
    ])
  } finally {
    await named.stop()
  }
})

it('hands a picture over and sends it, with or without words', async () => {
  const { read, write } = world.tools.umnico
  const media = await write.upload({ realId: '255', name: 'договор.png', type: 'image/png', bytes: new Uint8Array([1, 2, 3]) })
  expect(media).toMatchObject({ type: 'image/png', filename: 'договор.png', size: 3, src: expect.stringContaining('https://') })
  await write.send({ ...chat('400005'), text: '', attachment: { type: 'photo', media } })
  const { messages } = await read.history(chat('400005'))
  expect(messages[0]).toMatchObject({ text: '', attachments: [{ type: 'photo', media: { src: media.src } }] })
  await expect(write.send({ ...chat('400005'), text: '' })).rejects.toMatchObject({ name: 'BadInput' })
})

it('writes first to a phone, and is told when that cannot be', async () => {
  const { read, write } = world.tools.umnico
  const { leadId } = await write.post({ phone: '995555000111', saId: '88', text: 'Добрый день' })
  expect((await read.history(chat(leadId))).messages).toMatchObject([{ text: 'Добрый день', incoming: false }])
  expect(await read.lead({ leadId })).toMatchObject({ customer: { phone: '995555000111' } })
  await expect(write.post({ phone: '995555000111', saId: '89', text: 'Добрый день' })).rejects.toMatchObject({
    name: 'Refused',
    status: 422,
  })
  await expect(write.post({ phone: '+995', saId: '88', text: 'x' })).rejects.toMatchObject({ name: 'BadInput' })
})

it('waits when Umnico says it was too much, and does not know after a cut whether it was sent', async () => {
  const { write } = world.tools.umnico
  await world.fault({ system: 'umnico', match: 'send', retryAfter: 3 })
  await expect(write.send({ ...chat('400006'), text: 'x' })).rejects.toMatchObject({
    name: 'Unavailable',
    retryAfterMs: 3_000,
    maybeDone: false,
  })
  await world.fault({ system: 'umnico', match: 'send', dropAfter: true })
  await expect(write.send({ ...chat('400006'), text: 'x' })).rejects.toMatchObject({ name: 'Unavailable', maybeDone: true })
})
