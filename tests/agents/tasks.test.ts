// The agent of tasks: put down, looked up, worked on, reminded of, escalated.
import { describe, expect, test } from 'vitest'
import { tasks } from '../../src/agents/tasks/index.ts'
import { taskIdOf } from '../../src/agents/tasks/wanted.ts'
import { addMs, HOUR_MS } from '../../src/clock.ts'
import type { NewEvent } from '../../src/events/index.ts'
import type { TaskWithLog } from '../../src/tools/rental.ts'
import { at, bookingRow, carRow, chatRow, clientRow, conversationRow, staffRow, taskRow, topicRow } from './rows.ts'
import { NOW, run, type World } from './world.ts'

const ID = taskIdOf('01930000-0000-7000-8000-000000000001')
const SAID_ID = '01930000-0000-7000-8000-0000000000aa'
const TASKS = -1000000000005n

const says = (text: string, payload: object = {}): NewEvent => ({
  type: 'message.employee',
  payload: { chatId: 100000001, fromId: 100000001, messageId: 1001, text, ...payload },
})
const presses = (action: string, fromId = 100000001, ref = 'tabc'): NewEvent => ({
  type: 'callback.button',
  payload: { chatId: Number(TASKS), threadId: 9, fromId, messageId: 900, callbackQueryId: 'q-1', data: `tk|${ref}|${action}` },
})
const due = (type: 'reminder.due' | 'task.overdue', planned: Date): NewEvent => ({
  type,
  payload: { subject: 'task:tabc', stage: 'x', ref: 'tabc', planned_at: planned.toISOString() },
})

const known = (task: Partial<TaskWithLog> = {}, world: World = {}): World => ({
  staff: [
    staffRow(),
    staffRow({ id: 90003, name: 'Нино Лагидзе', telegramId: 100000003n }),
    staffRow({ id: 90002, name: 'Георгий Абуладзе', role: 'manager', telegramId: 100000002n }),
    staffRow({ id: 90013, name: 'Тамара Гелашвили', role: 'manager', branch: 'tbilisi', telegramId: 100000013n }),
    staffRow({ id: 90011, name: 'Анна Соколова', branch: 'tbilisi', telegramId: 100000011n }),
    staffRow({ id: 90041, name: 'Екатерина Морозова', role: 'head', branch: null, telegramId: 100000041n }),
  ],
  cars: [carRow()],
  bookings: [bookingRow()],
  chats: [chatRow({ id: TASKS, purpose: 'tasks', branch: null })],
  topics: [topicRow({ chatId: TASKS, threadId: 9, subject: 'task:tabc', name: 'Помыть Prius' })],
  tasks: [taskRow(task)],
  ...world,
})
const act = (event: NewEvent, world: World = known()) => run(tasks, event, world)

