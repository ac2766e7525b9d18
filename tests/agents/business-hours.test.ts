// Working time of a branch: 09:00–20:00 by default, every day of the week.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addBusinessMs, businessMsBetween, isOpen, openFrom } from '../../src/agents/business-hours.ts'
import { DAY_MS, HOUR_MS, inTbilisi, MINUTE_MS, parseTbilisi } from '../../src/clock.ts'

const OFFICE = { officeFromHour: 9, officeToHour: 20 }
const NIGHT_AND_DAY = { officeFromHour: 0, officeToHour: 24 }
const local = (text: string): Date => parseTbilisi(text) ?? new Date(Number.NaN)
const shown = (at: Date): string => inTbilisi(at).toFormat('yyyy-MM-dd HH:mm')

describe('working time', () => {
  test.each([
    ['in the middle of the day', '2030-11-05 12:00', 10, '2030-11-05 12:10'],
    ['before opening', '2030-11-05 07:30', 5, '2030-11-05 09:05'],
    ['after closing', '2030-11-05 23:10', 5, '2030-11-06 09:05'],
    ['over the night', '2030-11-05 19:57', 5, '2030-11-06 09:02'],
    ['to the minute of closing, which is the next morning', '2030-11-05 19:55', 5, '2030-11-06 09:00'],
    ['over a weekend, which is working time', '2030-11-08 19:50', 20, '2030-11-09 09:10'],
    ['over the end of a month', '2030-11-30 19:50', 20, '2030-12-01 09:10'],
    ['over two nights', '2030-11-05 19:00', 13 * 60, '2030-11-07 10:00'],
    ['nothing, in the middle of the night', '2030-11-05 02:00', 0, '2030-11-05 09:00'],
  ])('%s', (_, from, minutes, due) => {
    expect(shown(addBusinessMs(local(from), minutes * MINUTE_MS, OFFICE))).toBe(due)
  })

  test.each([
    ['2030-11-05 08:59', false],
    ['2030-11-05 09:00', true],
    ['2030-11-05 19:59', true],
    ['2030-11-05 20:00', false],
    ['2030-11-10 12:00', true],
  ])('at %s it is open: %s', (at, open) => {
    expect(isOpen(local(at), OFFICE)).toBe(open)
  })

  test.each([
    ['2030-11-05 10:00', '2030-11-05 10:25', 25],
    ['2030-11-05 19:50', '2030-11-06 09:10', 20],
    ['2030-11-05 22:00', '2030-11-06 08:00', 0],
    ['2030-11-05 12:00', '2030-11-05 11:00', 0],
    ['2030-11-05 12:00', '2030-11-07 12:00', 22 * 60],
  ])('between %s and %s there are %i minutes of it', (from, to, minutes) => {
    expect(businessMsBetween(local(from), local(to), OFFICE)).toBe(minutes * MINUTE_MS)
  })

  test('hours that make no span mean open night and day', () => {
    const at = local('2030-11-05 03:00')
    for (const hours of [NIGHT_AND_DAY, { officeFromHour: 20, officeToHour: 9 }])
      expect(addBusinessMs(at, HOUR_MS, hours)).toEqual(local('2030-11-05 04:00'))
  })
})

describe('for any moment, wait and hours', () => {
  const moment = fc.integer({ min: 0, max: 400 * 24 * 60 }).map((n) => new Date(Date.parse('2030-01-01T00:00:00Z') + n * MINUTE_MS))
  const wait = fc.integer({ min: 0, max: 3 * DAY_MS })
  const hours = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 }))
    .map(([officeFromHour, officeToHour]) => ({ officeFromHour, officeToHour }))

  test('what is added is what lies between, and the branch is open then', () => {
    fc.assert(
      fc.property(moment, wait, hours, (at, ms, office) => {
        const due = addBusinessMs(at, ms, office)
        expect(isOpen(due, office)).toBe(true)
        expect(businessMsBetween(at, due, office)).toBe(ms)
        expect(due.getTime()).toBeGreaterThanOrEqual(openFrom(at, office).getTime() + ms)
      }),
      { numRuns: 300 },
    )
  })

  test('who waits longer is never told earlier', () => {
    fc.assert(
      fc.property(moment, wait, wait, hours, (at, one, other, office) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)]
        expect(addBusinessMs(at, less, office) <= addBusinessMs(at, more, office)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('the night adds nothing', () => {
    fc.assert(
      fc.property(moment, hours, (at, office) => {
        expect(businessMsBetween(at, openFrom(at, office), office)).toBe(0)
      }),
      { numRuns: 200 },
    )
  })
})
