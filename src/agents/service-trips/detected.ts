// A trip a collector has seen from its beginning, or from its beginning to its end. Pure.
import type { EventOf } from '../../events/index.ts'
import type { Settings } from '../settings.ts'
import type { Act, Decision } from './acts.ts'
import { unmatchedAct } from './alerts.ts'
import type { Known } from './known.ts'
import { positionOf } from './position.ts'
import { notAhead } from './sample.ts'
import { rideOf } from './trips.ts'
import { tripSummary } from './words.ts'

export interface DetectedFacts {
  what: 'detected'
  payload: EventOf<'trip.detected'>['payload']
  known: Known
}

export function decideDetected({ payload, known }: DetectedFacts, settings: Settings, now: Date): Decision {
  const startedAt = notAhead(payload.startedAt, now)
  const endedAt = payload.endedAt === undefined ? null : notAhead(payload.endedAt, now)
  const start = positionOf(payload.startLat, payload.startLon)
  const end = positionOf(payload.endLat, payload.endLon)
  const { distanceKm = null, maxSpeedKmh } = payload
  const ride = rideOf({ startedAt, endedAt, seenAt: now, start, end, distanceKm, maxSpeedKmh }, known, settings, now)
  const isShort = ride.judgement.verdict === 'short'
  const stranger = known.car === null && !isShort ? unmatchedAct(known, startedAt) : null
  const acts: Act[] = [trackerAct({ startedAt, endedAt, start, end }, known, stranger?.told), ...ride.acts, ...(stranger?.acts ?? [])]
  return { acts, summary: tripSummary(known, { distanceKm, ...ride, isStranger: stranger !== null }) }
}

interface Moved {
  startedAt: Date
  endedAt: Date | null
  start: ReturnType<typeof positionOf>
  end: ReturnType<typeof positionOf>
}

/** The tracker moves, or has stopped, unless a later sample says otherwise. */
function trackerAct(
  { startedAt, endedAt, start, end }: Moved,
  { deviceId, label, car, tracker }: Known,
  told?: Record<string, string>,
): Act {
  const at = endedAt ?? startedAt
  const isNews = tracker?.fixAt == null || at >= tracker.fixAt
  const place = endedAt === null ? start : end
  const moved = {
    status: endedAt === null ? 'moving' : 'parked_off',
    movingSince: endedAt === null ? (tracker?.movingSince ?? startedAt).toISOString() : null,
    fixAt: at.toISOString(),
    ...(place !== null && place),
  }
  return {
    act: 'save-tracker',
    id: deviceId,
    set: {
      ...(car !== null && { carId: car.id }),
      ...(label !== null && { plate: label }),
      ...(isNews && moved),
      ...(told !== undefined && { told }),
    },
  }
}
