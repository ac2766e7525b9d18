// The booking controller, as the business expects it: timers, reminders, escalation, answers.
import { describe, expect, test } from 'vitest'
import { bookingController } from '../../src/agents/booking-controller/index.ts'
import { Unavailable } from '../../src/errors.ts'
import type { EventType, NewEvent } from '../../src/events/index.ts'
import { allDone, at, bookingRow, carRow, clientRow, operationRow, staffRow } from './rows.ts'
import { NOW, run, type World } from './world.ts'

type Changes = Record<string, [unknown, unknown]>
type BookingType = Extract<EventType, `booking.${string}`>

const told = (type: Exclude<BookingType, `${string}.planned`>, payload: Record<string, unknown> = {}) =>
  ({ type, payload: { rentprog_id: 700001, booking_id: 700001, branch: 'batumi', ...payload } }) as NewEvent
const updated = (changes: Changes) => told('booking.updated', { changes, raw_action: 'update' })
const planned = (type: 'booking.issue.planned' | 'booking.return.planned', planned_at: string) =>
  ({ type, payload: { rentprog_id: 700001, booking_id: 700001, branch: 'batumi', planned_at } }) as NewEvent
const due = (stage: string, planned_at: string): NewEvent => ({
  type: 'reminder.due',
  payload: { subject: 'booking:700001', stage, branch: 'batumi', booking_id: 700001, planned_at },
})

const known = (world: World = {}): World => ({
  bookings: [bookingRow()],
  cars: [carRow()],
  clients: [clientRow()],
  staff: [staffRow()],
  ...world,
})
const act = (event: NewEvent, world: World) => run(bookingController, event, world)

const STAGES = ['T-30', 'T+15', 'T+30', 'T+60']
const withdrawn = (kind: string, stages = STAGES) => stages.map((stage) => `event.withdraw 700001.${kind}.${stage}`)

