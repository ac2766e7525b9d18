// A booking that changes while somebody is asked about it: the question is asked anew, or withdrawn where the booking is cancelled.
import { changeText, hasLapsed, knownFacts } from './approval-basis.ts'
import { dropEffects } from './approval-drop.ts'
import { choiceOf, type LedgerContext, note, type Outcome, type Person, type Row, type Said } from './approval-rows.ts'
import { askAnew, closeCards } from './approval-tell.ts'
import { PRESSED, REMARK, WITHDRAWN, withdrawnLine } from './approval-words.ts'
import type { Applied } from './daily-plan.ts'

/**
 * Its event is locked by whoever calls.
 * @returns null when the booking is as it was when it was asked.
 */
export async function changedMeanwhile(
  all: readonly Row[],
  said: Pick<Said, 'via' | 'cause'>,
  person: Person | null,
  context: LedgerContext,
): Promise<Outcome | null> {
  const { sql, clock } = context
  const pending = all.filter(({ status }) => status === 'pending')
  const [row] = pending
  const basis = pending.find((one) => one.basis)?.basis
  if (!row || !basis) return null
  const now = await knownFacts(basis.bookingId, sql)
  const what = now && (await changeText(basis.facts, now, clock.now(), sql))
  if (!now || what === null) return null
  if (pending.every((one) => one.basis && hasLapsed(one.basis, now))) {
    await withdraw(all, said, context)
    return { outcome: 'withdrawn', text: WITHDRAWN.lapsed }
  }
  await sql.query(
    `UPDATE approvals SET basis = jsonb_set(basis, '{facts}', $2::jsonb) WHERE choice = $1 AND status = 'pending' AND booking_id = $3`,
    [row.choice, JSON.stringify(now), basis.bookingId],
  )
  for (const { effectKey } of pending) await note(said, effectKey, 'changed', person, what, context)
  await askAnew(row.choice, REMARK.changed(what), context)
  return { outcome: 'changed', text: PRESSED.changed(what) }
}

async function withdraw(all: readonly Row[], said: Pick<Said, 'via' | 'cause'>, context: LedgerContext): Promise<void> {
  const { sql, clock } = context
  const keys = all.flatMap(({ status, effectKey }) => (status === 'pending' ? [effectKey] : []))
  await dropEffects(keys, 'its booking was cancelled', said, context)
  await sql.query(`UPDATE approvals SET status = 'withdrawn', decided_at = $2 WHERE effect_key = ANY($1) AND status = 'pending'`, [
    keys,
    clock.now(),
  ])
  for (const key of keys) await note(said, key, 'withdrawn', null, 'its booking was cancelled', context)
  await closeCards(all, { line: withdrawnLine('lapsed', clock.now()), chosen: null, decidedBy: null }, context)
}

/**
 * Part of the commit that changes bookings, so that people see it before they press; the press looks for itself.
 * A question somebody decides about at this moment is theirs.
 * @returns events whose last question this was.
 */
export async function askAgain(applied: readonly Applied[], cause: string, context: LedgerContext): Promise<string[]> {
  const { sql } = context
  const bookings = applied.flatMap(({ effect }) => (effect.kind === 'booking.upsert' ? [effect.payload.id as number] : []))
  if (bookings.length === 0) return []
  const asked = await sql.query<{ choice: string; eventId: string }>(
    `SELECT DISTINCT choice, event_id AS "eventId" FROM approvals WHERE booking_id = ANY($1) AND status = 'pending' ORDER BY choice`,
    [bookings],
  )
  const over: string[] = []
  for (const { choice, eventId } of asked) {
    const free = await sql.query('SELECT 1 FROM events WHERE id = $1 FOR UPDATE SKIP LOCKED', [eventId])
    if (free.length === 0) continue
    const outcome = await changedMeanwhile(await choiceOf(choice, sql), { via: 'booking', cause }, null, context)
    if (outcome?.outcome === 'withdrawn') over.push(eventId)
  }
  return over
}
