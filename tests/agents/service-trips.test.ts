// Unauthorised trips: who hears of them, when a claim is only a question, and what the buttons of the card do.
import { describe, expect, test } from 'vitest'
import { serviceTrips } from '../../src/agents/service-trips/index.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { incidentRow, permitRow, trackerRow, tripRow } from './fleet-rows.ts'
import { at, bookingRow, carRow, staffRow } from './rows.ts'
import { run, type World } from './world.ts'

const act = (event: NewEvent, world: World = {}) => run(serviceTrips, event, { rentprog: 'down', ...world })
const EVENT = '01930000-0000-7000-8000-000000000001'
const INCIDENT = `unauthorized.trip:${EVENT}`
const MANAGER = staffRow({ id: 90002, name: 'Георгий Абуладзе', role: 'manager', telegramId: 100000002n })
const DIRECTOR = staffRow({ id: 90042, name: 'Ираклий', role: 'director', branch: null, telegramId: 100000042n })

const claim = (payload: object = {}, more: Partial<NewEvent> = {}): NewEvent => ({
  type: 'unauthorized.trip',
  payload: {
    deviceId: '860000000000001',
    carPlate: 'AA000AA',
    startedAt: '2030-11-05T05:40:00.000Z',
    lat: 41.6,
    lon: 41.7,
    distanceKm: 3.2,
    fixAt: '2030-11-05T05:53:20.000Z',
    ...payload,
  },
  ...more,
})
const own = (payload: object = {}) => claim(payload, { cause: { eventId: EVENT, agent: 'service-trips' } })

describe('a claim of a collector', () => {
  test('opens an incident, posts in the car’s topic and reaches the manager, asking no vendor', async () => {
    const { listing, only, all, asked, summary } = await act(claim(), { cars: [carRow()], staff: [MANAGER] })
    expect(listing.filter((line) => !line.startsWith('trip.upsert'))).toEqual([
      'incident.open main',
      'telegram.message car → car-batumi-80001',
      'telegram.message manager → role-manager-batumi',
      'event.defer alarm',
    ])
    expect(only('incident.open')).toEqual({
      id: INCIDENT,
      kind: 'unauthorized.trip',
      branch: 'batumi',
      carId: 80001,
      summary: 'Несанкционированная поездка: Toyota Prius AA-000-AA, началась 5 ноября 09:40, пройдено 3,2 км',
    })
    expect(only('trip.upsert')).toMatchObject({ set: { verdict: 'unauthorized', incidentId: INCIDENT, distanceKm: 3.2 } })
    expect(all('telegram.message').every(({ payload }) => payload.urgent)).toBe(true)
    expect(only('telegram.message', 'manager').html).toBe(
      [
        '🚨 <b>Несанкционированная поездка</b> — <b>Toyota Prius AA-000-AA</b>',
        'Началась сегодня 09:40, пройдено 3,2 км.',
        'Почему тревога: нет ни брони, ни разрешения.',
        '<a href="https://maps.google.com/?q=41.6,41.7">Где авто</a> (на сегодня 09:53)',
        'Выясните, пожалуйста, кто за рулём. Инцидент заведён.',
      ].join('\n'),
    )
    expect(
      only('telegram.message', 'car')
        .buttons?.flat()
        .map(({ data }) => data),
    ).toEqual([`st|${EVENT}|permit`, `st|${EVENT}|mine`, `st|${EVENT}|close`])
    expect(asked).toEqual([])
    expect(summary).toMatch(/завёл инцидент/)
  })

  test('is believed however short the trip still is', async () => {
    const { listing } = await act(claim({ startedAt: '2030-11-05T05:53:00.000Z', distanceKm: 0.1 }), { cars: [carRow()] })
    expect(listing).toContain('incident.open main')
  })

  test('says that its position is old, and does without one', async () => {
    const old = await act(claim({ fixAt: '2030-11-05T05:44:00.000Z' }), { cars: [carRow()] })
    expect(old.only('telegram.message', 'car').html).toContain('⚠️ Данные старые: на сегодня 09:44, 16 мин назад.')
    const fresh = await act(claim({ fixAt: '2030-11-05T05:45:00.000Z' }), { cars: [carRow()] })
    expect(fresh.only('telegram.message', 'car').html).not.toContain('старые')
    const nowhere = await act(claim({ lat: undefined, lon: undefined }), { cars: [carRow()] })
    expect(nowhere.only('telegram.message', 'car').html).not.toContain('maps')
  })

  test('about a car nobody knows goes to the managers and the director, and asks whose it is', async () => {
    const { listing, only } = await act(claim({ carPlate: '<b>?' }), { staff: [DIRECTOR] })
    expect(listing.filter((line) => line.startsWith('telegram'))).toEqual([
      'telegram.message managers → chat-managers',
      'telegram.message director → role-director-any',
    ])
    expect(only('telegram.message', 'managers').html).toContain('Маяк 860000000000001 («&lt;b&gt;?») не привязан к авто')
    expect(only('incident.open')).not.toHaveProperty('carId')
  })

  test('is told once per trip, by whichever device of the car', async () => {
    const told = tripRow({ deviceId: 'another', incidentId: INCIDENT, verdict: 'unauthorized' })
    const { listing, summary } = await act(claim(), { cars: [carRow()], trips: [told] })
    expect(listing.filter((line) => !line.startsWith('trip.upsert'))).toEqual([])
    expect(summary).toMatch(/уже сообщил/)
  })
})

