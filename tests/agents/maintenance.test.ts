// The agent of service and state inspection: when a car is due, when it is free, and who hears of it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maintenance } from '../../src/agents/maintenance/index.ts'
import { mileageOf, serviceState } from '../../src/agents/maintenance/intervals.ts'
import { daysLeft, leadAt } from '../../src/agents/maintenance/leads.ts'
import { toldIn } from '../../src/agents/maintenance/reading.ts'
import { freeWindows } from '../../src/agents/maintenance/windows.ts'
import { Settings } from '../../src/agents/settings.ts'
import { addMs, DAY_MS, HOUR_MS, inTbilisi, MINUTE_MS } from '../../src/clock.ts'
import type { NewEvent } from '../../src/events/index.ts'
import type { CarService, Inspection } from '../../src/tools/rental.ts'
import { at, bookingRow, carRow, staffRow, topicRow } from './rows.ts'
import { NOW, run, type World } from './world.ts'

const settings = Settings.parse({})
const service = (row: Partial<CarService> = {}): CarService => ({
  carId: 80001,
  lastAt: at('2030-06-01T08:00:00Z'),
  lastMileageKm: 48_000,
  recordedBy: 90001,
  reminded: null,
  remindedAt: null,
  cardKey: null,
  updatedAt: NOW,
  ...row,
})
const inspection = (row: Partial<Inspection> = {}): Inspection => ({
  plate: 'AA000AA',
  carId: 80001,
  status: 'valid',
  validUntil: at('2030-11-19T00:00:00Z'),
  lastInspectionAt: null,
  checkedAt: at('2030-11-01T00:00:00Z'),
  remindedLead: null,
  updatedAt: NOW,
  ...row,
})
const booking = bookingRow({ inRent: true, startAt: at('2030-11-04T06:00:00Z'), endAt: at('2030-11-06T10:00:00Z') })
const world = (more: World = {}): World => ({ cars: [carRow()], staff: [staffRow()], services: [service()], topics: [topicRow()], ...more })
const act = (event: NewEvent, more: World = {}) => run(maintenance, event, world(more))

describe('a window', () => {
  const taken = fc.record({
    startH: fc.integer({ min: -72, max: 20 * 24 }),
    hours: fc.integer({ min: 1, max: 120 }),
    inRent: fc.boolean(),
    isOpen: fc.boolean(),
  })
  const bookings = fc.array(taken, { maxLength: 8 }).map((rows) =>
    rows.map(({ startH, hours, inRent, isOpen }) => ({
      startAt: addMs(NOW, startH * HOUR_MS),
      endAt: isOpen ? null : addMs(NOW, (startH + hours) * HOUR_MS),
      inRent: inRent && startH <= 0,
    })),
  )
  const span = { from: NOW, to: addMs(NOW, 14 * DAY_MS) }

  test('never touches a booking, lies in business hours and in its span, and is long enough', () => {
    fc.assert(
      fc.property(bookings, (rows) => {
        for (const { from, to } of freeWindows(rows, span, settings, NOW)) {
          expect(to.getTime() - from.getTime()).toBeGreaterThanOrEqual(settings.careWindowH * HOUR_MS)
          expect(from >= span.from && to <= span.to).toBe(true)
          expect(inTbilisi(from).hour).toBeGreaterThanOrEqual(settings.officeFromHour)
          expect(inTbilisi(to) <= inTbilisi(from).startOf('day').plus({ hours: settings.officeToHour })).toBe(true)
          for (const { startAt, endAt, inRent } of rows) {
            const isLate = inRent && endAt !== null && endAt <= NOW
            const end = endAt === null || isLate ? null : endAt
            expect(to <= startAt || (end !== null && end <= from), `${from.toISOString()} and ${startAt.toISOString()}`).toBe(true)
          }
        }
      }),
    )
  })

  test('is found whenever a whole day is free', () => {
    fc.assert(
      fc.property(bookings, (rows) => {
        const day = inTbilisi(NOW).plus({ days: 5 }).startOf('day')
        const [from, to] = [day.toJSDate(), day.plus({ days: 1 }).toJSDate()]
        const isFree = rows.every(
          ({ startAt, endAt, inRent }) =>
            startAt >= addMs(to, HOUR_MS) || (endAt !== null && endAt <= addMs(from, -HOUR_MS) && !(inRent && endAt <= NOW)),
        )
        if (isFree) expect(freeWindows(rows, { from, to }, settings, NOW)).toHaveLength(1)
      }),
    )
  })

  test('keeps an hour away from technical bookings too, and starts at a half hour', () => {
    const repair = bookingRow({ technical: true, startAt: at('2030-11-05T10:10:00Z'), endAt: at('2030-11-05T11:00:00Z') })
    const late = at('2030-11-05T06:10:00Z')
    expect(freeWindows([repair], { from: late, to: at('2030-11-05T20:00:00Z') }, { ...settings, careWindowH: 1 }, late)).toEqual([
      { from: at('2030-11-05T06:30:00Z'), to: at('2030-11-05T09:10:00Z') },
      { from: at('2030-11-05T12:00:00Z'), to: at('2030-11-05T16:00:00Z') },
    ])
  })

  test('there is none while a car that should be back is not', () => {
    expect(freeWindows([{ startAt: at('2030-11-01T00:00:00Z'), endAt: addMs(NOW, -HOUR_MS), inRent: true }], span, settings, NOW)).toEqual(
      [],
    )
  })
})

