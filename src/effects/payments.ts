// The row of a payment: events come in any order, the row only moves forward.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import { type EffectPayload, PAYMENT_STATUSES } from './catalogue.ts'

/** Two lanes write here (a dispute has its own), so the comparing is done by the statement itself. */
const RECORD = `
INSERT INTO payments AS p (id, status, amount_minor, refunded_minor, currency, booking_id, client_id, disputed, dispute_id, last_event_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text IS NOT NULL, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET
  status = CASE WHEN array_position($11::text[], excluded.status) > array_position($11::text[], p.status) THEN excluded.status ELSE p.status END,
  -- What a weaker event says of the sum may be the sum of something else: of a dispute, of an attempt.
  amount_minor = CASE WHEN array_position($11::text[], excluded.status) > array_position($11::text[], p.status) THEN excluded.amount_minor ELSE p.amount_minor END,
  refunded_minor = GREATEST(p.refunded_minor, excluded.refunded_minor),
  booking_id = COALESCE(p.booking_id, excluded.booking_id),
  client_id = COALESCE(p.client_id, excluded.client_id),
  disputed = p.disputed OR excluded.disputed,
  dispute_id = COALESCE(excluded.dispute_id, p.dispute_id),
  last_event_at = GREATEST(p.last_event_at, excluded.last_event_at),
  updated_at = excluded.updated_at
RETURNING status, refunded_minor::text AS refunded`

export async function recordPayment(payment: EffectPayload<'payment.record'>, { sql, clock }: { sql: Sql; clock: Clock }) {
  const { id, status, amountMinor, refundedMinor, currency, bookingId, clientId, disputeId, at } = payment
  const values = [id, status, amountMinor, refundedMinor, currency, bookingId ?? null, clientId ?? null, disputeId ?? null, at, clock.now()]
  const [row] = await sql.query<{ status: string; refunded: string }>(RECORD, [...values, PAYMENT_STATUSES])
  return { status: row?.status, refundedMinor: Number(row?.refunded) }
}
