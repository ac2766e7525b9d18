// The agent of client chats, as the business expects it: topics, translations, answers, sessions, and what never leaves the house.
import { describe, expect, test } from 'vitest'
import { clientChats } from '../../src/agents/client-chats/index.ts'
import { BadInput, Unavailable } from '../../src/errors.ts'
import type { EventType, NewEvent } from '../../src/events/index.ts'
import type { ModelAccess } from '../../src/tools/model.ts'
import { at, bookingRow, carRow, clientRow, conversationRow, staffRow, topicRow } from './rows.ts'
import { EVENT_ID, NOW, run, type World } from './world.ts'

const CLIENTS = -1000000000004
const THREAD = 31

/** A model that answers with these translations, in their order. */
const model = (...answers: ({ translation: string; language?: string } | Error)[]): ModelAccess & { asked: string[] } => {
  const asked: string[] = []
  return {
    asked,
    withTools: () => Promise.reject(new Error('not asked here')),
    async structured({ system, user, schema }) {
      asked.push(`${system.text}\n---\n${user}`)
      const answer = answers[asked.length - 1] ?? new Unavailable('no more answers')
      if (answer instanceof Error) throw answer
      return { value: schema.parse({ language: 'en', ...answer }), model: 'scripted', repaired: false }
    },
  }
}

const known = (world: World = {}): World => ({
  bookings: [bookingRow()],
  cars: [carRow()],
  clients: [clientRow({ phone: '995599000000' })],
  staff: [staffRow(), staffRow({ id: 90003, name: 'Нино', telegramId: 100000003n })],
  topics: [topicRow({ chatId: BigInt(CLIENTS), threadId: THREAD, subject: 'client:60001', name: 'Иван Тестов' })],
  ...world,
})
const talking = (row: Parameters<typeof conversationRow>[0] = {}, world: World = {}): World =>
  known({
    conversations: [conversationRow(row)],
    heard: [{ leadId: '400001', realId: '255', saId: '88', sourceType: 'message' }],
    ...world,
  })
const act = (event: NewEvent<EventType>, world: World) => run(clientChats, event, world)

const incoming = (payload: Record<string, unknown> = {}) =>
  ({
    type: 'message.incoming',
    timestamp: '2030-11-05T05:59:30.000Z',
    payload: {
      leadId: '400001',
      messageId: 'm1',
      text: 'Здравствуйте, где забрать машину?',
      attachments: [],
      channel: 'whatsapp2',
      customerPhone: '995599000000',
      login: '995599000000',
      realId: '255',
      saId: '88',
      ...payload,
    },
  }) as NewEvent
const wrote = (text: string, payload: Record<string, unknown> = {}) =>
  ({
    type: 'message.employee',
    payload: { chatId: CLIENTS, threadId: THREAD, fromId: 100000001, messageId: 5001, text, ...payload },
  }) as NewEvent
const pressed = (data: string, payload: Record<string, unknown> = {}) =>
  ({
    type: 'callback.button',
    payload: { chatId: CLIENTS, threadId: THREAD, fromId: 100000001, callbackQueryId: 'q1', messageId: 900, data, ...payload },
  }) as NewEvent
const due: NewEvent = { type: 'reminder.due', payload: { subject: 'chat:umnico:400001', stage: 'session', ref: '400001' } }

const PLACE = 'client-client-60001'
const CARD = 'earlier:client-chats:telegram.message:card'
const SAID = '01930000-0000-7000-8000-00000000000a'
const saidRow = (text: string, row: Partial<NonNullable<World['spoken']>[number]> = {}) => ({
  eventId: SAID,
  chatId: CLIENTS,
  threadId: THREAD,
  messageId: 5001,
  fromId: 100000001,
  replyToMessageId: null,
  text,
  isEdited: false,
  at: NOW,
  ...row,
})

