// Our picture of bookings, cars and clients, and of the handovers with their checklists.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { At, EffectKey, OperationKind } from './shapes.ts'

/** Columns an upsert may set; absent means unchanged. */
export const BookingColumns = z.object({
  branch: Branch.optional(),
  number: z.number().int().nullish(),
  state: z.string().nullish(),
  active: z.boolean().nullish(),
  inRent: z.boolean().optional(),
  technical: z.boolean().optional(),
  repair: z.boolean().optional(),
  archived: z.boolean().optional(),
  carId: z.number().int().nullish(),
  clientId: z.number().int().nullish(),
  clientName: z.string().nullish(),
  startAt: At.nullish(),
  endAt: At.nullish(),
  locationStart: z.string().nullish(),
  locationEnd: z.string().nullish(),
  responsibleId: z.number().int().nullish(),
  responsible: z.string().nullish(),
  startWorkerId: z.number().int().nullish(),
  endWorkerId: z.number().int().nullish(),
  totalMinor: z.number().int().nullish(),
  paidMinor: z.number().int().nullish(),
  depositMinor: z.number().int().nullish(),
  extras: z.record(z.string(), z.unknown()).optional(),
  readAt: At.nullish(),
})
export type BookingColumns = z.infer<typeof BookingColumns>

export const CarColumns = z.object({
  branch: Branch.nullish(),
  name: z.string().nullish(),
  code: z.string().nullish(),
  plate: z.string().nullish(),
  state: z.number().int().nullish(),
  mileageKm: z.number().int().nullish(),
  clean: z.boolean().nullish(),
  archived: z.boolean().optional(),
})
export type CarColumns = z.infer<typeof CarColumns>

export const ClientColumns = z.object({
  name: z.string().nullish(),
  phone: z.string().nullish(),
  email: z.string().nullish(),
  language: z.string().nullish(),
  category: z.string().nullish(),
})
export type ClientColumns = z.infer<typeof ClientColumns>

const MaterialColumns = z.object({
  bookingId: z.number().int().optional(),
  kind: OperationKind.optional(),
  caption: z.string().optional(),
  files: z
    .array(z.object({ file: z.string(), codes: z.array(z.string()) }))
    .min(1)
    .optional(),
  ticked: z.array(z.string()).optional(),
  cardKey: EffectKey.optional(),
  createdAt: At.optional(),
})
export type MaterialColumns = z.infer<typeof MaterialColumns>

const Items = z.array(z.object({ code: z.string(), title: z.string() }))

export const rentalKinds = {
  'booking.upsert': z.object({ id: z.number().int(), set: BookingColumns }),
  'car.upsert': z.object({ id: z.number().int(), set: CarColumns }),
  'client.upsert': z.object({ id: z.number().int(), set: ClientColumns }),
  /** An operation that stands in a daily plan before its card is opened; one that is open or closed stays as it is, one that was cancelled is taken up again. */
  'operation.plan': z.object({
    bookingId: z.number().int(),
    kind: OperationKind,
    branch: Branch,
    carId: z.number().int().nullish(),
    plannedAt: At,
    items: Items,
  }),
  'operation.open': z.object({
    bookingId: z.number().int(),
    kind: OperationKind,
    branch: Branch,
    carId: z.number().int().nullish(),
    plannedAt: At,
    items: Items,
    cardKey: EffectKey.optional(),
    taskKey: EffectKey.optional(),
  }),
  'operation.tick': z.object({
    bookingId: z.number().int(),
    kind: OperationKind,
    code: z.string(),
    done: z.boolean(),
    by: z.number().int().optional(),
    evidence: z.array(z.string()).default([]),
    /** Evidence that turned out to prove something else. */
    removed: z.array(z.string()).optional(),
  }),
  /** Files nobody said what they show. */
  'material.upsert': z.object({ id: z.string().regex(/^[0-9a-f]{32}$/), set: MaterialColumns }),
  'operation.close': z.object({
    bookingId: z.number().int(),
    kind: OperationKind,
    status: z.enum(['closed', 'cancelled']),
    report: z.record(z.string(), z.unknown()).optional(),
  }),
  'incident.open': z.object({
    id: z.string(),
    kind: z.string(),
    branch: Branch.optional(),
    carId: z.number().int().optional(),
    bookingId: z.number().int().optional(),
    summary: z.string(),
  }),
  'incident.close': z.object({ id: z.string(), by: z.number().int().optional(), outcome: z.string() }),
} as const
