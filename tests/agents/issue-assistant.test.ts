// The issue assistant: card, photos, words, buttons, and the report of an issue.
import { describe, expect, test } from 'vitest'
import { issueAssistant } from '../../src/agents/issue-assistant/index.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { allDone, at, bookingRow, carRow, chatRow, materialRow, operationRow, staffRow, topicRow } from './rows.ts'
import { EVENT_ID, run, type World } from './world.ts'

const START = '2030-11-05T08:30:00.000Z'
const planned = (planned_at = START): NewEvent => ({
  type: 'booking.issue.planned',
  payload: { rentprog_id: 700001, booking_id: 700001, branch: 'batumi', planned_at },
})
const issued: NewEvent = {
  type: 'booking.issued',
  timestamp: '2030-11-05T08:41:00.000Z',
  payload: {
    rentprog_id: 700001,
    booking_id: 700001,
    branch: 'batumi',
    changes: { in_rent: [false, true], start_worker_id: [null, 90001] },
  },
}
const TOPIC = { chatId: -1000000000001, threadId: 77, chatType: 'supergroup' as const }
const PRIVATE = { chatId: 100000001, chatType: 'private' as const }
const photo = (caption: string, place: object = TOPIC, files = ['F1']): NewEvent => ({
  type: 'photo.uploaded',
  payload: {
    ...TOPIC,
    threadId: undefined,
    ...place,
    fromId: 100000001,
    messageId: 1002,
    caption,
    files: files.map((fileId) => ({ kind: 'photo' as const, fileId, fileUniqueId: fileId })),
  },
})
const says = (text: string, place: object = TOPIC): NewEvent => ({
  type: 'message.employee',
  payload: { ...TOPIC, threadId: undefined, ...place, fromId: 100000001, messageId: 1003, text },
})
const press = (data: string, fromId = 100000001): NewEvent => ({
  type: 'callback.button',
  payload: { ...TOPIC, fromId, callbackQueryId: 'q1', messageId: 900, data },
})

const known = (world: World = {}): World => ({
  bookings: [bookingRow()],
  cars: [carRow()],
  staff: [staffRow()],
  chats: [chatRow()],
  topics: [topicRow()],
  ...world,
})
const open = (done: string[] = [], evidence: Record<string, string[]> = {}) =>
  known({ operations: [operationRow('issue', { done, evidence })] })
const act = (event: NewEvent, world: World) => run(issueAssistant, event, world)

