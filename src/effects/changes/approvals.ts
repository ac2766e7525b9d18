// Changes of what people are asked to allow.
import { editApproval } from '../approval-edits.ts'
import { note } from '../approval-rows.ts'
import { decideApproval } from '../approvals.ts'
import type { Changes } from './change.ts'

export const approvalChanges = {
  async 'approval.ask'(asked, context) {
    const { ref, effect, choice, kind, role, branch, text, wantedBy, editable, basis, askedBy, askedIn, expiresAt, card } = asked
    const { sql, clock, key, cause } = context
    const byAsking = card === undefined
    await sql.query(
      `INSERT INTO approvals (ref, effect_key, event_id, choice, kind, role, branch, text, asked_by, asked_in, status, decided_by, decided_at, expires_at, cards, created_at,
         wanted_by, editable, booking_id, basis)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, $13, $14, $15::jsonb, $16, $17, $18, $19, $20::jsonb) ON CONFLICT (ref) DO NOTHING`,
      [
        ref,
        effect,
        cause.eventId,
        choice,
        kind,
        role,
        branch ?? null,
        text,
        askedBy ?? null,
        askedIn ? JSON.stringify(askedIn) : null,
        byAsking ? 'approved' : 'pending',
        byAsking ? (askedBy ?? null) : null,
        byAsking ? clock.now() : null,
        expiresAt,
        JSON.stringify(card === undefined ? [] : [card]),
        clock.now(),
        wantedBy ?? null,
        editable,
        basis?.bookingId ?? null,
        basis ? JSON.stringify(basis) : null,
      ],
    )
    const person = typeof askedBy === 'number' ? { id: askedBy } : null
    await note({ via: 'asking', cause: key }, effect, byAsking ? 'approved' : 'asked', person, null, context)
    return { ref }
  },

  async 'approval.remind'({ choice, how, card }, context) {
    const asked = await context.sql.query<{ key: string }>(
      `UPDATE approvals SET cards = cards || $2::jsonb WHERE choice = $1 AND status = 'pending' RETURNING effect_key AS key`,
      [choice, JSON.stringify([card])],
    )
    for (const { key } of asked) await note({ via: 'clock', cause: context.key }, key, how, null, null, context)
    return { asked: asked.length }
  },

  async 'approval.decide'({ ref, word, press, hint }, context) {
    return { ...(await decideApproval({ ref, word, press, hint, via: press ? 'button' : 'clock', cause: context.key }, context)) }
  },

  async 'approval.edit'(wish, context) {
    return { ...(await editApproval(wish, context.key, context)) }
  },
} as const satisfies Changes
