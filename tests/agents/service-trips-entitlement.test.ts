// Who may move a car: the rule of bookings, technical bookings and permits, with its edges.
import { describe, expect, test } from 'vitest'
import { type CarBooking, judge, type Movement, type Papers } from '../../src/agents/service-trips/entitlement.ts'
import { byDigitsAndModel } from '../../src/agents/service-trips/matching.ts'
import { kmBetween } from '../../src/agents/service-trips/position.ts'
import { tripAt } from '../../src/agents/service-trips/trips.ts'
import { settingsTable } from '../../src/agents/settings.ts'
import { permitRow, tripRow } from './fleet-rows.ts'
import { at, bookingRow, carRow } from './rows.ts'
import { NOW } from './world.ts'

const rules = settingsTable()('batumi')
/** Hours of 5 November in UTC: ten in the morning in Tbilisi is 06:00. */
const on = (time: string) => at(`2030-11-05T${time}:00.000Z`)
const moves = (from: string, to: string, distanceKm: number | null = 5): Movement => ({ from: on(from), to: on(to), distanceKm })

type Given = Partial<CarBooking>
/** A booking from 08:00 to 10:00 UTC. */
const booked = (row: Given = {}): CarBooking => {
  const { readAt: _read, ...rest } = bookingRow({ startAt: on('08:00'), endAt: on('10:00') })
  return { ...rest, branch: 'batumi', extras: {}, returnedAt: null, ...row }
}
const papers = (...bookings: CarBooking[]): Papers => ({ bookings, permits: [] })
const verdict = (movement: Movement, given: Papers | null, now = NOW) => judge(movement, given, rules, now).verdict

describe('a booking that is planned', () => {
  test.each<[string, Movement, string]>([
    ['covers what happens in its time', moves('08:10', '09:00'), 'rental'],
    ['begins its grace exactly 30 minutes early', moves('07:30', '07:50'), 'rental'],
    ['does not begin it a minute earlier', moves('07:29', '07:50'), 'unauthorized'],
    ['ends its grace exactly 30 minutes late', moves('09:50', '10:30'), 'rental'],
    ['does not end it a minute later', moves('09:50', '10:31'), 'unauthorized'],
    ['does not cover what happens long before', moves('05:00', '06:00'), 'unauthorized'],
  ])('%s', (_, movement, expected) => {
    expect(verdict(movement, papers(booked()))).toBe(expected)
  })

  test('without an end has none', () => {
    expect(verdict(moves('08:10', '20:00'), papers(booked({ endAt: null })))).toBe('rental')
  })

  test('across midnight and across days is one span', () => {
    const night = booked({ startAt: at('2030-11-05T19:00:00.000Z'), endAt: at('2030-11-06T21:00:00.000Z') })
    const trip = { from: at('2030-11-05T19:50:00.000Z'), to: at('2030-11-05T20:30:00.000Z'), distanceKm: 9 }
    expect(verdict(trip, papers(night), at('2030-11-05T20:30:00.000Z'))).toBe('rental')
  })

  test('keeps its length when clocks elsewhere change: Tbilisi knows no summer time', () => {
    const autumn = booked({ startAt: at('2030-10-27T00:00:00.000Z'), endAt: at('2030-10-27T02:00:00.000Z') })
    const trip = (to: string) => ({ from: at('2030-10-27T00:10:00.000Z'), to: at(to), distanceKm: 9 })
    expect(verdict(trip('2030-10-27T02:30:00.000Z'), papers(autumn))).toBe('rental')
    expect(verdict(trip('2030-10-27T02:31:00.000Z'), papers(autumn))).toBe('unauthorized')
  })

  test('entitles no more when it is cancelled or archived', () => {
    expect(verdict(moves('08:10', '09:00'), papers(booked({ state: 'Отмена' })))).toBe('unauthorized')
    expect(verdict(moves('08:10', '09:00'), papers(booked({ archived: true })))).toBe('unauthorized')
  })

  test('hands over to the next one without a gap', () => {
    const next = booked({ id: 700002, startAt: on('11:00'), endAt: on('12:00') })
    expect(verdict(moves('09:50', '11:20'), papers(booked(), next))).toBe('rental')
    const later = booked({ id: 700002, startAt: on('11:02'), endAt: on('12:00') })
    expect(verdict(moves('09:50', '11:20'), papers(booked(), later))).toBe('unauthorized')
  })

  test('is doubtful when its hour has passed and nobody issued the car', () => {
    expect(judge(moves('08:10', '08:20'), papers(booked()), rules, NOW).isDoubtful).toBe(false)
    expect(judge(moves('08:40', '09:00'), papers(booked()), rules, NOW)).toMatchObject({
      verdict: 'rental',
      isDoubtful: true,
      because: 'бронь #4001: авто ещё не выдано',
    })
  })
})

describe('a car in rent', () => {
  const away = booked({ inRent: true })

  test('moves with its client, and after its time doubtfully', () => {
    expect(judge(moves('08:10', '09:00'), papers(away), rules, NOW)).toMatchObject({
      verdict: 'rental',
      bookingId: 700001,
      isDoubtful: false,
    })
    expect(judge(moves('10:20', '12:00'), papers(away), rules, NOW)).toMatchObject({ verdict: 'rental', isDoubtful: true })
  })

  test('that was issued early moves with its client now, not yesterday', () => {
    expect(verdict(moves('05:40', '06:00'), papers(away), NOW)).toBe('rental')
    expect(verdict(moves('03:00', '04:00'), papers(away), NOW)).toBe('unauthorized')
  })
})