describe('two hours before an issue', () => {
  test('a card with buttons goes to the car’s topic, a task to YouGile, and both are remembered with the operation', async () => {
    const { listing, only, summary } = await act(planned(), known())
    expect(listing).toEqual(['telegram.message card → car-batumi-80001', 'yougile.task task', 'operation.open main'])
    expect(only('telegram.message').html).toBe(
      [
        '<b>Выдача #4001</b> — Toyota Prius AA-000-AA',
        '🗓 5 ноября 12:30 · Аэропорт',
        'Клиент: Иван Тестов',
        'Ответственный: Тест Сотрудник',
        '',
        '▫️ Мойка',
        '▫️ Заправка',
        '▫️ Жидкости',
        '▫️ Комплектация',
        '▫️ Фото кузова',
        '▫️ Фото приборки',
        '▫️ Техпаспорт',
        '▫️ Выдача',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
      ].join('\n'),
    )
    const buttons = only('telegram.message').buttons?.flat() ?? []
    expect(buttons).toHaveLength(8)
    expect(buttons[0]).toEqual({ text: '▫️ Мойка', data: 'is|700001|wash' })
    expect(only('yougile.task')).toMatchObject({
      title: '[Batumi] Выдача #4001 — Toyota Prius AA-000-AA',
      branch: 'batumi',
      assigneeId: 90001,
      deadline: START,
      checklist: { title: 'Чек-лист выдачи', items: expect.arrayContaining([{ title: 'Мойка', done: false }]) },
    })
    expect(only('operation.open')).toMatchObject({
      bookingId: 700001,
      kind: 'issue',
      carId: 80001,
      plannedAt: START,
      cardKey: '01930000-0000-7000-8000-000000000001:issue-assistant:telegram.message:card',
      taskKey: '01930000-0000-7000-8000-000000000001:issue-assistant:yougile.task:task',
    })
    expect(summary).toBe('Выдача #4001 сегодня 12:30: открыл карточку с чек-листом и задачу.')
  })

  test('a booking without a car gets its card in General of the branch', async () => {
    const { listing } = await act(planned(), known({ bookings: [bookingRow({ carId: null })] }))
    expect(listing[0]).toBe('telegram.message card → branch-batumi')
  })

  test('a name with markup cannot break the card', async () => {
    const { only } = await act(planned(), known({ bookings: [bookingRow({ clientName: '<b>Иван & Co' })] }))
    expect(only('telegram.message').html).toContain('Клиент: &lt;b&gt;Иван &amp; Co')
  })

  test.each([
    ['technical', { technical: true }, 'бронь техническая'],
    ['cancelled', { state: 'Отмена' }, 'бронь отменена («Отмена»)'],
    ['in rent', { inRent: true }, 'авто уже выдано'],
    ['moved', { startAt: at('2030-11-05T12:00:00.000Z') }, 'время изменилось: теперь сегодня 16:00'],
  ])('nothing is opened for a booking that is %s', async (_, booking, why) => {
    const { listing, summary } = await act(planned(), known({ bookings: [bookingRow(booking)] }))
    expect(listing).toEqual([])
    expect(summary).toBe(`Выдача #4001: карточку не открываю — ${why}.`)
  })

  test('asked again for the same time, nothing is opened twice', async () => {
    expect((await act(planned(), open())).listing).toEqual([])
  })

  test('another time: the card and the task are changed, not doubled', async () => {
    const NEW = '2030-11-06T05:00:00.000Z'
    const world = known({ bookings: [bookingRow({ startAt: at(NEW) })], operations: [operationRow('issue', { done: ['wash'] })] })
    const { listing, only } = await act(planned(NEW), world)
    expect(listing).toEqual(['operation.open main', 'telegram.edit card', 'yougile.update main'])
    expect(only('telegram.edit').html).toContain('6 ноября 09:00')
    expect(only('telegram.edit').html).toContain('✅ Мойка')
    expect(only('telegram.edit').message).toBe('earlier:issue-assistant:telegram.message:card')
    expect(only('yougile.update')).toEqual({ task: 'earlier:issue-assistant:yougile.task:task', deadline: NEW })
  })

  test('what was ticked in the daily plan before stands on the card and in the task', async () => {
    const planned_ = operationRow('issue', { status: 'planned', cardKey: null, taskKey: null, done: ['wash'] })
    const { listing, only } = await act(planned(), known({ operations: [planned_] }))
    expect(listing).toEqual(['telegram.message card → car-batumi-80001', 'yougile.task task', 'operation.open main'])
    expect(only('telegram.message').html).toContain('✅ Мойка\n▫️ Заправка')
    expect(only('telegram.message').buttons?.[0]?.[0]?.data).toBe('is|700001|!wash')
    expect(only('yougile.task').checklist?.items[0]).toEqual({ title: 'Мойка', done: true })
  })

  test('cancelled and taken up again: a new card', async () => {
    const world = known({ operations: [operationRow('issue', { status: 'cancelled' })] })
    expect((await act(planned(), world)).listing).toEqual([
      'telegram.message card → car-batumi-80001',
      'yougile.task task',
      'operation.open main',
    ])
  })
})

