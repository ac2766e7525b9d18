// Effects that will not be done, and whatever waits for them: it speaks of something that will never be.
import { choiceOf, type LedgerContext, note, type Said } from './approval-rows.ts'
import { askAnew, closeCards } from './approval-tell.ts'
import { REMARK, withdrawnLine } from './approval-words.ts'
import { forget } from './own-rows.ts'

/** @param why for whoever reads the outbox. Somebody may be asked about a dependent one, too: then nobody is any more. */
export async function dropEffects(
  keys: readonly string[],
  why: string,
  said: Pick<Said, 'via' | 'cause'>,
  context: LedgerContext,
): Promise<void> {
  const { sql, clock } = context
  if (keys.length === 0) return
  const dropped = await sql.query<{ key: string }>(
    `WITH RECURSIVE gone AS (
       SELECT key FROM effects WHERE key = ANY($1) AND status = 'awaiting'
       UNION SELECT e.key FROM effects e JOIN gone ON e.after_key = gone.key WHERE e.status IN ('planned', 'awaiting')
     )
     UPDATE effects SET status = 'skipped', error = CASE WHEN effects.key = ANY($1) THEN $2 ELSE 'what it waits for is not done: ' || $2 END,
            finished_at = $3, held = false, announced_at = NULL
       FROM gone WHERE effects.key = gone.key AND effects.status IN ('planned', 'awaiting') RETURNING effects.key`,
    [keys, why, clock.now()],
  )
  await forget(
    dropped.map(({ key }) => key),
    context,
  )
  const dependent = await sql.query<{ choice: string; key: string; status: string }>(
    `SELECT choice, effect_key AS key, status FROM approvals WHERE status IN ('pending', 'approved') AND effect_key = ANY($1) AND NOT effect_key = ANY($2)`,
    [dropped.map(({ key }) => key), keys],
  )
  for (const { choice, key, status } of dependent) {
    if (status === 'approved') await note(said, key, 'dropped', null, why, context)
    else {
      await sql.query(`UPDATE approvals SET status = 'withdrawn', decided_at = $2 WHERE effect_key = $1`, [key, clock.now()])
      await note(said, key, 'withdrawn', null, why, context)
    }
    const all = await choiceOf(choice, sql)
    const isOpen = all.some((row) => row.status === 'pending')
    const end = status === 'approved' ? 'undone' : 'dependent'
    if (isOpen) await askAnew(choice, REMARK.dependent, context)
    else
      await closeCards(
        all,
        { line: withdrawnLine(end, clock.now()), chosen: null, decidedBy: null, isLater: status === 'approved' },
        context,
      )
  }
}
