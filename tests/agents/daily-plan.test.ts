// The daily plan: its text, what it makes of a changing day, presses of its buttons, and who is shown it on request.
import { describe, expect, test } from 'vitest'
import { dailyPlan } from '../../src/agents/daily-plan/index.ts'
import { issueAssistant } from '../../src/agents/issue-assistant/index.ts'
import type { NewEvent } from '../../src/events/index.ts'
import type { DailyPlan } from '../../src/tools/rental.ts'
import { at, bookingRow, carRow, chatRow, operationRow, staffRow } from './rows.ts'
import { NOW, type Run, run, type World } from './world.ts'

const MORNING = at('2030-11-05T04:00:00.000Z')
const generate: NewEvent = { type: 'daily.plan.generate', payload: { branch: 'batumi' } }
const refresh: NewEvent = { type: 'daily.plan.generate', source: 'internal', payload: { branch: 'batumi', refresh: true } }
const act = (event: NewEvent, world: World) => run(dailyPlan, event, world)

const NINO = staffRow({ id: 90003, name: 'Нино Лагидзе', telegramId: 100000003n })
const CARS = [
  carRow(),
  carRow({ id: 80002, name: 'Kia Rio', plate: 'AA-002-BT' }),
  carRow({ id: 80003, name: 'Hyundai Tucson', plate: 'AA-003-BT' }),
  carRow({ id: 81001, name: 'Toyota RAV4', plate: 'BB-001-TB', branch: 'tbilisi' }),
]
/** Out since the first, due back this evening. */
const back = bookingRow({
  id: 700002,
  number: 4002,
  carId: 80002,
  clientName: 'Мария <Примерова>',
  startAt: at('2030-11-01T08:00:00.000Z'),
  endAt: at('2030-11-05T14:00:00.000Z'),
  inRent: true,
  responsibleId: 90003,
})
/** Should have come back yesterday. */
const late = bookingRow({
  ...back,
  id: 700003,
  number: 4003,
  carId: 80003,
  clientName: 'Пётр Поздний',
  endAt: at('2030-11-04T14:00:00.000Z'),
})
const service = bookingRow({
  id: 700004,
  number: null,
  carId: 80003,
  technical: true,
  clientName: 'Сервис',
  startAt: at('2030-11-05T07:00:00.000Z'),
  endAt: at('2030-11-05T12:00:00.000Z'),
})
/** Tomorrow’s client gets a car that stands in Tbilisi. */
const fromAfar = bookingRow({
  id: 700005,
  number: 4005,
  carId: 81001,
  startAt: at('2030-11-06T08:00:00.000Z'),
  endAt: at('2030-11-09T08:00:00.000Z'),
  responsibleId: null,
  responsible: null,
})

const day = (world: World = {}): World => ({
  now: MORNING,
  bookings: [bookingRow(), back, late, service, fromAfar],
  cars: CARS,
  staff: [staffRow(), NINO],
  ...world,
})

const PLAN = `🗓 <b>План на день — Батуми</b>
вторник, 5 ноября
Готово: выдачи 0 из 1, приемки 0 из 2, перегоны 0 из 2

⏰ <b>С прошлых дней</b>
<b>1.</b> 4 ноября 18:00 → Hyundai Tucson AA-003-BT → Пётр Поздний → Нино Лагидзе · приемка · #4003 · 📍 Офис
▫️ Фото кузова · ▫️ Фото приборки · ▫️ Жидкости · ▫️ Комплектация · ▫️ Закрытие в RentProg

🔑 <b>Выдачи</b>
<b>2.</b> 12:30 → Toyota Prius AA-000-AA → Иван Тестов → Тест Сотрудник · #4001 · 📍 Аэропорт
▫️ Мойка · ▫️ Заправка · ▫️ Жидкости · ▫️ Комплектация · ▫️ Выдача

🏁 <b>Приемки</b>
<b>3.</b> 18:00 → Kia Rio AA-002-BT → Мария &lt;Примерова&gt; → Нино Лагидзе · #4002 · 📍 Офис
▫️ Фото кузова · ▫️ Фото приборки · ▫️ Жидкости · ▫️ Комплектация · ▫️ Закрытие в RentProg

🚚 <b>Перегоны</b>
<b>4.</b> 11:00 → Hyundai Tucson AA-003-BT → Сервис, до 16:00 → Тест Сотрудник · #700004
<b>5.</b> 6 ноября 12:00 → Toyota RAV4 BB-001-TB → Тбилиси → Батуми, к выдаче → ответственный не назначен · #4005`

