// What the doors of browser automation make of a collector's results, signed as collectors sign them.
import { sign } from '../../collector/client.ts'
import { createEvent, type Event } from '../../src/events/index.ts'
import type { RawDelivery, Reading } from '../../src/ingress/source.ts'
import { automationSource } from '../../src/ingress/sources/automation.ts'

export const receivedAt = new Date('2030-11-05T06:00:00.000Z')
export const SECRETS = ['new-secret', 'old-secret']

export type Door = 'starline' | 'greenway'
export const doors = {
  starline: automationSource({ id: 'starline', secrets: SECRETS }),
  greenway: automationSource({ id: 'greenway', secrets: SECRETS }),
}

export function delivery(door: Door, body: unknown, headers: RawDelivery['headers'] = {}): RawDelivery {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return { source: door, door: 'main', headers, query: {}, raw, receivedAt }
}

export const signed = (door: Door, body: string, secret = 'new-secret', at = receivedAt): RawDelivery =>
  delivery(door, body, sign(body, secret, at))

export const read = (door: Door, body: unknown): Reading => doors[door].read(delivery(door, body))

export type Accepted = Extract<Reading, { outcome: 'accepted' }>

/** Fails the test, with the reason, when the door did not understand. */
export function accepted(door: Door, body: unknown): Accepted {
  const reading = read(door, body)
  if (reading.outcome !== 'accepted') throw new Error(`${reading.outcome}: ${reading.reason}`)
  return reading
}

/** The events of a delivery, complete, as the inbox would keep them. */
export const eventsOf = (door: Door, body: unknown): Event[] => accepted(door, body).events.map((event) => createEvent(event, receivedAt))

/** Why the door did not understand. */
export function quarantineReason(door: Door, body: unknown): string {
  const reading = read(door, body)
  if (reading.outcome !== 'quarantined') throw new Error(`expected a quarantined delivery, found it ${reading.outcome}`)
  return reading.reason
}

/** A device that begins to move; `fields` changes it. */
export const state = (fields: Record<string, unknown> = {}, type = 'device.state.changed') => ({
  type,
  payload: {
    deviceId: '860000000000001',
    carPlate: 'AA000AA',
    status: 'moving',
    prevStatus: 'parked_off',
    ignition: true,
    engine: true,
    speedKmh: 54,
    lat: 41.715,
    lon: 44.801,
    mileageKm: 95136,
    fixAt: '2030-11-05T05:53:20.000Z',
    ...fields,
  },
})

export const trip = (fields: Record<string, unknown> = {}) => ({
  type: 'trip.detected',
  payload: { deviceId: '860000000000001', tripId: '860000000000001:1760000000', startedAt: '2030-11-05T05:00:00.000Z', ...fields },
})

export const inspection = (fields: Record<string, unknown> = {}) => ({
  type: 'inspection.checked',
  payload: { plate: 'AA000AA', status: 'valid', validUntil: '2031-03-14', checkedAt: '2030-11-05T03:00:00.000Z', ...fields },
})

export const alarm = (fields: Record<string, unknown> = {}) => ({
  type: 'unauthorized.trip',
  payload: {
    deviceId: '860000000000001',
    carPlate: 'AA000AA',
    startedAt: '2030-11-05T05:40:00.000Z',
    lat: 41.715,
    lon: 44.801,
    distanceKm: 3.2,
    fixAt: '2030-11-05T05:53:20.000Z',
    ...fields,
  },
})