describe('a pressed item of the card', () => {
  test('is ticked by a member of staff: card, task and answer follow', async () => {
    const { listing, only, summary } = await act(press('is|700001|wash'), open(['fuel']))
    expect(listing).toEqual(['operation.tick wash', 'telegram.answer main', 'telegram.edit card', 'yougile.update main'])
    expect(only('operation.tick')).toEqual({ bookingId: 700001, kind: 'issue', code: 'wash', done: true, by: 90001, evidence: [] })
    expect(only('telegram.answer')).toEqual({ callbackQueryId: 'q1', text: 'Мойка ✅', alert: false })
    expect(only('telegram.edit').html).toContain('✅ Мойка')
    expect(only('telegram.edit').buttons?.flat()[0]).toEqual({ text: '✅ Мойка', data: 'is|700001|!wash' })
    expect(only('yougile.update').checklist?.items.map(({ done }) => done)).toEqual([true, true, false, false, false, false, false, false])
    expect(summary).toBe('Выдача #4001: Тест Сотрудник — «Мойка» готово.')
  })

  test('is unticked by the button of a ticked item', async () => {
    const { only } = await act(press('is|700001|!wash'), open(['wash']))
    expect(only('operation.tick')).toMatchObject({ code: 'wash', done: false })
    expect(only('telegram.answer').text).toBe('Мойка: отметка снята')
  })

  test.each([
    ['a double tap', 'is|700001|wash', open(['wash']), '«Мойка» уже отмечено.'],
    ['RentProg’s own item', 'is|700001|posted', open(), 'Этот пункт закроется сам, когда операцию проведут в RentProg.'],
    ['an item that is no more', 'is|700001|polish', open(), 'Такого пункта в чек-листе больше нет.'],
    [
      'a closed card',
      'is|700001|!wash',
      known({ operations: [operationRow('issue', { status: 'closed', done: allDone('issue') })] }),
      'Выдача проведена, карточка закрыта.',
    ],
    [
      'a cancelled issue',
      'is|700001|wash',
      known({ operations: [operationRow('issue', { status: 'cancelled' })] }),
      'Выдача отменена, отмечать ничего не нужно.',
    ],
    ['a card we know nothing of', 'is|700099|wash', open(), 'Эта кнопка уже не работает.'],
    ['forged data', 'is|x|<b>', open(), 'Эта кнопка уже не работает.'],
    ['the card of a return', 'rt|700001|body', open(), 'Эта кнопка уже не работает.'],
  ])('%s changes nothing and is answered', async (_, data, world, text) => {
    const { listing, only } = await act(press(data), world)
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toBe(text)
  })

  test('is refused to a stranger', async () => {
    const { listing, only } = await act(press('is|700001|wash', 999), open())
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer')).toEqual({ callbackQueryId: 'q1', text: 'Это только для сотрудников.', alert: true })
  })

  test('filled in after posting completes the task', async () => {
    const done = allDone('issue').filter((code) => code !== 'papers')
    const { only } = await act(
      press('is|700001|papers'),
      known({ operations: [operationRow('issue', { status: 'closed', done: [...done, 'posted'] })] }),
    )
    expect(only('yougile.update')).toMatchObject({ completed: true })
    expect(only('telegram.edit').buttons).toBeUndefined()
    expect(only('telegram.edit').html).toContain('✅ Выдача проведена')
  })
})