describe('a client who writes for the first time', () => {
  test('gets a topic with a pinned card, and the words below it', async () => {
    const { listing, only, summary } = await act(incoming(), known())
    expect(listing).toEqual([
      'conversation.upsert 400001',
      `telegram.message card → ${PLACE}`,
      'telegram.pin card',
      `telegram.message mirror → ${PLACE}`,
      'event.defer main',
    ])
    expect(only('telegram.message', 'card').place).toEqual({
      to: 'client',
      topic: 'client:60001',
      name: 'Иван Тестов | Toyota Prius AA-000-AA',
    })
    expect(only('telegram.message', 'card').html).toBe(
      [
        '👤 <b>Иван Тестов</b> · 995599000000',
        '💬 WhatsApp · язык: русский',
        '🚗 Бронь #4001 — Toyota Prius AA-000-AA, 5 ноября 12:30 – 8 ноября 10:00',
        'Отвечает: Тест Сотрудник',
        '🔓 Всё, что написано в теме, уходит клиенту. Внутреннее начинайте с // или !!',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
      ].join('\n'),
    )
    expect(only('telegram.message', 'card').buttons).toEqual([
      [
        { text: '❌ Закрыть диалог', data: 'cc|400001|close' },
        { text: '⏰ Продлить на 1 час', data: 'cc|400001|more' },
      ],
      [{ text: '🔒 Внутренняя переписка', data: 'cc|400001|lock' }],
    ])
    expect(only('telegram.message', 'mirror').html).toBe(
      '💬 <b>Иван Тестов | Toyota Prius AA-000-AA</b> · WhatsApp\nЗдравствуйте, где забрать машину?',
    )
    expect(only('conversation.upsert').set).toMatchObject({
      topic: 'client:60001',
      clientId: 60001,
      bookingId: 700001,
      responsibleId: 90001,
      branch: 'batumi',
      language: 'ru',
      realId: '255',
      saId: '88',
      status: 'open',
      openUntil: '2030-11-05T07:00:00.000Z',
      lastIncomingAt: '2030-11-05T05:59:30.000Z',
      cardKey: `${EVENT_ID}:client-chats:telegram.message:card`,
    })
    expect(only('event.defer')).toEqual({
      type: 'reminder.due',
      payload: { subject: 'chat:umnico:400001', stage: 'session', ref: '400001' },
      notBefore: '2030-11-05T07:00:00.000Z',
      timerSlot: 'session',
    })
    expect(summary).toBe('Иван Тестов: новый диалог, тему открыл и показал сообщение в теме.')
  })

  test('and whom nobody knows is the sales department’s', async () => {
    const { only } = await act(incoming({ customerPhone: undefined, login: 'test_user', channel: 'telegram' }), { clients: [] })
    expect(only('telegram.message', 'mirror').place).toEqual({ to: 'client', topic: 'lead:400001', name: 'test_user' })
    expect(only('telegram.message', 'card').html).toContain('🚗 Текущей брони нет\nОтвечает: отдел продаж')
    expect(only('conversation.upsert').set).toMatchObject({ topic: 'lead:400001', clientId: null, responsibleId: null })
  })
})

describe('a client who goes on writing', () => {
  test('adds words to the topic and an hour to the session; a card that is true stays as it is', async () => {
    const { listing } = await act(incoming(), talking({ phone: '995599000000' }))
    expect(listing).toEqual(['conversation.upsert 400001', `telegram.message mirror → ${PLACE}`, 'event.defer main'])
  })

  test.each([
    ['another booking', { bookingId: 699999 }],
    ['another responsible', { responsibleId: 90003 }],
    ['another name', { name: 'Иван' }],
  ])('%s: the card follows', async (_, row) => {
    const { only } = await act(incoming(), talking({ phone: '995599000000', ...row }))
    expect(only('telegram.edit')).toMatchObject({ message: CARD, html: expect.stringContaining('Отвечает: Тест Сотрудник') })
  })

  test('after the conversation was closed opens topic and card again', async () => {
    const { listing, only, summary } = await act(incoming(), talking({ status: 'closed', openUntil: null }))
    expect(listing).toEqual([
      'conversation.upsert 400001',
      `telegram.topic topic → ${PLACE}`,
      'telegram.edit card-400001',
      `telegram.message mirror → ${PLACE}`,
      'event.defer main',
    ])
    expect(only('telegram.topic').action).toBe('open')
    expect(only('conversation.upsert').set).toMatchObject({ status: 'open' })
    expect(only('telegram.edit').html).not.toContain('закрыт')
    expect(summary).toBe('Иван Тестов: клиент вернулся, тему открыл и показал сообщение в теме.')
  })

  test('during internal talk is seen by everybody, with a reminder that answers do not leave', async () => {
    const { only } = await act(incoming(), talking({ internal: true }))
    expect(only('telegram.message', 'mirror').html).toContain('🔒 <i>Включена внутренняя переписка: ответы из темы клиенту не уходят.</i>')
  })
})