describe('a booking that becomes known', () => {
  test('brings the phone of its client, by which their messages find it, and their name where it names the client by id', async () => {
    const clients = [
      { id: 60001, name: 'John', lastname: 'Smith', fio: 'Smith John', phone: '+995500060001', email: 'j@example.com', lang: 'en' },
    ]
    const event = told('booking.created', {
      raw_action: 'create',
      client_id: 60001,
      fields: {
        id: 700001,
        car_id: 80001,
        client_id: 60001,
        state: 'Активная',
        start_date: '06-11-2030 10:00',
        end_date: '08-11-2030 9:00',
      },
    })
    const { only } = await act(event, { cars: [carRow()], rentprog: { clients } })
    expect(only('client.upsert').set).toEqual({ name: 'John Smith', phone: '+995500060001', email: 'j@example.com', language: 'en' })
    expect(only('booking.upsert').set).toMatchObject({ clientId: 60001, clientName: 'John Smith' })
    const again = await act(event, { cars: [carRow()], clients: [clientRow({ phone: '+995500060001' })], rentprog: { clients } })
    expect(again.asked).toEqual([])
  })

  const created = {
    type: 'booking.created' as const,
    payload: {
      rentprog_id: 700004,
      booking_id: 700004,
      car_id: 80001,
      client_id: 60001,
      branch: 'batumi' as const,
      raw_action: 'create',
      fields: {
        id: 700004,
        state: 'Новая',
        car_id: 80001,
        car_name: 'Test Car',
        client_id: 60001,
        first_name: 'Иван',
        last_name: 'Тестов',
        start_date: '06-11-2030 10:00',
        end_date: '08-11-2030 9:00',
        total: 450,
        deposit: 100.5,
      },
    },
  }

  test('is written down and gets its two timers, two hours before each operation', async () => {
    const { only, listing, summary, asked } = await act(created, { cars: [carRow()] })
    expect(listing).toEqual(['booking.upsert 700004', 'client.upsert 60001', 'event.defer 700004.issue', 'event.defer 700004.return'])
    expect(only('booking.upsert').set).toMatchObject({
      branch: 'batumi',
      state: 'Новая',
      carId: 80001,
      clientName: 'Иван Тестов',
      startAt: '2030-11-06T06:00:00.000Z',
      endAt: '2030-11-08T05:00:00.000Z',
      totalMinor: 45000,
      depositMinor: 10050,
    })
    expect(only('event.defer', '700004.issue')).toEqual({
      type: 'booking.issue.planned',
      payload: {
        rentprog_id: 700004,
        branch: 'batumi',
        booking_id: 700004,
        car_id: 80001,
        client_id: 60001,
        planned_at: '2030-11-06T06:00:00.000Z',
      },
      notBefore: '2030-11-06T04:00:00.000Z',
      timerSlot: 'issue',
      dedupeKey: 'booking.issue.planned:700004:2030-11-06T06:00:00.000Z',
    })
    expect(only('event.defer', '700004.return')).toMatchObject({
      type: 'booking.return.planned',
      notBefore: '2030-11-08T03:00:00.000Z',
      timerSlot: 'return',
    })
    expect(asked, 'the webhook said everything but the phone').toEqual(['client 60001'])
    expect(summary).toBe('Бронь #700004: выдача завтра 10:00, напомню завтра 08:00; приемка 8 ноября 09:00, напомню 8 ноября 07:00.')
  })

  test.each([
    ['the flag technical', { technical: true }],
    ['the flag repair', { repair: true }],
    ['a client called «Сервис»', { first_name: 'Сервис', last_name: 'Батуми' }],
    ['a client called «сотрудник»', { first_name: 'Гио', last_name: '(сотрудник)' }],
  ])('is no business of clients when it is technical by %s', async (_, fields) => {
    const payload = { ...created.payload, fields: { ...created.payload.fields, ...fields } }
    const { all, only, summary } = await act({ ...created, payload }, { cars: [carRow()], clients: [clientRow()] })
    expect(all('event.defer')).toEqual([])
    expect(only('booking.upsert').id).toBe(700004)
    expect(summary).toBe('Бронь #700004: бронь техническая.')
  })

  test('less than two hours before its start wakes us at once; long after it nobody is reminded', async () => {
    const soon = await act(created, { cars: [carRow()], now: at('2030-11-06T05:40:00.000Z') })
    expect(soon.only('event.defer', '700004.issue').notBefore).toBe('2030-11-06T05:40:00.000Z')
    const justMissed = await act(created, { cars: [carRow()], now: at('2030-11-06T07:00:00.000Z') })
    expect(justMissed.listing).toContain('event.defer 700004.issue')
    const late = await act(created, { cars: [carRow()], now: at('2030-11-06T07:01:00.000Z') })
    expect(late.listing).not.toContain('event.defer 700004.issue')
    expect(late.listing).toContain('event.defer 700004.return')
  })

  test('from an update alone is looked up in RentProg; what the webhook names beats the answer', async () => {
    const rentprog = {
      bookings: [
        {
          id: 700001,
          number: 4001,
          car_id: 80001,
          start_date: '05-11-2030 18:00',
          end_date: '08-11-2030 10:00',
          location_start: 'Офис',
          state: 'Активная',
        },
      ],
    }
    const { only, asked } = await act(updated({ start_date: ['05-11-2030 18:00', '05-11-2030 20:00'] }), { cars: [carRow()], rentprog })
    expect(asked).toEqual(['booking 700001'])
    expect(only('booking.upsert').set).toMatchObject({
      number: 4001,
      locationStart: 'Офис',
      startAt: '2030-11-05T16:00:00.000Z',
      readAt: NOW.toISOString(),
    })
    expect(only('event.defer', '700001.issue').notBefore).toBe('2030-11-05T14:00:00.000Z')
  })

  test('that RentProg does not know either is kept as the webhook says', async () => {
    const { listing, only, summary } = await act(updated({ location_start: ['A', 'B'] }), {})
    expect(listing).toEqual(['booking.upsert 700001'])
    expect(only('booking.upsert').set).toEqual({ branch: 'batumi', locationStart: 'B' })
    expect(summary).toBe('Бронь #700001: в RentProg нет времени выдачи; в RentProg нет времени приемки.')
  })

  test('while RentProg is down is tried again later', async () => {
    await expect(act(updated({ location_start: ['A', 'B'] }), { rentprog: 'down' })).rejects.toBeInstanceOf(Unavailable)
  })

  test('and was deleted at once needs no look at RentProg', async () => {
    const { only, all, asked } = await act(told('booking.cancelled', { raw_action: 'destroy' }), { rentprog: 'down' })
    expect(asked).toEqual([])
    expect(only('booking.upsert').set).toEqual({ branch: 'batumi', state: 'Отмена', active: false, archived: true })
    expect(all('event.defer')).toEqual([])
  })
})

