// «Разрешаю поездку на AA-000-AA до 18:00»: what is understood, who may say it, and what comes of it.
import { describe, expect, test } from 'vitest'
import { serviceTrips } from '../../src/agents/service-trips/index.ts'
import { askedIn, askedRef, readPermit } from '../../src/agents/service-trips/permit.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { incidentRow, permitRow, trackerRow, tripRow } from './fleet-rows.ts'
import { at, carRow, staffRow, topicRow } from './rows.ts'
import { NOW, run, type World } from './world.ts'

const MANAGER = staffRow({ id: 90002, name: 'Георгий Абуладзе', role: 'manager', telegramId: 100000002n })
const WORLD: World = { cars: [carRow()], staff: [staffRow(), MANAGER], topics: [topicRow()] }
const says = (text: string, fromId = 100000002, place: object = {}): NewEvent => ({
  type: 'message.employee',
  payload: { chatId: 100000002, fromId, messageId: 7, text, ...place },
})
const act = (event: NewEvent, world: World = {}) => run(serviceTrips, event, { rentprog: 'down', ...WORLD, ...world })

describe('what is said', () => {
  test.each<[string, string | null, string | null]>([
    ['разрешаю поездку на AA-000-AA до 18:00', '2030-11-05T14:00:00.000Z', null],
    ['Служебная поездка AA 000 AA до 18 часов, в сервис за колодками', '2030-11-05T14:00:00.000Z', 'в сервис за колодками'],
    ['/trip AA000AA до 18.30 мойка', '2030-11-05T14:30:00.000Z', 'мойка'],
    ['/trip@staff_bot AA000AA до завтра 9:00', '2030-11-06T05:00:00.000Z', null],
    ['служебная поездка до 9:00', '2030-11-06T05:00:00.000Z', null],
    ['служебная поездка на 2 часа', '2030-11-05T08:00:00.000Z', null],
    ['служебная поездка на час', '2030-11-05T07:00:00.000Z', null],
    ['служебная поездка на 45 минут', '2030-11-05T06:45:00.000Z', null],
    ['служебная поездка до 24:00', '2030-11-05T20:00:00.000Z', null],
    ['служебная поездка до 10 ноября', null, 'до 10 ноября'],
    ['разрешаю поездку на AA-000-AA на 2 часа на мойку', '2030-11-05T08:00:00.000Z', 'на мойку'],
    ['служебная поездка на машине до 18:00', '2030-11-05T14:00:00.000Z', null],
    ['служебная поездка', null, null],
  ])('«%s»', (text, until, reason) => {
    const read = readPermit(text, NOW)
    expect([read.until?.toISOString() ?? null, read.reason]).toEqual([until, reason])
  })
})

describe('a manager', () => {
  test('permits a trip, and is told until when', async () => {
    const { only, listing } = await act(says('разрешаю поездку на AA-000-AA до 18:00'))
    expect(only('trip.permit')).toEqual({
      id: 'said:100000002:7',
      carId: 80001,
      from: '2030-11-05T06:00:00.000Z',
      until: '2030-11-05T14:00:00.000Z',
      reason: 'служебная поездка',
      grantedBy: 90002,
    })
    expect(listing).toEqual(['trip.permit main', 'telegram.message reply → thread-100000002-0'])
    expect(only('telegram.message').html).toBe('✅ Служебная поездка на Toyota Prius AA-000-AA разрешена до сегодня 18:00.')
  })

  test('in the car’s topic need not name it', async () => {
    const place = { chatId: -1000000000001, threadId: 77 }
    expect((await act(says('служебная поездка, мойка', 100000002, place))).only('trip.permit')).toMatchObject({
      carId: 80001,
      until: '2030-11-05T09:00:00.000Z',
      reason: 'мойка',
    })
  })

  test('settles the alarm that is open for the car', async () => {
    const incident = incidentRow()
    const { only, listing } = await act(says('разрешаю поездку на AA-000-AA до 18:00'), {
      openIncidents: [incident, incidentRow({ id: 'telegram:1', kind: 'breakdown' })],
      trips: [tripRow({ incidentId: incident.id })],
    })
    expect(only('trip.permit').from).toBe('2030-11-05T05:30:00.000Z')
    expect(only('incident.close')).toMatchObject({ id: incident.id, by: 90002 })
    expect(listing.filter((line) => line.startsWith('telegram.edit'))).toHaveLength(2)
  })

  test.each([
    ['служебная поездка до 18:00', /Не понял, о каком авто/],
    ['служебная поездка ZZ-999-ZZ до 18:00', /Не понял, о каком авто/],
  ])('«%s» is asked which car', async (text, words) => {
    const { listing, only } = await act(says(text))
    expect(listing).toEqual(['telegram.message reply → thread-100000002-0'])
    expect(only('telegram.message').html).toMatch(words)
  })
})

