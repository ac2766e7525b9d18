// Whatever Ruby prints, we read back; whatever is thrown at us, we answer at once.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_BODY_BYTES } from '../../../src/ingress/sources/rentprog/payload.ts'
import { readRuby } from '../../../src/ingress/sources/rentprog/ruby.ts'
import { readWebhook } from '../../support/rentprog-webhook.ts'
import { type RubyNotation, rubyInspect } from '../../support/ruby-inspect.ts'

const TRAPS = [
  '=>',
  'nil',
  '10:00',
  'Danil',
  '#{x}',
  '#',
  '"',
  '\\',
  '\\n',
  ': ',
  '[1, 2]',
  '#<Object>',
  '\u2028',
  '\x1b',
  '😀',
  '2025-11-05',
  ':sym',
  'true,',
]
const RESERVED = ['__proto__', 'constructor', 'prototype']

const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.constantFrom(...TRAPS), { maxLength: 5 }).map((traps) => traps.join('')),
  )
  .map((value) => value.replaceAll('\0', ''))
const key = fc.oneof(text, fc.stringMatching(/^[a-z_]{1,12}[?!]?$/)).filter((name) => !RESERVED.includes(name))
const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((value) => value || 0)

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    number,
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
const notation: fc.Arbitrary<RubyNotation> = fc.record({
  version: fc.constantFrom('3.1', '3.4'),
  keys: fc.constantFrom('string', 'symbol'),
  numbers: fc.constantFrom('integer', 'float'),
})

describe('reading and printing', () => {
  it('every value printed by Ruby is read as it was, in either notation', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { noNullPrototype: true }), notation, (payload, printedIn) => {
        expect(readRuby(rubyInspect(payload, printedIn))).toEqual(payload)
      }),
      { numRuns: 1_000, seed: 2030 },
    )
  })

  it('a printed value cut anywhere is refused, never half read', () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { noNullPrototype: true }),
        notation,
        fc.noBias(fc.integer({ min: 0, max: 999 })),
        (payload, printedIn, part) => {
          const printed = rubyInspect(payload, printedIn)
          expect(() => readRuby(printed.slice(0, Math.floor((printed.length * part) / 1_000)))).toThrow(/at character \d+$/)
        },
      ),
      { numRuns: 1_000, seed: 2030 },
    )
  })
})

describe('hostile bodies of 256 KiB', () => {
  const PIECES = [
    ...['[', '{', '(', '"', '\\', '[1,', '[{', '{"a"=>', '{"a":', '{a: ', '#<', '#<"', '"\\"', '\\x41', '\\u{', '\n'],
    ...[':', ':a', '1', '1.', 'e', '-', 'Wed, ', '2025-11-05 ', ' ', 'я', 'a?'],
  ]
  /** Half as long as the limit, because JSON doubles every quote and backslash. */
  const LENGTH = MAX_BODY_BYTES / 2 - 100
  const filled = (piece: string) => piece.repeat(LENGTH).slice(0, LENGTH)

  const HOSTILE = PIECES.flatMap((piece) => [
    filled(piece),
    `{"a"=>${filled(piece)}`,
    `{"a"=>"${filled(piece)}`,
    `{"id"=>1, "a"=>[nil, "${filled(piece)}"]}`,
  ])

  it('are answered in linear time, as a body and as a payload', () => {
    for (const body of HOSTILE) {
      const started = performance.now()
      expect(['quarantined', 'bad-request']).toContain(readWebhook(body).outcome)
      const asPayload = readWebhook(JSON.stringify({ event: 'car_update', payload: body }))
      expect(asPayload.outcome).toMatch(/^(accepted|quarantined)$/)
      expect(asPayload, 'must reach the reader').not.toMatchObject({ reason: expect.stringContaining('larger') })
      // A quadratic reader would need minutes for this length.
      expect(performance.now() - started, JSON.stringify(body.slice(0, 30))).toBeLessThan(1_500)
    }
  })

  it('and an honest one that long is read', () => {
    const payload = `{"id"=>1, "list"=>[${'{:a=>"10:00 => nil", "b"=>[nil, 1.5]}, '.repeat(4_000)}nil]}`
    expect(readWebhook(JSON.stringify({ event: 'car_create', payload })).outcome).toBe('accepted')
  })
})
