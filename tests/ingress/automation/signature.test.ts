// Who comes in through the doors of browser automation: whoever signed these very bytes just now, with a live secret.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sign } from '../../../collector/client.ts'
import { addMs } from '../../../src/clock.ts'
import { automationSource } from '../../../src/ingress/sources/automation.ts'
import { delivery, doors, receivedAt, signed, state } from '../../support/collector.ts'

const body = JSON.stringify(state())
const verify = (headers: Record<string, string | string[] | undefined>, raw: unknown = body) =>
  doors.starline.verify(delivery('starline', raw, headers as never))
const signedAt = (seconds: number) => sign(body, 'new-secret', addMs(receivedAt, seconds * 1000))
const good = sign(body, 'new-secret', receivedAt)

describe('the doors of browser automation', () => {
  it('have one URL each and take bodies up to 1 MiB', () => {
    expect(doors.starline).toMatchObject({ id: 'starline', path: '/webhooks/starline', maxBytes: 1_048_576 })
    expect(doors.greenway).toMatchObject({ id: 'greenway', path: '/webhooks/greenway', maxBytes: 1_048_576 })
  })

  it('open to either of two secrets while one is being rotated', () => {
    for (const secret of ['new-secret', 'old-secret']) expect(doors.greenway.verify(signed('greenway', body, secret))).toBe('ok')
  })

  it.each([0, 1, -1, 299, -299, 300, -300])('open to a signature that is %i seconds away', (seconds) => {
    expect(verify(signedAt(seconds))).toBe('ok')
  })

  it.each([301, -301, 86_400, -86_400])('stay shut to a signature that is %i seconds away', (seconds) => {
    expect(verify(signedAt(seconds))).toBe('unsigned')
  })

  it.each<[string, Record<string, string | string[] | undefined>]>([
    ['nothing', {}],
    ['a time alone', { 'x-timestamp': good['x-timestamp'] }],
    ['a signature alone', { 'x-signature': good['x-signature'] }],
    ['a wrong secret', sign(body, 'guess', receivedAt)],
    ['an empty secret', sign(body, '', receivedAt)],
    ['the signature of other bytes', sign(`${body} `, 'new-secret', receivedAt)],
    ['the signature of another time', { ...good, 'x-timestamp': signedAt(1)['x-timestamp'] }],
    ['a time with a fraction', { ...good, 'x-timestamp': `${good['x-timestamp']}.0` }],
    ['a time in milliseconds', { ...good, 'x-timestamp': `${good['x-timestamp']}000` }],
    ['a time that is no number', { ...good, 'x-timestamp': 'now' }],
    ['a negative time', { ...good, 'x-timestamp': `-${good['x-timestamp']}` }],
    ['two times', { ...good, 'x-timestamp': [good['x-timestamp'], good['x-timestamp']] }],
    ['a bare signature', { ...good, 'x-signature': good['x-signature'].slice('sha256='.length) }],
    ['half a signature', { ...good, 'x-signature': good['x-signature'].slice(0, 40) }],
    ['a signature and more', { ...good, 'x-signature': `${good['x-signature']}00` }],
    ['another algorithm', { ...good, 'x-signature': good['x-signature'].replace('sha256', 'sha1') }],
    ['no hex', { ...good, 'x-signature': `sha256=${'z'.repeat(64)}` }],
  ])('stay shut to %s', (_what, headers) => {
    expect(verify(headers)).toBe('unsigned')
  })

  it('let nobody in where no secret is configured, or an empty one', () => {
    for (const secrets of [[], ['']]) {
      expect(automationSource({ id: 'starline', secrets }).verify(signed('starline', body, ''))).toBe('unsigned')
    }
  })

  it('accept what the client signs, whatever it says and whenever', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: -300_000, max: 300_000 }), (value, ms) => {
        const text = JSON.stringify(value)
        const headers = sign(text, 'old-secret', addMs(receivedAt, ms))
        const late = Number(headers['x-timestamp']) * 1000 < receivedAt.getTime() - 300_000
        expect(verify(headers, Buffer.from(text))).toBe(late ? 'unsigned' : 'ok')
        expect(verify(headers, Buffer.concat([Buffer.from(text), Buffer.from(' ')]))).toBe('unsigned')
      }),
      { numRuns: 300, seed: 2030 },
    )
  })
})
