// Database changes: effects that the committing transaction itself applies, so that the next event of the lane sees them.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import { BadInput } from '../errors.ts'
import type { Cause } from '../events/event.ts'
import { createEvent, isEventType, type NewEvent } from '../events/index.ts'
import { recordEvent, withdrawEvent } from '../inbox/record.ts'
import type { EffectKind, EffectPayload } from './catalogue.ts'
import { moveChat } from './chats.ts'
import { recordPayment } from './payments.ts'

export interface ChangeContext {
  sql: Sql
  clock: Clock
  /** Who proposed it; a deferred event carries it as its cause. */
  cause: Cause
}

type Change<K extends EffectKind> = (payload: EffectPayload<K>, context: ChangeContext) => Promise<Record<string, unknown>>

const changes = {
  'booking.upsert': ({ id, set }, context) => upsert('bookings', id, set, context),
  'car.upsert': ({ id, set }, context) => upsert('cars', id, set, context),
  'client.upsert': ({ id, set }, context) => upsert('clients', id, set, context),

  async 'operation.open'({ bookingId, kind, branch, carId, plannedAt, items, cardKey, taskKey }, { sql, clock }) {
    await sql.query(
      `INSERT INTO operations (booking_id, kind, branch, car_id, planned_at, status, card_key, task_key, opened_at)
       VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8)
       ON CONFLICT (booking_id, kind) DO UPDATE SET branch = excluded.branch, car_id = excluded.car_id, planned_at = excluded.planned_at,
         status = 'open', closed_at = NULL, card_key = COALESCE(excluded.card_key, operations.card_key), task_key = COALESCE(excluded.task_key, operations.task_key)`,
      [bookingId, kind, branch, carId ?? null, plannedAt, cardKey ?? null, taskKey ?? null, clock.now()],
    )
    await sql.query(
      `INSERT INTO operation_items (booking_id, kind, code, title, position)
       SELECT $1, $2, i.item->>'code', i.item->>'title', i.position::int FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS i(item, position)
       ON CONFLICT (booking_id, kind, code) DO UPDATE SET title = excluded.title, position = excluded.position`,
      [bookingId, kind, JSON.stringify(items)],
    )
    return {}
  },

  async 'operation.tick'({ bookingId, kind, code, done, by, evidence }, { sql, clock }) {
    const rows = await sql.query(
      `UPDATE operation_items SET done_at = $5, done_by = $6, evidence = evidence || $7::jsonb
        WHERE booking_id = $1 AND kind = $2 AND code = $3 AND (done_at IS NULL) = $4 RETURNING code`,
      [bookingId, kind, code, done, done ? clock.now() : null, by ?? null, JSON.stringify(evidence)],
    )
    if (rows.length === 0 && evidence.length > 0) {
      await sql.query(`UPDATE operation_items SET evidence = evidence || $4::jsonb WHERE booking_id = $1 AND kind = $2 AND code = $3`, [
        bookingId,
        kind,
        code,
        JSON.stringify(evidence),
      ])
    }
    return { changed: rows.length > 0 }
  },

  async 'operation.close'({ bookingId, kind, status, report }, { sql, clock }) {
    await sql.query(`UPDATE operations SET status = $3, report = $4::jsonb, closed_at = $5 WHERE booking_id = $1 AND kind = $2`, [
      bookingId,
      kind,
      status,
      report === undefined ? null : JSON.stringify(report),
      clock.now(),
    ])
    return {}
  },

  async 'incident.open'({ id, kind, branch, carId, bookingId, summary }, { sql, clock }) {
    await sql.query(
      `INSERT INTO incidents (id, kind, branch, car_id, booking_id, summary, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
      [id, kind, branch ?? null, carId ?? null, bookingId ?? null, summary, clock.now()],
    )
    return { id }
  },

  'payment.record': recordPayment,

  async 'chat.move'({ from, to }, { sql }) {
    return { moved: await moveChat(sql, from, to) }
  },

  async 'event.defer'({ type, payload, notBefore, timerSlot, dedupeKey }, { sql, clock, cause }) {
    if (!isEventType(type)) throw new BadInput(`event.defer: unknown event type "${type}"`)
    const event = createEvent({ type, payload, notBefore, slot: timerSlot, dedupeKey, cause } as NewEvent, clock.now())
    return recordEvent(event, { sql, clock })
  },

  async 'event.withdraw'({ type, subject, timerSlot, reason }, { sql, clock }) {
    return { withdrawn: await withdrawEvent({ type, subject, slot: timerSlot, reason }, { sql, clock }) }
  },
} as const satisfies { [K in EffectKind]?: Change<K> }

export type LocalKind = keyof typeof changes
export const isLocal = (kind: EffectKind): kind is LocalKind => kind in changes

/** Applies one change inside the committing transaction. @returns its receipt. */
export const applyChange = (kind: LocalKind, payload: unknown, context: ChangeContext): Promise<Record<string, unknown>> =>
  (changes[kind] as Change<typeof kind>)(payload as never, context)

type Column = string | number | boolean | null | Record<string, unknown>

/** Sets the given columns of a row, which is made if it is not there; columns not given stay as they are. */
async function upsert(table: 'bookings' | 'cars' | 'clients', id: number, set: Record<string, unknown>, { sql, clock }: ChangeContext) {
  const given = Object.entries(set).filter((entry): entry is [string, Column] => entry[1] !== undefined)
  const columns = ['id', 'updated_at', ...given.map(([name]) => snake(name))]
  const values = [
    id,
    clock.now(),
    ...given.map(([, value]) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value)),
  ]
  const assigned = columns
    .map((column, index) => `${column} = ${column === 'extras' ? `${table}.extras || $${index + 1}::jsonb` : `$${index + 1}`}`)
    .slice(1)
  // Not ON CONFLICT alone: a row to be inserted must be whole, an update need not be.
  const known = await sql.query(`UPDATE ${table} SET ${assigned.join(', ')} WHERE id = $1 RETURNING id`, values)
  if (known.length === 0) {
    await sql.query(
      // Another event may have made the row meanwhile.
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})
       ON CONFLICT (id) DO UPDATE SET ${assigned.join(', ')}`,
      values,
    )
  }
  return {}
}

/** Names come from our own schemas, never from outside. */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
