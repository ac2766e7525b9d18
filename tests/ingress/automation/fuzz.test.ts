// Broken batches of every kind: each gets an answer, and what is accepted is events the inbox can keep.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEvent, isEventType, parseEvent } from '../../../src/events/index.ts'
import { type Door, read, receivedAt } from '../../support/collector.ts'

const RUNS = process.env.LONG === '1' ? 10_000 : 500

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/webhooks')
const DOORS: readonly Door[] = ['starline', 'greenway']
const bodies = DOORS.flatMap((door) =>
  readdirSync(path.join(FIXTURES, door))
    .filter((file) => file.endsWith('.json'))
    .map((file) => [door, readFileSync(path.join(FIXTURES, door, file), 'utf8')] as const),
)

const PIECES = [
  ...['"', '\\', '\\u0000', '\\ud800', '\0', 'я', '0', '-', ':', ',', '[', ']', '{', '}', 'null', 'true'],
  ...['"__proto__":1,', '1e999', '99999999999999999999', '"2030-11-05T06:00:00Z"', '"0000-01-01T00:00:00Z"', '"9999-12-31T23:59:59-14:00"'],
]
const piece = fc.constantFrom(...PIECES)
const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, '', 'a'.repeat(400), 1e300, -1, {}, [], '\0', '\ud800', '2030-02-30T00:00:00Z', '0000-01-01T00:00:00Z'),
)
const fixture = fc.constantFrom(...bodies)

const edited = fc
  .tuple(fixture, fc.noBias(fc.integer({ min: 0, max: 9_999 })), fc.nat(6), piece)
  .map(([[door, text], at, remove, insert]) => {
    const from = Math.floor((at / 10_000) * text.length)
    return [door, Buffer.from(text.slice(0, from) + insert + text.slice(from + remove))] as const
  })
/** One field of one result is something else. */
const swapped = fc.tuple(fixture, fc.nat(), fc.nat(), strange).map(([[door, text], which, field, value]) => {
  const results = [JSON.parse(text)].flat() as { payload: Record<string, unknown> }[]
  const payload = results[which % results.length]?.payload ?? {}
  const names = Object.keys(payload)
  payload[names[field % names.length] ?? 'x'] = value
  return [door, Buffer.from(JSON.stringify(results))] as const
})
const invented = fc
  .tuple(
    fc.constantFrom(...DOORS),
    fc.array(fc.record({ type: fc.string(), payload: fc.dictionary(fc.constantFrom('deviceId', 'plate', 'fixAt', 'x'), strange) })),
  )
  .map(([door, results]) => [door, Buffer.from(JSON.stringify(results))] as const)
const noise = fc
  .tuple(fc.constantFrom(...DOORS), fc.uint8Array({ maxLength: 200 }))
  .map(([door, bytes]) => [door, Buffer.from(bytes)] as const)

it(`${RUNS} broken deliveries: no crash, a sentence for each refusal, valid events for each acceptance`, () => {
  const seen: Record<string, number> = {}
  fc.assert(
    fc.property(fc.oneof(edited, swapped, invented, noise), ([door, body]) => {
      const reading = read(door, body)
      seen[reading.outcome] = (seen[reading.outcome] ?? 0) + 1
      if (reading.outcome !== 'accepted') {
        expect(reading).toMatchObject({ reason: expect.stringMatching(/^[^\n\0]{5,250}$/) })
        return
      }
      for (const event of reading.events) {
        const whole = createEvent(event, receivedAt)
        expect(whole.source).toBe(door)
        expect(isEventType(whole.type)).toBe(true)
        // A year Postgres keeps, and never ahead of us.
        expect(Math.abs(Date.parse(whole.timestamp) - receivedAt.getTime() / 2)).toBeLessThanOrEqual(receivedAt.getTime() / 2 + 300_000)
        const stored = JSON.stringify(whole)
        expect(stored).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/)
        parseEvent(JSON.parse(stored))
      }
    }),
    { numRuns: RUNS, seed: 2030 },
  )
  // A fuzz that only ever met one answer would prove nothing.
  expect(seen.accepted).toBeGreaterThan(RUNS / 20)
  expect(seen.quarantined).toBeGreaterThan(RUNS / 20)
})
