// Trips as rows: which of them is meant, what is written down of it, and when it is the alarm's business. Pure.
import { MINUTE_MS } from '../../clock.ts'
import type { EffectPayload } from '../../effects/catalogue.ts'
import type { Trip } from '../../tools/rental.ts'
import type { Settings } from '../settings.ts'
import type { Act } from './acts.ts'
import { type Judgement, judge, type Movement } from './entitlement.ts'
import type { Known } from './known.ts'
import { kmBetween, type Position, positionOf } from './position.ts'

/** Collectors and our own watch see the beginning of one trip at slightly different times. */
const SAME_WITHIN_MS = 30 * MINUTE_MS

/** The row a movement belongs to: it began about then, or while that one went on. */
export function tripAt(startedAt: Date, trips: readonly Trip[]): Trip | null {
  const isSame = ({ startedAt: from, endedAt: until }: Trip) =>
    Math.abs(from.getTime() - startedAt.getTime()) <= SAME_WITHIN_MS
      ? until === null || until >= startedAt
      : until !== null && from <= startedAt && startedAt <= until
  const same = trips.filter(isSame)
  // The one people were told of first: nobody is told twice.
  return same.find(({ incidentId }) => incidentId !== null) ?? same[0] ?? null
}

export const tripIdOf = (deviceId: string, startedAt: Date): string => `${deviceId}:${startedAt.toISOString()}`

export interface Ride {
  startedAt: Date
  endedAt: Date | null
  /** Until when it is known to go on. */
  seenAt: Date
  start: Position | null
  end: Position | null
  /** As measured; else as the crow flies. */
  distanceKm: number | null
  maxSpeedKmh?: number | null
}

export interface Judged {
  judgement: Judgement
  row: Trip | null
  acts: Act[]
  /** It goes to the alarm now. */
  isRaised: boolean
}

/** Judges a ride, writes it down and, when nobody was entitled to it, raises it once. */
export function rideOf(ride: Ride, known: Known, settings: Settings, now: Date): Judged {
  const row = tripAt(ride.startedAt, known.trips)
  const distanceKm = ride.distanceKm ?? kmBetween(ride.start ?? startOf(row), ride.end)
  const movement: Movement = { from: ride.startedAt, to: ride.endedAt ?? ride.seenAt, distanceKm }
  const judgement = judge(movement, known.papers, settings, now)
  const wasRaised = row?.verdict === 'unauthorized' || row?.incidentId != null
  const id = row?.id ?? tripIdOf(known.deviceId, ride.startedAt)
  const acts: Act[] = [{ act: 'save-trip', id, set: columnsOf(ride, distanceKm, known, judgement, row) }]
  const isRaised = judgement.verdict === 'unauthorized' && !wasRaised
  if (isRaised) {
    const { deviceId, car, label } = known
    const at = ride.end ?? ride.start ?? positionOf(known.tracker?.lat, known.tracker?.lon)
    const found = { tripId: id, deviceId, carPlate: car?.plate ?? label, startedAt: ride.startedAt, distanceKm, fixAt: movement.to }
    acts.push({ act: 'raise', found: { ...found, lat: at?.lat ?? null, lon: at?.lon ?? null }, at: now })
  }
  return { judgement, row, acts, isRaised }
}

export const startOf = (row: Trip | null): Position | null => positionOf(row?.startLat, row?.startLon)

function columnsOf(
  { startedAt, endedAt, start, end, maxSpeedKmh }: Ride,
  distanceKm: number | null,
  { deviceId, car }: Known,
  judgement: Judgement,
  row: Trip | null,
): EffectPayload<'trip.upsert'>['set'] {
  const ended = endedAt ?? row?.endedAt ?? null
  return {
    ...(row === null && { deviceId, startedAt: startedAt.toISOString() }),
    carId: car?.id,
    branch: car?.branch,
    ...(ended !== null && { endedAt: ended.toISOString() }),
    ...(start !== null && row?.startLat == null && { startLat: start.lat, startLon: start.lon }),
    ...(end !== null && { endLat: end.lat, endLon: end.lon }),
    ...(distanceKm !== null && { distanceKm: Math.max(distanceKm, row?.distanceKm ?? 0) }),
    ...(typeof maxSpeedKmh === 'number' && { maxSpeedKmh: Math.max(maxSpeedKmh, row?.maxSpeedKmh ?? 0) }),
    verdict: judgement.verdict,
    bookingId: judgement.bookingId,
    permitId: judgement.permitId,
  }
}
