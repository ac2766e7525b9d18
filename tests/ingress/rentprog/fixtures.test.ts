// The nine raw events of RentProg in each of their three encodings.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EventType } from '../../../src/events/index.ts'
import { acceptedReading, eventOf } from '../../support/rentprog-webhook.ts'

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/webhooks/rentprog')
const wireBody = (event: string, encoding: string) => readFileSync(path.join(FIXTURES, `${event}.${encoding}.json`))

const RAW_EVENTS: readonly [raw: string, type: EventType, entity: string][] = [
  ['booking_create', 'booking.created', 'booking:700004'],
  ['booking_update', 'booking.updated', 'booking:700001'],
  ['booking_destroy', 'booking.cancelled', 'booking:700004'],
  ['car_create', 'car.updated', 'car:80002'],
  ['car_update', 'car.moved', 'car:80001'],
  ['car_destroy', 'car.updated', 'car:80002'],
  ['client_create', 'client.updated', 'client:60002'],
  ['client_update', 'client.updated', 'client:60001'],
  ['client_destroy', 'client.updated', 'client:60001'],
]

describe.each(RAW_EVENTS)('%s', (raw, type, entity) => {
  it.each(['ruby', 'json-string', 'object'])(`is ${type} when it comes as %s`, (encoding) => {
    const event = eventOf(wireBody(raw, encoding))
    expect(event).toMatchObject({ type, source: 'rentprog', subject: entity, timestamp: '2030-11-05T06:00:00.000Z' })
    expect(event.payload).toMatchObject({ branch: 'tbilisi', raw_event: raw, raw_action: raw.split('_')[1] })
  })

  it('says the same in all encodings, byte for byte', () => {
    const [ruby, ...others] = ['ruby', 'json-string', 'object'].map((encoding) => acceptedReading(wireBody(raw, encoding)))
    expect(ruby?.entity).toBe(entity)
    expect(ruby?.digest).toMatch(/^[0-9a-f]{64}$/)
    for (const other of others) expect(other).toEqual(ruby)
  })
})

describe('the payload', () => {
  it('of an update has its changes as pairs and its envelope as plain fields', () => {
    expect(eventOf(wireBody('booking_update', 'ruby')).payload).toEqual({
      rentprog_id: 700001,
      booking_id: 700001,
      branch: 'tbilisi',
      raw_event: 'booking_update',
      raw_action: 'update',
      changes: {
        description: [null, 'рейс 10:00 => терминал 2, "Данил" nil\nвторая строка'],
        start_date: ['05-11-2030 9:00', '05-11-2030 12:30'],
        end_date: ['2030-11-08 10:00', '2030-11-08 12:30'],
        total: [487, 520.5],
      },
      fields: { id: 700001, created_from_api: false, updated_from_api: false, user_id: null },
    })
  })

  it('of a create is plain, a list of two included', () => {
    const { payload } = eventOf(wireBody('car_create', 'ruby'))
    expect(payload).not.toHaveProperty('changes')
    expect(payload).toMatchObject({ car_id: 80002, fields: { price_values: [100, 90], mileage: 5000, number: 'TT000TT' } })
  })

  it('of a booking names its car and client', () => {
    expect(eventOf(wireBody('booking_create', 'object')).payload).toMatchObject({ booking_id: 700004, car_id: 80001, client_id: 60001 })
  })

  it('of a moved car names both branches', () => {
    expect(eventOf(wireBody('car_update', 'ruby')).payload).toMatchObject({
      car_id: 80001,
      from_branch: 'tbilisi',
      to_branch: 'service-center',
    })
  })

  it('of a destroyed thing has nothing but the id', () => {
    expect(eventOf(wireBody('booking_destroy', 'ruby')).payload).toMatchObject({ booking_id: 700004, fields: { id: 700004 } })
  })
})
