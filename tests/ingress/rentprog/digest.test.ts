// Two deliveries that say the same have one digest; two that say different things never do.
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../../../src/ingress/sources/rentprog/digest.ts'
import { acceptedReading, ENCODINGS, wire } from '../../support/rentprog-webhook.ts'

const digest = (body: string) => acceptedReading(body).digest
const update = { total: [487, 520.5], responsible: [null, 'Данил'], in_rent: [false, true], id: 700001 }

describe('the digest is the same', () => {
  it('in every encoding', () => {
    expect(new Set(ENCODINGS.map((encoding) => digest(wire('booking_update', update, encoding)))).size).toBe(1)
  })

  it('in every order of keys, but not of the values in a list', () => {
    const turned = Object.fromEntries(Object.entries(update).reverse())
    expect(digest(wire('booking_update', turned))).toBe(digest(wire('booking_update', update)))
    expect(digest(wire('booking_update', { ...update, total: [520.5, 487] }))).not.toBe(digest(wire('booking_update', update)))
  })

  it.each([
    '{"id"=>1, "total"=>[150.0, nil]}',
    '{"id"=>0.1e1, :total=>[150, nil]}',
    '{id: 1, total: [1.5e+02, nil]}',
    '{"total":[150.0,null],"id":1}',
  ])('for the number 150 and for nothing, written as in %s', (payload) => {
    expect(digest(JSON.stringify({ event: 'booking_update', payload }))).toBe(digest(wire('booking_update', { id: 1, total: [150, null] })))
  })

  it('for the event written booking.update', () => {
    expect(digest(wire('booking.update', update))).toBe(digest(wire('booking_update', update)))
  })
})

describe('the digest differs', () => {
  it('between A→B and B→A', () => {
    expect(digest(wire('car_update', { id: 1, state: [1, 2] }))).not.toBe(digest(wire('car_update', { id: 1, state: [2, 1] })))
  })

  it.each([
    ['another event', 'booking_destroy', update],
    ['another id', 'booking_update', { ...update, id: 700002 }],
    ['one field more', 'booking_update', { ...update, user_id: null }],
    ['text for a number', 'booking_update', { ...update, total: ['487', 520.5] }],
    ['empty text for nothing', 'booking_update', { ...update, responsible: ['', 'Данил'] }],
  ])('for %s', (_what, event, payload) => {
    expect(digest(wire(event, payload))).not.toBe(digest(wire('booking_update', update)))
  })

  it('for any two values that are not equal', () => {
    const tree = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)))
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        expect(digestOf('car_update', a) === digestOf('car_update', b)).toBe(isDeepStrictEqual(a, b))
      }),
      { seed: 2030 },
    )
  })
})