/** The plan as it hangs there after the morning. */
function hanging(morning: Run, row: Partial<DailyPlan> = {}): DailyPlan {
  const { messages, shown } = morning.only('plan.upsert')
  return { branch: 'batumi', day: at('2030-11-05T00:00:00.000Z'), messages, shown, updatedAt: MORNING, ...row }
}
/** The checklists it has written down. */
const written = (morning: Run) =>
  morning
    .all('operation.plan')
    .map(({ payload: { kind, bookingId, plannedAt, carId } }) =>
      operationRow(kind, { bookingId, carId: carId ?? null, plannedAt: at(plannedAt), status: 'planned', cardKey: null, taskKey: null }),
    )
const tomorrow = at('2030-11-06T04:00:00.000Z')

describe('in the morning', () => {
  test('one message shows issues, returns and moves in the order of time, what is late on top; it is pinned', async () => {
    const { listing, only, summary } = await act(generate, day())
    expect(only('telegram.message').html).toBe(PLAN)
    expect(listing).toEqual([
      'operation.plan r700003',
      'operation.plan i700001',
      'operation.plan r700002',
      'plan.upsert main',
      'telegram.message plan.1 → plan-batumi',
      'telegram.pin main',
    ])
    expect(summary).toBe('План Батуми: пунктов 5, закрепил.')
  })

  test('each subtask that a person can tick has a button; posting in RentProg has none', async () => {
    const { only } = await act(generate, day({ bookings: [bookingRow()] }))
    expect(only('telegram.message').buttons).toEqual([
      [
        { text: '1 ▫️ Мойка', data: 'dp|i700001|wash' },
        { text: '1 ▫️ Заправка', data: 'dp|i700001|fuel' },
      ],
      [
        { text: '1 ▫️ Жидкости', data: 'dp|i700001|fluids' },
        { text: '1 ▫️ Комплектация', data: 'dp|i700001|kit' },
      ],
    ])
  })

  test('the whole checklist is written down, not only what the plan shows of it', async () => {
    const { only } = await act(generate, day({ bookings: [bookingRow()] }))
    expect(only('operation.plan')).toEqual({
      bookingId: 700001,
      kind: 'issue',
      branch: 'batumi',
      carId: 80001,
      plannedAt: '2030-11-05T08:30:00.000Z',
      items: operationRow('issue').items.map(({ code, title }) => ({ code, title })),
    })
  })

  test('an operation whose card is open already keeps it, and its ticks show', async () => {
    const { all, only } = await act(generate, day({ bookings: [bookingRow()], operations: [operationRow('issue', { done: ['wash'] })] }))
    expect(all('operation.plan')).toEqual([])
    expect(only('telegram.message').html).toContain('✅ Мойка · ▫️ Заправка')
    expect(only('telegram.message').buttons?.[0]?.[0]).toEqual({ text: '1 ✅ Мойка', data: 'dp|i700001|!wash' })
  })

  test('a free day is still one message, a warm one', async () => {
    const { only, listing, summary } = await act(generate, day({ bookings: [] }))
    expect(only('telegram.message')).toEqual({
      place: { to: 'plan', branch: 'batumi' },
      html: '🗓 <b>План на день — Батуми</b>\nвторник, 5 ноября\n\nСегодня ни выдач, ни приемок, ни перегонов. Спокойного дня! ☕️\nЕсли что-то появится, я допишу сюда.',
      buttons: undefined,
    })
    expect(listing).toContain('telegram.pin main')
    expect(summary).toBe('План Батуми: день свободен, так и написал, закрепил.')
  })

  test.each([
    ['cancelled before', bookingRow({ state: 'Отмена' })],
    ['of another branch', bookingRow({ branch: 'tbilisi', carId: 81001 })],
    ['of another day', bookingRow({ startAt: at('2030-11-05T20:00:00.000Z') })],
    ['in the archive', bookingRow({ archived: true })],
    ['that never began and should be over', bookingRow({ startAt: at('2030-10-20T08:00:00.000Z'), endAt: at('2030-11-03T08:00:00.000Z') })],
  ])('a booking %s is not in it', async (_, booking) => {
    expect((await act(generate, day({ bookings: [booking] }))).only('telegram.message').html).toContain('Спокойного дня')
  })

  test('midnight is Tbilisi’s: half past midnight is today', async () => {
    const { only } = await act(generate, day({ bookings: [bookingRow({ startAt: at('2030-11-04T20:30:00.000Z') })] }))
    expect(only('telegram.message').html).toContain('<b>1.</b> 00:30 → Toyota Prius')
  })

  test('an issue of yesterday that nobody posted or cancelled comes first', async () => {
    const { only } = await act(generate, day({ bookings: [bookingRow({ startAt: at('2030-11-04T08:30:00.000Z') })] }))
    expect(only('telegram.message').html).toContain('⏰ <b>С прошлых дней</b>\n<b>1.</b> 4 ноября 12:30')
    expect(only('telegram.message').html).toContain('· выдача · #4001')
  })

  test('a car that goes to another branch is in the plans of both', async () => {
    const away = await act({ type: 'daily.plan.generate', payload: { branch: 'tbilisi' } }, day({ bookings: [fromAfar] }))
    expect(away.only('telegram.message').html).toContain('6 ноября 12:00 → Toyota RAV4 BB-001-TB → Тбилиси → Батуми, к выдаче')
    const third = await act({ type: 'daily.plan.generate', payload: { branch: 'kutaisi' } }, day({ bookings: [fromAfar] }))
    expect(third.only('telegram.message').html).toContain('Спокойного дня')
  })
})