describe('a known booking that changes', () => {
  test('is not looked up: our row has enough, even without RentProg', async () => {
    const { asked, listing } = await act(updated({ location_start: ['Аэропорт', 'Отель'] }), known({ rentprog: 'down' }))
    expect(asked).toEqual([])
    expect(listing).toEqual(['booking.upsert 700001'])
  })

  test('with gaps goes on when RentProg is down', async () => {
    const world = known({ bookings: [bookingRow({ endAt: null })], rentprog: 'down' })
    const { asked, only } = await act(updated({ location_start: ['Аэропорт', 'Отель'] }), world)
    expect(asked).toEqual(['booking 700001'])
    expect(only('booking.upsert').set).toEqual({ locationStart: 'Отель' })
  })

  test('moved: the old stages are withdrawn and the timer is set anew', async () => {
    const { listing, only } = await act(updated({ start_date: ['05-11-2030 12:30', '05-11-2030 18:00'] }), known())
    expect(listing).toEqual(['booking.upsert 700001', ...withdrawn('issue'), 'event.defer 700001.issue'])
    expect(only('booking.upsert').set).toEqual({ startAt: '2030-11-05T14:00:00.000Z' })
    expect(only('event.withdraw', '700001.issue.T-30')).toEqual({
      type: 'reminder.due',
      subject: 'booking:700001',
      timerSlot: 'issue:T-30',
      reason: 'время изменилось',
    })
    expect(only('event.defer')).toMatchObject({
      notBefore: '2030-11-05T12:00:00.000Z',
      dedupeKey: 'booking.issue.planned:700001:2030-11-05T14:00:00.000Z',
    })
  })

  test('moved to a time that is near: one message says it, the reminder that is due at once adds none', async () => {
    const world = known({ operations: [operationRow('issue')] })
    const moved = await act(updated({ start_date: ['05-11-2030 12:30', '05-11-2030 11:30'] }), world)
    expect(moved.only('event.defer', '700001.issue')).toMatchObject({ notBefore: NOW.toISOString(), payload: { told: true } })
    expect(moved.listing).toContain('telegram.message 700001.issue.moved → staff-90001')
    const at1130 = '2030-11-05T07:30:00.000Z'
    const booking = bookingRow({ startAt: at(at1130) })
    const due = planned('booking.issue.planned', at1130)
    const again = await act({ ...due, payload: { ...due.payload, told: true } } as NewEvent, known({ bookings: [booking] }))
    expect(again.listing.filter((line) => line.startsWith('telegram'))).toEqual([])
    expect(again.listing).toContain('event.defer 700001.issue.T-30')
    expect(again.summary).toContain('о новом времени уже сказал')
    const first = await act(due, known({ bookings: [booking] }))
    expect(first.listing).toContain('telegram.message 700001.issue.planned.employee → staff-90001')
  })

  test('moved after the responsible was reminded: they hear the new time, the card and the task follow', async () => {
    const world = known({ operations: [operationRow('issue', { done: ['wash'] })] })
    const { listing, only } = await act(updated({ start_date: ['05-11-2030 12:30', '06-11-2030 9:00'] }), world)
    expect(listing).toEqual([
      'booking.upsert 700001',
      ...withdrawn('issue'),
      'event.defer 700001.issue',
      'operation.open 700001.issue',
      'yougile.update 700001.issue',
      'telegram.message 700001.issue.moved → staff-90001',
      'telegram.edit 700001.issue',
    ])
    expect(only('telegram.message')).toMatchObject({ operationAt: '2030-11-06T05:00:00.000Z' })
    expect(only('telegram.message').html).toBe(
      [
        '🔁 <b>Время выдачи изменилось: завтра 09:00</b> — Toyota Prius AA-000-AA',
        'Было: сегодня 12:30',
        'Бронь #4001 · клиент Иван Тестов · Аэропорт',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
      ].join('\n'),
    )
    expect(only('operation.open')).toMatchObject({
      plannedAt: '2030-11-06T05:00:00.000Z',
      items: expect.arrayContaining([{ code: 'wash', title: 'Мойка' }]),
    })
    expect(only('yougile.update')).toEqual({ task: 'earlier:issue-assistant:yougile.task:task', deadline: '2030-11-06T05:00:00.000Z' })
    expect(only('telegram.edit').html).toContain('6 ноября 09:00')
    // The same time may have been planned before, so the key of this plan is its own.
    expect(only('event.defer').dedupeKey).toMatch(/^booking\.issue\.planned:700001:2030-11-06T05:00:00\.000Z:[0-9a-f-]{36}$/)
  })

  test('given to another person while it is being prepared: the new one is told', async () => {
    const world = known({
      staff: [staffRow(), staffRow({ id: 90002, name: 'Нино', telegramId: 100000002n })],
      operations: [operationRow('issue', { done: allDone('issue') })],
    })
    const { listing, only } = await act(updated({ responsible_id: [90001, 90002], responsible: ['Тест Сотрудник', 'Нино'] }), world)
    expect(listing).toEqual(['booking.upsert 700001', 'telegram.message 700001.issue.assigned → staff-90002', 'telegram.edit 700001.issue'])
    expect(only('telegram.message').html).toContain('<b>Выдача теперь на вас: сегодня 12:30</b>')
    expect(only('telegram.message').html).toContain('✅ Чек-лист собран полностью.')
  })

  test('turned technical: timers and operation end, the responsible is told', async () => {
    const { listing, summary } = await act(updated({ technical: [false, true] }), known({ operations: [operationRow('issue')] }))
    expect(listing).toEqual([
      'booking.upsert 700001',
      'event.withdraw 700001.issue',
      ...withdrawn('issue'),
      'operation.close 700001.issue',
      'yougile.comment 700001.issue',
      'yougile.update 700001.issue',
      'telegram.edit 700001.issue',
      'telegram.message 700001.issue.cancelled → staff-90001',
      'event.withdraw 700001.return',
      ...withdrawn('return'),
    ])
    expect(summary).toBe('Бронь #4001: бронь техническая.')
  })

  test('taken up again after a cancellation is planned anew', async () => {
    const world = known({ bookings: [bookingRow({ state: 'Отмена', active: false, startAt: at('2030-11-06T06:00:00.000Z') })] })
    const { listing, only } = await act(updated({ state: ['Отмена', 'Активная'] }), world)
    expect(listing).toEqual(['booking.upsert 700001', 'event.defer 700001.issue', 'event.defer 700001.return'])
    expect(only('event.defer', '700001.issue').dedupeKey).not.toBe('booking.issue.planned:700001:2030-11-06T06:00:00.000Z')
  })
})

