// What may be asked of the API: the parameters of its lists, checked before they reach the database.
import { z } from 'zod'
import { EffectKey } from '../effects/catalogue.ts'
import { actions } from '../effects/roles.ts'

export const PAGE = 50

export const EventStatus = z.enum(['scheduled', 'received', 'queued', 'running', 'waiting', 'done', 'partial', 'dead', 'ignored'])
export const EffectStatus = z.enum(['awaiting', 'planned', 'sending', 'sent', 'uncertain', 'failed', 'skipped'])
export const DeliveryStatus = z.enum(['accepted', 'ignored', 'quarantined'])

export const Id = z.uuid('is not an id (uuid)')
export const Key = EffectKey.max(400)

const word = z.string().min(1).max(300)

export const EventQuery = z.strictObject({
  status: EventStatus.optional(),
  type: word.optional(),
  subject: word.optional(),
  after: Id.optional(),
})
export const EffectQuery = z.strictObject({ status: EffectStatus.optional(), kind: word.optional(), after: Key.optional() })
export const DeliveryQuery = z.strictObject({ status: DeliveryStatus.optional(), source: word.optional(), after: Id.optional() })

export const AuditQuery = z.strictObject({
  /** Its beginning is enough: an event's id finds what was said of its effects. */
  about: word.optional(),
  what: word.optional(),
  action: z.enum(actions).optional(),
  by: z.coerce.number().int().positive().max(2_147_483_647).optional(),
  after: z
    .string()
    .regex(/^\d{1,18}$/, 'is not a place in the log')
    .optional(),
})

/** One row more than a page is read: it tells whether there is a next one. */
export function page<Row, View>(
  rows: readonly Row[],
  view: (row: Row) => View,
  cursor: (row: Row) => string,
): { rows: View[]; next: string | null } {
  const shown = rows.slice(0, PAGE)
  const last = shown.at(-1)
  return { rows: shown.map(view), next: rows.length > PAGE && last !== undefined ? cursor(last) : null }
}
