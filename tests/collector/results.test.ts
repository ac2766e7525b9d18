// What the client lets a collector say is what the doors understand: types compared by the compiler, examples by the doors.
import { expect, it } from 'vitest'
import type { Result } from '../../collector/results.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { accepted, type Door } from '../support/collector.ts'

/** JSON's null says nothing, so the doors drop it before they look. */
type Said<P> = { [K in keyof P]: Exclude<P[K], null> }
type Fits<Given, Wanted> = [Given] extends [Wanted] ? true : false

type Type<S extends Door> = Result<S>['type']
type Payload<S extends Door, T extends string> = Extract<Result<S>, { type: T }>['payload']
/** One `true` per type of result; anything else does not compile. */
type Understood<S extends Door> = { [T in Type<S>]: T extends NewEvent['type'] ? Fits<Said<Payload<S, T>>, NewEvent<T>['payload']> : false }

const compiled: { starline: Understood<'starline'>; greenway: Understood<'greenway'> } = {
  starline: {
    'device.state.changed': true,
    'trip.detected': true,
    'unauthorized.trip': true,
    speeding: true,
    'battery.low': true,
    'device.offline': true,
    'browser.result': true,
  },
  greenway: { 'inspection.checked': true, 'browser.result': true },
}

const device = { deviceId: 860000000000001, carPlate: 'AA-000-AA' }
const fixAt = '2030-11-05T05:53:20Z'
const checkedAt = '2030-11-05T03:00:00+04:00'

/** The least and the most of every result. */
const examples: { [S in Door]: readonly Result<S>[] } = {
  starline: [
    { type: 'device.state.changed', payload: { deviceId: '1', fixAt } },
    {
      type: 'device.state.changed',
      payload: {
        ...device,
        ...{ status: 'moving', prevStatus: 'parked_off', ignition: true, engine: true, speedKmh: 54, lat: 41.7, lon: 44.8 },
        ...{ satellites: 11, batteryV: 12.6, mileageKm: 95_136, fixAt, observedAt: null },
      },
    },
    { type: 'trip.detected', payload: { ...device, tripId: 't', startedAt: fixAt, endedAt: null } },
    { type: 'unauthorized.trip', payload: { ...device, startedAt: fixAt, lat: 41.7, lon: 44.8, fixAt } },
    { type: 'speeding', payload: { ...device, speedKmh: 131, fixAt } },
    { type: 'battery.low', payload: { ...device, batteryV: 11.4, fixAt } },
    { type: 'device.offline', payload: { ...device, lastSeenAt: fixAt, fixAt } },
    { type: 'browser.result', payload: { ...device, resultType: 'device.unmatched', alias: 'Camry' } },
  ],
  greenway: [
    { type: 'inspection.checked', payload: { plate: 'AA-000-AA', status: 'valid', validUntil: '2031-03-14', checkedAt } },
    { type: 'inspection.checked', payload: { plate: 'AA-000-AA', status: 'unknown', validUntil: null, rawText: 'captcha', checkedAt } },
    { type: 'browser.result', payload: { plate: 'AA-000-AA', fines: 2 } },
  ],
}

it.each(['starline', 'greenway'] as const)('%s understands what its collector may say', (door) => {
  for (const result of examples[door]) {
    expect(accepted(door, JSON.stringify(result)).events.map(({ type }) => type)).toEqual([result.type])
  }
  expect(new Set(examples[door].map(({ type }) => type as string))).toEqual(new Set(Object.keys(compiled[door])))
})