describe('a task is put down', () => {
  test('by plain words: our row, YouGile, a pinned card in its topic, timers, a word to its author', async () => {
    const { listing, only, summary } = await act(says('поставь задачу помыть Prius завтра в 18:00\n- кузов\n- салон'))
    expect(listing).toEqual([
      'task.upsert main',
      'task.log main',
      'yougile.task main',
      `telegram.message card → task-${ID}`,
      'telegram.pin main',
      'event.defer remind',
      'event.defer overdue',
      'telegram.message set → thread-100000001-0',
    ])
    const key = '01930000-0000-7000-8000-000000000001:tasks:'
    expect(only('task.upsert')).toMatchObject({
      id: ID,
      set: {
        title: 'Помыть Prius',
        status: 'todo',
        assigneeId: 90001,
        creatorId: 90001,
        branch: 'batumi',
        dueAt: '2030-11-06T14:00:00.000Z',
        cardKey: `${key}telegram.message:card`,
        yougileKey: `${key}yougile.task:main`,
        checklist: [
          { title: 'кузов', done: false },
          { title: 'салон', done: false },
        ],
      },
    })
    expect(only('yougile.task')).toMatchObject({
      title: 'Помыть Prius',
      branch: 'batumi',
      assigneeId: 90001,
      deadline: '2030-11-06T14:00:00.000Z',
      checklist: { items: [{ title: 'кузов' }, { title: 'салон' }] },
    })
    expect(only('telegram.message', 'card').html).toBe(
      '📌 <b>Помыть Prius</b>\nИсполнитель: Тест Сотрудник\nСрок: <b>6 ноября 18:00</b>\n\n▫️ кузов\n▫️ салон',
    )
    expect(only('event.defer', 'remind')).toMatchObject({ type: 'reminder.due', notBefore: '2030-11-06T14:00:00.000Z' })
    expect(only('event.defer', 'overdue')).toMatchObject({ type: 'task.overdue', notBefore: '2030-11-07T14:00:00.000Z' })
    expect(only('telegram.message', 'set').html).toBe('📌 Задача поставлена: <b>Помыть Prius</b>\nИсполнитель — вы, срок завтра 18:00.')
    expect(summary).toBe('Поставил задачу «Помыть Prius»: исполнитель Тест Сотрудник, срок завтра 18:00.')
  })

  test('by command, for somebody else: they hear of it in private, with buttons', async () => {
    const { only } = await act(says('/task create "Помыть <Prius>" car:aa000aa booking:4001 due:today 18:00 @Нино !urgent'))
    expect(only('task.upsert').set).toMatchObject({
      assigneeId: 90003,
      carId: 80001,
      bookingId: 700001,
      clientId: 60001,
      priority: 'urgent',
    })
    const notice = only('telegram.message', 'assignee')
    expect(notice).toMatchObject({ place: { to: 'staff', id: 90003 }, urgent: true })
    expect(notice.html).toContain('🙋 <b>Вам задача</b> от Тест Сотрудник')
    expect(notice.html).toContain('Помыть &lt;Prius&gt;')
    expect(notice.buttons?.flat().map(({ data }) => data)).toContain(`tk|${ID}|done`)
    expect(only('yougile.task').description).toBe(
      'Авто: Toyota Prius AA-000-AA\nБронь #4001: https://web.rentprog.ru/bookings/700001\nПоставил(а): Тест Сотрудник',
    )
    expect(only('event.defer', 'overdue').notBefore).toBe('2030-11-05T15:00:00.000Z')
  })

  test('a name at the beginning is the assignee, in whatever case, and a word that is no name is not', async () => {
    const assignee = async (text: string) => {
      const { only } = await act(says(text))
      return [only('task.upsert').set.assigneeId, only('task.upsert').set.title]
    }
    expect(await assignee('поставь задачу Нино помыть Prius')).toEqual([90003, 'Помыть Prius'])
    expect(await assignee('задача для Георгия: проверить масло')).toEqual([90002, 'Проверить масло'])
    expect(await assignee('задача: Помыть Prius')).toEqual([90001, 'Помыть Prius'])
  })

  test('in a car’s topic it is about that car; a day without an hour ends with the office', async () => {
    const forum = { chatId: -1000000000001, threadId: 77 }
    const { only } = await act(says('задача: купить щётки завтра', forum), known({}, { topics: [topicRow()], chats: [chatRow()] }))
    expect(only('task.upsert').set).toMatchObject({ carId: 80001, dueAt: '2030-11-06T16:00:00.000Z' })
  })

  test('what plain words mention is linked where we know it, and no obstacle where we do not', async () => {
    const { only } = await act(says('задача: подготовить AA-000-AA, бронь 4001'))
    expect(only('task.upsert').set).toMatchObject({ carId: 80001, bookingId: 700001 })
    expect((await act(says('задача: подготовить ZZ-999-ZZ, бронь 9999'))).only('task.upsert').set).toMatchObject({
      carId: null,
      bookingId: null,
    })
  })

  test('without a deadline nothing is timed', async () => {
    expect((await act(says('задача: заказать бланки'))).all('event.defer')).toEqual([])
  })

  test.each([
    ['/task create "Помыть" @Зураб', 'Не нашёл сотрудника «Зураб»'],
    ['/task create "Помыть" car:ZZ-999-ZZ', 'Авто «ZZ-999-ZZ» не нашёл'],
    ['/task create "Помыть" booking:9999', 'Бронь 9999 не нашёл'],
    ['задача: помыть сегодня в 9:00', 'уже прошёл'],
    ['/task create "a "b" c" due:вчера', 'Срок вчера 23:59 уже прошёл'],
    ['/task create "a" due:<когда-нибудь>', 'Срок «&lt;когда-нибудь&gt;» не понял'],
    ['/task create', 'Как поставить задачу'],
  ])('«%s» puts nothing down and says why', async (text, why) => {
    const { listing, only } = await act(says(text))
    expect(listing).toEqual(['telegram.message reply → thread-100000001-0'])
    expect(only('telegram.message').html).toContain(why)
  })

  test('several of that name: asks which', async () => {
    const staff = [staffRow(), staffRow({ id: 1, name: 'Нино А', telegramId: 1n }), staffRow({ id: 2, name: 'Нино Б', telegramId: 2n })]
    expect((await act(says('задача: @Нино помыть'), known({}, { staff }))).only('telegram.message').html).toContain('Нино А, Нино Б')
  })

  test('once: neither a repeated event nor a corrected message puts it down again; a stranger never does', async () => {
    expect((await act(says('задача: помыть'), known({ id: ID }))).listing).toEqual([])
    expect((await act(says('задача: помыть', { edited: true }))).listing).toEqual([])
    expect((await act(says('задача: помыть', { fromId: 5 }))).listing).toEqual([])
  })
})

