// Changes of trackers, trips, permits, inspections and service of the cars.
import { audit } from '../audit.ts'
import type { Changes } from './change.ts'
import { upsert } from './upsert.ts'

export const fleetChanges = {
  async 'tracker.upsert'({ id, set }, context) {
    await upsert('trackers', { id }, set, context)
    return {}
  },
  async 'trip.upsert'({ id, set }, context) {
    await upsert('trips', { id }, set, context)
    return {}
  },
  async 'trip.permit'({ id, carId, from, until, driverId, reason, grantedBy }, context) {
    const { sql, clock, key } = context
    await sql.query(
      `INSERT INTO trip_permits (id, car_id, from_at, until_at, driver_id, reason, granted_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (id) DO UPDATE SET until_at = excluded.until_at, reason = excluded.reason`,
      [id, carId, from, until, driverId ?? null, reason, grantedBy ?? null, clock.now()],
    )
    const by = grantedBy ?? null
    if (by !== null)
      await audit({ cause: key, about: `car:${carId}`, what: 'permitted', action: 'trip.permit', by, via: 'agent', note: reason }, context)
    return { id }
  },
  async 'inspection.upsert'({ plate, set }, context) {
    await upsert('inspections', { plate }, set, context)
    return {}
  },
  async 'service.upsert'({ carId, set }, context) {
    await upsert('car_services', { carId }, set, context)
    return {}
  },
} as const satisfies Changes