describe('during the day', () => {
  const later = async (changed: World, bookings = [bookingRow(), back]): Promise<Run> => {
    const morning = await act(generate, day({ bookings }))
    return act(refresh, day({ bookings, operations: written(morning), plans: [hanging(morning)], now: NOW, ...changed }))
  }

  test('nothing changed: nothing is done', async () => {
    const { listing, summary } = await later({})
    expect(listing).toEqual([])
    expect(summary).toBe('План Батуми: для людей ничего не изменилось, не трогаю.')
  })

  test('a tick is an edit of the same message, never a new one', async () => {
    const { listing, only } = await later({
      operations: [
        operationRow('issue', { status: 'planned', done: ['wash'], cardKey: null }),
        operationRow('return', { bookingId: 700002, carId: 80002, plannedAt: back.endAt as Date, status: 'planned', cardKey: null }),
      ],
    })
    expect(listing).toEqual(['plan.upsert main', 'telegram.edit plan.1'])
    expect(only('telegram.edit')).toMatchObject({ message: expect.stringContaining(':daily-plan:telegram.message:plan.1') })
    expect(only('telegram.edit').html).toContain('✅ Мойка · ▫️ Заправка')
  })

  test.each<[string, Partial<typeof back>, string]>([
    [
      'cancelled',
      { state: 'Отмена' },
      '🚫 <b>1.</b> <s>12:30 → Toyota Prius AA-000-AA → Иван Тестов → Тест Сотрудник · #4001 · 📍 Аэропорт</s> — бронь отменена («Отмена»)',
    ],
    ['moved to tomorrow', { startAt: at('2030-11-06T08:30:00.000Z') }, '</s> — перенесена на 6 ноября 12:30'],
    ['moved within the day', { startAt: at('2030-11-05T10:00:00.000Z') }, '<b>1.</b> 14:00 → Toyota Prius'],
    ['given to another branch', { branch: 'tbilisi' }, '</s> — передана в филиал Тбилиси'],
    ['posted as issued', { inRent: true }, '✅ <b>1.</b> 12:30 → Toyota Prius'],
  ])('an issue that was %s shows it in its place', async (_, change, text) => {
    const { listing, only } = await later({ bookings: [bookingRow(change), back] })
    expect(listing.filter((line) => !line.startsWith('operation.plan'))).toEqual(['plan.upsert main', 'telegram.edit plan.1'])
    expect(only('telegram.edit').html).toContain(text)
  })

  test('what is off has no buttons, what was posted with gaps keeps those of the gaps', async () => {
    const cancelled = await later({ bookings: [bookingRow({ state: 'Отмена' }), back] })
    expect(
      cancelled
        .only('telegram.edit')
        .buttons?.flat()
        .some(({ data }) => data.includes('i700001')),
    ).toBe(false)
    const done = ['wash', 'fuel', 'fluids', 'posted']
    const posted = await later({
      bookings: [bookingRow({ inRent: true }), back],
      operations: [
        operationRow('issue', { status: 'closed', done }),
        operationRow('return', { bookingId: 700002, carId: 80002, plannedAt: back.endAt as Date, status: 'planned', cardKey: null }),
      ],
    })
    expect(posted.only('telegram.edit').buttons?.[0]).toEqual([{ text: '1 ▫️ Комплектация', data: 'dp|i700001|kit' }])
    expect(posted.only('telegram.edit').html).toContain('✅ Заправка · ✅ Жидкости · ▫️ Комплектация · ✅ Выдача')
  })

  test('a new booking gets its line and its checklist', async () => {
    const fresh = bookingRow({ id: 700009, number: 4009, startAt: at('2030-11-05T12:00:00.000Z'), clientName: 'Новый Клиент' })
    const { only, listing } = await later({ bookings: [bookingRow(), back, fresh] })
    expect(listing).toEqual(['operation.plan i700009', 'plan.upsert main', 'telegram.edit plan.1'])
    expect(only('telegram.edit').html).toContain('<b>2.</b> 16:00 → Toyota Prius AA-000-AA → Новый Клиент')
  })

  test('a booking taken up again gets its checklist back', async () => {
    const { only } = await later({
      operations: [
        operationRow('issue', { status: 'cancelled', cardKey: null }),
        operationRow('return', { bookingId: 700002, carId: 80002, plannedAt: back.endAt as Date, status: 'planned', cardKey: null }),
      ],
    })
    expect(only('operation.plan')).toMatchObject({ bookingId: 700001, kind: 'issue' })
  })

  test('a car from yesterday that came back stays on top, done', async () => {
    const { only } = await later({ bookings: [bookingRow(), { ...late, inRent: false, state: 'Отъездила' }] }, [bookingRow(), late])
    expect(only('telegram.edit').html).toContain('⏰ <b>С прошлых дней</b>\n✅ <b>1.</b> 4 ноября 18:00')
  })

  test('a move is done when the car is at the other branch', async () => {
    const moved = CARS.map((car) => (car.id === 81001 ? { ...car, branch: 'batumi' } : car))
    const { only } = await later({ bookings: [fromAfar], cars: moved }, [fromAfar])
    expect(only('telegram.edit').html).toContain('✅ <b>1.</b> 6 ноября 12:00 → Toyota RAV4 BB-001-TB → уже в филиале Батуми')
  })

  test('the schedule firing once more only brings the plan up to date', async () => {
    const morning = await act(generate, day())
    const again = await act(generate, day({ operations: written(morning), plans: [hanging(morning)] }))
    expect(again.listing).toEqual([])
  })

  test('a message somebody deleted is sent anew, and pinned; one Telegram never took is left to the person who is alerted', async () => {
    const morning = await act(generate, day())
    const plans = [hanging(morning)]
    const keys = morning.only('plan.upsert').messages
    const rows = { plans, operations: written(morning), now: NOW }
    const deleted = await act(refresh, day({ ...rows, lost: { gone: keys } }))
    expect(deleted.listing).toEqual(['plan.upsert main', 'telegram.message plan.1 → plan-batumi', 'telegram.pin main'])
    const unsent = await act(refresh, day({ ...rows, bookings: [], lost: { unsent: keys } }))
    expect(unsent.listing).toEqual([])
    expect(unsent.summary).toBe('План Батуми: сообщение не ушло в Telegram, обновлять нечего.')
  })

  test('without a plan a change is nobody’s business', async () => {
    const { listing, summary } = await act(refresh, day())
    expect(listing).toEqual([])
    expect(summary).toBe('План Батуми: его ещё нет, обновлять нечего.')
  })

  test('after midnight yesterday’s plan goes on until there is a new one', async () => {
    const morning = await act(generate, day())
    const plans = [hanging(morning)]
    const night = { bookings: [{ ...back, inRent: false, state: 'Отъездила' }, bookingRow(), late, service, fromAfar] }
    const { only } = await act(refresh, day({ ...night, plans, operations: written(morning), now: at('2030-11-05T21:00:00.000Z') }))
    expect(only('plan.upsert').day).toBe('2030-11-05')
    expect(only('telegram.edit').html).toContain('✅ <b>3.</b> 18:00 → Kia Rio')
  })
})

