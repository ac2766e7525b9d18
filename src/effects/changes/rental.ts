// Changes of our picture of bookings, cars, clients, handovers and incidents.
import type { Sql } from '../../db.ts'
import { audit } from '../audit.ts'
import type { Changes } from './change.ts'
import { upsert } from './upsert.ts'

export const rentalChanges = {
  async 'booking.upsert'({ id, set }, context) {
    await upsert('bookings', { id }, set, context)
    return {}
  },
  async 'car.upsert'({ id, set }, context) {
    await upsert('cars', { id }, set, context)
    return {}
  },
  async 'client.upsert'({ id, set }, context) {
    await upsert('clients', { id }, set, context)
    return {}
  },

  async 'operation.plan'({ bookingId, kind, branch, carId, plannedAt, items }, { sql, clock }) {
    const planned = await sql.query(
      `INSERT INTO operations (booking_id, kind, branch, car_id, planned_at, status, opened_at) VALUES ($1, $2, $3, $4, $5, 'planned', $6)
       ON CONFLICT (booking_id, kind) DO UPDATE SET branch = excluded.branch, car_id = excluded.car_id, planned_at = excluded.planned_at,
         status = 'planned', closed_at = NULL, report = NULL
       WHERE operations.status IN ('planned', 'cancelled') RETURNING booking_id`,
      [bookingId, kind, branch, carId ?? null, plannedAt, clock.now()],
    )
    if (planned.length > 0) await setItems(sql, bookingId, kind, items)
    return { planned: planned.length > 0 }
  },

  async 'operation.open'({ bookingId, kind, branch, carId, plannedAt, items, cardKey, taskKey }, { sql, clock }) {
    await sql.query(
      `INSERT INTO operations (booking_id, kind, branch, car_id, planned_at, status, card_key, task_key, opened_at)
       VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8)
       ON CONFLICT (booking_id, kind) DO UPDATE SET branch = excluded.branch, car_id = excluded.car_id, planned_at = excluded.planned_at,
         status = 'open', closed_at = NULL, card_key = COALESCE(excluded.card_key, operations.card_key), task_key = COALESCE(excluded.task_key, operations.task_key)`,
      [bookingId, kind, branch, carId ?? null, plannedAt, cardKey ?? null, taskKey ?? null, clock.now()],
    )
    await setItems(sql, bookingId, kind, items)
    return {}
  },

  async 'operation.tick'({ bookingId, kind, code, done, by, evidence, removed = [] }, { sql, clock }) {
    const rows = await sql.query(
      `UPDATE operation_items SET done_at = $5, done_by = $6, evidence = (evidence - $8::text[]) || $7::jsonb
        WHERE booking_id = $1 AND kind = $2 AND code = $3 AND (done_at IS NULL) = $4 RETURNING code`,
      [bookingId, kind, code, done, done ? clock.now() : null, by ?? null, JSON.stringify(evidence), removed],
    )
    if (rows.length === 0 && evidence.length + removed.length > 0) {
      await sql.query(
        `UPDATE operation_items SET evidence = (evidence - $5::text[]) || $4::jsonb WHERE booking_id = $1 AND kind = $2 AND code = $3`,
        [bookingId, kind, code, JSON.stringify(evidence), removed],
      )
    }
    return { changed: rows.length > 0 }
  },

  async 'material.upsert'({ id, set }, context) {
    await upsert('materials', { id }, set, context)
    return {}
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

  async 'incident.close'({ id, by, outcome }, context) {
    const { sql, clock, key } = context
    const closed = await sql.query(
      `UPDATE incidents SET status = 'closed', closed_at = $2, closed_by = $3, outcome = $4 WHERE id = $1 AND status <> 'closed' RETURNING id`,
      [id, clock.now(), by ?? null, outcome],
    )
    if (closed.length > 0 && by != null)
      await audit(
        { cause: key, about: `incident:${id}`, what: 'closed', action: 'incident.close', by, via: 'agent', note: outcome },
        context,
      )
    return { closed: closed.length > 0 }
  },
} as const satisfies Changes

async function setItems(sql: Sql, bookingId: number, kind: string, items: readonly { code: string; title: string }[]): Promise<void> {
  await sql.query(
    `INSERT INTO operation_items (booking_id, kind, code, title, position)
     SELECT $1, $2, i.item->>'code', i.item->>'title', i.position::int FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS i(item, position)
     ON CONFLICT (booking_id, kind, code) DO UPDATE SET title = excluded.title, position = excluded.position`,
    [bookingId, kind, JSON.stringify(items)],
  )
}
