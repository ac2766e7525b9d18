// Somebody who may decide wants it otherwise: the effect is changed while it waits, and asked about again. Nothing is allowed by that.

import { approvalCard } from './approval-card.ts'
import { mayDecide } from './approval-policy.ts'
import { whyNot } from './approval-press.ts'
import { APPROVALS, type LedgerContext, lockQuestion, note, type Outcome, personOf, questionOf } from './approval-rows.ts'
import { askAnew } from './approval-tell.ts'
import { PRESSED, REMARK } from './approval-words.ts'
import { catalogue, type EffectPayload, effectKey } from './catalogue.ts'
import { amend } from './own-rows.ts'
import { rank } from './roles.ts'

/** Part of the committing transaction of the reply. @param cause the audit log takes it once. */
export async function editApproval(wish: EffectPayload<'approval.edit'>, cause: string, context: LedgerContext): Promise<Outcome> {
  const { ref, press, was, set, shown, text, role, place } = wish
  const { sql, clock } = context
  const said = { via: 'reply', cause } as const
  const question = await lockQuestion(ref, sql)
  if (!question) return { outcome: 'gone', text: PRESSED.gone }
  const { row } = question
  const person = await personOf(press.by, sql)
  const refusal = await whyNot({ press, word: 'edit' }, row, person, context)
  if (refusal || !person) {
    const why = refusal ?? ({ outcome: 'denied', text: PRESSED.unknown } as const)
    await note(said, row.effectKey, why.outcome === 'denied' ? 'denied' : 'late', person, why.text, context)
    return why
  }
  if (!row.editable) return { outcome: 'fixed', text: PRESSED.fixed }
  const [edited] = await sql.query<{ payload: unknown }>(
    `UPDATE effects SET payload = payload || $2::jsonb WHERE key = $1 AND status = 'awaiting' AND payload @> $3::jsonb RETURNING payload`,
    [row.effectKey, JSON.stringify(set), JSON.stringify(was)],
  )
  if (!edited) return { outcome: 'stale', text: PRESSED.overtaken }
  // What the agent read out of the reply is no better than what any agent proposes.
  catalogue[row.kind].parse(edited.payload)
  await amend(row.effectKey, context)
  const isRaised = rank(role) > rank(row.role)
  await sql.query('UPDATE approvals SET text = $2 WHERE ref = $1', [ref, text])
  if (isRaised) await sql.query(`UPDATE approvals SET role = $2 WHERE choice = $1 AND status = 'pending'`, [row.choice, role])
  await note(said, row.effectKey, 'edited', person, `${shown.was} → ${shown.is}`, context)
  const all = await askAnew(row.choice, REMARK.edited(person.name, shown, clock.now()), context)
  // Whoever changes it beyond what they may allow asks those who may.
  const mayStill = mayDecide(person, { ...row, role: isRaised ? role : row.role })
  if (isRaised) {
    const now = await questionOf(all, sql)
    if (now) {
      const slot = `card-${row.choice}.${now.revision}`
      const card = effectKey(row.eventId, APPROVALS, 'telegram.message', slot)
      await sql.query(`UPDATE approvals SET cards = cards || $2::jsonb WHERE choice = $1 AND status = 'pending'`, [
        row.choice,
        JSON.stringify([card]),
      ])
      const payload = { place, ...approvalCard(now, clock.now()), urgent: true }
      await context.follow(row.eventId, [{ agent: APPROVALS, proposal: { kind: 'telegram.message', slot, payload } }])
    }
  }
  return { outcome: 'edited', text: mayStill ? PRESSED.edited(shown) : PRESSED.raised(shown, role) }
}