describe('the next morning', () => {
  test('there is a new message, pinned; the old one is over: without buttons, unpinned', async () => {
    const morning = await act(generate, day())
    const { listing, only, all, summary } = await act(
      generate,
      day({ plans: [hanging(morning)], operations: written(morning), now: tomorrow }),
    )
    expect(listing).toEqual([
      'telegram.edit over.1',
      'telegram.unpin main',
      'plan.upsert over',
      'operation.plan i700005',
      'plan.upsert main',
      'telegram.message plan.1 → plan-batumi',
      'telegram.pin main',
    ])
    expect(only('telegram.edit').html.split('\n')[0]).toBe('🗓 <b>План на день — Батуми</b> · завершён')
    expect(only('telegram.edit').buttons).toBeUndefined()
    expect(all('plan.upsert').map(({ payload }) => [payload.day, payload.shown.length])).toEqual([
      ['2030-11-05', 0],
      ['2030-11-06', 1],
    ])
    expect(summary).toContain('прошлый план завершил')
  })

  test('what is over is not closed twice', async () => {
    const morning = await act(generate, day())
    const { listing } = await act(generate, day({ plans: [hanging(morning, { shown: [] })], now: tomorrow }))
    expect(listing.filter((line) => line.includes('over') || line.includes('unpin'))).toEqual([])
  })
})

