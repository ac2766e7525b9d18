// Time as the branches write it: Asia/Tbilisi, four hours ahead of UTC all year.
import { describe, expect, it } from 'vitest'
import { addMs, frozenClock, HOUR_MS, inTbilisi, parseTbilisi } from '../src/clock.ts'

const utc = (text: string) => parseTbilisi(text)?.toISOString()

describe('dates of RentProg', () => {
  it.each([
    ['05-11-2030 9:00', '2030-11-05T05:00:00.000Z'],
    ['05-11-2030 09:00', '2030-11-05T05:00:00.000Z'],
    ['05-11-2030 12:30', '2030-11-05T08:30:00.000Z'],
    ['05-11-2030 0:15', '2030-11-04T20:15:00.000Z'],
    ['2030-11-05 09:00', '2030-11-05T05:00:00.000Z'],
    ['2030-11-05 9:00', '2030-11-05T05:00:00.000Z'],
    ['2030-11-05 09:00:30', '2030-11-05T05:00:30.000Z'],
    ['2030-07-05 09:00', '2030-07-05T05:00:00.000Z'],
    ['  05-11-2030 9:00 ', '2030-11-05T05:00:00.000Z'],
    ['05-11-2030', '2030-11-04T20:00:00.000Z'],
    ['2030-11-05', '2030-11-04T20:00:00.000Z'],
  ])('%s is Tbilisi time', (text, expected) => {
    expect(utc(text)).toBe(expected)
  })

  it.each([
    ['2030-11-05T09:00:00.000+04:00', '2030-11-05T05:00:00.000Z'],
    ['2030-11-05T09:00:00+01:00', '2030-11-05T08:00:00.000Z'],
    ['2030-11-05T05:00:00Z', '2030-11-05T05:00:00.000Z'],
    ['2030-11-05T09:00', '2030-11-05T05:00:00.000Z'],
  ])('%s is ISO, with its own offset or with ours', (text, expected) => {
    expect(utc(text)).toBe(expected)
  })

  it.each([
    ['2025-11-05 10:00:00 +0400', '2025-11-05T06:00:00.000Z'],
    ['2025-11-05 10:00:00 UTC', '2025-11-05T10:00:00.000Z'],
    ['2025-11-05 10:00:00.123456 +0300', '2025-11-05T07:00:00.000Z'],
    ['2025-11-05 10:00:00.000000000 +04 +04:00', '2025-11-05T06:00:00.000Z'],
    ['Wed, 05 Nov 2025 10:00:00.000000000 +04 +04:00', '2025-11-05T06:00:00.000Z'],
    ['Wed, 05 Nov 2025 10:00:00 UTC +00:00', '2025-11-05T10:00:00.000Z'],
    ['Wed, 05 Nov 2025', '2025-11-04T20:00:00.000Z'],
  ])('%s is how Ruby and Rails print a time', (text, expected) => {
    expect(utc(text)).toBe(expected)
  })

  it.each([
    '',
    'завтра',
    '31-02-2030 9:00',
    '2030-13-01 10:00',
    '05-11-2030 25:00',
    '11/05/2030',
    '10:00',
    '12',
    '2030',
    '700001',
    '2030-W01',
    'T10:00',
    '2030-11-05Tx',
  ])('"%s" is no date', (text) => {
    expect(parseTbilisi(text)).toBeNull()
  })

  it('what was read shows the same hour on the clocks of the branches', () => {
    expect(inTbilisi(parseTbilisi('05-11-2030 9:00') as Date).toFormat('dd.MM.yyyy HH:mm')).toBe('05.11.2030 09:00')
  })
})

describe('the frozen clock', () => {
  it('moves only when told', () => {
    const start = new Date('2030-11-05T05:00:00.000Z')
    const clock = frozenClock(start)
    clock.now().setFullYear(1999)
    expect(clock.now()).toEqual(start)
    clock.advance(HOUR_MS)
    expect(clock.now()).toEqual(addMs(start, HOUR_MS))
    clock.set(start)
    expect(clock.now()).toEqual(start)
  })
})