describe('a claim our own rows contradict', () => {
  const rented = bookingRow({ inRent: true, startAt: at('2030-11-04T06:00:00.000Z') })

  test('is a quiet record while the car is away with its client', async () => {
    const { listing, summary, only } = await act(claim(), { cars: [carRow()], bookings: [rented], staff: [MANAGER] })
    expect(listing.map((line) => line.split(' ')[0])).toEqual(['trip.upsert'])
    expect(only('trip.upsert').set).toMatchObject({ verdict: 'rental', bookingId: 700001 })
    expect(summary).toBe('Toyota Prius AA-000-AA: заявлена несанкционированная поездка, но бронь #4001: авто выдано; записал без тревоги.')
  })

  test('is a quiet record under a permit', async () => {
    const { listing } = await act(claim(), { cars: [carRow()], permits: [permitRow()] })
    expect(listing.map((line) => line.split(' ')[0])).toEqual(['trip.upsert'])
  })

  test('is a question to the manager when the car should be back by now', async () => {
    const overdue = { ...rented, endAt: at('2030-11-05T04:00:00.000Z') }
    const { listing, only } = await act(claim(), { cars: [carRow()], bookings: [overdue], staff: [MANAGER] })
    expect(listing.filter((line) => line.startsWith('telegram') || line.startsWith('incident'))).toEqual([
      'telegram.message question → role-manager-batumi',
    ])
    expect(only('telegram.message').html).toMatch(/У нас по этому авто есть бронь #4001: авто должны были вернуть/)
    const told = trackerRow({ told: { question: '2030-11-05T05:40:00.000Z' } })
    const again = await act(claim(), { cars: [carRow()], bookings: [overdue], trackers: [told] })
    expect(again.listing.filter((line) => line.startsWith('telegram'))).toEqual([])
  })
})

describe('a finding of our own', () => {
  test('is looked at again: a booking posted meanwhile silences it', async () => {
    const overdue = bookingRow({ inRent: true, startAt: at('2030-11-04T06:00:00.000Z'), endAt: at('2030-11-05T04:00:00.000Z') })
    const { listing } = await act(own(), { cars: [carRow()], bookings: [overdue] })
    expect(listing.map((line) => line.split(' ')[0])).toEqual(['trip.upsert'])
  })

  test('raises the same alarm', async () => {
    expect((await act(own(), { cars: [carRow()] })).listing).toContain('telegram.message car → car-batumi-80001')
  })
})

describe('an alarm nobody picks up', () => {
  const HEAD = staffRow({ id: 90041, name: 'Екатерина', role: 'head', branch: null, telegramId: 100000041n })
  const raised = incidentRow({ id: INCIDENT, openedAt: at('2030-11-05T05:45:00.000Z') })
  const due = (stage: string): NewEvent => ({
    type: 'reminder.due',
    payload: { subject: `alarm:${EVENT}`, stage, branch: 'batumi', ref: EVENT },
  })
  const world: World = { staff: [MANAGER, HEAD, DIRECTOR], openIncidents: [raised], cars: [carRow()] }

  test('is looked at again after a quarter of an hour', async () => {
    const { only } = await act(claim(), { cars: [carRow()], staff: [MANAGER] })
    expect(only('event.defer')).toEqual({
      type: 'reminder.due',
      payload: { subject: `alarm:${EVENT}`, stage: 'head', branch: 'batumi', ref: EVENT },
      notBefore: '2030-11-05T06:15:00.000Z',
      timerSlot: 'alarm',
    })
  })

  test('reaches the head of department, then the director', async () => {
    const head = await act(due('head'), world)
    expect(head.listing).toEqual(['telegram.message unanswered → role-head-batumi', 'event.defer alarm'])
    expect(head.only('telegram.message')).toMatchObject({ urgent: true })
    expect(head.only('telegram.message').html).toBe(
      [
        '🚨 <b>Тревогу никто не взял: уже 15 мин</b>',
        'Несанкционированная поездка: Toyota Prius AA-000-AA, началась 5 ноября 09:30.',
        'Позвоните, пожалуйста, руководителю филиала (Батуми).',
        'Кнопки — на карточке в теме авто.',
      ].join('\n'),
    )
    expect(head.only('event.defer')).toMatchObject({ notBefore: '2030-11-05T06:15:00.000Z', payload: { stage: 'director' } })
    expect((await act(due('director'), world)).listing).toEqual(['telegram.message unanswered → role-director-batumi'])
  })

  test('goes on to the director where there is no head, and to the managers’ chat where there is nobody', async () => {
    expect((await act(due('head'), { ...world, staff: [DIRECTOR] })).listing).toEqual(['event.defer alarm'])
    expect((await act(due('director'), { ...world, staff: [] })).listing).toEqual(['telegram.message unanswered → chat-managers'])
  })

  test('is forgotten once it is closed', async () => {
    expect((await act(due('head'), { ...world, openIncidents: [{ ...raised, status: 'closed' }] })).listing).toEqual([])
    expect((await act(due('head'), { ...world, openIncidents: [] })).listing).toEqual([])
  })

  test.each([
    ['mine', 100000001],
    ['permit', 100000002],
    ['close', 100000042],
  ])('is nobody’s concern after «%s»', async (action, fromId) => {
    const pressed: NewEvent = {
      type: 'callback.button',
      payload: { chatId: -1000000000001, messageId: 5, fromId, callbackQueryId: 'q1', data: `st|${EVENT}|${action}` },
    }
    const { only } = await act(pressed, { ...world, staff: [staffRow(), MANAGER, DIRECTOR] })
    expect(only('event.withdraw')).toMatchObject({ type: 'reminder.due', subject: `alarm:${EVENT}`, timerSlot: 'alarm' })
  })
})

describe('the buttons of the card', () => {
  const incident = incidentRow({ id: INCIDENT })
  const trip = tripRow({ incidentId: INCIDENT, verdict: 'unauthorized', distanceKm: 3.2 })
  const press = (action: string, fromId = 100000002): NewEvent => ({
    type: 'callback.button',
    payload: { chatId: -1000000000001, messageId: 5, fromId, callbackQueryId: 'q1', data: `st|${EVENT}|${action}` },
  })
  const world: World = { staff: [staffRow(), MANAGER, DIRECTOR], openIncidents: [incident], trips: [trip], cars: [carRow()] }

  test('«Разрешить» makes a permit for the whole trip, closes the incident and says so on both cards', async () => {
    const { only, all, listing } = await act(press('permit'), world)
    expect(only('trip.permit')).toEqual({
      id: `card:${EVENT}`,
      carId: 80001,
      from: '2030-11-05T05:30:00.000Z',
      until: '2030-11-05T09:00:00.000Z',
      reason: 'служебная, разрешил(а) Георгий Абуладзе',
      grantedBy: 90002,
    })
    expect(only('incident.close')).toEqual({
      id: INCIDENT,
      by: 90002,
      outcome: 'служебная поездка, разрешил(а) Георгий Абуладзе до 5 ноября 13:00',
    })
    expect(only('trip.upsert').set).toEqual({ verdict: 'permitted', permitId: `card:${EVENT}` })
    expect(all('telegram.edit').map(({ payload }) => payload.message)).toEqual([
      `${EVENT}:service-trips:telegram.message:car`,
      `${EVENT}:service-trips:telegram.message:manager`,
    ])
    const told = { ...incident, summary: `${incident.summary}, пройдено 3,2 км` }
    const once = await act(press('permit'), { ...world, openIncidents: [told] })
    expect(once.all('telegram.edit')[0]?.payload.html.match(/пройдено/giu)).toHaveLength(1)
    expect(all('telegram.edit')[0]?.payload.html).toContain('Итог: служебная поездка, разрешил(а) Георгий Абуладзе')
    expect(all('telegram.edit')[0]?.payload.buttons).toBeUndefined()
    expect(listing.at(-1)).toBe('telegram.answer main')
  })

  test.each([
    ['an employee', 'permit', 100000001, ['decision.note audit-0']],
    ['an employee', 'close', 100000001, ['decision.note audit-0']],
    ['a stranger', 'mine', 5, []],
  ])('%s may not press %s', async (_, action, fromId, noted) => {
    const { listing, only } = await act(press(action, fromId), world)
    expect(listing).toEqual(['telegram.answer main', ...noted])
    expect(only('telegram.answer').alert).toBe(true)
  })

  test('the manager of another branch may not decide, the director may', async () => {
    const elsewhere = { ...MANAGER, branch: 'tbilisi' }
    const refused = await act(press('close'), { ...world, staff: [elsewhere] })
    expect(refused.listing).toEqual(['telegram.answer main', 'decision.note audit-0'])
    expect(refused.only('decision.note')).toMatchObject({ what: 'denied', action: 'incident.close', about: `incident:${INCIDENT}` })
    expect((await act(press('close', 100000042), world)).listing).toContain('telegram.answer main')
    expect((await act(press('close', 100000042), world)).only('incident.close').outcome).toBe('закрыл(а) Ираклий')
  })

  test('«Разбираюсь» is open to all staff and leaves the decision open', async () => {
    const { listing, all } = await act(press('mine', 100000001), world)
    expect(listing.map((line) => line.split(' ')[0])).toEqual(['telegram.edit', 'telegram.edit', 'event.withdraw', 'telegram.answer'])
    expect(all('telegram.edit')[0]?.payload.html).toContain('🔎 Разбирается Тест Сотрудник.')
    expect(
      all('telegram.edit')[0]
        ?.payload.buttons?.flat()
        .map(({ text }) => text),
    ).toEqual(['✅ Разрешить (служебная)', '✖️ Закрыть'])
  })

  test('a second tap does nothing and says why', async () => {
    const closed = { ...incident, status: 'closed', outcome: 'закрыл(а) Ираклий' }
    const { listing, only } = await act(press('permit'), { ...world, openIncidents: [closed] })
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toBe('Уже закрыто: закрыл(а) Ираклий.')
  })

  test('an unknown car cannot be permitted, and what means nothing no longer works', async () => {
    const nobodys = incidentRow({ id: INCIDENT, carId: null, branch: null })
    expect((await act(press('permit'), { ...world, openIncidents: [nobodys] })).listing).toEqual(['telegram.answer main'])
    expect((await act(press('permit'), { ...world, openIncidents: [] })).only('telegram.answer').text).toBe('Эта кнопка уже не работает.')
  })
})