describe('the next service', () => {
  const state = (mileageKm: number | null, last: Partial<CarService> | null, name = 'Toyota Prius') =>
    serviceState({ name, mileageKm, last: last && service(last) }, settings, NOW).is

  test.each([
    ['fine', 56_999, {}],
    ['soon by kilometres', 57_000, {}],
    ['overdue by kilometres', 58_000, {}],
    ['soon by date', 50_000, { lastAt: at('2029-12-05T00:00:00Z') }],
    ['overdue by date', 50_000, { lastAt: at('2029-11-05T00:00:00Z') }],
    ['fine with a mileage alone', 50_000, { lastAt: null }],
    ['soon by date alone', null, { lastAt: at('2029-12-01T00:00:00Z') }],
  ] as const)('is %s', (is, mileage, last) => {
    expect(state(mileage, last)).toBe(is.split(' ')[0])
  })

  test('is unknown where nobody told us, asked or not', () => {
    expect(state(50_000, null)).toBe('unknown')
    expect(state(50_000, { lastAt: null, lastMileageKm: null, remindedAt: NOW })).toBe('unknown')
  })

  test('is counted by the first line of the table that fits the model', () => {
    const own = { ...settings, serviceIntervals: [{ model: 'prius', everyKm: 5_000, everyMonths: null }, ...settings.serviceIntervals] }
    expect(serviceState({ name: 'Toyota Prius', mileageKm: 53_000, last: service() }, own, NOW)).toEqual({
      is: 'overdue',
      leftKm: 0,
      dueAt: null,
    })
    expect(serviceState({ name: 'Kia Rio', mileageKm: 53_000, last: service() }, own, NOW).is).toBe('fine')
  })

  test.each([
    [50_000, 50_400, 50_400],
    [50_000, 49_000, 50_000],
    [50_000, 999_999, 50_000],
    [null, 50_000, null],
    [50_000, null, 50_000],
  ])('RentProg says %s, the tracker %s: %s counts', (rentprog, tracker, km) => {
    expect(mileageOf(rentprog, tracker)).toBe(km)
  })
})