describe('a pressed subtask', () => {
  const press = (data: string, fromId = 100000001): NewEvent => ({
    type: 'callback.button',
    payload: { chatId: -1000000000001, threadId: 5, fromId, callbackQueryId: 'q1', messageId: 900, data },
  })
  const planned = operationRow('issue', { status: 'planned', cardKey: null, taskKey: null })
  const world = (rows: World = {}) => day({ bookings: [bookingRow()], operations: [planned], now: NOW, ...rows })

  test('is a tick of the operation with the name of who pressed', async () => {
    const { listing, only, summary } = await act(press('dp|i700001|wash'), world())
    expect(listing).toEqual(['operation.tick wash', 'telegram.answer main'])
    expect(only('operation.tick')).toEqual({ bookingId: 700001, kind: 'issue', code: 'wash', done: true, by: 90001, evidence: [] })
    expect(only('telegram.answer').text).toBe('Мойка ✅')
    expect(summary).toBe('Выдача #4001: Тест Сотрудник — «Мойка» готово.')
  })

  test('is taken along by the card in the car’s topic and by the task', async () => {
    const { listing, only } = await act(press('dp|i700001|wash'), world({ operations: [operationRow('issue')] }))
    expect(listing).toEqual(['operation.tick wash', 'telegram.answer main', 'telegram.edit card', 'yougile.update main'])
    expect(only('telegram.edit').html).toContain('✅ Мойка')
  })

  test.each<[string, typeof dailyPlan | typeof issueAssistant, string]>([
    ['in the plan', dailyPlan, 'dp|i700001|wash'],
    ['on the card in the car’s topic', issueAssistant, 'is|700001|wash'],
  ])('%s shows in the plan in the same commit', async (_, agent, data) => {
    const morning = await act(generate, day({ bookings: [bookingRow()] }))
    const plans = [hanging(morning)]
    const { only, listing } = await run(agent, press(data), world({ plans }))
    expect(listing.slice(-2)).toEqual(['plan.upsert main', 'telegram.edit plan.1'])
    expect(only('telegram.edit', 'plan.1')).toMatchObject({
      message: morning.only('plan.upsert').messages[0],
      html: expect.stringContaining('✅ Мойка · ▫️ Заправка'),
    })
    // The refresh that the commit wakes finds nothing left to do.
    const ticked = operationRow('issue', { status: 'planned', cardKey: null, taskKey: null, done: ['wash'] })
    const after = await act(refresh, world({ operations: [ticked], plans: [hanging(morning, { shown: only('plan.upsert').shown })] }))
    expect(after.listing).toEqual([])
    // A message that is gone is left to it.
    const gone = await run(agent, press(data), world({ plans, lost: { gone: morning.only('plan.upsert').messages } }))
    expect(gone.listing).not.toContain('plan.upsert main')
  })

  test('says what it wishes: pressed twice it is done once, and `!` takes it back', async () => {
    const done = world({ operations: [operationRow('issue', { status: 'planned', cardKey: null, done: ['wash'] })] })
    expect((await act(press('dp|i700001|wash'), done)).listing).toEqual(['telegram.answer main'])
    expect((await act(press('dp|i700001|!wash'), done)).only('operation.tick')).toMatchObject({ code: 'wash', done: false })
  })

  test.each<[string, string, number, boolean]>([
    ['an employee of another branch may not', 'employee', 90011, false],
    ['the manager of another branch may', 'manager', 90011, true],
    ['the responsible may, wherever they belong', 'employee', 90001, true],
  ])('%s', async (_, role, id, may) => {
    const guest = staffRow({ id, role, branch: 'tbilisi', telegramId: 100000011n })
    const { listing, only } = await act(press('dp|i700001|wash', 100000011), world({ staff: [guest] }))
    expect(listing.includes('operation.tick wash')).toBe(may)
    if (!may)
      expect(only('telegram.answer')).toMatchObject({
        text: 'Это план филиала Батуми: отмечают его сотрудники и все руководители.',
        alert: true,
      })
  })

  test.each([
    ['of a stranger', press('dp|i700001|wash', 5), true],
    ['that is no subtask', press('dp|i700001|<b>'), undefined],
    ['of a booking nobody knows', press('dp|i999999|wash'), undefined],
    ['of posting, which RentProg alone confirms', press('dp|i700001|posted'), true],
  ])('%s is answered and changes nothing', async (_, event, alert) => {
    const { listing, only } = await act(event, world())
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').alert || undefined).toBe(alert)
  })
})