describe('what a client writes', () => {
  test('in another language is shown in Russian, with the original below', async () => {
    const translator = model({ translation: 'Где машина в 10:30?' })
    const { only, summary } = await act(incoming({ text: 'Where is the car at 10:30?' }), known({ model: translator }))
    expect(only('telegram.message', 'mirror').html).toBe(
      '💬 <b>Иван Тестов | Toyota Prius AA-000-AA</b> · WhatsApp\nГде машина в 10:30?\n<blockquote expandable>Where is the car at 10:30?</blockquote>',
    )
    expect(only('conversation.upsert').set.language).toBe('en')
    expect(summary).toContain('показал сообщение в теме с переводом')
    expect(translator.asked).toHaveLength(1)
  })

  test.each<[string, ModelAccess | undefined]>([
    ['is off', undefined],
    ['does not answer', model(new Unavailable('down'))],
    ['answers nonsense', model(new BadInput('twice'))],
    ['changes the hour', model({ translation: 'Где машина в 11:30?' })],
    ['repeats the question', model({ translation: 'Where is the car at 10:30?' })],
    ['says nothing', model({ translation: ' ' })],
    ['goes on and on', model({ translation: `10:30 ${'слово '.repeat(200)}` })],
  ])('is shown as it is, and marked so, when the model %s', async (_, helper) => {
    const { only } = await act(incoming({ text: 'Where is the car at 10:30?' }), known({ model: helper }))
    expect(only('telegram.message', 'mirror').html).toContain('Where is the car at 10:30?\n<i>(без перевода, английский)</i>')
  })

  test('in Russian asks no model, nor does a smile', async () => {
    const translator = model()
    await act(incoming(), known({ model: translator }))
    await act(incoming({ text: '👍' }), known({ model: translator }))
    expect(translator.asked).toEqual([])
  })

  test('in a word or two is read in the language they spoke before', async () => {
    const { only } = await act(incoming({ text: 'ok' }), talking({ language: 'ka' }))
    expect(only('conversation.upsert').set.language).toBe('ka')
  })

  test('is escaped, and cut where no message could hold it', async () => {
    const { only } = await act(incoming({ text: '<b>&'.repeat(50_000) }), known())
    const { html } = only('telegram.message', 'mirror')
    expect(html).toContain('&lt;b&gt;&amp;')
    expect(html).toMatch(/… <i>\(целиком — в Umnico\)<\/i>/)
  })

  test('comes with its files as links', async () => {
    const attachments = [
      { type: 'photo', url: 'https://example.com/a.jpg?x="1"' },
      { type: 'doc' },
      { type: 'x', url: 'javascript:alert(1)' },
    ]
    const { only } = await act(incoming({ text: '', attachments }), known())
    expect(only('telegram.message', 'mirror').html.split('\n').slice(1)).toEqual([
      '<a href="https://example.com/a.jpg?x=%221%22">🖼 Фото</a>',
      '📄 Файл — смотрите в Umnico',
      '📎 Вложение — смотрите в Umnico',
    ])
  })

  test('in a comment is marked as public', async () => {
    const { only } = await act(incoming({ sourceType: 'comment' }), known())
    expect(only('telegram.message', 'mirror').html).toContain('📣 <b>Публичный комментарий</b>')
  })

  test('and Umnico did not send is read in the history of the chat', async () => {
    const history = [{ messageId: 'm1', datetime: 1, incoming: true, message: { text: 'Добрый день', attachments: [{ type: 'photo' }] } }]
    const { only } = await act(incoming({ text: '', bodyMissing: true }), known({ umnicoMessages: { '400001': history } }))
    expect(only('telegram.message', 'mirror').html).toMatch(/\nДобрый день\n🖼 Фото — смотрите в Umnico$/)
  })

  test.each<[string, World]>([
    ['Umnico is down', { umnico: 'down' }],
    ['the history does not have it', {}],
  ])('is not lost when %s: people are sent to Umnico', async (_, world) => {
    const { only } = await act(incoming({ text: '', bodyMissing: true }), known(world))
    expect(only('telegram.message', 'mirror').html).toContain('Umnico не прислал само сообщение')
  })
})

