// Which slots are due: the rule alone, against a count by hand of every second.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMs, DAY_MS, HOUR_MS, inTbilisi, MINUTE_MS } from '../../../src/clock.ts'
import { dueSlots, GRACE_MS, MOST_SLOTS } from '../../../src/ingress/cron/due.ts'
import type { Schedule } from '../../../src/ingress/cron/schedules.ts'
import { flawOf } from '../../../src/ingress/cron/slots.ts'

const runs = process.env.LONG ? 10_000 : 60
const seed = process.env.LONG ? undefined : 20_301_105

const rule = (cron: string, missed: Schedule['missed'] = 'all', usefulForH?: number) => ({
  cron,
  missed,
  ...(usefulForH !== undefined && { usefulForH }),
})
const at = (tbilisi: string) => new Date(`${tbilisi}+04:00`)
const due = (schedule: ReturnType<typeof rule>, after: string, until: string) => {
  const { fire, missed } = dueSlots(schedule, { after: at(after), until: at(until) })
  return { fire: fire.map((slot) => inTbilisi(slot).toFormat("yyyy-MM-dd'T'HH:mm:ss")), missed }
}
const NONE = { fire: [], missed: 0 }

describe('a slot', () => {
  it('fires from its very instant on, once', () => {
    const daily = rule('0 8 * * *')
    expect(due(daily, '2030-11-05T07:59:59', '2030-11-05T07:59:59.999')).toEqual(NONE)
    expect(due(daily, '2030-11-05T07:59:59', '2030-11-05T08:00:00')).toEqual({ fire: ['2030-11-05T08:00:00'], missed: 0 })
    expect(due(daily, '2030-11-05T07:59:59', '2030-11-05T08:00:01.500')).toEqual({ fire: ['2030-11-05T08:00:00'], missed: 0 })
    expect(due(daily, '2030-11-05T08:00:00', '2030-11-05T08:00:01')).toEqual(NONE)
  })

  it('is on time within the grace, whatever the policy', () => {
    for (const missed of ['skip', 'latest', 'all'] as const) {
      expect(due(rule('0 8 * * *', missed), '2030-11-05T07:00:00', '2030-11-05T08:01:30')).toEqual({
        fire: ['2030-11-05T08:00:00'],
        missed: 0,
      })
    }
  })

  it('does not exist when the clock stands or goes back', () => {
    expect(due(rule('* * * * * *'), '2030-11-05T08:00:00', '2030-11-05T08:00:00')).toEqual(NONE)
    expect(due(rule('* * * * * *'), '2030-11-05T08:00:00', '2030-11-05T07:00:00')).toEqual(NONE)
  })

  it('knows the ends of months, years and leap days', () => {
    expect(due(rule('0 0 1 * *'), '2030-12-31T12:00:00', '2031-01-01T00:00:05').fire).toEqual(['2031-01-01T00:00:00'])
    expect(due(rule('30 23 L * *'), '2032-02-28T12:00:00', '2032-02-29T23:30:05').fire).toEqual(['2032-02-29T23:30:00'])
    expect(due(rule('0 0 * * *'), '2027-02-26T12:00:00', '2027-03-01T00:00:30').fire).toEqual([
      '2027-02-27T00:00:00',
      '2027-02-28T00:00:00',
      '2027-03-01T00:00:00',
    ])
  })
})

describe('after two days of silence', () => {
  const [from, back] = ['2030-11-05T12:00:00', '2030-11-07T12:00:00'] as const

  it('skip fires nothing of the past, latest the last one, all of them all', () => {
    expect(due(rule('0 8 * * *', 'skip'), from, back)).toEqual({ fire: [], missed: 2 })
    expect(due(rule('0 8 * * *', 'latest'), from, back)).toEqual({ fire: ['2030-11-07T08:00:00'], missed: 2 })
    expect(due(rule('0 8 * * *', 'all'), from, back)).toEqual({ fire: ['2030-11-06T08:00:00', '2030-11-07T08:00:00'], missed: 2 })
  })

  it('latest is content with a slot that is on time just now', () => {
    expect(due(rule('0 8 * * *', 'latest'), from, '2030-11-07T08:00:10')).toEqual({ fire: ['2030-11-07T08:00:00'], missed: 1 })
  })

  it('what is of no use any more is counted, and not fired', () => {
    expect(due(rule('0 8 * * *', 'latest', 12), from, '2030-11-07T07:00:00')).toEqual({ fire: [], missed: 1 })
    expect(due(rule('0 8 * * *', 'latest', 12), from, '2030-11-07T20:00:00')).toEqual({ fire: ['2030-11-07T08:00:00'], missed: 2 })
    expect(due(rule('0 8 * * *', 'latest', 12), from, '2030-11-07T20:00:01')).toEqual({ fire: [], missed: 2 })
  })
})