describe('a photo', () => {
  test.each([
    ['кузов слева', ['body']],
    ['Приборка, 50210 км', ['dash']],
    ['техпаспорт', ['papers']],
    ['фото кузова и приборки', ['body', 'dash']],
  ])('with the caption «%s» proves %j', async (caption, codes) => {
    const { all } = await act(photo(caption), open())
    expect(all('operation.tick').map(({ payload }) => payload.code)).toEqual(codes)
  })

  test('in the car’s topic is taken as evidence: card, task, thanks with what is left', async () => {
    const { listing, only, summary } = await act(photo('кузов', TOPIC, ['F1', 'F2']), open(['wash', 'fuel'], { body: ['F0'] }))
    expect(listing).toEqual([
      'operation.tick body',
      'telegram.message ask → thread--1000000000001-77',
      'material.upsert main',
      'telegram.edit card',
      'yougile.update main',
    ])
    expect(only('operation.tick')).toMatchObject({ code: 'body', done: true, by: 90001, evidence: ['F1', 'F2'] })
    expect(only('telegram.edit').html).toContain('✅ Фото кузова · 📷 3')
    expect(only('telegram.message').html).toBe(
      'Спасибо! Принял 2 файла: Фото кузова ✅\nВыдача #4001: осталось — Жидкости, Комплектация, Фото приборки, Техпаспорт.',
    )
    expect(summary).toBe('Выдача #4001: принял фото (2) как «Фото кузова»; осталось: Жидкости, Комплектация, Фото приборки, Техпаспорт.')
  })

  test('of the same file is not counted twice', async () => {
    const again = await act(photo('кузов', TOPIC, ['F0']), open(['body'], { body: ['F0'] }))
    expect(again.only('operation.tick').evidence).toEqual([])
  })

  test('in the private chat finds its issue by the number in the caption', async () => {
    const rows = [bookingRow(), bookingRow({ id: 700002, number: 4002 })]
    const operations = [operationRow('issue'), operationRow('issue', { bookingId: 700002, carId: 80002 })]
    const { only } = await act(photo('бронь 4002, кузов', PRIVATE), known({ bookings: rows, operations }))
    expect(only('operation.tick')).toMatchObject({ bookingId: 700002, code: 'body' })
    expect(only('telegram.message').place).toEqual({ to: 'thread', chatId: 100000001 })
  })

  test('with a number that two branches have goes to the sender’s own branch', async () => {
    const rows = [bookingRow({ id: 700009, branch: 'tbilisi' }), bookingRow()]
    const operations = [operationRow('issue', { bookingId: 700009, carId: 80009, branch: 'tbilisi' }), operationRow('issue')]
    expect((await act(photo('бронь 4001, кузов', PRIVATE), known({ bookings: rows, operations }))).only('operation.tick').bookingId).toBe(
      700001,
    )
  })

  test('in the private chat without a number belongs to the sender’s only operation', async () => {
    const rows = [bookingRow(), bookingRow({ id: 700002, number: 4002, responsibleId: 90002 })]
    const operations = [operationRow('issue'), operationRow('issue', { bookingId: 700002, carId: 80002 })]
    expect((await act(photo('кузов', PRIVATE), known({ bookings: rows, operations }))).only('operation.tick').bookingId).toBe(700001)
  })

  test('that belongs to a return is left to the return assistant', async () => {
    const { listing, summary } = await act(photo('кузов'), known({ operations: [operationRow('return')] }))
    expect(listing).toEqual([])
    expect(summary).toBe('Фото относится к операции другого помощника: он его и возьмёт.')
  })

  test('of a car that is both coming back and going out goes to what was planned first, unless the caption says', async () => {
    const both = known({
      bookings: [bookingRow(), bookingRow({ id: 700000, number: 4000, inRent: true })],
      operations: [operationRow('return', { bookingId: 700000, plannedAt: at('2030-11-05T07:00:00.000Z') }), operationRow('issue')],
    })
    expect((await act(photo('кузов'), both)).listing).toEqual([])
    expect((await act(photo('выдача, кузов'), both)).only('operation.tick').bookingId).toBe(700001)
  })

  test('that belongs to nothing is answered honestly', async () => {
    const { listing, only } = await act(photo('Выдача, бронь 500123'), known())
    expect(listing).toEqual(['telegram.message answer → thread--1000000000001-77'])
    expect(only('telegram.message').html).toContain('Сейчас нет открытой выдачи или приемки')
  })

  test('in a chat that is not for materials stays without an answer', async () => {
    const world = known({ chats: [chatRow({ id: -1000000000009n, purpose: 'managers', branch: null })] })
    expect((await act(photo('смотрите', { chatId: -1000000000009 }), world)).listing).toEqual([])
  })

  test('that comes after posting still fills the gap', async () => {
    const done = [...allDone('issue').filter((code) => code !== 'papers'), 'posted']
    const world = known({ operations: [operationRow('issue', { status: 'closed', done, closedAt: at('2030-11-05T05:00:00.000Z') })] })
    const { only } = await act(photo('техпаспорт, бронь 4001', PRIVATE), world)
    expect(only('operation.tick').code).toBe('papers')
    expect(only('yougile.update')).toMatchObject({ completed: true })
    expect(only('telegram.media', 'material')).toEqual({
      place: { to: 'car', carId: 80001, branch: 'batumi' },
      albums: [
        {
          caption: '📷 Дополнение: <b>Техпаспорт</b> · Выдача #4001, Toyota Prius AA-000-AA',
          files: [{ kind: 'photo', fileId: 'F1' }],
        },
      ],
    })
    expect(only('telegram.media', 'material-hq').place).toEqual({ to: 'hq-car', carId: 80001 })
    expect(only('telegram.message').html).toBe('Спасибо! Принял 1 файл: Техпаспорт ✅\nВыдача #4001: теперь собрано всё.')
  })
})

