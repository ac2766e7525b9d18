// What RentProg tells us, and the two planned operations we derive from its dates.
import { z } from 'zod'
import { Branch, defineEvent } from './event.ts'

export const RentprogId = z
  .number()
  .int()
  .positive()
  .max(2 ** 31 - 1)

const Common = z.object({
  /** RentProg's id of the booking, car or client the event is about. */
  rentprog_id: RentprogId,
  branch: Branch,
  booking_id: RentprogId.optional(),
  car_id: RentprogId.optional(),
  client_id: RentprogId.optional(),
  /** `booking_update`, … as the webhook named it. */
  raw_event: z.string().optional(),
  /** `create`, `update` or `destroy`. */
  raw_action: z.string().optional(),
  /** Changed fields, `[old, new]`. */
  changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])).optional(),
  /** Plain fields: all of a create, the scalar envelope of an update. */
  fields: z.record(z.string(), z.unknown()).optional(),
  /** No webhook brought it: found by comparing with RentProg. */
  reconciled: z.boolean().optional(),
})

export const BookingPayload = Common.extend({ booking_id: RentprogId })
export type BookingPayload = z.infer<typeof BookingPayload>

export const PlannedPayload = BookingPayload.extend({
  /** `start_date` (issue) or `end_date` (return) this timer was made from, UTC. */
  planned_at: z.iso.datetime({ offset: true }),
  /** Whoever answers for it has just been told of this time, because it changed. */
  told: z.boolean().optional(),
})
export type PlannedPayload = z.infer<typeof PlannedPayload>

export const CarPayload = Common.extend({ car_id: RentprogId })
export type CarPayload = z.infer<typeof CarPayload>

export const CarMovedPayload = CarPayload.extend({ from_branch: Branch.optional(), to_branch: Branch })
export type CarMovedPayload = z.infer<typeof CarMovedPayload>

export const ClientPayload = Common.extend({ client_id: RentprogId })
export type ClientPayload = z.infer<typeof ClientPayload>

const bookingLane = { sources: ['rentprog'], subject: (p: { booking_id: number }) => `booking:${p.booking_id}` } as const
const carLane = { sources: ['rentprog'], subject: (p: { car_id: number }) => `car:${p.car_id}` } as const

export const rentprogEvents = [
  defineEvent('booking.created', BookingPayload, { ...bookingLane, priority: 'normal' }),
  defineEvent('booking.updated', BookingPayload, { ...bookingLane, priority: 'normal' }),
  defineEvent('booking.issue.planned', PlannedPayload, { ...bookingLane, priority: 'high' }),
  defineEvent('booking.return.planned', PlannedPayload, { ...bookingLane, priority: 'high' }),
  defineEvent('booking.issued', BookingPayload, { ...bookingLane, priority: 'normal' }),
  defineEvent('booking.returned', BookingPayload, { ...bookingLane, priority: 'normal' }),
  defineEvent('booking.cancelled', BookingPayload, { ...bookingLane, priority: 'normal' }),
  defineEvent('car.moved', CarMovedPayload, { ...carLane, priority: 'normal' }),
  defineEvent('car.updated', CarPayload, { ...carLane, priority: 'low' }),
  defineEvent('client.updated', ClientPayload, {
    sources: ['rentprog'],
    subject: (p) => `client:${p.client_id}`,
    priority: 'low',
  }),
  defineEvent(
    'cash.collected',
    z.object({
      branch: Branch,
      /** RentProg user id of the one who handed the money in. */
      employee_id: RentprogId,
      operation_id: RentprogId,
      /** Minor units. */
      amount_minor: z.number().int(),
      currency: z.enum(['GEL', 'USD', 'EUR', 'RUB']),
      description: z.string().optional(),
      /** When the operation was made in RentProg. */
      made_at: z.iso.datetime({ offset: true }).optional(),
      /** The operation was changed in RentProg after it had been told: this replaces it. */
      corrected: z.boolean().optional(),
    }),
    { sources: ['rentprog'], subject: (p) => `cash:${p.employee_id}`, priority: 'normal' },
  ),
] as const