describe('the end of a booking or of an operation', () => {
  test('cancelled before anybody was reminded: silence, and no timer is left', async () => {
    const { listing } = await act(told('booking.cancelled', { changes: { state: ['Активная', 'Отказ клиента'] } }), known())
    expect(listing).toEqual([
      'booking.upsert 700001',
      'event.withdraw 700001.issue',
      ...withdrawn('issue'),
      'event.withdraw 700001.return',
      ...withdrawn('return'),
    ])
  })

  test('cancelled while it stood in the daily plan only: its checklist ends, and nobody’s phone rings', async () => {
    const { listing, all, only } = await act(
      told('booking.cancelled', { changes: { state: ['Активная', 'Отмена'] } }),
      known({ operations: [operationRow('issue', { status: 'planned', cardKey: null, taskKey: null, done: ['wash'] })] }),
    )
    expect(only('operation.close')).toMatchObject({ status: 'cancelled', kind: 'issue' })
    expect(all('telegram.message')).toEqual([])
    expect(listing.filter((line) => line.startsWith('telegram') || line.startsWith('yougile'))).toEqual([])
  })

  test('cancelled while it was being prepared: the responsible is told, card and task are closed', async () => {
    const { only } = await act(
      told('booking.cancelled', { changes: { state: ['Активная', 'Отказ клиента'] } }),
      known({ operations: [operationRow('issue')] }),
    )
    expect(only('telegram.message')).toMatchObject({ place: { to: 'staff', id: 90001 } })
    expect(only('telegram.message').html).toBe(
      [
        '🚫 <b>Выдача не понадобится</b> — Toyota Prius AA-000-AA',
        'Бронь #4001 · клиент Иван Тестов · Аэропорт: бронь отменена («Отказ клиента»).',
        'Готовить ничего не нужно, спасибо!',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
      ].join('\n'),
    )
    expect(only('operation.close')).toMatchObject({ status: 'cancelled', kind: 'issue' })
    expect(only('yougile.update')).toMatchObject({ completed: true })
    expect(only('telegram.edit').buttons).toBeUndefined()
  })

  test('issued: the timers of the issue are withdrawn, the operation is left to the assistant', async () => {
    const { listing, only } = await act(
      told('booking.issued', { changes: { in_rent: [false, true], start_worker_id: [null, 90001] } }),
      known({ operations: [operationRow('issue')] }),
    )
    expect(listing).toEqual(['booking.upsert 700001', 'event.withdraw 700001.issue', ...withdrawn('issue')])
    expect(only('booking.upsert').set).toMatchObject({ inRent: true, startWorkerId: 90001 })
  })

  test('issued so late that the hour of the return has struck: the return is planned after all', async () => {
    const now = at('2030-11-08T05:00:00.000Z')
    const { only } = await act(told('booking.issued'), known({ now }))
    expect(only('event.defer')).toMatchObject({ type: 'booking.return.planned', notBefore: now.toISOString() })
    expect(only('event.defer').dedupeKey, 'the timer for that time has already been used').toContain(':2030-11-08T06:00:00.000Z:')
  })

  test('returned: all timers are withdrawn; an issue nobody had posted with us ends quietly', async () => {
    const world = known({ bookings: [bookingRow({ inRent: true })], operations: [operationRow('issue'), operationRow('return')] })
    const { listing, all } = await act(
      told('booking.returned', { changes: { in_rent: [true, false], end_worker_id: [null, 90001] } }),
      world,
    )
    expect(listing).toContain('event.withdraw 700001.return')
    expect(listing).toContain('operation.close 700001.issue')
    expect(listing).not.toContain('operation.close 700001.return')
    expect(all('telegram.message')).toEqual([])
  })
})