describe('a photo for an issue that is finished', () => {
  const whole = operationRow('issue', { status: 'closed', done: [...allDone('issue'), 'posted'], closedAt: at('2030-11-05T05:00:00.000Z') })

  test.each([
    ['in the car’s topic', photo('кузов'), {}],
    ['by its number in the private chat', photo('бронь 4001, кузов', PRIVATE), {}],
    ['by its number, in the topic of a car that goes out next', photo('бронь 4001, кузов'), { status: 'planned' as const }],
  ])('%s is taken as an addition, with a word, and shown in both topics', async (_, event, next) => {
    const operations = 'status' in next ? [whole, operationRow('issue', { bookingId: 700002, ...next })] : [whole]
    const { only, all } = await act(event, known({ bookings: [bookingRow(), bookingRow({ id: 700002, number: 4002 })], operations }))
    expect(only('operation.tick')).toMatchObject({ bookingId: 700001, code: 'body', evidence: ['F1'] })
    expect(only('telegram.message').html).toBe('Спасибо! Принял 1 файл: Фото кузова ✅\nВыдача #4001 уже проведена: добавил к отчёту.')
    expect(all('telegram.media')).toHaveLength(2)
  })

  test('without a caption asks, and says that all photos are there', async () => {
    const { only } = await act(photo(''), known({ operations: [whole] }))
    expect(only('telegram.message').html).toContain('Все фото уже есть, эти будут дополнением.')
  })

  test('neither named nor in its topic is not taken for it', async () => {
    expect((await act(photo('', PRIVATE), known({ operations: [whole] }))).only('telegram.message').html).toContain('Сейчас нет открытой')
  })

  test('in the topic goes to what is nearer in time, the finished one or the next', async () => {
    const next = (plannedAt: string) => operationRow('issue', { bookingId: 700002, status: 'planned', plannedAt: at(plannedAt) })
    const bookings = [bookingRow(), bookingRow({ id: 700002, number: 4002 })]
    const tick = async (plannedAt: string) =>
      (await act(photo('кузов'), known({ bookings, operations: [whole, next(plannedAt)] }))).only('operation.tick').bookingId
    expect(await tick('2030-11-05T12:00:00.000Z')).toBe(700001)
    expect(await tick('2030-11-05T06:30:00.000Z')).toBe(700002)
  })
})

