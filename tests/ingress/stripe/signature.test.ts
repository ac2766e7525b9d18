// Who is let in at the Stripe door: whoever signed these very bytes, lately, with a secret that is live.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { stripeSource } from '../../../src/ingress/sources/stripe.ts'
import { signatureOf } from '../../support/stripe-webhook.ts'

interface Vector {
  secret: string
  t: number
  raw_body: string
  header: string
}
const vector: Vector = JSON.parse(readFileSync(path.join(import.meta.dirname, 'signature.vector.json'), 'utf8'))

const at = (seconds: number) => new Date((vector.t + seconds) * 1000)
const other = 'whsec_another'

function verify({ raw = vector.raw_body, header = vector.header as unknown, secrets = [vector.secret], receivedAt = at(0) } = {}) {
  const headers = header === null ? {} : { 'stripe-signature': header as string }
  return stripeSource({ secrets, livemode: false }).verify({ door: 'main', query: {}, headers, raw: Buffer.from(raw), receivedAt })
}

describe('the computed vector', () => {
  it('is let in, by the secret as a plain string over the bytes as they are', () => expect(verify()).toBe('ok'))

  it('is what our own signing makes of it', () => expect(signatureOf(vector.raw_body, at(0), vector.secret)).toBe(vector.header))

  it.each([
    ['another secret', { secrets: [other] }],
    ['no secret', { secrets: [] }],
    ['a blank one', { secrets: [' '] }],
    ['another space in the body', { raw: vector.raw_body.replace(',', ', ') }],
    ['a BOM before it', { raw: `\uFEFF${vector.raw_body}` }],
    ['no body', { raw: '' }],
    ['no header', { header: null }],
    ['an empty one', { header: '' }],
    ['two of them', { header: [vector.header, vector.header] }],
    ['noise', { header: 'noise' }],
    ['no time', { header: vector.header.replace(/^t=\d+,/, '') }],
    ['a time that is no number', { header: vector.header.replace(/^t=\d+/, 't=now') }],
    ['another time', { header: vector.header.replace(/^t=\d+/, `t=${vector.t + 1}`) }],
    ['only the scheme for tests', { header: vector.header.replace('v1=', 'v0=') }],
    ['half a signature', { header: vector.header.slice(0, -8) }],
    ['no signature', { header: `t=${vector.t}` }],
  ])('is refused with %s', (_what, change) => expect(verify(change)).toBe('unsigned'))
})

describe('while a secret is being changed', () => {
  it('either is accepted, wherever it stands', () => {
    for (const secrets of [
      [vector.secret, other],
      [other, vector.secret],
    ])
      expect(verify({ secrets })).toBe('ok')
  })

  it('Stripe signs with both, and one of them is enough', () => {
    const [, theirs] = signatureOf(vector.raw_body, at(0), other).split(',')
    expect(verify({ header: `t=${vector.t},${theirs},${vector.header.split(',')[1]},v0=00` })).toBe('ok')
  })
})

describe('the time of a signature', () => {
  it.each([
    [0, 'ok'],
    [300, 'ok'],
    [301, 'unsigned'],
    [86_400, 'unsigned'],
    [-300, 'ok'],
    [-301, 'unsigned'],
  ])('%i s away is %s', (seconds, verdict) => expect(verify({ receivedAt: at(seconds) })).toBe(verdict))

  it('is taken from the delivery, not from the wall: the same delivery is judged the same for ever', () => {
    expect([verify(), verify()]).toEqual(['ok', 'ok'])
  })
})

it('bytes that are no UTF-8 are signed as bytes', () => {
  const source = stripeSource({ secrets: [vector.secret], livemode: false })
  const raw = Buffer.from([0x7b, 0xff, 0x7d])
  const delivery = { door: 'main', query: {}, raw, receivedAt: at(0) }
  expect(source.verify({ ...delivery, headers: { 'stripe-signature': signatureOf(raw, at(0), vector.secret) } })).toBe('ok')
  // The same text to a careless decoder, and other bytes.
  const tampered = Buffer.from([0x7b, 0xfe, 0x7d])
  expect(source.verify({ ...delivery, raw: tampered, headers: { 'stripe-signature': signatureOf(raw, at(0), vector.secret) } })).toBe(
    'unsigned',
  )
})
