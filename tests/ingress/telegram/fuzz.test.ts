// Ten thousand broken updates: each gets an answer, and what is accepted is an event the inbox can keep.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEvent, parseEvent } from '../../../src/events/index.ts'
import { telegramSource } from '../../../src/ingress/sources/telegram.ts'
import { passedOver, understood } from '../../support/telegram-updates.ts'

const source = telegramSource({ secrets: ['x'], token: '100000099:sandbox' })
const receivedAt = new Date('2030-11-05T08:00:00.000Z')
const examples = Object.values({ ...understood, ...passedOver }).map((update) => JSON.stringify(update))

type Path = (string | number)[]
const pathsIn = (value: unknown, at: Path = []): Path[] =>
  typeof value !== 'object' || value === null ? [at] : [at, ...Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...at, key]))]

/** The value with something else at the place; without it when there is nothing else. */
function changedAt(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
  if (rest.length === 0 && other === undefined) delete copy[key]
  else copy[key] = changedAt(copy[key], rest, other)
  return copy
}

const strange = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, '', 0, -1, 1.5, 1e300, 2 ** 53, '123', [], {}, [[]], '\u0000', '\ud800', 'я'.repeat(200)),
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const inPlace = fc
  .tuple(fc.constantFrom(...examples), fc.array(fc.tuple(fc.nat(), strange), { minLength: 1, maxLength: 3 }))
  .map(([text, changes]) =>
    Buffer.from(
      JSON.stringify(
        changes.reduce<unknown>((update, [which, other]) => {
          const paths = pathsIn(update)
          return changedAt(update, paths[which % paths.length] ?? [], other)
        }, JSON.parse(text)),
      ) ?? '',
    ),
  )
const inBytes = fc.tuple(fc.constantFrom(...examples), fc.nat(), fc.uint8Array({ maxLength: 4 })).map(([text, where, bytes]) => {
  const raw = Buffer.from(text)
  const at = where % raw.length
  return Buffer.concat([raw.subarray(0, at), bytes, raw.subarray(at + (where % 3))])
})
const cutOff = fc.tuple(fc.constantFrom(...examples), fc.nat()).map(([text, length]) => Buffer.from(text).subarray(0, length % text.length))
const invented = fc
  .tuple(fc.constantFrom('message', 'edited_message', 'callback_query', 'my_chat_member', 'poll', 'telepathy'), fc.jsonValue())
  .map(([kind, value]) => Buffer.from(JSON.stringify({ update_id: 1, [kind]: value })))
const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))

const RUNS = process.env.LONG ? 10_000 : 600

it('broken updates: no crash, a sentence for each refusal, a valid event for each acceptance', () => {
  const seen: Record<string, number> = {}
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: inPlace }, inBytes, cutOff, invented, noise), (raw) => {
      const reading = source.read({ source: 'telegram', door: 'main', headers: {}, query: {}, raw, receivedAt })
      seen[reading.outcome] = (seen[reading.outcome] ?? 0) + 1
      expect(source.read({ source: 'telegram', door: 'main', headers: {}, query: {}, raw, receivedAt })).toEqual(reading)
      if (reading.outcome !== 'accepted') {
        expect(reading).toMatchObject({ reason: expect.stringMatching(/^[^\n\0]{5,250}$/) })
        return
      }
      const [event] = reading.events
      if (event === undefined) throw new Error('accepted without an event')
      let stored: string
      try {
        stored = JSON.stringify(createEvent(event, receivedAt))
      } catch (error) {
        // What fits no schema of ours is quarantined by the intake.
        expect(error).toMatchObject({ name: 'BadInput' })
        return
      }
      expect(stored).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/)
      parseEvent(JSON.parse(stored))
    }),
    { numRuns: RUNS, seed: 2030 },
  )
  // A fuzz that only ever met one answer would prove nothing.
  for (const outcome of ['accepted', 'ignored', 'quarantined']) expect(seen[outcome], outcome).toBeGreaterThan(RUNS / 20)
})