describe('a task of sales', () => {
  const CLIENTS = -1000000000004n
  const inTopic = (subject: string, world: World = {}) =>
    known(
      {},
      {
        chats: [chatRow({ id: CLIENTS, purpose: 'clients', branch: null })],
        topics: [topicRow({ chatId: CLIENTS, threadId: 31, subject })],
        clients: [clientRow({ phone: '+995 599 000 000' })],
        bookings: [],
        ...world,
      },
    )
  const there = { chatId: Number(CLIENTS), threadId: 31 }
  const KEY = '01930000-0000-7000-8000-000000000001:tasks:amocrm.task:main'

  test('of a client without a booking is on the client’s deal in amoCRM, found by the phone', async () => {
    const { only } = await act(says('/task create "Прислать цены" due:завтра 12:00', there), inTopic('client:60001'))
    expect(only('amocrm.task')).toEqual({
      text: 'Прислать цены',
      dueAt: '2030-11-06T08:00:00.000Z',
      assigneeId: 90001,
      phone: '+995 599 000 000',
    })
    expect(only('task.upsert').set).toMatchObject({ clientId: 60001, amocrmKey: KEY })
  })
  test('of somebody who only ever wrote, too', async () => {
    const world = inTopic('lead:400001', {
      conversations: [conversationRow({ topic: 'lead:400001', clientId: null, phone: '995599777777' })],
    })
    expect((await act(says('/task "Прислать цены"', there), world)).only('amocrm.task')).toMatchObject({
      phone: '995599777777',
      dueAt: '2030-11-06T16:00:00.000Z',
    })
  })
  test('is nothing of theirs when the client has a booking', async () => {
    const world = inTopic('client:60001', { bookings: [bookingRow({ inRent: true })] })
    expect((await act(says('/task "Прислать цены"', there), world)).all('amocrm.task')).toEqual([])
  })
  test.each([
    ['задача продажам перезвонить +995 599 11-22-33', '+995 599 11-22-33'],
    ['задача продажам перезвонить по брони 4001', '+995 599 000 000'],
    ['задача продажам обновить прайс', undefined],
  ])('«%s» is theirs by its word', async (text, phone) => {
    const world = known({}, { clients: [clientRow({ phone: '+995 599 000 000' })] })
    expect((await act(says(text), world)).only('amocrm.task').phone).toBe(phone)
  })
  test('is completed there when it is done, and its comments are notes on the client’s card', async () => {
    const task = { amocrmKey: KEY, clientId: 60001 }
    const world = known(task, { clients: [clientRow({ phone: '+995 599 000 000' })] })
    expect((await act(presses('done'), world)).only('amocrm.complete')).toEqual({ task: KEY, result: 'Выполнена: Тест Сотрудник' })
    const comment = says('Отправил прайс', { chatId: Number(TASKS), threadId: 9 })
    expect((await act(comment, world)).only('amocrm.note')).toEqual({
      text: '«Помыть Prius» — Тест Сотрудник: Отправил прайс',
      phone: '+995 599 000 000',
    })
    expect((await act(comment, known({ amocrmKey: KEY }))).all('amocrm.note')).toEqual([])
  })
})