describe('two hours before an operation', () => {
  const START = '2030-11-05T08:30:00.000Z'
  const inTime = at('2030-11-05T06:30:00.000Z')

  test('the responsible is reminded in private, and the later stages get timers', async () => {
    const { listing, only, summary } = await act(planned('booking.issue.planned', START), known({ now: inTime }))
    expect(listing).toEqual([
      'telegram.message 700001.issue.planned.employee → staff-90001',
      ...STAGES.map((stage) => `event.defer 700001.issue.${stage}`),
    ])
    expect(only('telegram.message')).toEqual({
      place: { to: 'staff', id: 90001 },
      operationAt: START,
      buttons: undefined,
      html: [
        '🔔 <b>Выдача сегодня 12:30</b> — Toyota Prius AA-000-AA',
        'Бронь #4001 · клиент Иван Тестов · Аэропорт',
        'Подготовьте авто, снимите фото по чек-листу и проведите выдачу в RentProg.',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
      ].join('\n'),
    })
    expect(only('event.defer', '700001.issue.T+30')).toEqual({
      type: 'reminder.due',
      payload: { subject: 'booking:700001', stage: 'issue:T+30', branch: 'batumi', booking_id: 700001, planned_at: START },
      notBefore: '2030-11-05T09:00:00.000Z',
      timerSlot: 'issue:T+30',
    })
    expect(summary).toBe('Выдача #4001 сегодня 12:30: напомнил (Тест Сотрудник), впереди напоминаний: 4.')
  })

  test.each([
    ['nobody is assigned', { responsibleId: null, responsible: null }, '👤 Ответственный в RentProg не назначен, поэтому пишу вам.'],
    [
      'the responsible is not in our directory',
      { responsibleId: 99999, responsible: 'Ника <Б>' },
      '👤 Ответственного «Ника &lt;Б&gt;» я не нашёл среди сотрудников, поэтому пишу вам.',
    ],
    ['the responsible has no Telegram', { responsibleId: 90003 }, '👤 У ответственного (Лаша) нет связи с ботом, поэтому пишу вам.'],
  ])('%s: the branch manager is told, and told why', async (_, booking, why) => {
    const world = known({
      now: inTime,
      bookings: [bookingRow(booking)],
      staff: [staffRow(), staffRow({ id: 90003, name: 'Лаша', telegramId: null })],
    })
    const { only } = await act(planned('booking.issue.planned', START), world)
    expect(only('telegram.message').place).toEqual({ to: 'role', role: 'manager', branch: 'batumi' })
    expect(only('telegram.message').html).toContain(why)
  })

  test.each([
    ['posted already', { inRent: true }, 'авто уже выдано'],
    ['cancelled', { state: 'Отмена' }, 'бронь отменена («Отмена»)'],
    ['technical', { clientName: 'Сервис' }, 'бронь техническая'],
    ['moved', { startAt: at('2030-11-05T10:00:00.000Z') }, 'время изменилось: теперь сегодня 14:00'],
    ['without a date', { startAt: null }, 'в RentProg больше нет времени выдачи'],
  ])('%s: nobody is disturbed, and the summary says why', async (_, booking, why) => {
    const { listing, summary } = await act(planned('booking.issue.planned', START), known({ now: inTime, bookings: [bookingRow(booking)] }))
    expect(listing).toEqual([])
    expect(summary).toBe(`Выдача #4001: не напоминаю — ${why}.`)
  })

  test('late, but before its time: a reminder, and only the stages still to come', async () => {
    const { listing, only } = await act(planned('booking.issue.planned', START), known({ now: at('2030-11-05T08:20:00.000Z') }))
    expect(listing).toEqual([
      'telegram.message 700001.issue.planned.employee → staff-90001',
      'event.defer 700001.issue.T+15',
      'event.defer 700001.issue.T+30',
      'event.defer 700001.issue.T+60',
    ])
    expect(only('telegram.message').html).toContain('<b>Выдача сегодня 12:30</b>')
  })

  test('late by twenty minutes: the employee is told it is not posted, once, and the stages to come are set', async () => {
    const { listing, only } = await act(planned('booking.issue.planned', START), known({ now: at('2030-11-05T08:50:00.000Z') }))
    expect(listing).toEqual([
      'telegram.message 700001.issue.T+15.employee → staff-90001',
      'event.defer 700001.issue.T+30',
      'event.defer 700001.issue.T+60',
    ])
    expect(only('telegram.message').html).toContain('<b>Выдача не проведена в RentProg</b>')
  })

  test('late by an hour and a half: the employee and the head are told, nothing is left for later', async () => {
    const { listing } = await act(planned('booking.issue.planned', START), known({ now: at('2030-11-05T10:00:00.000Z') }))
    expect(listing).toEqual([
      'telegram.message 700001.issue.T+60.employee → staff-90001',
      'telegram.message 700001.issue.T+60.head → role-head-batumi',
    ])
  })

  test('a return is prepared only when the car is away', async () => {
    const END = '2030-11-08T06:00:00.000Z'
    const now = at('2030-11-08T04:00:00.000Z')
    const away = await act(planned('booking.return.planned', END), known({ now, bookings: [bookingRow({ inRent: true })] }))
    expect(away.listing[0]).toBe('telegram.message 700001.return.planned.employee → staff-90001')
    expect(away.only('telegram.message').html).toContain('проверьте штрафы')
    const home = await act(planned('booking.return.planned', END), known({ now }))
    expect(home.listing).toEqual([])
    expect(home.summary).toBe('Приемка #4001: не напоминаю — авто по этой брони ещё не выдавали.')
  })

  test('of a booking we never saw: RentProg is asked, the row is saved, the planned time is believed', async () => {
    const rentprog = {
      bookings: [
        { id: 700001, number: 4001, car_id: 80001, start_date: '05-11-2030 12:00', end_date: '08-11-2030 10:00', state: 'Активная' },
      ],
    }
    const { listing, only } = await act(planned('booking.issue.planned', START), { cars: [carRow()], rentprog, now: inTime })
    expect(listing[0]).toBe('booking.upsert 700001')
    expect(only('booking.upsert').set.startAt).toBe(START)
    expect(listing[1]).toBe('telegram.message 700001.issue.planned.employee → role-manager-batumi')
  })
})