describe('a reply to what was asked for', () => {
  const rows = [bookingRow(), bookingRow({ id: 700002, number: 4002 })]
  const operations = [operationRow('issue'), operationRow('issue', { bookingId: 700002, carId: 80002 })]
  const sentBy = (messageId: number, payload: object, id = EVENT_ID) =>
    ({ chatId: PRIVATE.chatId, messageId, message: { key: 'k', run: { id, payload }, edits: [] } }) as never
  const material = materialRow({ bookingId: 700002 })
  const world = known({
    bookings: rows,
    operations,
    materials: [material],
    sent: [sentBy(50, { booking_id: 700002 }), sentBy(51, { files: [] }, material.id)],
  })
  const replying = (event: NewEvent, to: number): NewEvent =>
    ({ ...event, payload: { ...event.payload, replyToMessageId: to } }) as NewEvent

  test.each([
    ['with words', says('помыл', PRIVATE), 50, 'wash'],
    ['with a photo', photo('кузов', PRIVATE), 50, 'body'],
    ['to the card of other photos', photo('приборка', PRIVATE), 51, 'dash'],
  ])('%s means the booking that was asked about', async (_, event, to, code) => {
    const { only } = await act(replying(event, to), { ...world, intent: 'issue_done' })
    expect(only('operation.tick')).toMatchObject({ bookingId: 700002, code })
  })
})

describe('a document or a video', () => {
  test.each(['document', 'video'] as const)('%s with a caption is evidence, and is shown as what it is', async (kind) => {
    const event = photo('техпаспорт')
    const files = [{ kind, fileId: 'D1', fileUniqueId: 'D1' }]
    const done = [...allDone('issue').filter((code) => code !== 'papers'), 'posted']
    const closed = operationRow('issue', { status: 'closed', done, closedAt: at('2030-11-05T05:00:00.000Z') })
    const { only } = await act({ ...event, payload: { ...event.payload, files } } as NewEvent, known({ operations: [closed] }))
    expect(only('operation.tick').evidence).toEqual([`${kind}:D1`])
    expect(only('telegram.media', 'material').albums[0]?.files).toEqual([{ kind, fileId: 'D1' }])
  })
})