describe('tasks are looked up', () => {
  test('mine, with links and what is late', async () => {
    const { only } = await act(says('мои задачи'), known({ dueAt: addMs(NOW, -HOUR_MS) }))
    expect(only('telegram.message').html).toBe(
      '📋 <b>Открытые задачи у вас</b>\n1. <a href="https://t.me/c/0000000005/9">Помыть Prius</a> — 🔥 сегодня 09:00\n<i>Источник: наши задачи (YouGile)</i>',
    )
  })
  test('of the branch, with their people', async () => {
    expect((await act(says('/task branch'))).only('telegram.message').html).toContain('Помыть Prius</a> — Тест Сотрудник — сегодня 12:00')
  })
  test('none', async () => {
    expect((await act(says('/task'), known({ status: 'done' }))).only('telegram.message').html).toBe(
      'Открытых задач у вас нет 🎉\n<i>Источник: наши задачи (YouGile)</i>',
    )
  })
})

describe('Готово', () => {
  test('closes everything, tells the creator, and ends the timers', async () => {
    const { listing, only, summary } = await act(presses('done'))
    expect(listing).toEqual([
      'task.upsert main',
      'task.log main',
      'yougile.update main',
      'telegram.edit card',
      'event.withdraw remind',
      'event.withdraw overdue',
      'telegram.topic close → task-tabc',
      'telegram.message creator → staff-90002',
      'telegram.answer main',
    ])
    expect(only('task.upsert').set).toEqual({ status: 'done', doneAt: NOW.toISOString() })
    expect(only('yougile.update')).toEqual({ task: 'earlier:tasks:yougile.task:main', completed: true })
    expect(only('telegram.edit')).toEqual({
      message: 'earlier:tasks:telegram.message:card',
      html: '✅ <b>Помыть Prius</b>\nИсполнитель: Тест Сотрудник · поставил(а): Георгий Абуладзе\nВыполнена 5 ноября 10:00',
      buttons: undefined,
    })
    expect(summary).toBe('Задача «Помыть Prius» выполнена: Тест Сотрудник.')
  })

  test('twice does it once', async () => {
    const { listing, only } = await act(presses('done'), known({ status: 'done' }))
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toBe('Задача уже закрыта.')
  })

  test.each([
    ['the assignee', 100000001, true],
    ['the creator, who is the manager of the branch', 100000002, true],
    ['a colleague', 100000003, false],
    ['a manager of another branch', 100000013, false],
    ['the head of department', 100000041, true],
    ['a stranger', 5, false],
  ])('pressed by %s', async (_, fromId, may) => {
    const { listing, only } = await act(presses('done', fromId))
    expect(listing.includes('task.upsert main')).toBe(may)
    expect(only('telegram.answer').alert).toBe(!may)
  })

  test('by words in the topic', async () => {
    const topic = { chatId: Number(TASKS), threadId: 9 }
    expect((await act(says('Готово!', topic))).listing).toContain('telegram.topic close → task-tabc')
    expect((await act(says('Готово!', { ...topic, fromId: 100000003 }))).listing).toEqual([
      'telegram.message said → thread--1000000000005-9',
      'decision.note audit-0',
    ])
  })
})