describe('a car that came back early', () => {
  const back = booked({ state: 'Отъездила', returnedAt: on('09:00'), updatedAt: on('09:05') })

  test('was the client’s until then, and has its grace', () => {
    expect(verdict(moves('08:10', '09:00'), papers(back))).toBe('rental')
    expect(verdict(moves('08:50', '09:30'), papers(back))).toBe('rental')
  })

  test('is nobody’s after that, whatever was planned', () => {
    expect(judge(moves('09:35', '09:55'), papers(back), rules, NOW)).toMatchObject({
      verdict: 'unauthorized',
      because: 'авто уже вернулось, другой брони и разрешения нет',
    })
  })

  test('counts from the last we heard of it when nobody saw the return', () => {
    const unseen = booked({ state: 'Отъездила', updatedAt: on('08:30') })
    expect(verdict(moves('08:10', '09:00'), papers(unseen))).toBe('rental')
    expect(verdict(moves('08:10', '09:01'), papers(unseen))).toBe('unauthorized')
  })
})

describe('our own trips', () => {
  test.each<[string, Given]>([
    ['by RentProg’s flag', { technical: true }],
    ['for repair', { repair: true }],
    ['by the client’s name', { clientName: 'Сервис Тойота' }],
  ])('a technical booking %s', (_, row) => {
    expect(judge(moves('08:40', '09:00'), papers(booked(row)), rules, NOW)).toMatchObject({ verdict: 'technical', isDoubtful: false })
  })

  test('a permit, from its first minute, and with grace at its end', () => {
    const given: Papers = { bookings: [], permits: [permitRow()] }
    expect(judge(moves('05:00', '08:30'), given, rules, NOW)).toMatchObject({ verdict: 'permitted', permitId: 'said:1:2' })
    expect(verdict(moves('04:59', '06:00'), given)).toBe('unauthorized')
    expect(verdict(moves('05:00', '08:31'), given)).toBe('unauthorized')
  })

  test('a permit takes the doubt away', () => {
    const given: Papers = { bookings: [booked({ startAt: on('05:00') })], permits: [permitRow()] }
    expect(judge(moves('06:00', '06:30'), given, rules, NOW)).toMatchObject({ verdict: 'permitted', isDoubtful: false })
  })
})

describe('what is no trip', () => {
  test.each<[string, Movement, string]>([
    ['a shift in the yard', moves('05:00', '05:04', 0.3), 'short'],
    ['exactly five minutes is a trip', moves('05:00', '05:05', 0), 'unauthorized'],
    ['exactly one kilometre is a trip', moves('05:00', '05:01', 1), 'unauthorized'],
    ['nobody measured it', moves('05:00', '05:04', null), 'short'],
  ])('%s', (_, movement, expected) => {
    expect(verdict(movement, papers())).toBe(expected)
  })

  test('of a car nobody knows nothing can be said', () => {
    expect(verdict(moves('05:00', '06:00'), null)).toBe('unknown')
  })
})

describe('one trip told twice', () => {
  test.each<[string, Partial<Parameters<typeof tripRow>[0]>, string, boolean]>([
    ['began about then', {}, '05:45', true],
    ['began half an hour before', {}, '06:00', true],
    ['began long before and nobody saw it end', {}, '06:01', false],
    ['goes on through that moment', { endedAt: on('07:00') }, '06:30', true],
    ['had ended', { endedAt: on('05:40') }, '05:45', false],
    ['was told late with an earlier beginning', {}, '05:10', true],
  ])('a row that %s', (_, row, startedAt, isSame) => {
    expect(tripAt(on(startedAt), [tripRow(row)]) !== null).toBe(isSame)
  })

  test('is the one people were told of', () => {
    const told = tripRow({ id: 'other-device', incidentId: 'unauthorized.trip:1' })
    expect(tripAt(on('05:40'), [tripRow(), told])?.id).toBe('other-device')
  })
})

describe('a tracker without a full plate', () => {
  const fleet = [
    carRow(),
    carRow({ id: 80002, name: 'Kia Rio', plate: 'BB-002-BT' }),
    carRow({ id: 80003, name: 'Kia Rio', plate: 'CC-003-BT' }),
  ]

  test.each<[string, string, number | null]>([
    ['digits and model', 'Rio 002', 80002],
    ['digits and model in one word', 'KIARIO003', 80003],
    ['another model with these digits', 'Camry 002', null],
    ['only digits', '002', null],
    ['no digits', 'Kia Rio', null],
  ])('%s', (_, label, carId) => {
    expect(byDigitsAndModel(label, fleet)?.id ?? null).toBe(carId)
  })

  test('that two cars would fit is left to a person', () => {
    expect(byDigitsAndModel('Rio 002', [...fleet, carRow({ id: 80009, name: 'Kia Rio', plate: 'ZZ-002-ZZ' })])).toBeNull()
  })
})

test('distances are as the crow flies', () => {
  expect(kmBetween({ lat: 41.715, lon: 44.801 }, { lat: 41.692, lon: 44.833 })).toBeCloseTo(3.69, 1)
  expect(kmBetween({ lat: 41.715, lon: 44.801 }, null)).toBeNull()
})