describe('the lead of an inspection', () => {
  test.each([
    [31, null],
    [30, 30],
    [15, 30],
    [14, 14],
    [7, 7],
    [2, 7],
    [1, 1],
    [0, 1],
    [-1, -1],
    [-7, -1],
    [-8, -8],
  ])('%i days before the end is %s', (left, lead) => {
    expect(leadAt(left, settings)).toBe(lead)
  })

  test('only falls as days go by', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), (left) => {
        expect(leadAt(left - 1, settings) ?? Infinity).toBeLessThanOrEqual(leadAt(left, settings) ?? Infinity)
      }),
    )
  })

  test('counts days of Tbilisi', () => {
    expect(daysLeft(at('2030-11-05T00:00:00Z'), at('2030-11-04T20:00:00Z'))).toBe(0)
    expect(daysLeft(at('2030-11-05T00:00:00Z'), at('2030-11-04T19:59:59Z'))).toBe(1)
  })
})

describe('RentProg tells of a car', () => {
  const updated = (changes: Record<string, [unknown, unknown]>, more: object = {}): NewEvent => ({
    type: 'car.updated',
    payload: { rentprog_id: 80001, car_id: 80001, branch: 'batumi', raw_action: 'update', changes, ...more },
  })

  test('our row follows', async () => {
    const { listing, only, summary, asked } = await act(
      updated({
        mileage: [50_000, '50900'],
        state: [1, 6],
        clean_state: [true, false],
        car_name: ['x', 'Toyota Prius C'],
        number: ['x', 'AA-001-AA'],
      }),
    )
    expect(listing).toEqual(['car.upsert 80001'])
    expect(only('car.upsert').set).toEqual({ mileageKm: 50_900, state: 6, clean: false, name: 'Toyota Prius C', plate: 'AA-001-AA' })
    expect(summary).toContain('(необходимо обслуживание)')
    expect(asked).toEqual([])
  })

  test('what is known already is no news; a deleted car is archived', async () => {
    expect((await act(updated({ mileage: [1, 50_000] }))).listing).toEqual([])
    expect((await act(updated({}, { raw_action: 'destroy' }))).only('car.upsert').set).toEqual({ archived: true })
  })

  test('a car we never saw is asked for once', async () => {
    const { only, asked } = await act(updated({ mileage: [1, 70] }), {
      cars: [],
      rentprog: { cars: [{ id: 80001, car_name: 'Kia Rio', number: 'TT-000-TT', state: 1, mileage: 60 }] },
    })
    expect(only('car.upsert').set).toEqual({ branch: 'batumi', name: 'Kia Rio', plate: 'TT-000-TT', state: 1, mileageKm: 70 })
    expect(asked).toEqual(['car 80001'])
  })

  test('a mileage that brings a service near is announced at once, in the topic and to the responsible', async () => {
    const { listing, only } = await act(updated({ mileage: [50_000, 57_400] }), { bookings: [booking] })
    expect(listing).toEqual([
      'car.upsert 80001',
      'telegram.message service.80001.topic → car-batumi-80001',
      'telegram.message service.80001.person → staff-90001',
      'service.upsert 80001',
    ])
    expect(only('telegram.message', 'service.80001.topic')).toMatchObject({
      buttons: [
        [
          { text: 'Обслужено', data: 'mt|80001|svc-done' },
          { text: 'Напомнить завтра', data: 'mt|80001|svc-later' },
        ],
      ],
    })
    expect(only('telegram.message', 'service.80001.topic').html).toBe(
      [
        '🛠 <b>Скоро обслуживание</b> — Toyota Prius AA-000-AA',
        'осталось 600 км, срок 01.06.2031 (пробег 57 400 км).',
        'Свободные окна без броней:',
        '• завтра 15:00–20:00',
        '• 7 ноября 09:00–20:00',
        '• 8 ноября 09:00–20:00',
      ].join('\n'),
    )
    expect(only('service.upsert').set).toMatchObject({
      reminded: 'soon',
      cardKey: expect.stringContaining('telegram.message:service.80001.topic'),
    })
  })

  test('a move leaves the branch to the topics and takes the rest', async () => {
    const moved: NewEvent = {
      type: 'car.moved',
      payload: {
        rentprog_id: 80001,
        car_id: 80001,
        branch: 'batumi',
        to_branch: 'tbilisi',
        changes: { company_id: [1, 2], mileage: [1, 51_000] },
      },
    }
    expect((await act(moved)).only('car.upsert').set).toEqual({ mileageKm: 51_000 })
  })
})