describe('an employee’s answer', () => {
  test('goes to the client, and the topic is told when it has arrived', async () => {
    const { listing, only, summary } = await act(wrote('Аэропорт, зал прилёта.'), talking())
    expect(listing).toEqual([
      'conversation.upsert 400001',
      `umnico.reply said-${EVENT_ID}`,
      `telegram.message sent → ${PLACE}`,
      'event.defer main',
    ])
    expect(only('umnico.reply')).toEqual({ leadId: '400001', realId: '255', saId: '88', text: 'Аэропорт, зал прилёта.' })
    expect(only('telegram.message', 'sent')).toMatchObject({
      html: '✅ Ушло клиенту (WhatsApp).',
      from: `${EVENT_ID}:client-chats:umnico.reply:said-${EVENT_ID}`,
    })
    expect(only('conversation.upsert').set).toEqual({
      status: 'open',
      openUntil: '2030-11-05T07:00:00.000Z',
      lastOutgoingAt: NOW.toISOString(),
    })
    expect(summary).toBe('Иван Тестов: ответ сотрудника отправил клиенту.')
  })

  test('is translated into the client’s language, and the translation is shown', async () => {
    const translator = model({ translation: 'Airport, arrivals hall, 10:30.', language: 'ru' })
    const { only } = await act(wrote('Аэропорт, зал прилёта, 10:30.'), talking({ language: 'en' }, { model: translator }))
    expect(only('umnico.reply').text).toBe('Airport, arrivals hall, 10:30.')
    expect(only('telegram.message', 'sent').html).toBe(
      '✅ Ушло клиенту (WhatsApp, английский):\n<blockquote expandable>Airport, arrivals hall, 10:30.</blockquote>',
    )
  })

  test.each([
    ['in the client’s own language', 'Please come to the arrivals hall.', 'en'],
    ['a number', '12:30', 'en'],
    ['a word that is the same everywhere', 'Toyota Prius', 'ka'],
  ])('%s needs no translation', async (_, text, language) => {
    const translator = model()
    const { only } = await act(wrote(text), talking({ language }, { model: translator }))
    expect(only('umnico.reply').text).toBe(text)
    expect(translator.asked).toEqual([])
  })

  test('without the translation it needs stays here, with a button that carries no words', async () => {
    const { listing, only, summary } = await act(wrote('Аэропорт, зал прилёта.'), talking({ language: 'en' }))
    expect(listing).toEqual(['conversation.upsert 400001', `telegram.message ask → ${PLACE}`, 'event.defer main'])
    expect(only('telegram.message', 'ask')).toMatchObject({
      html: '🤔 Перевода сейчас нет, поэтому клиенту не отправил. Язык клиента: английский. Отправить ваш текст как есть?',
      buttons: [[{ text: '📤 Отправить как есть', data: `cc|${EVENT_ID}|asis` }]],
    })
    expect(summary).toBe('Иван Тестов: перевода нет, клиенту не отправил, спросил, отправить ли как есть.')
  })

  test('to a reply on the words of another channel goes there', async () => {
    const world = talking(
      {},
      {
        conversations: [
          conversationRow(),
          conversationRow({ leadId: '400002', channel: 'telegram', realId: 'tg-1', saId: '89', lastIncomingAt: null }),
        ],
        posted: [
          {
            messageId: 4000,
            agent: 'client-chats',
            slot: 'mirror',
            heard: { leadId: '400002', realId: 'tg-1', saId: '89', sourceType: 'message' },
          },
        ],
      },
    )
    expect((await act(wrote('Да'), world)).only('umnico.reply')).toMatchObject({ leadId: '400001', realId: '255' })
    expect((await act(wrote('Да', { replyToMessageId: 4000 }), world)).only('umnico.reply')).toMatchObject({
      leadId: '400002',
      realId: 'tg-1',
      saId: '89',
    })
  })

  test('that is too long for one message leaves in parts', async () => {
    const { all } = await act(wrote('слово '.repeat(680)), talking())
    expect(all('umnico.reply').map(({ slot }) => slot)).toEqual([`said-${EVENT_ID}`, `said-${EVENT_ID}.2`])
  })

  test('where nobody knows the chat is left to Umnico', async () => {
    const { listing, only } = await act(wrote('Да'), talking({ realId: null }, { heard: [] }))
    expect(listing).toEqual([`telegram.message note → ${PLACE}`])
    expect(only('telegram.message').html).toContain('Ответьте, пожалуйста, в Umnico')
  })

  test('to a client who never wrote has nowhere to go', async () => {
    const { only } = await act(wrote('Да'), known())
    expect(only('telegram.message').html).toContain('нам ещё не писал')
  })

  test('written elsewhere is not sent: people are told where to write', async () => {
    const { listing } = await act(wrote('Передай клиенту, что ждём', { chatId: 100000001, threadId: undefined }), talking())
    expect(listing).toEqual(['telegram.message note → thread-100000001-0'])
  })

  test('of somebody who is not staff is not sent', async () => {
    const { listing } = await act(wrote('Да', { fromId: 5 }), talking())
    expect(listing).toEqual([])
  })
})

