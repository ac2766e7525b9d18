// The RentProg door itself: who may come in, and that what it reads never depends on when.
import { describe, expect, it } from 'vitest'
import { rentprogSource } from '../../../src/ingress/sources/rentprog.ts'
import { companies, receivedAt, wire } from '../../support/rentprog-webhook.ts'

const source = rentprogSource({ secrets: { tbilisi: ['old-secret', 'new-secret'], batumi: ['batumi-secret'], kutaisi: [''] }, companies })
const raw = Buffer.from(wire('car_update', { id: 80001, company_id: [91001, 91003] }))
const knock = (door: string, t?: string) => source.verify({ door, headers: {}, query: { t }, raw, receivedAt })
const read = (door: string) => source.read({ source: 'rentprog', door, headers: {}, query: {}, raw, receivedAt })

describe('the RentProg door', () => {
  it('has one URL per branch and takes bodies up to 256 KiB', () => {
    expect(source).toMatchObject({ id: 'rentprog', path: '/webhooks/rentprog/:door', maxBytes: 262_144 })
  })

  it('opens to either of two secrets while one is being rotated', () => {
    expect(knock('tbilisi', 'old-secret')).toBe('ok')
    expect(knock('tbilisi', 'new-secret')).toBe('ok')
  })

  it.each([
    ['a wrong secret', 'tbilisi', 'old-secre'],
    ['no secret', 'tbilisi', undefined],
    ['an empty secret', 'tbilisi', ''],
    ['the secret of another branch', 'tbilisi', 'batumi-secret'],
    ['any secret, where none is configured', 'service-center', 'undefined'],
    ['an empty secret, where an empty one is configured', 'kutaisi', ''],
  ])('stays shut to %s', (_what, door, secret) => {
    expect(knock(door, secret)).toBe('unsigned')
  })

  it.each(['', 'moscow', 'Tbilisi', 'constructor', '__proto__'])('is no door at all for the branch "%s"', (door) => {
    expect(knock(door, 'old-secret')).toBe('unknown')
  })

  it('takes the branch from the URL', () => {
    const reading = read('batumi')
    expect(reading).toMatchObject({
      outcome: 'accepted',
      entity: 'car:80001',
      events: [{ type: 'car.moved', payload: { branch: 'batumi', from_branch: 'tbilisi', to_branch: 'batumi' } }],
    })
    expect(read('batumi')).toEqual(reading)
  })

  it('does not guess the branch of a delivery whose door is gone', () => {
    expect(read('moscow')).toEqual({ outcome: 'quarantined', reason: 'the delivery came through no branch we know' })
  })
})
