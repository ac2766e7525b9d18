// The outbox: the ledger of what goes out. Effects are recorded with the commit of their run and performed once, in order per target.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import { BadInput, Refused, Unavailable } from '../errors.ts'
import { definitionOf } from '../events/index.ts'
import { type Holder, workerIsPresent } from '../inbox/lease.ts'
import { askAgain } from './approval-changed.ts'
import { resume } from './approvals.ts'
import type { EffectKind, EffectPayload, Proposal } from './catalogue.ts'
import { applyChange, isLocal } from './changes.ts'
import { type Applied, wakeForGone, wakePlans } from './daily-plan.ts'
import type { Receipt } from './handler.ts'
import { heldUntil, type PlannedEffect, planEffects, type QuietHours } from './plan.ts'
import { policy } from './policy.ts'

export interface RecordContext {
  sql: Sql
  clock: Clock
  eventId: string
  quiet: QuietHours
}

/**
 * Part of the committing transaction: new effects become rows, database changes are applied. A key that is there already changes nothing.
 * @returns the sources of the events among them that stand for what a vendor did not tell.
 */
export async function recordEffects(effects: readonly PlannedEffect[], { sql, clock, eventId, quiet }: RecordContext): Promise<string[]> {
  const reconciled: string[] = []
  const applied: Applied[] = []
  const follow = async (of: string, proposals: { agent: string; proposal: Proposal }[]) =>
    void (await recordEffects(planEffects({ eventId: of, critical: false, proposals }), { sql, clock, eventId: of, quiet }))
  for (const effect of effects) {
    const now = clock.now()
    const held = heldUntil(effect, now, quiet)
    const local = isLocal(effect.kind)
    const skipped = reasonToSkip(effect)
    const inserted = await sql.query(
      `INSERT INTO effects (key, event_id, agent, kind, slot, target, after_key, critical, payload, status, held, not_before, receipt, created_at, finished_at, error)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $13::jsonb, $14, $15, $16) ON CONFLICT (key) DO NOTHING RETURNING key`,
      [
        effect.key,
        eventId,
        effect.agent,
        effect.kind,
        effect.slot,
        effect.target,
        effect.afterKey,
        effect.critical,
        JSON.stringify(effect.payload),
        skipped !== null ? 'skipped' : local ? 'sent' : isAwaiting(effect) ? 'awaiting' : 'planned',
        held !== null,
        held,
        effect.mergedInto === null ? null : JSON.stringify({ mergedInto: effect.mergedInto }),
        now,
        local || skipped !== null ? now : null,
        effect.mergedInto === null ? skipped : null,
      ],
    )
    if (inserted.length > 0 && skipped === null && isLocal(effect.kind)) {
      const receipt = await applyChange(effect.kind, effect.payload, {
        sql,
        clock,
        key: effect.key,
        cause: { eventId, agent: effect.agent },
        follow,
      })
      applied.push({ effect, receipt })
      await sql.query('UPDATE effects SET receipt = $2::jsonb WHERE key = $1', [effect.key, JSON.stringify(receipt)])
      if (effect.kind === 'event.defer' && receipt.duplicate === false)
        reconciled.push(...gapIn(effect.payload as EffectPayload<'event.defer'>))
    }
  }
  await wakePlans(applied, { sql, clock, eventId })
  for (const over of await askAgain(applied, eventId, { sql, clock, follow })) await resume(over, sql)
  return reconciled
}

/** Why it is recorded and not done; null when it is done. */
export function reasonToSkip({ mergedInto, lost }: PlannedEffect): string | null {
  if (mergedInto !== null) return 'said with another message of the run'
  return lost ? `yielded to ${lost.with} (${lost.about}: ${lost.settlement})` : null
}

/** Without somebody's word nothing leaves that needs one, whoever recorded it. */
const isAwaiting = ({ kind, approval, disputed }: PlannedEffect): boolean =>
  approval !== 'given' && (approval === 'pending' || disputed !== undefined || policy[kind].approve !== 'nobody')

/** What leaves now, unless it is held: whoever waits for it may have it sent right after the commit. */
export const leavesNow = (effect: PlannedEffect): boolean => !isLocal(effect.kind) && reasonToSkip(effect) === null && !isAwaiting(effect)

const gapIn = ({ type, payload }: EffectPayload<'event.defer'>): string[] =>
  payload.reconciled === true ? [definitionOf(type).sources[0] ?? 'internal'] : []

export interface AnnouncedEffect {
  key: string
  critical: boolean
}

/** True for rows that somebody should perform: planned, or uncertain and to be settled without a person. */
const ACTIVE = (row: string) => `(${row}.status = 'planned' OR (${row}.status = 'uncertain' AND ${row}.not_before IS NOT NULL))`