describe('words of staff', () => {
  test('«помыл и заправил» ticks what was said', async () => {
    const { all, only } = await act(says('помыл и заправил'), { ...open(), intent: 'issue_done' })
    expect(all('operation.tick').map(({ payload }) => payload.code)).toEqual(['wash', 'fuel'])
    expect(only('telegram.message').html).toBe(
      'Отметил: Мойка, Заправка ✅\nВыдача #4001: осталось — Жидкости, Комплектация, Фото кузова, Фото приборки, Техпаспорт.',
    )
  })

  test.each([
    ['«не помыл» is no tick', 'не помыл ещё', 'issue_done'],
    ['a photo is not proved by a word', 'фото кузова есть', 'issue_done'],
    ['a question is answered', 'чего не хватает по выдаче 4001?', 'issue_materials'],
  ])('%s', async (_, text, intent) => {
    const { listing, only } = await act(says(text), { ...open(), intent })
    expect(listing).toEqual(['telegram.message answer → thread--1000000000001-77'])
    expect(only('telegram.message').html).toMatch(/^Выдача #4001: осталось — Мойка.*\n<i>Источник: наш чек-лист операции<\/i>$/)
  })

  test('«выдал» with everything collected waits for RentProg', async () => {
    const { only } = await act(says('выдал'), { ...open(allDone('issue')), intent: 'issue_done' })
    expect(only('telegram.message').html).toBe(
      'Выдача #4001: всё собрано. Проведите операцию в RentProg — карточка закроется сама.\n<i>Источник: наш чек-лист операции</i>',
    )
  })

  test.each([
    ['by its number', 'Помыл по выдаче 4001', PRIVATE],
    ['by its car’s topic', 'помыл', TOPIC],
  ])('tick what stands in the daily plan only, when it is named %s', async (_, text, place) => {
    const world = known({ operations: [operationRow('issue', { status: 'planned', cardKey: null, taskKey: null })], intent: 'issue_done' })
    const { listing, only } = await act(says(text, place), world)
    expect(listing[0]).toBe('operation.tick wash')
    expect(only('operation.tick')).toMatchObject({ code: 'wash', done: true, by: 90001 })
  })

  test('do not guess it, hours before, from being the only one', async () => {
    const world = known({ operations: [operationRow('issue', { status: 'planned', cardKey: null })], intent: 'issue_done' })
    expect((await act(says('помыл', PRIVATE), world)).all('operation.tick')).toEqual([])
  })

  test('about no open issue: it says how to ask', async () => {
    const { only } = await act(says('помыл', PRIVATE), known())
    expect(only('telegram.message').html).toBe('Не нашёл открытой выдачи. Напишите с номером, например «выдача 4001», или в теме авто.')
  })
})

describe('two hours after an issue was posted with gaps', () => {
  const due: NewEvent = { type: 'reminder.due', payload: { subject: 'booking:700001', stage: 'issue:materials', booking_id: 700001 } }
  const closed = (done: string[]) => known({ operations: [operationRow('issue', { status: 'closed', done: [...done, 'posted'] })] })

  test('the responsible is asked a last time for what is missing', async () => {
    const { listing, only } = await act(due, closed(allDone('issue').filter((code) => code !== 'papers')))
    expect(listing).toEqual(['telegram.message last-request → staff-90001'])
    expect(only('telegram.message').html).toBe(
      '🟡 <b>Выдача #4001: так и не собрано</b> — Техпаспорт.\nПришлите, пожалуйста, фото сюда с подписью «бронь 4001». Больше напоминать не буду.',
    )
  })

  test.each([
    ['everything came meanwhile', closed(allDone('issue'))],
    ['it was opened again', open()],
    ['it is gone', known({ bookings: [] })],
  ])('nobody is asked when %s', async (_, world) => {
    expect((await act(due, world)).listing).toEqual([])
  })
})

describe('an issue posted in RentProg', () => {
  const extras = { super_kasko: true, insurance: 30, equipment: 5, chair: true, chairs_quantity: 2, navigator: null }

  test('with everything collected is reported to both topics and its task is completed', async () => {
    const world = known({
      bookings: [bookingRow({ extras, paidMinor: 15000 })],
      operations: [operationRow('issue', { done: allDone('issue'), evidence: { body: ['F1', 'F2', 'F3', 'F4'] } })],
      now: at('2030-11-05T08:41:05.000Z'),
    })
    const { listing, only, summary } = await act(issued, world)
    expect(listing).toEqual([
      'operation.tick posted',
      'operation.close main',
      'telegram.edit card',
      'yougile.comment main',
      'yougile.update main',
      'telegram.message report → car-batumi-80001',
      'telegram.message report-hq → hq-car-80001',
      'telegram.media material → car-batumi-80001',
      'telegram.media material-hq → hq-car-80001',
    ])
    const report = [
      '✅ <b>Выдача проведена</b> — Toyota Prius AA-000-AA',
      'Бронь #4001 · 5 ноября 12:41 · Тест Сотрудник',
      'Собрано: Мойка, Заправка, Жидкости, Комплектация, Фото кузова (файлов: 4), Фото приборки, Техпаспорт',
      '💰 сумма 200,00 GEL, оплачено 150,00 GEL, долг 50,00 GEL, залог 100,00 GEL',
      '🛡 Доп. страховка: Супер КАСКО, 30',
      '🧰 Доп. оборудование: детское кресло ×2, 5',
      '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
    ].join('\n')
    expect(only('telegram.message', 'report').html).toBe(report)
    expect(only('telegram.message', 'report-hq').html).toBe(report)
    expect(only('telegram.media', 'material').albums).toEqual([
      {
        caption: '📷 <b>Фото кузова</b> · Выдача #4001, Toyota Prius AA-000-AA',
        files: ['F1', 'F2', 'F3', 'F4'].map((fileId) => ({ kind: 'photo', fileId })),
      },
    ])
    expect(only('telegram.media', 'material-hq').albums).toEqual(only('telegram.media', 'material').albums)
    expect(only('operation.close')).toMatchObject({
      status: 'closed',
      report: {
        gaps: [],
        totalMinor: 20000,
        debtMinor: 5000,
        details: { insurance: 'Супер КАСКО, 30', equipment: 'детское кресло ×2, 5' },
      },
    })
    expect(only('operation.tick')).toMatchObject({ code: 'posted', done: true, by: 90001 })
    expect(only('yougile.update')).toMatchObject({ completed: true })
    expect(only('telegram.edit').buttons).toBeUndefined()
    expect(summary).toBe('Выдача #4001: выдача проведена, отчёт отправлен; чек-лист собран.')
  })

  test('each file stands once, under all it proves, and says what it is', async () => {
    const evidence = { body: ['F1', 'F2'], dash: ['F2', 'document:D1'], papers: ['video:V1'] }
    const { only } = await act(issued, known({ operations: [operationRow('issue', { done: allDone('issue'), evidence })] }))
    expect(only('telegram.media', 'material').albums.map(({ caption, files }) => [caption?.split(' · ')[0], files])).toEqual([
      ['📷 <b>Фото кузова</b>', [{ kind: 'photo', fileId: 'F1' }]],
      ['📷 <b>Фото кузова, Фото приборки</b>', [{ kind: 'photo', fileId: 'F2' }]],
      ['📷 <b>Фото приборки</b>', [{ kind: 'document', fileId: 'D1' }]],
      ['📷 <b>Техпаспорт</b>', [{ kind: 'video', fileId: 'V1' }]],
    ])
  })

  test('with gaps: the report names them, the task stays open, the responsible is told', async () => {
    const done = allDone('issue').filter((code) => code !== 'papers' && code !== 'dash')
    const { listing, only } = await act(issued, known({ operations: [operationRow('issue', { done })] }))
    expect(listing).toContain('telegram.message gaps → staff-90001')
    expect(only('event.defer')).toMatchObject({
      type: 'reminder.due',
      timerSlot: 'issue:materials',
      notBefore: '2030-11-05T10:41:00.000Z',
      payload: { subject: 'booking:700001', stage: 'issue:materials', booking_id: 700001 },
    })
    expect(only('telegram.message', 'report').html).toContain('⚠️ Не хватает: Фото приборки, Техпаспорт')
    expect(only('telegram.message', 'gaps').html).toContain('Не хватает: Фото приборки, Техпаспорт.')
    expect(only('yougile.update')).not.toHaveProperty('completed')
    expect(only('telegram.edit').buttons?.flat()).toHaveLength(8)
    expect(only('yougile.comment').text).toContain('⚠️ Не хватает: Фото приборки, Техпаспорт')
  })

  test('before its card was opened: the gaps are to be ticked in the daily plan', async () => {
    const { only, listing } = await act(
      issued,
      known({ operations: [operationRow('issue', { status: 'planned', cardKey: null, taskKey: null, done: ['wash'] })] }),
    )
    expect(only('operation.close')).toMatchObject({ status: 'closed' })
    expect(only('telegram.message', 'gaps').html).toContain('остальное отметьте в плане на день')
    expect(listing.some((line) => line.startsWith('telegram.edit'))).toBe(false)
  })

  test('that we never planned still gets a short report', async () => {
    const { listing, only } = await act(issued, known())
    expect(listing).toEqual(['telegram.message report → car-batumi-80001', 'telegram.message report-hq → hq-car-80001'])
    expect(only('telegram.message', 'report').html).toContain('Карточки не было: эту операцию с нами не планировали.')
  })

  test('of a technical booking, or reported already, needs no report', async () => {
    expect((await act(issued, known({ bookings: [bookingRow({ repair: true })] }))).listing).toEqual([])
    expect((await act(issued, known({ operations: [operationRow('issue', { status: 'closed' })] }))).listing).toEqual([])
  })
})
