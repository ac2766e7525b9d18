// On the road: what collectors read from the trackers, and what they found out about inspections.
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/clock.ts'
import type { EventType } from '../../src/events/index.ts'
import type { Fleet } from '../fleet.ts'
import { type ExpectedEvent, type Line, posted } from '../line.ts'

export function road(fleet: Fleet): Line[] {
  const [car, other] = fleet.at.batumi.cars
  const deviceId = `${860_000_000_000_000 + fleet.mark}`
  const at = (ms: number) => addMs(fleet.now, ms).toISOString()
  const device = { deviceId, carPlate: car.plate }
  const fix = { ...device, lat: 41.6168, lon: 41.6367, satellites: 11, ignition: true, engine: true }
  const heard = (
    door: 'starline' | 'greenway',
    title: string,
    type: EventType,
    payload: object,
    effects: ExpectedEvent['effects'] = [],
  ): Line => posted(title, door, type, { type, payload }, { outcome: 'accepted', becomes: { type, effects, silent: effects.length === 0 } })
  const told = ['telegram.message'] as const
  const moves = heard('starline', 'a tracker: the car moves', 'device.state.changed', {
    ...fix,
    status: 'moving',
    prevStatus: 'parked_off',
    speedKmh: 54,
    fixAt: at(-20 * MINUTE_MS),
    observedAt: at(-19 * MINUTE_MS),
  })
  return [
    moves,
    { ...moves, title: 'the collector tells it once more', expected: { outcome: 'duplicate' } },
    posted('a look that found nothing new', 'starline', 'an empty batch', [], { outcome: 'ignored' }),
    heard('starline', 'too fast', 'speeding', { ...fix, speedKmh: 141, fixAt: at(-15 * MINUTE_MS) }, told),
    heard('starline', 'a trip ends', 'trip.detected', {
      ...device,
      tripId: `${deviceId}:${fleet.mark}`,
      startedAt: at(-20 * MINUTE_MS),
      endedAt: at(-5 * MINUTE_MS),
      startLat: 41.6168,
      startLon: 41.6367,
      endLat: 41.645,
      endLon: 41.64,
      distanceKm: 6.4,
      maxSpeedKmh: 141,
    }),
    heard(
      'starline',
      'a car without a booking drives off',
      'unauthorized.trip',
      { ...device, startedAt: at(-3 * MINUTE_MS), lat: 41.65, lon: 41.65, distanceKm: 2.1, fixAt: at(-MINUTE_MS) },
      ['telegram.message', 'incident.open'],
    ),
    heard(
      'starline',
      'a weak battery',
      'battery.low',
      { ...fix, ignition: false, engine: false, batteryV: 11.4, fixAt: at(-2 * MINUTE_MS) },
      told,
    ),
    heard(
      'starline',
      'a tracker that fell silent',
      'device.offline',
      { deviceId: `${deviceId}0`, carPlate: other.plate, lastSeenAt: at(-6 * HOUR_MS), fixAt: at(-6 * HOUR_MS) },
      told,
    ),
    heard('starline', 'something a collector found besides', 'browser.result', {
      deviceId,
      note: 'SIM balance 1.20',
      checkedAt: at(-MINUTE_MS),
    }),
    heard(
      'greenway',
      'the inspection runs out soon',
      'inspection.checked',
      { plate: car.plate, status: 'valid', validUntil: at(20 * DAY_MS).slice(0, 10), checkedAt: at(-MINUTE_MS) },
      told,
    ),
  ]
}