describe('an employee', () => {
  const asks = says('служебная поездка AA-000-AA до 18:00, <заправка>', 100000001)
  const until = at('2030-11-05T14:00:00.000Z')
  const ref = askedRef({ carId: 80001, until, driverId: 90001 })

  test('asks, and the manager of the branch decides', async () => {
    const { listing, only } = await act(asks)
    expect(listing).toEqual(['telegram.message request → role-manager-batumi', 'telegram.message reply → thread-100000002-0'])
    expect(only('telegram.message', 'request').html).toBe(
      '🚗 <b>Тест Сотрудник</b> просит служебную поездку на <b>Toyota Prius AA-000-AA</b> до сегодня 18:00.\nЗачем: &lt;заправка&gt;',
    )
    expect(only('telegram.message', 'request').buttons).toEqual([[{ text: '✅ Разрешить', data: `st|${ref}|grant` }]])
    expect(askedIn(ref)).toEqual({ carId: 80001, until, driverId: 90001 })
  })

  const press = (fromId: number, data = `st|${ref}|grant`): NewEvent => ({
    type: 'callback.button',
    payload: { chatId: 100000002, messageId: 5, fromId, callbackQueryId: 'q1', data },
  })

  test('is told when the manager says yes, once', async () => {
    const { only, listing } = await act(press(100000002))
    expect(only('trip.permit')).toMatchObject({ id: `asked:${ref}`, driverId: 90001, grantedBy: 90002, until: until.toISOString() })
    expect(listing).toContain('telegram.message driver → staff-90001')
    const again = await act(press(100000002), { permits: [permitRow({ id: `asked:${ref}`, until })] })
    expect(again.listing).toEqual(['telegram.answer main'])
    expect(again.only('telegram.answer').text).toBe('Уже разрешено.')
  })

  test.each<[string, number, string | undefined, Date | undefined]>([
    ['does not decide', 100000001, undefined, undefined],
    ['is too late', 100000002, undefined, at('2030-11-05T14:00:00.000Z')],
    ['pressed what was made up', 100000002, 'st|80001.!.90001|grant', undefined],
    ['pressed what was made up', 100000002, 'st|80001.zz|grant', undefined],
  ])('who %s gets an answer and nothing else', async (_, fromId, data, now) => {
    const { listing } = await act(press(fromId, data), { ...(now && { now }) })
    expect(listing.filter((line) => !line.startsWith('decision.note'))).toEqual(['telegram.answer main'])
  })
})

describe('a tracker nobody could match', () => {
  const HEAD = staffRow({ id: 90004, name: 'Нино Лагидзе', role: 'head', branch: null, telegramId: 100000004n })
  const world = (more: World = {}): World => ({
    staff: [HEAD, MANAGER],
    trackers: [trackerRow({ id: '860000000000001', carId: null })],
    intent: 'bind_tracker',
    ...more,
  })
  const bind = (text: string, more: World = {}, fromId = 100000004) => act(says(text, fromId), world(more))

  test('is bound to a car by a head, a director or an admin, and the log says who did', async () => {
    const { listing, only } = await bind('/tracker 860000000000001 AA-000-AA')
    expect(only('tracker.upsert')).toEqual({ id: '860000000000001', set: { carId: 80001 } })
    expect(only('decision.note')).toMatchObject({ what: 'assigned', action: 'tracker.bind', about: 'tracker:860000000000001', by: 90004 })
    expect(only('telegram.message').html).toBe('✅ Маяк 860000000000001 теперь в Toyota Prius AA-000-AA, его поездки проверяю.')
    expect(listing).toHaveLength(3)
  })

  test.each<[string, string, World, number, string]>([
    ['by a manager is refused', '/tracker 860000000000001 AA-000-AA', {}, 100000002, 'Маяки привязывают'],
    ['without a car is asked about', '/tracker 860000000000001', {}, 100000004, 'Напишите номер маяка и номер авто'],
    ['without its number is asked about', '/tracker AA-000-AA', {}, 100000004, 'Напишите номер маяка и номер авто'],
    ['that is unknown is said so', '/tracker 12345 AA000AA', {}, 100000004, 'Маяка 12345 я ещё не видел'],
    [
      'that is there already is said so',
      'привяжи маяк 860000000000001 к AA 000 AA',
      { trackers: [trackerRow({ id: '860000000000001', carId: 80001 })] },
      100000004,
      'уже привязан',
    ],
  ])('%s', async (_, text, more, from, answer) => {
    const { all, only } = await bind(text, more, from)
    expect(all('tracker.upsert')).toEqual([])
    expect(only('telegram.message').html).toContain(answer)
  })
})