describe('«план на день»', () => {
  const says = (text: string, intent?: string, where: object = { chatId: 100000001, chatType: 'private' }): [NewEvent, Partial<World>] => [
    { type: 'message.employee', payload: { chatId: 100000001, fromId: 100000001, messageId: 1003, text, ...where } },
    intent === undefined ? {} : { intent },
  ]
  const ask = (text: string, intent?: string, world: World = {}, where?: object) => {
    const [event, more] = says(text, intent, where)
    return act(event, day({ chats: [chatRow()], ...more, ...world }))
  }

  test('is answered where it was asked, without buttons; the pinned one is left alone', async () => {
    const { listing, only } = await ask('/plan', 'plan_today')
    expect(listing).toEqual(['telegram.message answer.1 → thread-100000001-0'])
    expect(only('telegram.message').html).toBe(
      `${PLAN.replace('План на день', 'План на сегодня')}\n\n<i>Источник: наша база (RentProg)</i>`,
    )
    expect(only('telegram.message').buttons).toBeUndefined()
  })

  test.each(['/plan завтра', 'план на завтра'])('«%s»: tomorrow, without what is late today', async (text) => {
    const { only } = await ask(text, text.startsWith('/') ? 'plan_today' : 'plan_tomorrow')
    const { html } = only('telegram.message')
    expect(html).toContain('<b>План на завтра — Батуми</b>\nсреда, 6 ноября')
    expect(html).toContain('<b>1.</b> 12:00 → Toyota RAV4 BB-001-TB')
    expect(html).not.toContain('С прошлых дней')
  })

  test('the branch that is named comes first, then the forum’s, then the asker’s own', async () => {
    expect((await ask('план на день Тбилиси')).only('telegram.message').html).toContain('— Тбилиси')
    const guest = { staff: [staffRow({ branch: 'kutaisi' })] }
    expect((await ask('план на день', undefined, guest, { chatId: -1000000000001 })).only('telegram.message').html).toContain('— Батуми')
    expect((await ask('план на день', undefined, guest)).only('telegram.message').html).toContain('— Кутаиси')
    expect((await ask('план на день', undefined, { staff: [staffRow({ branch: null })] })).only('telegram.message').html).toContain(
      'По какому филиалу',
    )
  })
})
