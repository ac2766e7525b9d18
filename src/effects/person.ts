// Somebody at the API or the command line says replay, retry, approve or discard: what waits for a word goes the way of every other word, and all of it is audited.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Database } from '../db.ts'
import { BadInput } from '../errors.ts'
import { replayEvent } from '../inbox/finish.ts'
import type { Outcome } from './approval-rows.ts'
import { decideApproval } from './approvals.ts'
import { audit } from './audit.ts'
import { decideEffect, recordEffects } from './outbox.ts'
import { planEffects, type QuietHours } from './plan.ts'

/** What follows a decision is an edit, or an answer where somebody asked: quiet hours hold neither. */
const AWAKE: QuietHours = { quietFromHour: 0, quietToHour: 0, quietExceptWithinMin: 0 }

const DONE = { retry: 'retried', approve: 'approved', discard: 'discarded' } as const

/** Where it was said; nobody knows whose hands were on the keyboard. */
export type Via = 'api' | 'cli'

/** @returns false when there is no such effect. @throws BadInput when its state does not allow it. */
export async function personSays(db: Database, clock: Clock, key: string, verb: keyof typeof DONE, via: Via): Promise<boolean> {
  const said = await db.transaction(async (sql): Promise<boolean | Outcome> => {
    const cause = `${via}:${randomUUID()}`
    const follow = async (eventId: string, proposals: Parameters<typeof planEffects>[0]['proposals']) =>
      void (await recordEffects(planEffects({ eventId, critical: false, proposals }), { sql, clock, eventId, quiet: AWAKE }))
    const [asked] = await sql.query<{ ref: string }>(`SELECT ref FROM approvals WHERE effect_key = $1 AND status = 'pending'`, [key])
    if (asked && verb !== 'retry')
      return decideApproval({ ref: asked.ref, word: verb === 'approve' ? 'approve' : 'refuse', via, cause }, { sql, clock, follow })
    if (!(await decideEffect(sql, clock, key, verb))) return false
    await audit({ cause, about: key, what: DONE[verb], by: null, via }, { sql, clock })
    return true
  })
  if (typeof said === 'boolean' || said.outcome === 'approved' || said.outcome === 'refused') return said !== false
  // Somebody's click came in between, or the booking is another one by now: what has begun is not undone by a word that was meant for the question.
  throw new BadInput(`effect ${key} was not ${DONE[verb]}: ${said.text}`)
}

/** @returns false when there is no such event. @throws BadInput when its state does not allow it. */
export function personReplays(db: Database, clock: Clock, eventId: string, via: Via): Promise<boolean> {
  return db.transaction(async (sql) => {
    if (!(await replayEvent(sql, eventId))) return false
    await audit({ cause: `${via}:${randomUUID()}`, about: `event:${eventId}`, what: 'replayed', by: null, via }, { sql, clock })
    return true
  })
}
