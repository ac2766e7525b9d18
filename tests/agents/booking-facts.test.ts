// How facts about a booking are put together: our row, a read of RentProg, a webhook.
import { describe, expect, test } from 'vitest'
import { changedColumns, unknownBooking, viewOf, withHeard, withRead } from '../../src/agents/booking-facts.ts'
import { isTechnical, notNeeded, notPosted } from '../../src/agents/booking-state.ts'
import { heardFields } from '../../src/agents/rentprog-fields.ts'
import { settingsTable } from '../../src/agents/settings.ts'
import { bookingRow } from './rows.ts'

const nobody = unknownBooking(700001, 'batumi')
const settings = settingsTable()('batumi')

describe('RentProg’s fields', () => {
  test.each([
    ['05-11-2030 9:00', '2030-11-05T05:00:00.000Z'],
    ['05-11-2030 18:30', '2030-11-05T14:30:00.000Z'],
    ['2030-11-05 18:30', '2030-11-05T14:30:00.000Z'],
    ['2030-11-05T18:30:00.000+04:00', '2030-11-05T14:30:00.000Z'],
  ])('the date %s is Tbilisi time', (start_date, instant) => {
    expect(withHeard(nobody, { start_date }).startAt?.toISOString()).toBe(instant)
  })

  test.each([
    ['an unreadable date', { start_date: 'завтра' }],
    ['a number that is none', { car_id: 'x', total: 'много' }],
    ['a flag that is none', { in_rent: 'да' }],
    ['half of a name', { first_name: 'Иван' }],
    ['a field we do not know', { __proto__: { state: 'Отмена' }, colour: 'red' }],
  ])('%s says nothing', (_, fields) => {
    expect(withHeard(nobody, fields)).toEqual(nobody)
  })

  test('numbers may be written as text; money is kept in minor units', () => {
    expect(withHeard(nobody, { car_id: '80001', total: '487.5', deposit: 100 })).toMatchObject({
      carId: 80001,
      totalMinor: 48750,
      depositMinor: 10000,
    })
  })

  test('null means that there is none', () => {
    expect(withHeard(viewOf(bookingRow()), { responsible_id: null, responsible: null })).toMatchObject({
      responsibleId: null,
      responsible: null,
    })
  })

  test('of a webhook: the new side of a change beats a plain field', () => {
    const fields = heardFields({
      car_id: 80001,
      fields: { state: 'Новая', id: 700001 },
      changes: { state: ['Новая', 'Активная'], car_id: [80001, 80002] },
    })
    expect(withHeard(nobody, fields)).toMatchObject({ state: 'Активная', carId: 80002 })
  })
})

describe('a read of RentProg', () => {
  const read = { id: 700001, start_date: '05-11-2030 12:00', location_start: 'Офис', responsible_id: null }

  test('fills what we do not know', () => {
    expect(withRead(nobody, read)).toMatchObject({ locationStart: 'Офис', startAt: new Date('2030-11-05T08:00:00.000Z') })
  })

  test('that repeats the last one does not undo a webhook', () => {
    const heard = withHeard(withRead(nobody, read), { location_start: 'Отель', responsible_id: 90001 })
    expect(withRead(heard, read)).toMatchObject({ locationStart: 'Отель', responsibleId: 90001 })
  })

  test('that says something new counts', () => {
    const heard = withHeard(withRead(nobody, read), { location_start: 'Отель' })
    expect(withRead(heard, { ...read, location_start: 'Аэропорт' }).locationStart).toBe('Аэропорт')
  })

  test('that shows the booking in another state counts for its whole state', () => {
    const issued = withHeard(withRead(nobody, { ...read, state: 'Активная', in_rent: false }), { in_rent: true })
    expect(withRead(issued, { ...read, state: 'Активная', in_rent: false }).inRent, 'nothing new').toBe(true)
    expect(withRead(issued, { ...read, state: 'Отъездила', in_rent: false }).inRent, 'it came back').toBe(false)
  })

  test('that no longer names what it named takes it away', () => {
    const known = withRead(nobody, { ...read, responsible: 'Нино' })
    expect(known.responsible).toBe('Нино')
    expect(withRead(known, { ...read, responsible: null }).responsible).toBeNull()
  })
})

describe('what is written to our row', () => {
  test('only what differs, dates as text', () => {
    const before = viewOf(bookingRow())
    expect(changedColumns(before, withHeard(before, { end_date: '09-11-2030 10:00' }))).toEqual({ endAt: '2030-11-09T06:00:00.000Z' })
    expect(changedColumns(before, before)).toBeNull()
  })

  test('the order of keys in extras is no difference', () => {
    const before = viewOf(bookingRow({ extras: { kasko: true, insurance: 30 } }))
    expect(changedColumns(before, { ...before, extras: { insurance: 30, kasko: true } })).toBeNull()
  })
})

describe('what state a booking is in', () => {
  const of = (row: Parameters<typeof bookingRow>[0]) => viewOf(bookingRow(row))

  test.each([
    [{ technical: true }, true],
    [{ repair: true }, true],
    [{ clientName: 'СЕРВИС Батуми' }, true],
    [{ clientName: null }, false],
    [{}, false],
  ])('%j is technical: %s', (row, technical) => {
    expect(isTechnical(of(row), settings)).toBe(technical)
  })

  test.each([
    ['an accepted one', {}, null, null],
    ['one with the client', { inRent: true }, 'авто уже выдано', null],
    ['one that came back', { state: 'Отъездила' }, 'авто уже вернулось', 'авто уже вернулось'],
    ['one waiting for its deposit', { state: 'Вернуть залог' }, 'авто уже вернулось', 'авто уже вернулось'],
    ['one back by the flag alone', { extras: { ride: true } }, 'авто уже вернулось', 'авто уже вернулось'],
    ['an archived one', { archived: true }, 'бронь в архиве', 'бронь в архиве'],
  ])('%s needs an issue: %s, a return: %s', (_, row, issue, back) => {
    expect([notNeeded(of(row), 'issue', settings), notNeeded(of(row), 'return', settings)]).toEqual([issue, back])
  })

  test('a car at the client’s is a fact, whatever the state says', () => {
    expect(notPosted(of({ inRent: true, state: 'Отъездила' }), 'return', settings)).toBeNull()
  })
})