describe('a stage that comes due', () => {
  const START = '2030-11-05T08:30:00.000Z'
  const minutes = (after: number) => new Date(Date.parse(START) + after * 60_000)
  const preparing = (after: number, done: string[] = ['wash', 'fuel', 'fluids', 'kit']) =>
    known({ now: minutes(after), operations: [operationRow('issue', { done })] })

  test('T−30: the second reminder names what is missing', async () => {
    const { only, listing } = await act(due('issue:T-30', START), preparing(-30))
    expect(listing).toEqual(['telegram.message 700001.issue.T-30.employee → staff-90001'])
    expect(only('telegram.message').html).toBe(
      [
        '⏰ <b>Через 30 мин — выдача</b>, Toyota Prius AA-000-AA',
        'Бронь #4001 · клиент Иван Тестов · Аэропорт',
        'Не хватает: Фото кузова, Фото приборки, Техпаспорт',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
      ].join('\n'),
    )
  })

  test('T+15: the employee reads that it is not posted, with a button', async () => {
    const { only } = await act(due('issue:T+15', START), preparing(15))
    expect(only('telegram.message').html).toBe(
      [
        '❗️ <b>Выдача не проведена в RentProg</b> — Toyota Prius AA-000-AA',
        'План: сегодня 12:30, прошло 15 мин.',
        'Бронь #4001 · клиент Иван Тестов · Аэропорт',
        'Не хватает: Фото кузова, Фото приборки, Техпаспорт',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
      ].join('\n'),
    )
    expect(only('telegram.message').buttons).toEqual([[{ text: 'Уже провёл(а)', data: 'bk|700001i|posted' }]])
  })

  test('T+30 and T+60 climb the ladder: who, what, since when', async () => {
    const manager = await act(due('issue:T+30', START), preparing(30))
    expect(manager.listing).toEqual(['telegram.message 700001.issue.T+30.manager → role-manager-batumi'])
    expect(manager.only('telegram.message').html).toBe(
      [
        '⚠️ <b>Выдача не проведена</b> — Toyota Prius AA-000-AA',
        'Батуми, план сегодня 12:30, просрочено на 30 мин.',
        'Ответственный: Тест Сотрудник',
        'Бронь #4001 · клиент Иван Тестов · Аэропорт',
        'Не хватает: Фото кузова, Фото приборки, Техпаспорт',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
      ].join('\n'),
    )
    const head = await act(due('issue:T+60', START), preparing(60))
    expect(head.listing).toEqual(['telegram.message 700001.issue.T+60.head → role-head-batumi'])
    expect(head.only('telegram.message').html).toContain('просрочено на 1 ч.')
  })

  test.each([
    ['the issue was posted', { inRent: true }],
    ['the booking was cancelled', { state: 'Нет машин' }],
    ['the time was moved', { startAt: at('2030-11-05T12:00:00.000Z') }],
  ])('is silent when %s meanwhile', async (_, booking) => {
    const { listing, summary } = await act(due('issue:T+30', START), { ...preparing(30), bookings: [bookingRow(booking)] })
    expect(listing).toEqual([])
    expect(summary).toContain('молчу')
  })

  test('of a return is silent when the car is back', async () => {
    const world = known({ bookings: [bookingRow({ state: 'Отъездила' })], now: at('2030-11-08T06:15:00.000Z') })
    expect((await act(due('return:T+15', '2030-11-08T06:00:00.000Z'), world)).listing).toEqual([])
  })

  test('that the settings no longer have, or of a booking that is gone, does nothing', async () => {
    expect((await act(due('issue:T+45', START), preparing(45))).listing).toEqual([])
    expect((await act(due('issue:T+15', START), {})).summary).toBe('Таймер «issue:T+15» больше ни к чему не относится: ничего не делаю.')
  })
})