it('a year of silence is no flood: a week of it counts, and 500 slots at most', () => {
  expect(due(rule('0 8 * * *'), '2029-11-05T12:00:00', '2030-11-05T12:00:00').fire).toHaveLength(7)
  const many = due(rule('* * * * *'), '2029-11-05T12:00:00', '2030-11-05T12:00:00')
  expect(many.fire).toHaveLength(MOST_SLOTS)
  expect(many.fire.at(-1)).toBe('2030-11-05T12:00:00')
})

/** Lists and steps written out, so that counting by hand is simple. */
const field = (min: number, max: number) =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
    fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((list) => list.join(',')),
  )
const named = (text: string, min: number, value: number) => {
  if (text === '*') return true
  return text.startsWith('*/') ? (value - min) % Number(text.slice(2)) === 0 : text.split(',').includes(String(value))
}

interface Fields {
  minute: string
  hour: string
  day: string
  weekday: string
}

/** Every minute of an interval that the fields name, counted by hand; a day is named by its date or by its weekday where both are. */
function byHand({ minute, hour, day, weekday }: Fields, after: Date, until: Date): string[] {
  const found: string[] = []
  const first = Math.floor(after.getTime() / MINUTE_MS) + 1
  for (let at = first * MINUTE_MS; at <= until.getTime(); at += MINUTE_MS) {
    const local = new Date(at + 4 * HOUR_MS)
    const byDay = named(day, 1, local.getUTCDate())
    const byWeekday = named(weekday, 0, local.getUTCDay())
    const isDay = day === '*' || weekday === '*' ? byDay && byWeekday : byDay || byWeekday
    if (isDay && named(minute, 0, local.getUTCMinutes()) && named(hour, 0, local.getUTCHours())) found.push(new Date(at).toISOString())
  }
  return found
}

const fields = fc.record({
  minute: field(0, 59),
  hour: field(0, 23),
  day: fc.oneof(
    fc.constant('*'),
    fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 4 }).map((list) => list.join(',')),
  ),
  weekday: fc.oneof(
    fc.constant('*'),
    fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 3 }).map((list) => list.join(',')),
  ),
})
const instant = fc.date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true })
const cronOf = ({ minute, hour, day, weekday }: Fields) => `${minute} ${hour} ${day} * ${weekday}`

describe('for any expression and any interval', () => {
  it('exactly the slots in it fire, the newest where there are too many', () => {
    fc.assert(
      fc.property(fields, instant, fc.integer({ min: 0, max: DAY_MS }), (parts, after, ms) => {
        const until = addMs(after, ms)
        expect(flawOf(cronOf(parts))).toBeNull()
        const { fire } = dueSlots(rule(cronOf(parts)), { after, until })
        expect(fire.map((slot) => slot.toISOString())).toEqual(byHand(parts, after, until).slice(-MOST_SLOTS))
      }),
      { numRuns: runs, ...(seed !== undefined && { seed }) },
    )
  })

  it('looking twice with any break between is looking once: nothing twice, nothing left out', () => {
    fc.assert(
      fc.property(fields, instant, fc.array(fc.integer({ min: 0, max: 3 * HOUR_MS }), { maxLength: 8 }), (parts, begin, steps) => {
        const fired: string[] = []
        let after = begin
        for (const step of steps) {
          const until = addMs(after, step)
          fired.push(...dueSlots(rule(cronOf(parts)), { after, until }).fire.map((slot) => slot.toISOString()))
          after = until
        }
        expect(fired).toEqual(byHand(parts, begin, after))
      }),
      { numRuns: runs, ...(seed !== undefined && { seed }) },
    )
  })

  it('policies differ in what is older than the grace, and in nothing else', () => {
    fc.assert(
      fc.property(fields, instant, fc.integer({ min: 0, max: 12 * HOUR_MS }), (parts, after, ms) => {
        const until = addMs(after, ms)
        const [skip, latest, all] = (['skip', 'latest', 'all'] as const).map((missed) =>
          dueSlots(rule(cronOf(parts), missed), { after, until }),
        )
        const isOld = (slot: Date) => slot < addMs(until, -GRACE_MS)
        expect(skip?.fire).toEqual(all?.fire.filter((slot) => !isOld(slot)))
        expect(latest?.fire).toEqual(skip?.fire.length ? skip.fire : all?.fire.slice(-1))
        for (const each of [skip, latest, all]) expect(each?.missed).toBe(all?.fire.filter(isOld).length)
      }),
      { numRuns: runs, ...(seed !== undefined && { seed }) },
    )
  })
})
