// Ten thousand broken deliveries: each gets an answer, and what is accepted is an event the inbox can keep.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEvent, parseEvent } from '../../../src/events/index.ts'
import { readWebhook, receivedAt } from '../../support/rentprog-webhook.ts'

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/webhooks/rentprog')
const bodies = readdirSync(FIXTURES).map((file) => readFileSync(path.join(FIXTURES, file)))

/** What breaks readers: pieces of both notations, out of place. */
const PIECES = [
  ...['"', '\\', '\\"', '\\u0000', '\\ud800', '\\x', '\0', 'я', 'a', '0', '-'],
  ...['=>', ' => ', ':', ',', '[', ']', '{', '}', '#<', '>', 'nil', 'null', 'true'],
  ...['__proto__', '"__proto__"=>1, ', '1e999', '99999999999999999999', '2025-11-05 10:00:00 +0400'],
]
const piece = fc.constantFrom(...PIECES)

interface Edit {
  /** Where, in ten-thousandths of the length. */
  at: number
  remove: number
  insert: string
}
const edits = fc.array(
  fc.record({
    at: fc.noBias(fc.integer({ min: 0, max: 9_999 })),
    remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
    insert: fc.oneof(piece, fc.constant('')),
  }),
  { minLength: 1, maxLength: 3 },
)
const edited = (text: string, changes: readonly Edit[]): string =>
  changes.reduce((whole, { at, remove, insert }) => {
    const from = Math.floor((at / 10_000) * whole.length)
    return whole.slice(0, from) + insert + whole.slice(from + remove)
  }, text)

const fixture = fc.constantFrom(...bodies)
const inPayload = fc.tuple(fixture, edits).map(([body, changes]) => {
  const { event, payload } = JSON.parse(body.toString())
  return Buffer.from(JSON.stringify({ event, payload: edited(typeof payload === 'string' ? payload : JSON.stringify(payload), changes) }))
})
const inBody = fc.tuple(fixture, edits).map(([body, changes]) => Buffer.from(edited(body.toString(), changes)))
const inBytes = fc
  .tuple(fixture, fc.nat(), fc.integer({ min: 0, max: 255 }))
  .map(([body, at, byte]) => Buffer.from(body).fill(byte, at % body.length, (at % body.length) + 1))
const invented = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  )
  .map((payload) => Buffer.from(JSON.stringify({ event: 'booking_update', payload: `{"id"=>1, ${payload}}` })))
const anyJson = fc
  .jsonValue()
  .map((item) => Buffer.from(JSON.stringify({ event: 'car_update', payload: { id: 1, company_id: [91001, item], item } })))
const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))

it('10,000 broken deliveries: no crash, a sentence for each refusal, a valid event for each acceptance', () => {
  const seen: Record<string, number> = {}
  fc.assert(
    fc.property(fc.oneof(inPayload, inBody, inBytes, invented, anyJson, noise), (body) => {
      const reading = readWebhook(body)
      seen[reading.outcome] = (seen[reading.outcome] ?? 0) + 1
      if (reading.outcome !== 'accepted') {
        expect(reading).toMatchObject({ reason: expect.stringMatching(/^[^\n\0]{5,250}$/) })
        return
      }
      const [event] = reading.events
      if (event === undefined) throw new Error('accepted without an event')
      const stored = JSON.stringify(createEvent(event, receivedAt))
      // An escape, not a backslash that somebody wrote before the letter u.
      expect(stored).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/)
      parseEvent(JSON.parse(stored))
    }),
    { numRuns: 10_000, seed: 2030 },
  )
  // A fuzz that only ever met one answer would prove nothing.
  expect(seen.accepted).toBeGreaterThan(1_000)
  expect(seen.quarantined).toBeGreaterThan(1_000)
})