describe('the morning check', () => {
  const morning: NewEvent = { type: 'check.to', payload: { branch: 'batumi' } }

  test('asks once for cars nobody told us of, together', async () => {
    const cars = [carRow(), carRow({ id: 80002, plate: 'AA-002-BT', name: 'Kia <Rio>' })]
    const { listing, only } = await act(morning, { cars, services: [], rentprog: 'down' })
    expect(listing).toEqual(['telegram.message ask → role-manager-batumi', 'service.upsert 80001', 'service.upsert 80002'])
    expect(only('telegram.message').html).toContain('• Kia &lt;Rio&gt; AA-002-BT')
    const asked = service({ lastAt: null, lastMileageKm: null, remindedAt: NOW })
    expect((await act(morning, { services: [asked], rentprog: 'down' })).listing).toEqual([])
  })

  test('takes from RentProg what no webhook brought', async () => {
    const { only, all } = await act(morning, {
      cars: [],
      rentprog: { cars: [{ id: 80001, car_name: 'Toyota Prius', number: 'AA-000-AA', mileage: 58_100 }] },
    })
    expect(only('car.upsert').set).toEqual({ branch: 'batumi', name: 'Toyota Prius', plate: 'AA-000-AA', mileageKm: 58_100 })
    expect(all('telegram.message')[0]?.payload.html).toContain('Обслуживание просрочено')
  })

  test('reminds of an inspection once for each lead', async () => {
    const first = await act(morning, { inspections: [inspection()], rentprog: 'down' })
    expect(first.listing).toEqual([
      'telegram.message inspection.80001.topic → car-batumi-80001',
      'telegram.message inspection.80001.person → role-manager-batumi',
      'inspection.upsert AA000AA',
    ])
    expect(first.only('inspection.upsert').set).toEqual({ remindedLead: 14 })
    expect((await act(morning, { inspections: [inspection({ remindedLead: 14 })], rentprog: 'down' })).listing).toEqual([])
    expect((await act(morning, { inspections: [inspection({ remindedLead: 30 })], rentprog: 'down' })).listing).toHaveLength(3)
  })

  test('says when a car is taken until its end', async () => {
    const away = { ...booking, endAt: at('2030-11-20T08:00:00Z') }
    const { only } = await act(morning, { inspections: [inspection()], bookings: [away], rentprog: 'down' })
    const { html } = only('telegram.message', 'inspection.80001.topic')
    expect(html).toContain('⚠️ До срока авто занято. Первые свободные окна после него:\n• 20 ноября 13:00–20:00')
  })

  test('recalls what is overdue every week, and shows RentProg’s state', async () => {
    const told = service({ lastMileageKm: 30_000, reminded: 'overdue', remindedAt: addMs(NOW, -6 * DAY_MS) })
    expect((await act(morning, { services: [told], rentprog: 'down' })).listing).toEqual([])
    const old = { ...told, remindedAt: addMs(NOW, -7 * DAY_MS) }
    const { only } = await act(morning, { cars: [carRow({ state: 6 })], services: [old], rentprog: 'down' })
    expect(only('telegram.message', 'service.80001.person').html).toMatch(/перепробег 10 000 км[\s\S]*В RentProg: необходимо обслуживание/)
  })
})

