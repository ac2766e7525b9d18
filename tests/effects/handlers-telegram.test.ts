// What the outbox sends to Telegram: to the right place, whole, once, and never into nowhere.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type HandlersWorld, handlersWorld } from './handlers-world.ts'

const BATUMI = -1000000000001
const TBILISI = -1000000000011
const HQ = -1000000000003
const EMPLOYEE = { id: 90001, telegramId: 100000001, name: 'Тест Сотрудник' }
const MANAGER = { id: 90002, telegramId: 100000002 }

let world: HandlersWorld
beforeAll(async () => {
  world = await handlersWorld()
  await world.db.query(
    `INSERT INTO cars (id, branch, name, plate, updated_at) VALUES (80009, 'batumi', 'Toyota Yaris', 'AA-009-BT', now()), (80010, 'batumi', 'Kia Ceed', 'AA-010-BT', now())`,
  )
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

const last = async (chatId: number) => (await world.messages(chatId)).at(-1)
const methods = async () => (await world.calls('telegram')).map(({ path }) => path.slice(1))

describe('a message', () => {
  it('finds a person, a role, a branch, a chat by its purpose and a thread', async () => {
    const html = 'Выдача'
    expect((await world.perform('telegram.message', { place: { to: 'staff', id: EMPLOYEE.id }, html })).receipt).toMatchObject({
      chatId: EMPLOYEE.telegramId,
      messageIds: [expect.any(Number)],
    })
    expect(
      (await world.perform('telegram.message', { place: { to: 'role', role: 'manager', branch: 'batumi' }, html })).receipt,
    ).toMatchObject({ chatId: MANAGER.telegramId })
    expect((await world.perform('telegram.message', { place: { to: 'branch', branch: 'tbilisi' }, html })).receipt).toMatchObject({
      chatId: TBILISI,
    })
    expect((await world.perform('telegram.message', { place: { to: 'chat', purpose: 'managers' }, html })).receipt).toMatchObject({
      chatId: -1000000000006,
    })
    expect((await world.perform('telegram.message', { place: { to: 'thread', chatId: BATUMI, threadId: 5 }, html })).receipt).toMatchObject(
      { chatId: BATUMI, threadId: 5 },
    )
  })

  it('goes into the topic of the car, in the branch and at headquarters', async () => {
    const html = '<b>Выдача</b>'
    expect((await world.perform('telegram.message', { place: { to: 'car', carId: 80001, branch: 'batumi' }, html })).receipt).toMatchObject(
      { chatId: BATUMI, threadId: 77 },
    )
    expect((await world.perform('telegram.message', { place: { to: 'hq-car', carId: 80001 }, html })).receipt).toMatchObject({
      chatId: HQ,
      threadId: 12,
    })
    expect(await last(BATUMI)).toMatchObject({ message_thread_id: 77, text: 'Выдача' })
  })

  it('carries its effect key, also when it has to open a topic first', async () => {
    const { key, receipt } = await world.perform('telegram.message', {
      place: { to: 'car', carId: 80009, branch: 'batumi' },
      html: 'Мойка',
    })
    expect(await methods()).toEqual(['createForumTopic', 'sendMessage'])
    expect((await world.calls('telegram')).map(({ effectKey }) => effectKey)).toEqual([key, key])
    expect((await world.topics(BATUMI)).at(-1)).toMatchObject({ name: 'AA-009-BT Toyota Yaris', message_thread_id: receipt.threadId })

    await world.clear()
    const second = await world.perform('telegram.message', { place: { to: 'car', carId: 80009, branch: 'batumi' }, html: 'Заправка' })
    expect(await methods()).toEqual(['sendMessage'])
    expect(second.receipt.threadId).toBe(receipt.threadId)
  })

  it('opens the topic of a car we know nothing of under its number', async () => {
    await world.perform('telegram.message', { place: { to: 'car', carId: 89999, branch: 'batumi' }, html: 'Кто это?' })
    expect((await world.topics(BATUMI)).at(-1)?.name).toBe('Авто 89999')
  })

  it('opens the topic anew, once, when Telegram no longer has it', async () => {
    await world.db.query(`INSERT INTO topics (chat_id, thread_id, subject, name) VALUES ($1, 4444, 'car:80010', 'AA-010-BT Kia Ceed')`, [
      BATUMI,
    ])
    const { receipt } = await world.perform('telegram.message', { place: { to: 'car', carId: 80010, branch: 'batumi' }, html: 'Мойка' })
    expect(await methods()).toEqual(['sendMessage', 'createForumTopic', 'sendMessage'])
    const rows = await world.db.query<{ thread_id: number }>(`SELECT thread_id FROM topics WHERE subject = 'car:80010'`)
    expect(rows).toEqual([{ thread_id: receipt.threadId }])

    await world.clear()
    await world.fault({ system: 'telegram', match: 'sendMessage', status: 400, message: 'Bad Request: message thread not found', times: 5 })
    await expect(
      world.perform('telegram.message', { place: { to: 'car', carId: 80010, branch: 'batumi' }, html: 'Мойка' }),
    ).rejects.toMatchObject({ code: 'thread-not-found' })
    expect((await methods()).filter((method) => method === 'createForumTopic')).toHaveLength(1)
  })

  it('is refused, not moved elsewhere, in a thread of which nobody knows the subject', async () => {
    await expect(
      world.perform('telegram.message', { place: { to: 'thread', chatId: BATUMI, threadId: 5555 }, html: 'x' }),
    ).rejects.toMatchObject({ name: 'Refused', code: 'thread-not-found' })
  })

  it('opens a closed topic again and is sent', async () => {
    await world.tools.telegram.write.closeForumTopic({ chatId: BATUMI, threadId: 78 })
    await world.db.query('UPDATE topics SET closed = true WHERE chat_id = $1 AND thread_id = 78', [BATUMI])
    await world.clear()
    await world.perform('telegram.message', { place: { to: 'car', carId: 80002, branch: 'batumi' }, html: 'Мойка' })
    expect(await methods()).toEqual(['sendMessage', 'reopenForumTopic', 'sendMessage'])
    expect(await world.db.query('SELECT closed FROM topics WHERE chat_id = $1 AND thread_id = 78', [BATUMI])).toEqual([{ closed: false }])
  })

  it('marks what may be a repetition', async () => {
    await world.perform('telegram.message', { place: { to: 'staff', id: EMPLOYEE.id }, html: 'Выдача' }, { again: true })
    expect((await last(EMPLOYEE.telegramId))?.text).toBe('(возможно, повтор)\n\nВыдача')
  })

  it('says what is missing when there is no such place', async () => {
    await expect(world.perform('telegram.message', { place: { to: 'staff', id: 424242 }, html: 'x' })).rejects.toMatchObject({
      name: 'Refused',
      message: expect.stringContaining('424242'),
    })
    await world.db.query(`DELETE FROM chats WHERE purpose = 'tasks'`)
    await expect(world.perform('telegram.message', { place: { to: 'chat', purpose: 'tasks' }, html: 'x' })).rejects.toMatchObject({
      name: 'Refused',
      message: expect.stringContaining('"tasks"'),
    })
    expect(await world.calls('telegram')).toEqual([])
  })
})

describe('a person who cannot be reached', () => {
  const stranger = { id: 95001, name: 'Гоча <Новенький>' }
  beforeEach(() =>
    world.db.query(
      `INSERT INTO staff (id, name, role, branch, telegram_id) VALUES ($1, $2, 'employee', 'batumi', 777000111) ON CONFLICT (id) DO UPDATE SET telegram_id = 777000111`,
      [stranger.id, stranger.name],
    ),
  )

  it('is told through the manager of the branch, who sees whom it was for', async () => {
    const { receipt } = await world.perform('telegram.message', { place: { to: 'staff', id: stranger.id }, html: 'Выдача в 10:00' })
    expect(receipt).toMatchObject({ chatId: MANAGER.telegramId, fallback: 'manager', insteadOf: stranger.name })
    expect((await last(MANAGER.telegramId))?.text).toBe('Не удалось написать лично: Гоча <Новенький>\n\nВыдача в 10:00')
  })

  it('is told through the manager at once when there is no Telegram id', async () => {
    await world.db.query('UPDATE staff SET telegram_id = NULL WHERE id = $1', [stranger.id])
    await world.perform('telegram.message', { place: { to: 'staff', id: stranger.id }, html: 'x' })
    expect((await world.calls('telegram')).map(({ body }) => (body as { chat_id: number }).chat_id)).toEqual([MANAGER.telegramId])
  })

  it('is told in General of the branch when the manager cannot be reached either', async () => {
    await world.fault({
      system: 'telegram',
      match: 'sendMessage',
      status: 403,
      message: 'Forbidden: bot was blocked by the user',
      times: 2,
    })
    const { receipt } = await world.perform('telegram.message', { place: { to: 'staff', id: stranger.id }, html: 'x' })
    expect(receipt).toMatchObject({ chatId: BATUMI, fallback: 'branch' })
    expect(receipt.threadId).toBeUndefined()
  })

  it('keeps the line about it when the message is edited', async () => {
    const { key } = await world.perform('telegram.message', { place: { to: 'staff', id: stranger.id }, html: 'до' })
    await world.perform('telegram.edit', { message: key, html: 'после' })
    expect((await last(MANAGER.telegramId))?.text).toBe('Не удалось написать лично: Гоча <Новенький>\n\nпосле')
  })

  it('leaves the role of nobody to the branch, and a role of nobody nowhere to us', async () => {
    await world.db.query(`UPDATE staff SET role = 'employee' WHERE role = 'head'`)
    const { receipt } = await world.perform('telegram.message', { place: { to: 'role', role: 'head', branch: 'batumi' }, html: 'x' })
    expect(receipt).toMatchObject({ chatId: MANAGER.telegramId, insteadOf: 'руководитель подразделения' })
    await expect(world.perform('telegram.message', { place: { to: 'role', role: 'head' }, html: 'x' })).rejects.toMatchObject({
      name: 'Refused',
      message: expect.stringContaining('head'),
    })
  })

  it('does not hide other failures', async () => {
    await world.fault({ system: 'telegram', match: 'sendMessage', status: 500 })
    await expect(world.perform('telegram.message', { place: { to: 'staff', id: EMPLOYEE.id }, html: 'x' })).rejects.toMatchObject({
      name: 'Unavailable',
      maybeDone: true,
    })
    expect(await world.calls('telegram')).toHaveLength(1)
  })
})

describe('a message longer than Telegram takes', () => {
  const long = Array.from({ length: 5 }, (_, n) => `<b>${n}</b> ${'слово '.repeat(300)}`).join('\n\n')
  const place = { to: 'thread', chatId: BATUMI, threadId: 79 } as const

  it('comes in parts, in order, its buttons under the last', async () => {
    const { receipt } = await world.perform('telegram.message', { place, html: long, buttons: [[{ text: 'Готово', data: 'iss|1|done' }]] })
    const ids = receipt.messageIds as number[]
    const sent = (await world.messages(BATUMI)).filter(({ message_id }) => ids.includes(message_id))
    expect(ids.length).toBeGreaterThan(1)
    expect(sent.map(({ text }) => text?.replace(/\s+/g, '')).join('')).toBe(long.replace(/<[^>]*>/g, '').replace(/\s+/g, ''))
    expect(sent.map(({ reply_markup }) => reply_markup !== undefined)).toEqual([...ids.slice(1).map(() => false), true])
  })

  it('waits a little rather than break off in the middle', async () => {
    await world.fault({ system: 'telegram', match: 'sendMessage', delayMs: 0 })
    await world.fault({ system: 'telegram', match: 'sendMessage', retryAfter: 1 })
    const { receipt } = await world.perform('telegram.message', { place, html: long })
    expect((receipt.messageIds as number[]).length).toBeGreaterThan(1)
  })

  it('is for a person to settle when it breaks off, whatever the reason', async () => {
    await world.fault({ system: 'telegram', match: 'sendMessage', delayMs: 0 })
    await world.fault({ system: 'telegram', match: 'sendMessage', status: 400, message: 'Bad Request: not enough rights' })
    await expect(world.perform('telegram.message', { place, html: long })).rejects.toMatchObject({
      name: 'Unavailable',
      maybeDone: true,
      message: expect.stringMatching(/^1 of \d parts were sent/),
    })
    expect(await world.calls('telegram')).toHaveLength(2)
  })

  it('is simply tried later when not even the first part went out', async () => {
    await world.fault({ system: 'telegram', match: 'sendMessage', retryAfter: 9 })
    await expect(world.perform('telegram.message', { place, html: long })).rejects.toMatchObject({ maybeDone: false, retryAfterMs: 9_000 })
  })

  it('is edited part by part; what is no longer needed goes, what no longer fits is cut', async () => {
    const { key, receipt } = await world.perform('telegram.message', { place, html: long })
    const ids = receipt.messageIds as number[]
    const shorter = await world.perform('telegram.edit', { message: key, html: 'коротко' })
    expect(shorter.receipt.messageIds).toEqual([ids[0]])
    const left = (await world.messages(BATUMI)).filter(({ message_id }) => ids.includes(message_id))
    expect(left.map(({ text }) => text)).toEqual(['коротко'])

    await world.perform('telegram.edit', { message: shorter.key, html: long })
    const cut = (await world.messages(BATUMI)).find(({ message_id }) => message_id === ids[0])
    expect(cut?.text?.endsWith('…')).toBe(true)
  })
})

describe('a message that was sent', () => {
  it('can be edited, pinned, unpinned and deleted by the key of its effect, twice as well', async () => {
    const { key, receipt } = await world.perform('telegram.message', {
      place: { to: 'car', carId: 80001, branch: 'batumi' },
      html: 'карточка',
    })
    const id = (receipt.messageIds as number[])[0]
    const shown = async () => (await world.messages(BATUMI)).find(({ message_id }) => message_id === id)

    for (let n = 0; n < 2; n++)
      await world.perform('telegram.edit', { message: key, html: 'новая <i>карточка</i>', buttons: [[{ text: 'Ок', data: 'bc|1|ok' }]] })
    expect(await shown()).toMatchObject({
      text: 'новая карточка',
      reply_markup: { inline_keyboard: [[{ text: 'Ок', callback_data: 'bc|1|ok' }]] },
    })
    for (let n = 0; n < 2; n++) await world.perform('telegram.pin', { message: key })
    expect(await shown()).toMatchObject({ pinned: true })
    for (let n = 0; n < 2; n++) await world.perform('telegram.unpin', { message: key })
    expect(await shown()).toMatchObject({ pinned: false })
    for (let n = 0; n < 2; n++) await world.perform('telegram.delete', { message: key })
    expect(await shown()).toBeUndefined()
  })

  it('keeps the words of others that stand in the same message', async () => {
    const place = { to: 'thread', chatId: BATUMI, threadId: 77 } as const
    const { key } = await world.perform('telegram.message', { place, before: 'До', html: 'Карточка', after: 'После' })
    expect(await last(BATUMI)).toMatchObject({ text: 'До\n\nКарточка\n\nПосле' })
    await world.perform('telegram.edit', { message: key, html: 'Готово' })
    expect(await last(BATUMI)).toMatchObject({ text: 'До\n\nГотово\n\nПосле' })
  })

  it('gives its place to another message, buttons and all; where it is gone, or never was, that one is sent anew', async () => {
    const place = { to: 'branch', branch: 'batumi' } as const
    const card = await world.perform('telegram.message', { place, html: '⏳ Смотрю брони…' })
    const buttons = [[{ text: 'Открыть', data: 'bk|1|open' }]]
    const answer = await world.perform('telegram.message', { place, html: 'Бронь', buttons, instead: card.key })
    expect(answer.receipt).toEqual(card.receipt)
    expect(await last(BATUMI)).toMatchObject({ text: 'Бронь', reply_markup: { inline_keyboard: [[{ text: 'Открыть' }]] } })
    await world.perform('telegram.delete', { message: card.key })
    const anew = await world.perform('telegram.message', { place, html: 'Бронь', instead: card.key })
    expect(anew.receipt.messageIds).not.toEqual(card.receipt.messageIds)
    expect(await last(BATUMI)).toMatchObject({ text: 'Бронь' })
    const never = await world.perform('telegram.message', { place, html: 'Авто', instead: 'nothing' })
    expect(await last(BATUMI)).toMatchObject({ message_id: (never.receipt.messageIds as number[])[0], text: 'Авто' })
  })

  it('must have left a message behind', async () => {
    await expect(world.perform('telegram.pin', { message: 'nobody' })).rejects.toMatchObject({ name: 'Refused' })
    await expect(world.perform('telegram.pin', { message: 'x' }, { receiptOf: async () => ({ taskId: 't' }) })).rejects.toMatchObject({
      name: 'Refused',
      code: 'no-message',
    })
  })
})

describe('a topic', () => {
  const place = { to: 'car', carId: 80011, branch: 'batumi' } as const

  it('is opened once, closed, and opened again as the same topic', async () => {
    const name = 'AA-011-BT Opel Astra'
    const { receipt } = await world.perform('telegram.topic', { action: 'open', place, name })
    expect(receipt).toMatchObject({ chatId: BATUMI, created: true })
    expect((await world.perform('telegram.topic', { action: 'open', place, name })).receipt).toEqual({
      chatId: BATUMI,
      threadId: receipt.threadId,
      created: false,
    })
    const topic = async () => (await world.topics(BATUMI)).find(({ message_thread_id }) => message_thread_id === receipt.threadId)
    expect(await topic()).toMatchObject({ name, closed: false })

    for (let n = 0; n < 2; n++) await world.perform('telegram.topic', { action: 'close', place, name })
    expect(await topic()).toMatchObject({ closed: true })
    await world.perform('telegram.topic', { action: 'open', place, name })
    expect(await topic()).toMatchObject({ closed: false })
    expect((await methods()).filter((method) => method === 'createForumTopic')).toHaveLength(1)
  })

  it('is renamed once, in our map, too; one that is gone leaves the map', async () => {
    const { receipt } = await world.perform('telegram.topic', { action: 'open', place: { ...place, carId: 80015 }, name: 'Иван' })
    const rename = (name: string) => world.perform('telegram.topic', { action: 'rename', place: { ...place, carId: 80015 }, name })
    expect((await rename('Анна')).receipt).toMatchObject({ threadId: receipt.threadId, renamed: true })
    expect((await rename('Анна')).receipt).toMatchObject({ renamed: false })
    expect((await world.topics(BATUMI)).find((one) => one.message_thread_id === receipt.threadId)).toMatchObject({ name: 'Анна' })
    expect((await methods()).filter((method) => method === 'editForumTopic')).toHaveLength(1)
    await world.db.query(`INSERT INTO topics (chat_id, thread_id, subject) VALUES ($1, 4456, 'car:80016')`, [BATUMI])
    const gone = await world.perform('telegram.topic', { action: 'rename', place: { ...place, carId: 80016 }, name: 'x' })
    expect(gone.receipt).toMatchObject({ note: expect.any(String) })
    expect(await world.db.query(`SELECT 1 FROM topics WHERE subject = 'car:80016'`)).toEqual([])
  })

  it('that may have been opened is not opened again behind our back', async () => {
    await world.fault({ system: 'telegram', match: 'createForumTopic', dropAfter: true })
    await expect(world.perform('telegram.topic', { action: 'open', place: { ...place, carId: 80012 }, name: 'x' })).rejects.toMatchObject({
      maybeDone: true,
    })
    expect(await methods()).toEqual(['createForumTopic'])
  })

  it('that is not there needs no closing', async () => {
    expect(
      (await world.perform('telegram.topic', { action: 'close', place: { ...place, carId: 80013 }, name: 'x' })).receipt,
    ).toMatchObject({ note: expect.any(String) })
    await world.db.query(`INSERT INTO topics (chat_id, thread_id, subject) VALUES ($1, 4455, 'car:80014')`, [BATUMI])
    expect(
      (await world.perform('telegram.topic', { action: 'close', place: { ...place, carId: 80014 }, name: 'x' })).receipt,
    ).toMatchObject({ note: expect.any(String) })
    expect(await world.db.query(`SELECT 1 FROM topics WHERE subject = 'car:80014'`)).toEqual([])
  })
})

it('a button is answered, late or not', async () => {
  expect((await world.perform('telegram.answer', { callbackQueryId: '1', text: 'Готово' })).receipt).toEqual({})
  await world.fault({
    system: 'telegram',
    status: 400,
    message: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
  })
  expect((await world.perform('telegram.answer', { callbackQueryId: '1', text: 'Готово' })).receipt).toEqual({ note: 'query-too-old' })
})