describe('what stays inside', () => {
  test.each<[string, NewEvent, Partial<World>, Parameters<typeof conversationRow>[0]]>([
    ['marked with //', wrote('// он не платит'), {}, {}],
    ['marked with !!', wrote('  !! скидку не давать'), {}, {}],
    ['while internal talk is on', wrote('Он не платит'), {}, { internal: true }],
    [
      'a reply to a colleague’s internal note',
      wrote('Согласен', { replyToMessageId: 4999 }),
      { spoken: [saidRow('// дорого', { messageId: 4999, fromId: 100000003 })] },
      {},
    ],
  ])('%s: no answer leaves, the session goes on', async (_, event, world, row) => {
    const { listing, summary } = await act(event, talking(row, world))
    expect(listing).toEqual(['conversation.upsert 400001', 'event.defer main'])
    expect(summary).toBe('Иван Тестов: внутреннее сообщение, клиенту не отправил.')
  })

  test('one conversation of a topic that is internal makes the whole topic internal', async () => {
    const conversations = [conversationRow(), conversationRow({ leadId: '400002', internal: true })]
    expect((await act(wrote('Он не платит'), talking({}, { conversations }))).all('umnico.reply')).toEqual([])
  })

  test.each<[string, NewEvent, Partial<World>]>([
    ['a mention of a colleague', wrote('@nino посмотри, пожалуйста'), {}],
    ['a command', wrote('/status'), {}],
    [
      'a reply to a note of ours',
      wrote('Да', { replyToMessageId: 4000 }),
      { posted: [{ messageId: 4000, agent: 'sla-control', slot: 'warn', heard: null }] },
    ],
    ['a reply to a message nobody knows', wrote('Да', { replyToMessageId: 1 }), {}],
    ['a reply to one’s own note', wrote('Да', { replyToMessageId: 4999 }), { spoken: [saidRow('// x', { messageId: 4999 })] }],
    ['an answer to we do not know what', wrote('Да'), { heard: [] }],
    ['an answer to a public comment', wrote('Да'), { heard: [{ leadId: '400001', realId: '255', saId: '88', sourceType: 'comment' }] }],
  ])('when in doubt: %s is not sent, and we say so', async (_, event, world) => {
    const { all, only } = await act(event, talking({}, world))
    expect(all('umnico.reply')).toEqual([])
    expect(only('telegram.message', 'ask').html).toMatch(/^🤔 .*не отправил.*Отправить\?$/s)
    expect(only('telegram.message', 'ask').buttons).toEqual([[{ text: '📤 Отправить клиенту', data: `cc|${EVENT_ID}|send` }]])
  })

  test('a reply to what a colleague sent to the client goes to the client too', async () => {
    const world = { spoken: [saidRow('Да', { messageId: 4999, fromId: 100000003 })], replied: [`400001 said-${SAID}`] }
    expect((await act(wrote('И ещё', { replyToMessageId: 4999 }), talking({}, world))).only('umnico.reply').text).toBe('И ещё')
  })

  test('a button of the topic that is being pressed is waited for: it may be the one that makes it internal', async () => {
    await expect(act(wrote('Он не платит'), talking({}, { isBeingPressed: true }))).rejects.toMatchObject({ notTried: true })
  })

  test('the model sees nothing of it', async () => {
    const translator = model()
    await act(wrote('// он не платит совсем'), talking({ language: 'en' }, { model: translator }))
    await act(wrote('Он не платит совсем'), talking({ language: 'en', internal: true }, { model: translator }))
    expect(translator.asked).toEqual([])
  })
})

