// The Russian words agents share, and how they read what people write.
import { describe, expect, test } from 'vitest'
import { bookingNumbersIn, plateIn, says } from '../../src/agents/phrases.ts'
import { carLabel, money, plural, span, when } from '../../src/agents/words.ts'
import { NOW } from './world.ts'

describe('times as staff read them', () => {
  test.each([
    ['2030-11-05T08:30:00.000Z', 'сегодня 12:30'],
    ['2030-11-05T19:59:00.000Z', 'сегодня 23:59'],
    ['2030-11-05T20:00:00.000Z', 'завтра 00:00'],
    ['2030-11-04T19:00:00.000Z', 'вчера 23:00'],
    ['2030-11-08T05:00:00.000Z', '8 ноября 09:00'],
    ['2031-01-02T05:00:00.000Z', '2 января 2031 09:00'],
  ])('%s is «%s»', (instant, text) => {
    expect(when(new Date(instant), NOW)).toBe(text)
  })

  test.each([
    [15, '15 мин'],
    [60, '1 ч'],
    [70, '1 ч 10 мин'],
    [60 * 72, '3 дн.'],
  ])('%d minutes are «%s»', (minutes, text) => {
    expect(span(minutes * 60_000)).toBe(text)
  })
})

test('sums have kopecks only where there are any', () => {
  expect([money(20000), money(52050), money(0)]).toEqual(['200', '520,50', '0'])
})

test('a car is called by name and plate, else by its id', () => {
  expect(carLabel({ id: 1, name: 'Toyota Prius', plate: 'AA-000-AA' })).toBe('Toyota Prius AA-000-AA')
  expect(carLabel({ id: 1, name: null, plate: null })).toBe('авто 1')
  expect(carLabel(null)).toBe('авто не назначено')
})

test('counted things agree with their number', () => {
  expect([1, 2, 5, 11, 21, 112].map((n) => plural(n, 'файл', 'файла', 'файлов'))).toEqual([
    '1 файл',
    '2 файла',
    '5 файлов',
    '11 файлов',
    '21 файл',
    '112 файлов',
  ])
})

describe('what a text names', () => {
  test.each([
    ['что с бронью 4001?', [4001]],
    ['#4001 и #4002', [4001, 4002]],
    ['бронь-4001', [4001]],
    ['https://web.rentprog.ru/bookings/700001', [700001]],
    ['в 12:30, 05-11-2030, AA-123-BB', []],
    ['залог 100.50', []],
  ])('«%s»: bookings %j', (text, numbers) => {
    expect(bookingNumbersIn(text)).toEqual(numbers)
  })

  test.each([
    ['TT-000-TT не заводится', 'TT-000-TT'],
    ['у tt000tt прокол', 'TT000TT'],
    ['ABC 123', undefined],
  ])('«%s»: plate %s', (text, plate) => {
    expect(plateIn(text)).toBe(plate)
  })

  test.each([
    ['Чек за ремонт', ['чек за'], true],
    ['Чек загорелся', ['чек за'], false],
    ['ГОРИТ чек!', ['горит чек'], true],
    ['горит весь чек', ['горит чек'], false],
    ['ЁЛКА течёт', ['течет'], true],
  ])('«%s» says %j: %s', (text, phrases, said) => {
    expect(says(text, phrases)).toBe(said)
  })
})
