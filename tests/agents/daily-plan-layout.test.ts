// How a plan is cut into messages: nothing is lost, nothing is shown twice, and Telegram takes each of them.
import { describe, expect, test } from 'vitest'
import { type Entry, entriesOf } from '../../src/agents/daily-plan/entries.ts'
import { digestOf, layOut, type Part } from '../../src/agents/daily-plan/layout.ts'
import { settingsTable } from '../../src/agents/settings.ts'
import { addMs, MINUTE_MS } from '../../src/clock.ts'
import { at, bookingRow, carRow } from './rows.ts'
import { NOW } from './world.ts'

/** The same numbers in every run. */
function randomly(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
}

const NAMES = ['Анна', 'Пётр <Великий> & сын', '&&&&&&'.repeat(30), 'Очень длинное имя '.repeat(12), '🚗'.repeat(80), '']
const START = at('2030-11-04T20:00:00.000Z')

/** A day with so many issues and returns, whatever people are called. */
function dayOf(count: number, seed: number): Entry[] {
  const any = randomly(seed)
  const bookings = Array.from({ length: count }, (_, n) => {
    const when = addMs(START, any(24 * 60) * MINUTE_MS)
    const isIssue = any(2) === 0
    return bookingRow({
      id: 700_000 + n,
      number: 4_000 + n,
      clientName: NAMES[any(NAMES.length)] ?? null,
      locationStart: NAMES[any(NAMES.length)] ?? null,
      inRent: !isIssue,
      startAt: isIssue ? when : at('2030-11-01T00:00:00.000Z'),
      endAt: isIssue ? at('2030-11-20T00:00:00.000Z') : when,
    })
  })

  return entriesOf(
    { branch: 'batumi', day: '2030-11-05', bookings, cars: [carRow()], operations: [], people: new Map(), shown: new Set<string>() },
    { now: NOW, settings: settingsTable()('batumi') },
  )
}

const lay = (entries: Entry[], standing = 0): Part[] => layOut(entries, { branch: 'batumi', day: '2030-11-05', look: 'live', standing })
const DAYS = Array.from({ length: 60 }, (_, n) => [n, dayOf(n, n + 1)] as const)

describe.each([0, 1, 2, 5])('with %i messages standing', (standing) => {
  test.each(DAYS)('a day of %i', (count, entries) => {
    expect(entries).toHaveLength(count)
    const parts = lay(entries, standing)
    expect(parts.flatMap(({ refs }) => refs)).toEqual(entries.map(({ ref }) => ref))
    expect(parts.length).toBeGreaterThanOrEqual(standing)
    for (const { html, buttons, refs } of parts) {
      expect(html.length).toBeLessThanOrEqual(4096)
      expect(buttons.flat().length).toBeLessThanOrEqual(100)
      for (const ref of refs) expect(html).toContain(`<b>${entries.findIndex((entry) => entry.ref === ref) + 1}.</b>`)
      // A button stands under the message that shows its operation.
      for (const { data } of buttons.flat()) expect(refs).toContain(data.split('|')[1])
    }
    const pressable = entries.flatMap(({ ref, items }) =>
      items.filter(({ code }) => code !== 'posted').map(({ code }) => `dp|${ref}|${code}`),
    )
    expect(parts.flatMap(({ buttons }) => buttons.flat().map(({ data }) => data))).toEqual(pressable)
  })
})

test('an ordinary day is one message; a new one leaves room for what the day brings', () => {
  expect(lay(dayOf(8, 3))).toHaveLength(1)
  const many = dayOf(40, 7)
  const fresh = lay(many)
  expect(fresh.length).toBeGreaterThan(1)
  for (const { html } of fresh) expect(html.length).toBeLessThanOrEqual(3_500)
})

test('what grows fills the messages that stand before a new one is begun', () => {
  const entries = dayOf(40, 7)
  const fresh = lay(entries)
  const packed = lay(entries, fresh.length - 1)
  expect(packed.length).toBeLessThanOrEqual(fresh.length)
})

test('a part no longer needed says so', () => {
  const parts = lay(dayOf(2, 1), 3)
  expect(parts.map(({ refs }) => refs.length)).toEqual([2, 0, 0])
  expect(parts[2]?.html).toContain('часть 3')
  expect(parts[2]?.html).toContain('больше не нужна')
})

test('each part says which one it is, and repeats the heading it goes on under', () => {
  const [, second] = lay(dayOf(40, 7))
  expect(second?.html).toMatch(/^🗓 <b>План на день — Батуми<\/b>, часть 2\n\n(🔑|🏁) <b>/u)
})

test('the digest changes with the text, the buttons and what is shown, and with nothing else', () => {
  const [part] = lay(dayOf(1, 1))
  if (part === undefined) throw new Error('a day of one has a part')
  expect(digestOf({ ...part })).toBe(digestOf(part))
  expect(digestOf(part)).toMatch(/^[0-9a-f]{16} [ir]700000$/)
  expect(digestOf({ ...part, html: `${part.html}!` })).not.toBe(digestOf(part))
  expect(digestOf({ ...part, buttons: [] })).not.toBe(digestOf(part))
})