/** True for a row that waits for another effect: for a vendor that is down, for a person's word. */
const WAITING = (row: string) =>
  `(SELECT 1 FROM effects a WHERE a.key = ${row}.after_key AND a.status NOT IN ('sent', 'failed', 'skipped') LIMIT 1) IS NOT NULL`

/** True when a row's time has come, what it waits for is settled, and it is the first of its target that waits for nothing. `now` is the parameter with the time. */
const DUE = (row: string, now: string) => `(
  ${ACTIVE(row)} AND (${row}.not_before IS NULL OR ${row}.not_before <= ${now})
  AND (
    SELECT 1 FROM effects earlier WHERE earlier.target = ${row}.target AND earlier.seq < ${row}.seq AND NOT earlier.held
       AND (earlier.critical OR NOT ${row}.critical OR ${row}.kind <> 'telegram.message')
       AND earlier.status IN ('planned', 'sending', 'uncertain') AND (earlier.status = 'sending' OR ${ACTIVE('earlier')})
       AND (earlier.status = 'sending' OR NOT (${WAITING('earlier')})) LIMIT 1) IS NULL
  AND NOT (${WAITING(row)}))`

/** Due effects that nobody has been told of. Told again when nobody began within `forgottenMs`. */
export async function takeDueEffects(sql: Sql, clock: Clock, limit: number, forgottenMs: number): Promise<AnnouncedEffect[]> {
  if (limit <= 0) return []
  return sql.query<AnnouncedEffect>(
    `WITH due AS (
       SELECT e.key FROM effects e
        WHERE e.status IN ('planned', 'uncertain') AND ${DUE('e', '$1')}
          AND (e.announced_at IS NULL OR e.announced_at < clock_timestamp() - make_interval(secs => $3))
        ORDER BY e.critical DESC, e.seq LIMIT $2 FOR UPDATE SKIP LOCKED
     )
     UPDATE effects SET announced_at = clock_timestamp() FROM due WHERE effects.key = due.key RETURNING effects.key, effects.critical`,
    [clock.now(), limit, forgottenMs / 1000],
  )
}

export interface EffectClaim {
  key: string
  eventId: string
  agent: string
  kind: EffectKind
  payload: Record<string, unknown>
  critical: boolean
  fence: number
  attempt: number
  createdAt: Date
  /** It was uncertain: settle it as its policy line says. */
  settling: boolean
  /** The delivery that began the story, where one did. */
  deliveryId: string | null
  /** Header of the LangSmith trace of its event. */
  trace: string | null
}

/** @returns null when somebody else has it or it is not to be sent now. An edit overtaken by a newer one is skipped here. */
export async function claimEffect(sql: Sql, clock: Clock, key: string, { worker, leaseMs }: Holder): Promise<EffectClaim | null> {
  await sql.query(
    `UPDATE effects SET status = 'skipped', error = 'overtaken by a newer edit', finished_at = $2
      WHERE key = $1 AND kind = 'telegram.edit' AND status = 'planned'
        AND EXISTS (SELECT 1 FROM effects newer WHERE newer.target = effects.target AND newer.kind = 'telegram.edit' AND newer.seq > effects.seq AND newer.status = 'planned')`,
    [key, clock.now()],
  )
  const [row] = await sql.query<EffectClaim & Record<string, unknown>>(
    `WITH mine AS (SELECT key, status AS was FROM effects e WHERE key = $1 AND ${DUE('e', '$4')} FOR UPDATE)
     UPDATE effects SET status = 'sending', fence = effects.fence + 1, attempts = effects.attempts + 1, worker = $2, lease_until = clock_timestamp() + make_interval(secs => $3)
       FROM mine, events WHERE effects.key = mine.key AND events.id = effects.event_id
     RETURNING effects.key, effects.event_id AS "eventId", effects.agent, effects.kind, effects.payload, effects.critical, effects.fence,
               effects.attempts AS attempt, effects.created_at AS "createdAt", mine.was = 'uncertain' AS settling, events.trace, events.delivery_id AS "deliveryId"`,
    [key, worker, leaseMs / 1000, clock.now()],
  )
  // Called too early (an earlier one of its target is still on its way): the dispatcher calls it again when it is due.
  if (!row) await sql.query(`UPDATE effects SET announced_at = NULL WHERE key = $1 AND ${ACTIVE('effects')}`, [key])
  return row ?? null
}

export type EffectFinish =
  | { status: 'sent'; receipt: Receipt }
  | { status: 'failed' | 'skipped'; error: string }
  /** Without `notBefore` a person decides; with it, it settles itself then. */
  | { status: 'uncertain'; error: string; notBefore: Date | null }
  | { status: 'planned'; error: string; notBefore: Date; countAttempt: boolean }

