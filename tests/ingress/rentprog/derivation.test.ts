// Which business fact a RentProg webhook is.
import { describe, expect, it } from 'vitest'
import type { EventType } from '../../../src/events/index.ts'
import { acceptedReading, ENCODINGS, eventOf, wire } from '../../support/rentprog-webhook.ts'

type Changes = Record<string, unknown>
const typeOf = (event: string, payload: Changes) => eventOf(wire(event, payload)).type

const BOOKING_UPDATES: readonly [fact: string, changes: Changes, type: EventType][] = [
  ['the car is handed over', { in_rent: [false, true], start_worker_id: [null, 90001] }, 'booking.issued'],
  ['the car is handed over and in_rent was never set', { in_rent: [null, true] }, 'booking.issued'],
  ['the car is handed over while the booking becomes active', { in_rent: [false, true], state: ['Новая', 'Активная'] }, 'booking.issued'],
  ['the car comes back', { in_rent: [true, false] }, 'booking.returned'],
  [
    'the car comes back and the booking is finished',
    { in_rent: [true, false], state: ['Активная', 'Отъездила'], ride: [false, true] },
    'booking.returned',
  ],
  ['the car comes back with a deposit to give back', { in_rent: [true, false], state: ['Активная', 'Вернуть залог'] }, 'booking.returned'],
  ['the booking is finished', { state: ['Активная', 'Отъездила'] }, 'booking.returned'],
  ['the booking is finished, the deposit is still to be given back', { state: ['Активная', 'Вернуть залог'] }, 'booking.returned'],
  ['the booking is finished and nobody knows what it was', { state: [null, 'Отъездила'] }, 'booking.returned'],
  ['the deposit turns out to be owed', { state: ['Отъездила', 'Вернуть залог'] }, 'booking.updated'],
  ['the deposit is given back', { state: ['Вернуть залог', 'Отъездила'] }, 'booking.updated'],
  ['the booking is cancelled', { state: ['Активная', 'Отмена'], active: [true, false] }, 'booking.cancelled'],
  ['the client declines', { state: ['Ожидает ответа клиента', 'Отказ клиента'] }, 'booking.cancelled'],
  ['there are no cars', { state: ['Новая', 'Нет машин'] }, 'booking.cancelled'],
  ['a cancelled booking gets another reason', { state: ['Отмена', 'Отказ клиента'] }, 'booking.cancelled'],
  ['the car comes back and the booking is cancelled', { in_rent: [true, false], state: ['Активная', 'Отмена'] }, 'booking.returned'],
  ['a booking is cancelled in the moment of the handover', { in_rent: [false, true], state: ['Активная', 'Отмена'] }, 'booking.cancelled'],
  ['a cancelled booking is taken up again', { state: ['Отмена', 'Активная'] }, 'booking.updated'],
  ['the booking is accepted', { state: ['Новая', 'Активная'], active: [false, true] }, 'booking.updated'],
  ['only ride changes', { ride: [false, true] }, 'booking.updated'],
  ['in_rent is set to what it meant before', { in_rent: [null, false] }, 'booking.updated'],
  ['in_rent is named and does not change', { in_rent: [true, true] }, 'booking.updated'],
  ['the state is named and does not change', { state: ['Отмена', 'Отмена'] }, 'booking.updated'],
  ['the dates move', { start_date: ['05-11-2030 9:00', '05-11-2030 12:30'], days: [3, 2] }, 'booking.updated'],
  ['somebody becomes responsible', { responsible: [null, 'Отмена'], responsible_id: [null, 90001] }, 'booking.updated'],
  ['the booking is archived', { archive: [false, true] }, 'booking.updated'],
  ['nothing is said', {}, 'booking.updated'],
]