describe('a correction', () => {
  test('of what was sent is not sent again, and we say why', async () => {
    const world = { spoken: [saidRow('Зал 2')], replied: [`400001 said-${SAID}`] }
    const { all, only } = await act(wrote('Зал 3', { edited: true }), talking({}, world))
    expect(all('umnico.reply')).toEqual([])
    expect(only('telegram.message', 'note').html).toContain('Клиент уже получил прежний текст')
  })

  test('of what was not sent changes nothing', async () => {
    const { all } = await act(wrote('// зал 3', { edited: true }), talking({}, { spoken: [saidRow('// зал 2')] }))
    expect([...all('umnico.reply'), ...all('telegram.message')]).toEqual([])
  })
})

describe('buttons', () => {
  const ASK = `${SAID}:client-chats:telegram.message:ask`
  const held = (text: string, world: World = {}, row: Parameters<typeof saidRow>[1] = {}) => ({
    spoken: [saidRow(text, row)],
    effects: [ASK],
    ...world,
  })

  test('«Отправить как есть» sends the words once, and the question says so', async () => {
    const { only, listing } = await act(pressed(`cc|${SAID}|asis`), talking({ language: 'en' }, held('Аэропорт, зал прилёта.')))
    expect(listing).toEqual([
      'telegram.answer main',
      'conversation.upsert 400001',
      `umnico.reply said-${SAID}`,
      'telegram.edit sent',
      'event.defer main',
    ])
    expect(only('umnico.reply').text).toBe('Аэропорт, зал прилёта.')
    expect(only('telegram.edit')).toMatchObject({
      message: ASK,
      from: `${EVENT_ID}:client-chats:umnico.reply:said-${SAID}`,
      html: '✅ Ушло клиенту (WhatsApp):\n<blockquote expandable>Аэропорт, зал прилёта.</blockquote>',
    })
    const again = await act(pressed(`cc|${SAID}|asis`), talking({ language: 'en' }, held('Аэропорт', { replied: [`400001 said-${SAID}`] })))
    expect(again.listing).toEqual(['telegram.answer main'])
    expect(again.only('telegram.answer').text).toBe('Это сообщение уже отправлено.')
  })

  test('«Отправить клиенту» translates, and asks once more where it cannot', async () => {
    const translator = model({ translation: 'Come to the arrivals hall', language: 'ru' })
    const sent = await act(pressed(`cc|${SAID}|send`), talking({ language: 'en' }, held('Подходите в зал прилёта', { model: translator })))
    expect(sent.only('umnico.reply').text).toBe('Come to the arrivals hall')
    const asked = await act(pressed(`cc|${SAID}|send`), talking({ language: 'en' }, held('Подходите в зал прилёта')))
    expect(asked.all('umnico.reply')).toEqual([])
    expect(asked.only('telegram.edit')).toMatchObject({ message: ASK, buttons: [[{ data: `cc|${SAID}|asis` }]] })
  })

  test.each<[string, World]>([
    ['internal talk was switched on meanwhile', talking({ internal: true }, held('Да'))],
    ['nobody was asked about these words', talking({}, held('Да', { effects: [] }))],
    ['the words are of another topic', talking({}, { spoken: [saidRow('Да', { threadId: 99 })] })],
    ['nobody knows the words', talking()],
    ['somebody who is not staff presses', talking({}, held('Да', { staff: [] }))],
  ])('nothing is sent when %s', async (_, world) => {
    const { listing } = await act(pressed(`cc|${SAID}|send`), world)
    expect(listing).toEqual(['telegram.answer main'])
  })

  test('words that were changed since are not sent, neither as they were nor as they are', async () => {
    const { listing, only } = await act(pressed(`cc|${SAID}|send`), talking({}, held('Да', {}, { isEdited: true })))
    expect(listing).toEqual(['telegram.answer main', 'telegram.edit ask'])
    expect(only('telegram.edit')).toEqual({ message: ASK, html: expect.stringContaining('исправили') })
  })

  test('«Закрыть» closes topic and card and ends the timer; once more it says so', async () => {
    const { listing, only } = await act(pressed('cc|400001|close'), talking())
    expect(listing).toEqual([
      'telegram.answer main',
      'conversation.upsert 400001',
      'telegram.edit card-400001',
      `telegram.topic topic → ${PLACE}`,
      'event.withdraw main',
    ])
    expect(only('conversation.upsert').set).toEqual({ status: 'closed', openUntil: null })
    expect(only('telegram.edit').html).toContain('⏹ Диалог закрыт, <b>а клиент ждёт ответа</b>.')
    expect(only('telegram.edit').buttons?.[0]).toEqual([{ text: '⏰ Открыть на 1 час', data: 'cc|400001|more' }])
    expect((await act(pressed('cc|400001|close'), talking({ status: 'closed' }))).listing).toEqual(['telegram.answer main'])
  })

  test('«Продлить» gives an hour from now, and opens what was closed', async () => {
    const open = await act(pressed('cc|400001|more'), talking())
    expect(open.listing).toEqual(['telegram.answer main', 'conversation.upsert 400001', 'event.defer main'])
    expect(open.only('telegram.answer').text).toBe('Открыт до 11:00.')
    const closed = await act(pressed('cc|400001|more'), talking({ status: 'closed' }))
    expect(closed.listing).toContain(`telegram.topic topic → ${PLACE}`)
    expect(closed.listing).toContain('telegram.edit card-400001')
  })

  test('«Внутренняя переписка» holds for every conversation of the topic', async () => {
    const conversations = [conversationRow(), conversationRow({ leadId: '400002', cardKey: 'e:client-chats:telegram.message:card' })]
    const { listing, only } = await act(pressed('cc|400001|lock'), talking({}, { conversations }))
    expect(listing).toEqual([
      'telegram.answer main',
      'conversation.upsert 400001',
      'conversation.upsert 400002',
      'telegram.edit card-400001',
      'telegram.edit card-400002',
      `telegram.message mode → ${PLACE}`,
    ])
    expect(only('conversation.upsert', '400002').set).toEqual({ internal: true })
    expect(only('telegram.edit', 'card-400001').buttons?.[1]).toEqual([{ text: '🔓 Отвечать клиенту', data: 'cc|400001|free' }])
    expect((await act(pressed('cc|400001|lock'), talking({ internal: true }))).listing).toEqual(['telegram.answer main'])
    expect((await act(pressed('cc|400001|free'), talking({ internal: true }))).only('conversation.upsert').set).toEqual({ internal: false })
  })

  test.each([
    ['of another topic', pressed('cc|400001|close', { threadId: 12 })],
    ['of a conversation that is not there', pressed('cc|499999|close')],
    ['that nobody made', pressed('cc|400001|pay')],
    ['outside of a topic', pressed('cc|400001|close', { threadId: undefined })],
  ])('a button %s does nothing and says so', async (_, event) => {
    const { listing, only } = await act(event, talking())
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toBe('Эта кнопка уже не работает.')
  })
})