describe('every quarter of an hour', () => {
  const check: NewEvent = { type: 'check.bookings', payload: { branch: 'batumi' } }
  const read = (fields: Record<string, unknown> = {}) => ({
    id: 700001,
    number: 4001,
    state: 'Активная',
    active: true,
    in_rent: false,
    car_id: 80001,
    car_name: 'Toyota Prius',
    client_id: 60001,
    first_name: 'Иван',
    last_name: 'Тестов',
    start_date: '05-11-2030 12:30',
    end_date: '08-11-2030 10:00',
    location_start: 'Аэропорт',
    location_end: 'Офис',
    responsible: 'Тест Сотрудник',
    total: 200,
    deposit: 100,
    ...fields,
  })
  /** What we hold after the booking was read once. */
  const afterRead = async (): Promise<ReturnType<typeof bookingRow>> => {
    const { only } = await act(check, { rentprog: { bookings: [read()] } })
    return bookingRow({ extras: JSON.parse(JSON.stringify(only('booking.upsert').set.extras)) })
  }

  test('a booking no webhook brought is written down with its timers, its car with its name', async () => {
    const { listing, only, asked, summary } = await act(check, { rentprog: { bookings: [read()] } })
    expect(listing).toEqual([
      'booking.upsert 700001',
      'car.upsert 80001',
      'client.upsert 60001',
      'event.defer 700001.issue',
      'event.defer 700001.return',
    ])
    expect(only('car.upsert').set).toEqual({ branch: 'batumi', name: 'Toyota Prius' })
    expect(asked, 'one question for all cars').toEqual(['active bookings of batumi', 'client 60001', 'cars of batumi'])
    expect(summary).toBe('Батуми: активных броней 1, новых 1, изменённых 0, забытых операций 0.')
  })

  test('cars without a booking are learnt together with those that have one: an alarm names them by their plates', async () => {
    const cars = [
      { id: 80001, car_name: 'Toyota Prius', number: 'AA-000-AA' },
      { id: 80002, car_name: 'Kia Rio', number: 'AA-002-BT', code: 'Rio 002' },
    ]
    const { only, asked } = await act(check, { rentprog: { bookings: [read()], cars } })
    expect(only('car.upsert', '80001').set).toMatchObject({ branch: 'batumi', plate: 'AA-000-AA' })
    expect(only('car.upsert', '80002').set).toEqual({ branch: 'batumi', name: 'Kia Rio', plate: 'AA-002-BT', code: 'Rio 002' })
    expect(asked).toContain('cars of batumi')
    const known = { cars: [carRow(), carRow({ id: 80002, plate: 'AA-002-BT' })], clients: [clientRow({ phone: '+995500060001' })] }
    expect((await act(check, { ...known, rentprog: { bookings: [read()], cars } })).asked).toEqual(['active bookings of batumi'])
  })

  test('clients whose phone nobody told are asked about, a few at a time and by turns', async () => {
    const bookings = Array.from({ length: 12 }, (_, index) => read({ id: 700100 + index, client_id: 60100 + index }))
    const ask = async (now: string) =>
      (await act(check, { cars: [carRow()], rentprog: { bookings }, now: at(now) })).asked.filter((one) => one.startsWith('client'))
    const [first, second] = [await ask('2030-11-05T06:00:00.000Z'), await ask('2030-11-05T06:15:00.000Z')]
    expect([first.length, second.length]).toEqual([10, 10])
    expect(new Set([...first, ...second]).size).toBe(12)
  })

  test('a new car and a new client of two bookings are written down once', async () => {
    const second = read({ id: 700004, number: 4004, start_date: '11-11-2030 10:00', end_date: '14-11-2030 10:00' })
    const { listing } = await act(check, { rentprog: { bookings: [read(), second] } })
    expect(listing.filter((line) => line.includes('upsert'))).toEqual([
      'booking.upsert 700001',
      'car.upsert 80001',
      'client.upsert 60001',
      'booking.upsert 700004',
    ])
  })

  test('nothing new: nothing is written', async () => {
    const world = known({ bookings: [await afterRead()], rentprog: { bookings: [read()] } })
    expect((await act(check, world)).listing).toEqual([])
  })

  test('what a webhook changed is not undone by a read that says what the last one said', async () => {
    const moved = { ...(await afterRead()), startAt: at('2030-11-05T16:00:00.000Z'), inRent: false }
    expect((await act(check, known({ bookings: [moved], rentprog: { bookings: [read()] } }))).listing).toEqual([])
  })

  test('what RentProg changed since the last read counts, even when no webhook came', async () => {
    const world = known({ bookings: [await afterRead()], rentprog: { bookings: [read({ start_date: '05-11-2030 20:00' })] } })
    const { listing, summary } = await act(check, world)
    expect(listing).toEqual(['booking.upsert 700001', ...withdrawn('issue'), 'event.defer 700001.issue'])
    expect(summary).toBe('Батуми: активных броней 1, новых 0, изменённых 1, забытых операций 0.')
  })

  test('what an answer leaves out is not taken away', async () => {
    const world = known({ bookings: [bookingRow({ responsibleId: 90001 })], rentprog: { bookings: [read()] } })
    const { only } = await act(check, world)
    expect(only('booking.upsert').set).not.toHaveProperty('responsibleId')
  })

  test('an operation whose hour came unnoticed is caught up with; one already open is not', async () => {
    const row = await afterRead()
    const now = at('2030-11-05T08:40:00.000Z')
    const forgotten = await act(check, known({ bookings: [row], rentprog: { bookings: [read()] }, now }))
    expect(forgotten.listing).toEqual(['event.defer 700001.issue'])
    expect(forgotten.only('event.defer')).toMatchObject({
      type: 'booking.issue.planned',
      notBefore: now.toISOString(),
      dedupeKey: 'booking.issue.planned:700001:2030-11-05T08:30:00.000Z',
    })
    const open = await act(check, known({ bookings: [row], rentprog: { bookings: [read()] }, now, operations: [operationRow('issue')] }))
    expect(open.listing).toEqual([])
  })

  test('one overdue for hours goes to the last stage, once for its time; after a day it is let be', async () => {
    const row = await afterRead()
    const hours = await act(check, known({ bookings: [row], rentprog: { bookings: [read()] }, now: at('2030-11-05T14:00:00.000Z') }))
    expect(hours.listing).toEqual(['event.defer 700001.issue.T+60'])
    expect(hours.only('event.defer')).toMatchObject({
      type: 'reminder.due',
      dedupeKey: 'reminder.due:700001:issue:T+60:2030-11-05T08:30:00.000Z',
    })
    const days = await act(check, known({ bookings: [row], rentprog: { bookings: [read()] }, now: at('2030-11-07T14:00:00.000Z') }))
    expect(days.listing).toEqual([])
  })

  test('an issue posted without a webhook is announced to the assistant, who closes it', async () => {
    const world = known({
      bookings: [await afterRead()],
      rentprog: { bookings: [read({ in_rent: true })] },
      operations: [operationRow('issue')],
    })
    const { listing, only } = await act(check, world)
    expect(listing).toEqual([
      'booking.upsert 700001',
      'event.withdraw 700001.issue',
      ...withdrawn('issue'),
      'event.defer 700001.booking.issued',
    ])
    expect(only('event.defer')).toMatchObject({
      type: 'booking.issued',
      payload: { rentprog_id: 700001, booking_id: 700001, branch: 'batumi', car_id: 80001, client_id: 60001 },
      notBefore: NOW.toISOString(),
    })
  })

  test('a return posted without a webhook has left the list: its open operation asks after it', async () => {
    const away = { ...(await afterRead()), inRent: true }
    const finished = read({ state: 'Отъездила', active: false, in_rent: false, ride: true })
    const world = known({ bookings: [away], operations: [operationRow('return')], rentprog: { bookings: [finished], active: [] } })
    const { listing, asked } = await act(check, world)
    expect(asked).toEqual(['active bookings of batumi', 'booking 700001'])
    expect(listing).toContain('event.defer 700001.booking.returned')
    expect(listing).not.toContain('operation.close 700001.return')
  })

  test('while RentProg is down the check is tried again', async () => {
    await expect(act(check, { rentprog: 'down' })).rejects.toBeInstanceOf(Unavailable)
  })
})

