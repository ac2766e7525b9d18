// A word on an awaiting effect: the first one that counts releases or drops it, every other one hears why it did not. One compare-and-set.
import type { Sql } from '../db.ts'
import { changedMeanwhile } from './approval-changed.ts'
import { dropEffects } from './approval-drop.ts'
import { whyNot } from './approval-press.ts'
import { type LedgerContext, lockQuestion, note, type Outcome, type Person, personOf, type Row, type Said } from './approval-rows.ts'
import { closeCards } from './approval-tell.ts'
import { decidedLine, PRESSED, type Word } from './approval-words.ts'

/** Part of the committing transaction of whatever said it. */
export async function decideApproval(said: Said, context: LedgerContext): Promise<Outcome> {
  const { sql, clock } = context
  const question = await lockQuestion(said.ref, sql)
  if (!question) return { outcome: 'gone', text: PRESSED.gone }
  const { row, all } = question
  const person = said.press ? await personOf(said.press.by, sql) : null
  const refusal = await whyNot(said, row, person, context)
  if (refusal) {
    if (said.word !== 'expire')
      await note(said, row.effectKey, refusal.outcome === 'denied' ? 'denied' : 'late', person, refusal.text, context)
    if (refusal.outcome !== 'late' || row.status !== 'pending') return refusal
  }
  if (!refusal && said.word === 'edit')
    return row.editable ? { outcome: 'edit', text: said.hint ?? PRESSED.edit } : { outcome: 'fixed', text: PRESSED.fixed }
  const changed = !refusal && said.word === 'approve' ? await changedMeanwhile(all, said, person, context) : null
  if (changed) {
    await resume(row.eventId, sql)
    return changed
  }
  const now = clock.now()
  const word = refusal || said.word === 'expire' ? 'expired' : said.word === 'approve' ? 'approved' : 'refused'
  const decider = word === 'expired' ? null : person
  if (!(await settleAll(all, row, word, said, decider, context))) {
    // The effect was cleared away, or settled by other means: nothing is left to ask about.
    await sql.query(`UPDATE approvals SET status = 'expired', decided_at = $2 WHERE choice = $1 AND status = 'pending'`, [row.choice, now])
    await resume(row.eventId, sql)
    return { outcome: 'gone', text: PRESSED.gone }
  }
  const line = decidedLine(word, decider?.name ?? null, now)
  await closeCards(all, { line, chosen: word === 'approved' ? row : null, decidedBy: decider?.id ?? null }, context)
  await resume(row.eventId, sql)
  return refusal ?? { outcome: word, text: word === 'approved' ? PRESSED.approved : PRESSED.refused }
}

/** The compare-and-set. @returns false when the effect is gone or no longer waits. */
async function settleAll(
  all: readonly Row[],
  row: Row,
  word: Exclude<Word, 'withdrawn'>,
  said: Said,
  person: Person | null,
  context: LedgerContext,
): Promise<boolean> {
  const { sql, clock } = context
  const now = clock.now()
  if (word === 'approved') {
    const released = await sql.query(
      `UPDATE effects SET status = 'planned', attempts = 0, not_before = NULL, announced_at = NULL, held = false WHERE key = $1 AND status = 'awaiting' RETURNING key`,
      [row.effectKey],
    )
    if (released.length === 0) return false
  }
  const dropped = all.filter((one) => one.status === 'pending' && (word !== 'approved' || one.ref !== row.ref))
  await dropEffects(
    dropped.map(({ effectKey }) => effectKey),
    word === 'expired' ? 'nobody decided in time' : word === 'refused' ? 'refused by a person' : `a person chose ${row.effectKey}`,
    said,
    context,
  )
  for (const one of all.filter(({ status }) => status === 'pending')) {
    const own: Word = word === 'approved' && one.ref !== row.ref ? 'refused' : word
    await sql.query(`UPDATE approvals SET status = $2, decided_by = $3, decided_at = $4 WHERE ref = $1 AND status = 'pending'`, [
      one.ref,
      own,
      person?.id ?? null,
      now,
    ])
    await note(said, one.effectKey, own, person, null, context)
  }
  return true
}

/** The event that waited goes back to its lane when nothing of it waits any more. Its row is locked by whoever calls. */
export async function resume(eventId: string, sql: Sql): Promise<void> {
  await sql.query(
    `UPDATE events SET status = 'received', attempts = GREATEST(attempts - 1, 0)
      WHERE id = $1 AND status = 'waiting' AND NOT EXISTS (SELECT 1 FROM approvals WHERE event_id = $1 AND status = 'pending')`,
    [eventId],
  )
}

/** Effect key → what somebody said, of one event. */
export async function wordsOf(eventId: string, sql: Sql): Promise<Map<string, string>> {
  const rows = await sql.query<{ key: string; status: string }>(
    `SELECT effect_key AS key, status FROM approvals WHERE event_id = $1 AND status <> 'pending'`,
    [eventId],
  )
  return new Map(rows.map(({ key, status }) => [key, status]))
}