describe('Greenway says', () => {
  const says = (status: string, more: object = {}): NewEvent =>
    ({ type: 'inspection.checked', payload: { plate: 'AA000AA', status, checkedAt: NOW.toISOString(), ...more } }) as NewEvent

  test('valid: recorded, and announced when it ends soon', async () => {
    const far = await act(says('valid', { validUntil: '2031-03-14' }))
    expect(far.listing).toEqual(['inspection.upsert AA000AA'])
    expect(far.only('inspection.upsert').set).toMatchObject({ carId: 80001, status: 'valid', validUntil: '2031-03-14', remindedLead: null })
    const near = await act(says('valid', { validUntil: '2030-11-19' }))
    expect(near.listing).toEqual([
      'inspection.upsert AA000AA',
      'telegram.message inspection.80001.topic → car-batumi-80001',
      'telegram.message inspection.80001.person → role-manager-batumi',
    ])
    expect(near.only('telegram.message', 'inspection.80001.topic').html).toContain(
      '<b>Техосмотр до 19.11.2030</b> — Toyota Prius AA-000-AA: осталось 14 дней.',
    )
    expect(near.only('inspection.upsert').set.remindedLead).toBe(14)
  })

  test('a new term begins its own reminders; the same one does not', async () => {
    const known = { inspections: [inspection({ remindedLead: 14 })] }
    expect((await act(says('valid', { validUntil: '2030-11-19' }), known)).all('telegram.message')).toEqual([])
    expect((await act(says('valid', { validUntil: '2030-11-18' }), known)).all('telegram.message')).toHaveLength(2)
  })

  test.each(['expired', 'failed', 'not_found'])('%s: the branch manager reads it at once, and once', async (status) => {
    const { listing, only } = await act(says(status))
    expect(listing).toEqual(['inspection.upsert AA000AA', 'telegram.message wrong → role-manager-batumi'])
    expect(only('telegram.message').html).toContain('Свободные окна')
    const again = await act(says(status), { inspections: [inspection({ status, validUntil: null })] })
    expect(again.listing).toEqual(['inspection.upsert AA000AA'])
  })

  test('unknown is never "not found": the known date stays', async () => {
    const { listing, only, summary } = await act(says('unknown'), { inspections: [inspection()] })
    expect(listing).toEqual(['inspection.upsert AA000AA'])
    expect(only('inspection.upsert').set).toEqual({ status: 'unknown', checkedAt: NOW.toISOString(), carId: 80001 })
    expect(summary).toContain('не «не найден»')
  })

  test('of a plate nobody knows: the managers’ chat; Cyrillic letters are the same plate', async () => {
    expect((await act(says('expired', { plate: 'ZZ-999-ZZ' }))).listing).toContain('telegram.message wrong → chat-managers')
    expect((await act(says('expired', { plate: 'аа 000 аа' }))).only('inspection.upsert')).toMatchObject({
      plate: 'AA000AA',
      set: { carId: 80001 },
    })
  })

  test('a page that changed is told once a day; a device is not ours', async () => {
    const broken: NewEvent = { type: 'browser.result', payload: { plate: 'AA000AA', note: 'layout changed <b>' } }
    const { listing, only } = await act(broken)
    expect(listing).toEqual(['incident.open main', 'telegram.message broken → chat-alerts'])
    expect(only('telegram.message').html).toContain('layout changed &lt;b&gt;')
    expect((await act(broken, { incidents: ['browser.result:greenway:2030-11-05'] })).listing).toEqual([])
    expect((await act({ type: 'browser.result', payload: { plate: 'AA000AA', note: 'fine' } })).listing).toEqual([])
    expect((await act({ type: 'browser.result', payload: { deviceId: '1', plate: 'AA000AA', note: 'error' } })).listing).toEqual([])
  })
})