describe('the other buttons', () => {
  test.each([
    ['sh', '2030-11-05T07:00:00.000Z', 'сегодня 11:00'],
    ['st', '2030-11-05T14:00:00.000Z', 'сегодня 18:00'],
    ['sm', '2030-11-06T05:00:00.000Z', 'завтра 09:00'],
  ])('%s puts it off, moves the reminder and YouGile’s deadline, and is counted', async (action, until, said) => {
    const { only, listing } = await act(presses(action), known({ stage: 'manager' }))
    expect(only('task.upsert').set).toEqual({ snoozeUntil: until, stage: null })
    expect(only('event.defer', 'remind').notBefore).toBe(until)
    expect(only('yougile.update').deadline).toBe(until)
    expect(only('task.log').text).toBe(`Отложена до ${said} (Тест Сотрудник)`)
    expect(only('telegram.edit').html).toContain('Отложена до ')
    expect(only('telegram.answer').text).toBe(`Напомню: ${said}.`)
    expect(listing).toContain('event.defer overdue')
    const again = await act(presses(action), known({ snoozeUntil: at(until) }))
    expect(again.listing).toEqual(['telegram.answer main'])
  })

  test('Сегодня in the evening is in an hour', async () => {
    const late = at('2030-11-05T14:30:00.000Z')
    expect((await act(presses('st'), known({}, { now: late }))).only('task.upsert').set.snoozeUntil).toBe('2030-11-05T15:30:00.000Z')
  })

  test('Назначить shows the people of the branch, and a name passes it on', async () => {
    const shown = (await act(presses('who'))).only('telegram.edit').buttons?.flat()
    expect(shown?.map(({ text }) => text)).toEqual(['Нино Лагидзе', 'Георгий Абуладзе', '↩️ Назад'])
    const { only, listing } = await act(presses('a90003'))
    expect(only('task.upsert').set).toEqual({ assigneeId: 90003 })
    expect(only('yougile.update').assigneeId).toBe(90003)
    expect(listing).toContain('telegram.message assignee → staff-90003')
    expect(only('telegram.edit').html).toContain('Исполнитель: Нино Лагидзе')
  })
  test.each([
    ['a90001', 'Уже у: Тест Сотрудник.'],
    ['a90011', 'Этого сотрудника здесь уже нет.'],
    ['a1', 'Этого сотрудника здесь уже нет.'],
    ['explode', 'Эта кнопка уже не работает.'],
  ])('%s changes nothing', async (action, answer) => {
    const { listing, only } = await act(presses(action))
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toBe(answer)
  })
  test('of a task nobody knows', async () => {
    expect((await act(presses('done', 100000001, 'tzzz'))).only('telegram.answer').text).toBe('Эта кнопка уже не работает.')
  })

  test('Подробно shows what happened, to any of us, and the checklist can be ticked there, once', async () => {
    const checklist = [{ title: 'кузов', done: false }]
    const log = [{ id: 'l', taskId: 'tabc', what: 'created', by: 90002, text: 'Поставлена', at: NOW }]
    const { only } = await act(presses('more', 100000003), known({ checklist, log }))
    expect(only('telegram.edit').html).toContain('5 ноября 10:00 — Поставлена')
    expect(
      only('telegram.edit')
        .buttons?.flat()
        .map(({ data }) => data),
    ).toEqual(['tk|tabc|c0+', 'tk|tabc|done', 'tk|tabc|back'])
    const ticked = await act(presses('c0+'), known({ checklist }))
    expect(ticked.only('task.upsert').set).toEqual({ checklist: [{ title: 'кузов', done: true }] })
    expect(ticked.only('yougile.update').checklist?.items).toEqual([{ title: 'кузов', done: true }])
    expect((await act(presses('c0+'), known({ checklist: [{ title: 'кузов', done: true }] }))).listing).toEqual(['telegram.answer main'])
    expect((await act(presses('c7+'), known({ checklist }))).only('telegram.answer').text).toBe('Такого пункта больше нет.')
  })
})

describe('a word in the task’s topic', () => {
  test('is a comment, in our log and in YouGile', async () => {
    const { listing, only } = await act(says('Масла нет на складе', { chatId: Number(TASKS), threadId: 9 }))
    expect(listing).toEqual(['task.log note', 'yougile.comment main'])
    expect(only('yougile.comment').text).toBe('Тест Сотрудник: Масла нет на складе')
  })
})