describe('an hour without a word', () => {
  const later = at('2030-11-05T07:00:00.000Z')

  test('closes the topic', async () => {
    const { listing, only } = await act(due, talking({ lastOutgoingAt: at('2030-11-05T06:00:00.000Z') }, { now: later }))
    expect(listing).toEqual(['conversation.upsert 400001', 'telegram.edit card-400001', `telegram.topic topic → ${PLACE}`])
    expect(only('conversation.upsert').set).toEqual({ status: 'closed' })
    expect(only('telegram.edit').html).toContain('⏹ Диалог закрыт.')
  })

  test('is looked at again when it ends: somebody wrote meanwhile', async () => {
    const { listing, only } = await act(due, talking({ openUntil: at('2030-11-05T07:20:00.000Z') }, { now: later }))
    expect(listing).toEqual(['event.defer main'])
    expect(only('event.defer').notBefore).toBe('2030-11-05T07:20:00.000Z')
  })

  test('leaves the topic open while the client talks to us in another channel', async () => {
    const conversations = [conversationRow(), conversationRow({ leadId: '400002' })]
    const { listing } = await act(due, talking({}, { conversations, now: later }))
    expect(listing).toEqual(['conversation.upsert 400001', 'telegram.edit card-400001'])
  })

  test('of a conversation that is closed or unknown: nothing', async () => {
    expect((await act(due, talking({ status: 'closed' }, { now: later }))).listing).toEqual([])
    expect((await act(due, known({ now: later }))).listing).toEqual([])
  })
})