/** Writes down how it went. A receipt is the truth whoever brings it; anything else needs the fencing token. @returns false when it came too late. */
export async function finishEffect(
  sql: Sql,
  clock: Clock,
  { key, fence }: Pick<EffectClaim, 'key' | 'fence'>,
  finish: EffectFinish,
): Promise<boolean> {
  if (finish.status === 'sent') {
    const rows = await sql.query(
      `UPDATE effects SET status = 'sent', receipt = $2::jsonb, error = NULL, finished_at = $3, worker = NULL, lease_until = NULL, held = false
        WHERE key = $1 AND status IN ('sending', 'uncertain', 'planned') RETURNING key`,
      [key, JSON.stringify(finish.receipt), clock.now()],
    )
    return rows.length > 0
  }
  const again = finish.status === 'planned' || finish.status === 'uncertain'
  const rows = await sql.query(
    `UPDATE effects SET status = $3, error = $4, not_before = $5, finished_at = $6, attempts = attempts - $7,
            announced_at = NULL, worker = NULL, lease_until = NULL, held = false
      WHERE key = $1 AND fence = $2 AND status = 'sending' RETURNING key`,
    [
      key,
      fence,
      finish.status,
      finish.error,
      again ? finish.notBefore : null,
      again ? null : clock.now(),
      finish.status === 'planned' && !finish.countAttempt ? 1 : 0,
    ],
  )
  if (rows.length > 0 && finish.status === 'failed') await wakeForGone(key, { sql, clock })
  return rows.length > 0
}

/** Effects that were being sent by a worker that is gone: nobody knows whether they arrived. */
export async function takeOverEffects(
  sql: Sql,
): Promise<(Pick<EffectClaim, 'key' | 'fence' | 'kind' | 'payload' | 'critical' | 'attempt'> & Record<string, unknown>)[]> {
  return sql.query(
    `UPDATE effects SET fence = fence + 1, worker = $1, lease_until = clock_timestamp() + interval '10 seconds'
      WHERE status = 'sending' AND (lease_until < clock_timestamp() OR NOT ${workerIsPresent('effects.worker')})
      RETURNING key, fence, kind, payload, critical, attempts AS attempt`,
    [0],
  )
}

/** The receipt of an effect that was sent, following merged messages. */
export async function receiptOf(sql: Sql, key: string): Promise<Receipt> {
  const [row] = await sql.query<{ status: string; receipt: Receipt | null }>('SELECT status, receipt FROM effects WHERE key = $1', [key])
  if (!row) throw new Refused(`there is no effect ${key}`)
  const merged = row.receipt?.mergedInto
  if (typeof merged === 'string') return receiptOf(sql, merged)
  if (row.status === 'sent') return row.receipt ?? {}
  if (row.status === 'failed' || row.status === 'skipped') throw new Refused(`${key} was never sent (${row.status})`)
  throw new Unavailable(`${key} is not sent yet`, { notTried: true, retryAfterMs: 1_000 })
}

/** What a person may do with an effect, and from which states. */
const VERBS = {
  retry: { from: ['failed', 'uncertain'], to: 'planned' },
  approve: { from: ['awaiting'], to: 'planned' },
  discard: { from: ['awaiting', 'planned', 'uncertain', 'failed'], to: 'skipped' },
} as const

/** @returns false when there is no such effect. @throws BadInput when its state does not allow it. */
export async function decideEffect(sql: Sql, clock: Clock, key: string, verb: keyof typeof VERBS): Promise<boolean> {
  const { from, to } = VERBS[verb]
  const rows = await sql.query(
    `UPDATE effects SET status = $2, attempts = 0, not_before = NULL, announced_at = NULL, held = false, finished_at = $3,
            error = CASE WHEN $2 = 'skipped' THEN 'discarded by a person' END
      WHERE key = $1 AND status = ANY($4) RETURNING key`,
    [key, to, to === 'skipped' ? clock.now() : null, [...from]],
  )
  if (rows.length > 0) return true
  const [row] = await sql.query<{ status: string }>('SELECT status FROM effects WHERE key = $1', [key])
  if (!row) return false
  throw new BadInput(
    `effect ${key} is ${row.status}: only ${from.join(' or ')} can be ${verb === 'retry' ? 'retried' : `${verb}${verb.endsWith('e') ? 'd' : 'ed'}`}`,
  )
}

/** Effects that are on their way or due. Those held for later or waiting for a person are not counted. */
export async function pendingEffects(sql: Sql, clock: Clock): Promise<number> {
  const [row] = await sql.query<{ pending: number }>(
    `SELECT count(*)::int AS pending FROM effects e WHERE e.status = 'sending' OR (e.status IN ('planned', 'uncertain') AND ${DUE('e', '$1')})`,
    [clock.now()],
  )
  return row?.pending ?? 0
}