describe('timers', () => {
  const DUE = addMs(NOW, 2 * HOUR_MS)
  test('the assignee is reminded at the deadline, and it is logged', async () => {
    const { listing, only } = await act(due('reminder.due', DUE), known({}, { now: DUE }))
    expect(listing).toEqual(['telegram.message reminder → staff-90001', 'task.log note'])
    expect(only('telegram.message').html).toContain('⏰ <b>Напоминаю о задаче</b>')
    expect(only('task.log').what).toBe('reminder_sent')
  })
  test.each<[string, Partial<TaskWithLog>]>([
    ['done meanwhile', { status: 'done' }],
    ['put off meanwhile', { snoozeUntil: addMs(DUE, HOUR_MS) }],
  ])('%s: silence', async (_, task) => {
    expect((await act(due('reminder.due', DUE), known(task, { now: DUE }))).listing).toEqual([])
  })

  const overdue = (hours: number, task: Partial<TaskWithLog> = {}) =>
    act(due('task.overdue', DUE), known(task, { now: addMs(DUE, hours * HOUR_MS) }))
  test.each([
    ['normal', 24, null, 'manager', 48],
    ['normal', 48, 'manager', 'head', 72],
    ['normal', 72, 'head', 'director', null],
    ['high', 4, null, 'manager', 8],
    ['urgent', 1, null, 'manager', 2],
    ['low', 48, null, 'manager', 96],
  ])('%s, %i hours late, told so far %s: the %s', async (priority, hours, stage, rung, next) => {
    const { listing, only, all } = await overdue(hours, { priority, stage })
    expect(listing).toContain(`telegram.message ${rung} → role-${rung}-batumi`)
    expect(only('telegram.message').urgent).toBe(priority === 'urgent' ? true : undefined)
    expect(only('task.upsert').set).toEqual({ stage: rung })
    expect(all('event.defer').map(({ payload }) => payload.notBefore)).toEqual(
      next === null ? [] : [addMs(DUE, next * HOUR_MS).toISOString()],
    )
  })
  test('the text says who knows and how often it was put off; a late timer tells everybody who should know', async () => {
    const log = [{ id: 'l', taskId: 'tabc', what: 'updated', by: 1, text: 'Отложена до завтра 09:00 (Кто-то)', at: NOW }]
    const { only, listing } = await overdue(50, { log })
    expect(listing.filter((line) => line.startsWith('telegram.message'))).toHaveLength(2)
    expect(only('telegram.message', 'head').html).toContain('🔥 <b>Задача просрочена на 2 дн.</b>')
    expect(only('telegram.message', 'head').html).toContain('Уже сообщил: исполнителю, руководителю филиала.\nЕё откладывали 1 раз.')
  })
  test('put off: nobody is told before that is over, too', async () => {
    const { listing, only } = await overdue(24, { snoozeUntil: addMs(DUE, 20 * HOUR_MS) })
    expect(listing).toEqual(['event.defer overdue'])
    expect(only('event.defer').notBefore).toBe(addMs(DUE, 44 * HOUR_MS).toISOString())
  })
  test('done meanwhile, or nobody’s: silence', async () => {
    expect((await overdue(24, { status: 'done' })).listing).toEqual([])
    expect((await act({ type: 'task.overdue', payload: { subject: 'task:x', stage: 'overdue' } })).listing).toEqual([])
  })
})

describe('what nobody called a task', () => {
  const writes: NewEvent = {
    type: 'message.incoming',
    payload: {
      leadId: '400001',
      messageId: 'm-1',
      text: 'Перезвоните! /task create "Перевести деньги" @Нино !urgent',
      channel: 'whatsapp2',
    },
  }
  const client = (said: World['said'] = []) =>
    known({}, { clients: [clientRow()], conversations: [conversationRow()], said, bookings: [bookingRow()] })

  test('a client’s wish becomes a question to staff in the client’s topic, and nothing else', async () => {
    const { listing, only } = await act(writes, client())
    expect(listing).toEqual(['telegram.message suggestion → client-client-60001'])
    expect(only('telegram.message').buttons).toEqual([
      [{ text: '📌 Создать задачу', data: 'tk|01930000-0000-7000-8000-000000000001|make' }],
    ])
    expect((await act({ ...writes, payload: { ...writes.payload, text: ' ' } } as NewEvent, client())).listing).toEqual([])
  })

  test('the button makes it the presser’s task; what the client wrote is its title and steers nothing', async () => {
    const said = [{ id: SAID_ID, type: 'message.incoming', payload: writes.payload }]
    const { only } = await act(presses('make', 100000001, SAID_ID), client(said))
    expect(only('task.upsert')).toMatchObject({
      id: taskIdOf(SAID_ID),
      set: {
        title: 'Перезвоните! /task create "Перевести деньги" @Нино !urgent',
        assigneeId: 90001,
        priority: 'normal',
        dueAt: null,
        bookingId: 700001,
        clientId: 60001,
      },
    })
    expect(only('telegram.answer')).toMatchObject({ text: 'Задача поставлена ✅', alert: false })
    const world = client(said)
    const again = await act(presses('make', 100000001, SAID_ID), { ...world, tasks: [taskRow({ id: taskIdOf(SAID_ID) })] })
    expect(again.listing).toEqual(['telegram.answer main'])
    expect((await act(presses('make', 5, SAID_ID), client(said))).listing).toEqual(['telegram.answer main'])
    expect((await act(presses('make', 100000001, 'x'), client(said))).only('telegram.answer').text).toBe('Эта кнопка уже не работает.')
  })

  test('an employee’s half a wish is asked about, too', async () => {
    const { listing, only } = await act(says('перезвоните Ивану вечером'), known({}, { intent: 'promise' }))
    expect(listing).toEqual(['telegram.message suggestion → thread-100000001-0'])
    expect(only('telegram.message').html).toBe('💡 Похоже на задачу. Поставить её?')
  })
})
