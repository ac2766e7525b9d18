// What an event is: the envelope, and how a type of event is declared.
import { z } from 'zod'

export const BRANCHES = ['tbilisi', 'batumi', 'kutaisi', 'service-center'] as const
export const Branch = z.enum(BRANCHES)
export type Branch = z.infer<typeof Branch>

export const SOURCES = ['rentprog', 'umnico', 'stripe', 'starline', 'greenway', 'telegram', 'cron', 'internal'] as const
export const SourceName = z.enum(SOURCES)
export type SourceName = z.infer<typeof SourceName>

/** BullMQ counts low numbers first. Critical events have a queue and workers of their own. */
export const PRIORITY = { critical: 1, high: 2, normal: 5, low: 8 } as const
export type PriorityName = keyof typeof PRIORITY

export interface EventDefinition<T extends string = string, P extends z.ZodType = z.ZodType> {
  readonly type: T
  readonly payload: P
  readonly sources: readonly SourceName[]
  readonly priority: PriorityName
  /** The lane, from the payload alone. */
  readonly subject: (payload: z.output<P>) => string
  /** Runs on the critical queue even though its priority number is not 1 (a pressed button). */
  readonly criticalQueue?: boolean
  /** Somebody looks at the screen until it is done: it runs at once, however much waits. */
  readonly awaited?: boolean
}

export function defineEvent<const T extends string, P extends z.ZodType>(
  type: T,
  payload: P,
  rest: Omit<EventDefinition<T, P>, 'type' | 'payload'>,
): EventDefinition<T, P> {
  return { type, payload, ...rest }
}

export const Cause = z.object({ eventId: z.uuid(), agent: z.string() })
export type Cause = z.infer<typeof Cause>

/** Everything about an event but its payload. Times are ISO strings in UTC, so that an envelope survives JSON. */
export const Envelope = z.object({
  id: z.uuid(),
  source: SourceName,
  timestamp: z.iso.datetime({ offset: true }),
  subject: z.string().min(1).max(300),
  priority: z.number().int(),
  dedupeKey: z.string().min(1).max(500),
  notBefore: z.iso.datetime({ offset: true }).optional(),
  slot: z.string().max(200).optional(),
  cause: Cause.optional(),
})
export type Envelope = z.infer<typeof Envelope>