describe('booking_update', () => {
  it.each(BOOKING_UPDATES)('%s', (_fact, changes, type) => {
    expect(typeOf('booking_update', { ...changes, id: 700001, updated_from_api: false })).toBe(type)
  })

  it('keeps every change inside the one event', () => {
    const changes = { in_rent: [true, false], state: ['Активная', 'Отмена'], end_mileage: [0, 51080] }
    expect(eventOf(wire('booking_update', { ...changes, id: 700001 })).payload).toMatchObject({ changes })
  })

  it('names the car it was given to, not the one it had', () => {
    expect(eventOf(wire('booking_update', { car_id: [80001, 80002], client_id: [60001, null], id: 700001 })).payload).toMatchObject({
      car_id: 80002,
    })
    expect(eventOf(wire('booking_update', { client_id: [60001, null], id: 700001 })).payload).not.toMatchObject({ client_id: 60001 })
  })
})

describe('the other booking events', () => {
  it('a created booking is created, whatever its state', () => {
    expect(typeOf('booking_create', { id: 1, state: 'Отмена', in_rent: true })).toBe('booking.created')
  })

  it('a destroyed booking is cancelled', () => {
    expect(typeOf('booking_destroy', { id: 1 })).toBe('booking.cancelled')
  })

  it('finds car and client in whole objects too', () => {
    const payload = { id: 1, car: { id: 80001, code: 'T' }, client_object: { id: '60001' } }
    expect(eventOf(wire('booking_create', payload)).payload).toMatchObject({ car_id: 80001, client_id: 60001 })
  })
})

describe('car events', () => {
  it.each(ENCODINGS)('a car that changes its company has moved (%s)', (encoding) => {
    const event = eventOf(wire('car_update', { company_id: [91001, 91004], id: 80001, branch_name: 'Test Auto Service' }, encoding))
    expect(event).toMatchObject({
      type: 'car.moved',
      subject: 'car:80001',
      payload: { from_branch: 'tbilisi', to_branch: 'service-center' },
    })
  })

  it('a car that came from a company we do not know has moved all the same', () => {
    const { type, payload } = eventOf(wire('car_update', { company_id: [99999, 91003], id: 80001 }))
    expect(type).toBe('car.moved')
    expect(payload).toMatchObject({ to_branch: 'batumi' })
    expect(JSON.stringify(payload)).not.toContain('from_branch')
  })

  it.each([
    [99999, '99999'],
    ['constructor', 'constructor'],
    [null, 'null'],
  ])('a car that went to the unknown company %s is updated, and a person hears of the id', (company, named) => {
    const reading = acceptedReading(wire('car_update', { company_id: [91001, company], id: 80001 }))
    expect(reading.events[0]?.type).toBe('car.updated')
    expect(reading.alerts).toHaveLength(1)
    expect(reading.alerts?.[0]).toContain(named)
    expect(reading.alerts?.[0]).toContain('80001')
  })

  it.each([
    ['mileage', { mileage: [51080, 51140] }],
    ['state', { state: [1, 2] }],
    ['cleanness', { clean_state: [false, true] }],
    ['a company that stays the same', { company_id: [91001, 91001] }],
  ])('a change of %s is an update, without an alert', (_what, changes) => {
    const reading = acceptedReading(wire('car_update', { ...changes, id: 80001 }))
    expect(reading.events[0]?.type).toBe('car.updated')
    expect(reading.alerts).toBeUndefined()
  })

  it('a new car, and one that is gone, are updates that say so', () => {
    expect(eventOf(wire('car_create', { id: 80002, company_id: 91003 }))).toMatchObject({
      type: 'car.updated',
      payload: { raw_action: 'create' },
    })
    expect(eventOf(wire('car_destroy', { id: 80002 }))).toMatchObject({ type: 'car.updated', payload: { raw_action: 'destroy' } })
  })
})

describe('client events', () => {
  it.each(['create', 'update', 'destroy'])('client_%s is an update that says so', (action) => {
    expect(eventOf(wire(`client_${action}`, { id: 60001 }))).toMatchObject({
      type: 'client.updated',
      subject: 'client:60001',
      payload: { client_id: 60001, raw_action: action },
    })
  })
})
