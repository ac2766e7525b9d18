// Broken deliveries of Stripe's, ten thousand of them with LONG=1: each gets a sentence, and what is accepted the inbox can keep.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEvent, parseEvent } from '../../../src/events/index.ts'
import { stripeSource } from '../../../src/ingress/sources/stripe.ts'
import { ignored, postStripe, stripeFixture, understood } from '../../support/stripe-webhook.ts'
import { startWorld, type World } from '../../support/world.ts'

const RUNS = process.env.LONG ? 10_000 : 500
const receivedAt = new Date('2030-11-05T06:00:00.000Z')
const source = stripeSource({ secrets: ['sandbox-stripe'], livemode: false })
const fixtures = [...understood, ...ignored].map(stripeFixture)

const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, '', '0', '-1', 1e15, 1e308, 2 ** 53, 0.5, '\u0000', '\ud800', { id: {} }, ['pi_1'], 'x'.repeat(5_000)),
)
const fixture = fc.constantFrom(...fixtures)

/** One field of the event or of its object becomes something else, or goes. */
const changed = fc.tuple(fixture, fc.nat(), fc.boolean(), fc.boolean(), strange).map(([given, at, inside, gone, value]) => {
  const event: Record<string, unknown> = structuredClone({ ...given })
  const data = event.data as { object: Record<string, unknown> } | undefined
  const target = inside && data ? data.object : event
  const key = Object.keys(target)[at % Object.keys(target).length] ?? 'id'
  if (gone) delete target[key]
  else target[key] = value
  return Buffer.from(JSON.stringify(event))
})
const edited = fc.tuple(fixture, fc.nat(), fc.nat(20), fc.string()).map(([given, at, remove, insert]) => {
  const text = JSON.stringify(given)
  const from = at % text.length
  return Buffer.from(text.slice(0, from) + insert + text.slice(from + remove))
})
const retyped = fc
  .tuple(fixture, fc.constantFrom(...fixtures.map(({ type }) => type)))
  .map(([given, type]) => Buffer.from(JSON.stringify({ ...given, type })))
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
)
const bodies = fc.oneof(changed, edited, retyped, noise)

it(`${RUNS} broken events: no crash, a sentence for each refusal, a valid event for each acceptance`, () => {
  const seen: Record<string, number> = {}
  fc.assert(
    fc.property(bodies, (raw) => {
      const reading = source.read({ source: 'stripe', door: 'main', headers: {}, query: {}, raw, receivedAt })
      seen[reading.outcome] = (seen[reading.outcome] ?? 0) + 1
      if (reading.outcome !== 'accepted') {
        expect(reading.reason).toMatch(/^[^\n\0]{5,300}$/)
        return
      }
      for (const event of reading.events) {
        const stored = JSON.stringify(createEvent(event, receivedAt))
        expect(stored).not.toMatch(/\\u(?:0000|d[89a-f])/)
        parseEvent(JSON.parse(stored))
      }
    }),
    { numRuns: RUNS, seed: 2030 },
  )
  for (const outcome of ['accepted', 'ignored', 'quarantined']) expect(seen[outcome], outcome).toBeGreaterThan(RUNS / 20)
})

it(`${RUNS} broken signatures: nobody is let in, and nothing is thrown`, () => {
  const raw = Buffer.from(JSON.stringify(fixtures[0]))
  const t = Math.floor(receivedAt.getTime() / 1000)
  const piece = fc.constantFrom('t=', `t=${t}`, 'v1=', 'v0=', ',', '=', 'NaN', '-1', '1e999', 'a'.repeat(64))
  const header = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.array(fc.oneof(piece, fc.string({ maxLength: 10 })), { maxLength: 12 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(header, (given) => {
      expect(source.verify({ door: 'main', query: {}, headers: { 'stripe-signature': given }, raw, receivedAt })).toBe('unsigned')
    }),
    { numRuns: RUNS, seed: 2031 },
  )
})

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

it('signed and sent through the door, none of them is answered with an error of ours', async () => {
  const answers = new Map<number, number>()
  for (const raw of fc.sample(bodies, { numRuns: process.env.LONG ? 1_000 : 60, seed: 2032 })) {
    const { status, body } = await postStripe(world, raw)
    answers.set(status, (answers.get(status) ?? 0) + 1)
    expect(typeof body.ok).toBe('boolean')
  }
  expect([...answers.keys()].filter((status) => ![200, 202, 400].includes(status))).toEqual([])
  expect(answers.get(200)).toBeGreaterThan(5)
  expect(answers.get(202)).toBeGreaterThan(5)
})