describe('a button', () => {
  const press = (data: string, fromId = 100000001): NewEvent => ({
    type: 'callback.button',
    payload: { chatId: -1000000000001, messageId: 5, fromId, callbackQueryId: 'q', data },
  })

  test('«Обслужено» counts from today, on the card that was sent', async () => {
    const { listing, only } = await act(press('mt|80001|svc-done'), {
      services: [service({ reminded: 'soon', cardKey: 'earlier:maintenance:telegram.message:x' })],
    })
    expect(listing).toEqual(['telegram.answer main', 'service.upsert 80001', 'event.withdraw 80001.service', 'telegram.edit main'])
    expect(only('service.upsert').set).toEqual({
      lastAt: NOW.toISOString(),
      lastMileageKm: 50_000,
      recordedBy: 90001,
      reminded: null,
      remindedAt: null,
      cardKey: null,
    })
    expect(only('telegram.edit').html).toBe(
      '✅ <b>Обслужено 05.11.2030</b> — Toyota Prius AA-000-AA, пробег 50 000 км. Отметил(а): Тест Сотрудник.',
    )
  })

  test('tapped twice it is one service', async () => {
    const { listing } = await act(press('mt|80001|svc-done'), { services: [service({ lastAt: addMs(NOW, -MINUTE_MS) })] })
    expect(listing).toEqual(['telegram.answer main'])
  })

  test('«Напомнить завтра» wakes the agent when the branch opens', async () => {
    const { listing, only } = await act(press('mt|80001|insp-later'))
    expect(listing).toEqual(['telegram.answer main', 'event.defer 80001.inspection'])
    expect(only('event.defer')).toMatchObject({
      notBefore: '2030-11-06T05:00:00.000Z',
      timerSlot: 'care:inspection',
      payload: { subject: 'car:80001', ref: '80001' },
    })
  })

  test.each(['svc-done', 'svc-later', 'insp-later'])('«%s» of somebody the table of roles does not know is refused', async (action) => {
    for (const staff of [[staffRow({ active: false })], [staffRow({ role: 'guest' })]]) {
      const { listing, only } = await act(press(`mt|80001|${action}`), { staff })
      expect(listing[0]).toBe('telegram.answer main')
      expect(listing.filter((line) => !/^(telegram.answer|decision.note) /.test(line))).toEqual([])
      expect(only('telegram.answer').text).toBe('Это только для сотрудников.')
    }
  })

  test.each([
    ['of a stranger', 'mt|80001|svc-done', 1],
    ['of a car nobody knows', 'mt|99999|svc-done', 100000001],
    ['with an id no column holds', 'mt|9999999999|svc-done', 100000001],
    ['nobody knows', 'mt|80001|x', 100000001],
  ])('%s does nothing', async (_, data, fromId) => {
    expect((await act(press(data, fromId))).listing).toEqual(['telegram.answer main'])
  })
})

describe('the timer of «Напомнить завтра»', () => {
  const due = (stage: string): NewEvent => ({
    type: 'reminder.due',
    payload: { subject: 'car:80001', stage, ref: '80001', branch: 'batumi' },
  })

  test('reminds again of what still waits, and only of that', async () => {
    const told = service({ lastMileageKm: 41_000, reminded: 'soon', remindedAt: addMs(NOW, -DAY_MS) })
    expect((await act(due('care:service'), { services: [told] })).all('telegram.message')).toHaveLength(2)
    expect((await act(due('care:service'))).listing).toEqual([])
    expect((await act(due('care:inspection'), { inspections: [inspection({ remindedLead: 14 })] })).all('telegram.message')).toHaveLength(2)
    expect((await act(due('something else'))).listing).toEqual([])
  })
})