describe('«что с бронью 4001»', () => {
  const asks = (text: string, more: object = {}): NewEvent => ({
    type: 'message.employee',
    payload: { chatId: -1000000000001, threadId: 77, fromId: 100000001, messageId: 1001, text, ...more },
  })

  test('is answered in the same thread', async () => {
    const { only, listing, summary } = await act(
      asks('что с бронью 4001?'),
      known({ operations: [operationRow('issue', { done: ['wash', 'fuel', 'fluids', 'kit'] })] }),
    )
    expect(listing).toEqual(['telegram.message reply → thread--1000000000001-77'])
    expect(only('telegram.message').html).toBe(
      [
        '<b>Бронь #4001</b> — Toyota Prius AA-000-AA',
        'Активная, авто ещё не выдано · Батуми',
        'Клиент: Иван Тестов',
        'Выдача: сегодня 12:30, Аэропорт',
        'Приемка: 8 ноября 10:00, Офис',
        'Ответственный: Тест Сотрудник',
        'По выдаче не хватает: Фото кузова, Фото приборки, Техпаспорт',
        '<a href="https://web.rentprog.ru/bookings/700001">Открыть в RentProg</a>',
        '<i>Источник: наша база (RentProg)</i>',
      ].join('\n'),
    )
    expect(summary).toBe('Рассказал о брони #4001.')
  })

  test('each branch counts its own numbers: the asker’s comes first', async () => {
    const rows = [bookingRow(), bookingRow({ id: 700009, branch: 'tbilisi', clientName: 'Другой' })]
    const { only } = await act(asks('бронь 4001'), known({ bookings: rows }))
    expect(only('telegram.message').html).not.toContain('Другой')
  })

  test('an id works too, even of a booking only RentProg knows', async () => {
    const rentprog = { bookings: [{ id: 700077, number: 4077, car_id: 80001, state: 'Новая', first_name: 'A&B', last_name: 'C' }] }
    const { only } = await act(asks('https://web.rentprog.ru/bookings/700077'), known({ rentprog }))
    expect(only('telegram.message').html).toContain('<b>Бронь #4077</b>')
    expect(only('telegram.message').html).toContain('A&amp;B C')
  })

  test('not found, or not named: it says how to ask', async () => {
    expect((await act(asks('бронь 4999'), known())).only('telegram.message').html).toBe(
      'Не нашёл брони <b>4999</b>. Проверьте номер и напишите, например: «бронь 4001» — или id из ссылки RentProg.',
    )
    expect((await act(asks('что с бронью?'), known())).only('telegram.message').html).toBe(
      'Не увидел номера брони. Напишите, например: «бронь 4001» — или id из ссылки RentProg.',
    )
  })
})

describe('the button «Уже провёл(а)»', () => {
  const press = (data: string, fromId = 100000001): NewEvent => ({
    type: 'callback.button',
    payload: { chatId: 100000001, fromId, callbackQueryId: 'q1', messageId: 900, data },
  })

  test('is not believed but noted: RentProg alone confirms', async () => {
    const { listing, only } = await act(press('bk|700001i|posted'), known({ operations: [operationRow('issue')] }))
    expect(listing).toEqual(['telegram.answer main', 'yougile.comment main'])
    expect(only('telegram.answer').text).toBe(
      'Спасибо! В RentProg операция пока не проведена — как только она там появится, напоминания прекратятся.',
    )
    expect(only('yougile.comment').text).toBe('Тест Сотрудник: операция проведена. Ждём подтверждения RentProg.')
  })

  test.each([
    ['after it was posted', 'bk|700001i|posted', 100000001, { inRent: true }, 'Спасибо, я уже в курсе: авто уже выдано.'],
    ['by a stranger', 'bk|700001i|posted', 999, {}, 'Это только для сотрудников.'],
    ['with forged data', 'bk|; drop|posted', 100000001, {}, 'Эта кнопка уже не работает.'],
    ['of a booking we do not know', 'bk|1i|posted', 100000001, {}, 'Эта кнопка уже не работает.'],
  ])('pressed %s is answered honestly', async (_, data, from, booking, text) => {
    const { listing, only } = await act(press(data, from), known({ bookings: [bookingRow(booking)] }))
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toBe(text)
  })
})
