// Trackers, trips, permits, inspections and service of the cars.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { At, Day, EffectKey, Id } from './shapes.ts'

const TrackerColumns = z.object({
  carId: Id.nullish(),
  plate: z.string().nullish(),
  status: z.string().nullish(),
  ignition: z.boolean().nullish(),
  engine: z.boolean().nullish(),
  speedKmh: z.number().nullish(),
  lat: z.number().nullish(),
  lon: z.number().nullish(),
  batteryV: z.number().nullish(),
  mileageKm: z.number().int().nullish(),
  fixAt: At.nullish(),
  seenAt: At.nullish(),
  movingSince: At.nullish(),
  /** Merged into what is there. */
  told: z.record(z.string(), At).optional(),
})
export type TrackerColumns = z.infer<typeof TrackerColumns>

export const TRIP_VERDICTS = ['rental', 'technical', 'permitted', 'short', 'unauthorized', 'unknown'] as const
export const TripVerdict = z.enum(TRIP_VERDICTS)
export type TripVerdict = z.infer<typeof TripVerdict>

const TripColumns = z.object({
  deviceId: z.string().optional(),
  carId: Id.nullish(),
  branch: Branch.nullish(),
  startedAt: At.optional(),
  endedAt: At.nullish(),
  startLat: z.number().nullish(),
  startLon: z.number().nullish(),
  endLat: z.number().nullish(),
  endLon: z.number().nullish(),
  distanceKm: z.number().nullish(),
  maxSpeedKmh: z.number().nullish(),
  verdict: TripVerdict.optional(),
  bookingId: Id.nullish(),
  permitId: z.string().nullish(),
  incidentId: z.string().nullish(),
})
export type TripColumns = z.infer<typeof TripColumns>

const InspectionColumns = z.object({
  carId: Id.nullish(),
  status: z.enum(['valid', 'expired', 'failed', 'not_found', 'unknown']).optional(),
  validUntil: Day.nullish(),
  lastInspectionAt: Day.nullish(),
  checkedAt: At.optional(),
  remindedLead: z.number().int().nullish(),
})
export type InspectionColumns = z.infer<typeof InspectionColumns>

const ServiceColumns = z.object({
  lastAt: At.nullish(),
  lastMileageKm: z.number().int().nullish(),
  recordedBy: z.number().int().nullish(),
  reminded: z.enum(['soon', 'overdue']).nullish(),
  remindedAt: At.nullish(),
  cardKey: EffectKey.nullish(),
})
export type ServiceColumns = z.infer<typeof ServiceColumns>

export const fleetKinds = {
  'tracker.upsert': z.object({ id: z.string().min(1).max(100), set: TrackerColumns }),
  'trip.upsert': z.object({ id: z.string().min(1).max(200), set: TripColumns }),
  /** Given again under its id, its end and reason are corrected. */
  'trip.permit': z.object({
    id: z.string().min(1).max(100),
    carId: Id,
    from: At,
    until: At,
    driverId: Id.nullish(),
    reason: z.string().min(1).max(500),
    grantedBy: Id.nullish(),
  }),
  'inspection.upsert': z.object({ plate: z.string().min(1).max(20), set: InspectionColumns }),
  'service.upsert': z.object({ carId: Id, set: ServiceColumns }),
} as const