describe('words', () => {
  const says = (text: string, payload: object = {}): NewEvent => ({
    type: 'message.employee',
    payload: { chatId: 100000001, fromId: 100000001, messageId: 1, text, ...payload },
  })

  test.each([
    ['обслужили AA-000-AA на 52000', 52_000, null],
    ['обслужили AA 000 AA на 52 000 км', 52_000, null],
    ['обслужили на 52.000', 52_000, null],
    ['52,5 тыс, обслужили', 52_500, null],
    ['обслужили вчера', null, '2030-11-04'],
    ['обслужили AA-000-AA на 52000 12.03.2030', 52_000, '2030-03-12'],
    ['обслужили 30.11 на 45000', 45_000, '2029-11-30'],
    ['обслужили 31.02', null, null],
    ['обслужили', null, null],
  ])('«%s» says %s km on %s', (text, km, on) => {
    const told = toldIn(text, NOW)
    expect([told.km, told.on && inTbilisi(told.on).toISODate()]).toEqual([km, on])
  })

  test('«обслужили AA-000-AA на 52000» is recorded and answered', async () => {
    const { listing, only } = await act(says('обслужили AA-000-AA на 52000'))
    expect(listing).toEqual(['service.upsert 80001', 'event.withdraw 80001.service', 'telegram.message answer → thread-100000001-0'])
    expect(only('service.upsert').set).toMatchObject({ lastMileageKm: 52_000, lastAt: NOW.toISOString(), recordedBy: 90001 })
    expect(only('telegram.message').html).toContain('последнее 05.11.2030 на 52 000 км')
  })

  test('in a car’s topic the car needs no name, and without a mileage RentProg’s counts', async () => {
    const { only } = await act(says('поменяли масло', { chatId: -1000000000001, threadId: 77 }))
    expect(only('service.upsert')).toMatchObject({ carId: 80001, set: { lastMileageKm: 50_000 } })
  })

  test.each([
    ['обслужили', 'Не понял, о каком авто речь'],
    ['обслужили ZZ-999-ZZ на 52000', 'ZZ-999-ZZ у нас не нашёл'],
    ['обслужили AA-000-AA на 520000', 'Пробег 520 000 км?'],
    ['обслужили AA-000-AA на 52000 12.03.2031', '12.03.2031? Такого дня ещё не было'],
    ['обслужили AA-000-AA на 52000 31.02', '31.02? Такого дня ещё не было'],
  ])('«%s» is asked about', async (text, words) => {
    const { listing, only } = await act(says(text))
    expect(listing).toEqual(['telegram.message answer → thread-100000001-0'])
    expect(only('telegram.message').html).toContain(words)
  })

  test('`/service` shows one car, or what is near in the branch', async () => {
    const one = await act(says('/service AA-000-AA'), { intent: 'care_status', inspections: [inspection()] })
    expect(one.only('telegram.message').html).toBe(
      [
        '🛠 <b>Toyota Prius AA-000-AA</b>, пробег 50 000 км',
        'Обслуживание: последнее 01.06.2030 на 48 000 км.',
        'Следующее: через 8 000 км или до 01.06.2031.',
        'Техосмотр: действует до 19.11.2030 (14 дней), проверено 1 ноября 04:00.',
        '<i>Источник: наша база (RentProg, Starline, Greenway)</i>',
      ].join('\n'),
    )
    const all = await act(says('/service'), {
      intent: 'care_status',
      inspections: [inspection()],
      cars: [carRow(), carRow({ id: 80002, name: 'Kia', state: 2 })],
    })
    expect(all.only('telegram.message').html).toBe(
      [
        '🛠 <b>Скоро или уже пора</b>',
        '• Toyota Prius AA-000-AA — техосмотр через 14 дней',
        '• Kia AA-000-AA — RentProg: в ремонте',
        'О последнем обслуживании не знаю: 1 авто.',
        '<i>Источник: наша база (RentProg, Starline, Greenway)</i>',
      ].join('\n'),
    )
  })

  test('a stranger gets no answer', async () => {
    expect((await act(says('/service', { fromId: 5 }))).listing).toEqual([])
  })
})

describe('whose word counts on a service', () => {
  const word = (branch: string, role = 'employee') =>
    act(
      { type: 'message.employee', payload: { chatId: 100000001, fromId: 100000001, messageId: 1, text: 'обслужили AA-000-AA на 52000' } },
      { staff: [staffRow({ branch, role })], intent: 'service_done' },
    )

  test.each(['batumi', 'service-center'])('an employee of %s says it of a car in Batumi', async (branch) => {
    expect((await word(branch)).listing).toContain('service.upsert 80001')
  })

  test('of another branch it is refused, and the log knows', async () => {
    const { listing, only } = await word('tbilisi')
    expect(listing).toEqual(['telegram.message answer → thread-100000001-0', 'decision.note audit-0'])
    expect(only('telegram.message').html).toContain('Обслуживание отмечают сотрудники филиала, где стоит авто')
    expect(only('decision.note')).toEqual({ what: 'denied', action: 'service.record', about: 'car:80001', by: 90001 })
    expect((await word('tbilisi', 'manager')).listing).toContain('service.upsert 80001')
  })
})
