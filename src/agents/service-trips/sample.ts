// One sample of a tracker: what becomes of its row, of the car's mileage and of the trip it belongs to. Pure.
import { MINUTE_MS } from '../../clock.ts'
import type { EventOf } from '../../events/index.ts'
import type { Settings } from '../settings.ts'
import type { Act, Decision } from './acts.ts'
import { alertsOf, unmatchedAct } from './alerts.ts'
import type { Known } from './known.ts'
import { positionOf } from './position.ts'
import { rideOf, tripAt } from './trips.ts'
import { nameOf, outdatedSummary, sampleSummary } from './words.ts'

export type SampleEvent = EventOf<'device.state.changed' | 'speeding' | 'battery.low' | 'device.offline'>

export interface SampleFacts {
  what: 'sample'
  event: Pick<SampleEvent, 'type' | 'payload'>
  known: Known
  /** Volts of the other trackers of the fleet in the last 24 hours. */
  fleetV: readonly number[]
}

const later = (a: Date, b: Date): Date => new Date(Math.max(a.getTime(), b.getTime()))

const STATUSES: readonly string[] = ['offline', 'gps_offline', 'moving', 'parked_on', 'parked_off']

/** Nobody is ahead of us: a clock that is fast must not hide the honest samples that follow. */
export const notAhead = (text: string, now: Date): Date => new Date(Math.min(Date.parse(text), now.getTime()))

export function statusOf({ type, payload }: SampleFacts['event'], { movingAboveKmh }: Pick<Settings, 'movingAboveKmh'>): string | null {
  const { status, speedKmh, engine, ignition } = payload
  if (type === 'device.offline') return 'offline'
  if (status !== undefined && STATUSES.includes(status)) return status
  if (speedKmh !== undefined && speedKmh > movingAboveKmh) return 'moving'
  if (speedKmh === undefined && engine === undefined && ignition === undefined) return null
  return engine === true || ignition === true ? 'parked_on' : 'parked_off'
}

export function decideSample(facts: SampleFacts, settings: Settings, now: Date): Decision {
  const { event, known } = facts
  const { payload } = event
  const { tracker, car } = known
  const fixAt = notAhead(payload.fixAt, now)
  const heardAt = 'lastSeenAt' in payload ? notAhead(payload.lastSeenAt, now) : fixAt
  const lastAt = tracker?.fixAt ?? null
  if (lastAt !== null && later(heardAt, fixAt) < lastAt) return { acts: [], summary: outdatedSummary(nameOf(known)) }

  const status = statusOf(event, settings)
  const isLost = status === 'offline' || status === 'gps_offline'
  // A tracker that is silent has not stopped.
  const movingSince =
    status === 'moving' ? (tracker?.movingSince ?? fixAt) : status === null || isLost ? (tracker?.movingSince ?? null) : null
  const seenAt = status === 'offline' ? heardAt : notAhead(payload.observedAt ?? payload.fixAt, now)
  const { ignition, engine, speedKmh, lat, lon, batteryV } = payload
  const mileageKm = payload.mileageKm === undefined ? undefined : Math.round(payload.mileageKm)
  const alerts = alertsOf(facts, { status, fixAt, heardAt }, settings, now)
  const stranger = car === null && (status === 'moving' || alerts.acts.length > 0) ? unmatchedAct(known, fixAt) : null
  const told = { ...alerts.told, ...stranger?.told }
  const acts: Act[] = [
    {
      act: 'save-tracker',
      id: known.deviceId,
      set: {
        ...(car !== null && { carId: car.id }),
        ...(known.label !== null && { plate: known.label }),
        ...(status !== null && { status }),
        ...{ ignition, engine, speedKmh, lat, lon, batteryV, mileageKm },
        ...(lastAt === null || fixAt > lastAt ? { fixAt: fixAt.toISOString() } : {}),
        ...(tracker?.seenAt == null || seenAt > tracker.seenAt ? { seenAt: seenAt.toISOString() } : {}),
        movingSince: movingSince?.toISOString() ?? null,
        ...(Object.keys(told).length > 0 && { told }),
      },
    },
    ...mileageOf(car, mileageKm, settings),
    ...alerts.acts,
    ...(stranger === null ? [] : stranger.acts),
  ]
  const ride = rideIn(facts, { movingSince, status, fixAt }, settings, now)
  if (ride !== null) acts.push(...ride.acts)
  return {
    acts,
    summary: sampleSummary(known, {
      status,
      alerts: alerts.said,
      ride,
      isStale: isStale(fixAt, settings, now),
      isStranger: stranger !== null,
    }),
  }
}

export const isStale = (fixAt: Date, { fixStaleMin }: Pick<Settings, 'fixStaleMin'>, now: Date): boolean =>
  now.getTime() - fixAt.getTime() > fixStaleMin * MINUTE_MS

/** The ride this sample begins, goes on with or ends. */
function rideIn(
  { event: { payload }, known }: SampleFacts,
  { movingSince, status, fixAt }: { movingSince: Date | null; status: string | null; fixAt: Date },
  settings: Settings,
  now: Date,
) {
  const since = movingSince ?? known.tracker?.movingSince ?? null
  if (since === null || status === null || status === 'offline' || status === 'gps_offline') return null
  const at = positionOf(payload.lat, payload.lon)
  const endedAt = status === 'moving' ? null : fixAt
  const begins = tripAt(since, known.trips) === null && known.tracker?.movingSince == null
  const ride = { startedAt: since, endedAt, seenAt: fixAt, start: begins ? at : null, end: at, distanceKm: null }
  return rideOf({ ...ride, maxSpeedKmh: payload.speedKmh }, known, settings, now)
}

/** Only forward, and only as far as a car may have come: an odometer in other units must not wake the maintenance. */
function mileageOf(car: Known['car'], mileageKm: number | undefined, { mileageJumpKm }: Settings): Act[] {
  if (car === null || mileageKm === undefined || mileageKm <= 0) return []
  const known = car.mileageKm
  if (known !== null && (mileageKm <= known || mileageKm - known > mileageJumpKm)) return []
  return [{ act: 'save-mileage', carId: car.id, mileageKm }]
}