describe('RentProg changes a client', () => {
  const updated = (payload: Record<string, unknown>) =>
    ({
      type: 'client.updated',
      payload: { rentprog_id: 60001, client_id: 60001, branch: 'batumi', raw_action: 'update', ...payload },
    }) as NewEvent

  test('their row and the card of their conversation follow', async () => {
    const { listing, only } = await act(
      updated({ changes: { lastname: ['Тестов', 'Иванов'], phone: ['995599000000', '+995 555 111222'] } }),
      talking(),
    )
    expect(listing).toEqual([
      'client.upsert main',
      'conversation.upsert 400001',
      'telegram.topic name-client:60001 → client-client-60001',
      'telegram.edit card-400001',
    ])
    expect(only('telegram.topic')).toMatchObject({ action: 'rename', name: expect.stringMatching(/^Иван Иванов( \| |$)/u) })
    expect(only('client.upsert')).toEqual({ id: 60001, set: { name: 'Иван Иванов', phone: '+995 555 111222' } })
    expect(only('conversation.upsert').set).toEqual({ name: 'Иван Иванов' })
    expect(only('telegram.edit').html).toContain('<b>Иван Иванов</b>')
  })

  test('a new client is written down', async () => {
    const fields = { name: 'Анна', lastname: 'Тестова', phone: '+995000000000', email: 'client@example.com', category: 'Новый', lang: 'en' }
    const { only } = await act(updated({ client_id: 60002, raw_action: 'create', fields }), {})
    expect(only('client.upsert')).toEqual({
      id: 60002,
      set: { name: 'Анна Тестова', phone: '+995000000000', email: 'client@example.com', category: 'Новый', language: 'en' },
    })
  })

  test.each([
    [{ fields: { fio: 'Тестова Анна', name: 'Анна', lastname: 'Тестова' } }, 'Анна Тестова'],
    [{ changes: { lastname: ['Другой', 'де ла Тест'], fio: ['Другой Анна', 'де ла Тест Анна'] } }, 'Анна де ла Тест'],
    [{ changes: { name: ['Другой', 'Анна'], fio: ['Тестова Другой', 'Тестова Анна'] } }, 'Анна Тестова'],
    [{ changes: { fio: ['Тестов Иван', 'Тестова Анна'] } }, 'Тестова Анна'],
  ])('a name stands before the surname, as in bookings: %j', async (payload, name) => {
    expect((await act(updated(payload), talking())).only('client.upsert').set).toEqual({ name })
  })

  test('the same words the other way round are no news', async () => {
    expect((await act(updated({ fields: { fio: 'Тестов Иван' } }), talking())).listing).toEqual([])
  })

  test('what we know already, or do not keep, changes nothing', async () => {
    const { listing, summary } = await act(updated({ changes: { sale: [0, 5], phone: ['1', '995599000000'] } }), talking())
    expect(listing).toEqual([])
    expect(summary).toBe('Клиент 60001: для нас ничего нового.')
  })
})

test('a client who is called otherwise in Umnico has a topic of that name', async () => {
  const world = talking({ clientId: null, topic: 'lead:400001', name: 'Иван', phone: null }, { clients: [], bookings: [] })
  const { only } = await act(incoming({ customerName: 'Иван Новый', customerPhone: undefined, login: undefined }), world)
  expect(only('telegram.topic')).toEqual({
    action: 'rename',
    name: 'Иван Новый',
    place: { to: 'client', topic: 'lead:400001', name: 'Иван Новый' },
  })
  const same = await act(incoming({ customerName: 'Иван', customerPhone: undefined, login: undefined }), world)
  expect(same.all('telegram.topic')).toEqual([])
})

describe('photos and files of an employee', () => {
  const sent = (caption = '', threadId = THREAD): NewEvent => ({
    type: 'photo.uploaded',
    payload: {
      chatId: CLIENTS,
      threadId,
      fromId: 100000001,
      messageId: 5002,
      caption,
      files: [{ kind: 'photo', fileId: 'F', fileUniqueId: 'U' }],
    },
  })

  test('in a client’s topic stay there, and whoever sent them reads so', async () => {
    const { listing, only } = await act(sent(), talking())
    expect(listing).toEqual([`telegram.message files → thread-${CLIENTS}-${THREAD}`])
    expect(only('telegram.message').html).toBe(
      '📎 Клиенту это не ушло: файлы из темы я пока не передаю, отправьте их, пожалуйста, из Umnico.',
    )
    expect((await act(sent('вот место встречи'), talking())).only('telegram.message').html).toContain('Подпись тоже осталась здесь')
  })

  test.each<[string, NewEvent, World]>([
    ['in another topic', sent('', 99), talking()],
    ['while the topic is internal', sent(), talking({ internal: true })],
    ['marked as a note', sent('// для своих'), talking()],
  ])('%s are nobody’s question', async (_, event, world) => {
    expect((await act(event, world)).listing).toEqual([])
  })
})
