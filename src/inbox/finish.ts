// The end of an attempt, inside the committing transaction and under the fencing token; and replay.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import { BadInput } from '../errors.ts'

/** Another worker has taken the event meanwhile; what this one found out is thrown away. */
export class LostLease extends Error {
  override name = 'LostLease'
}

export interface Finish {
  status: 'done' | 'partial' | 'dead' | 'ignored' | 'waiting' | 'retry'
  plan: unknown
  trace: string | null
  error: string | null
  /** For `retry`: when to try again, and whether this attempt counts. */
  nextAttemptAt?: Date
  countAttempt?: boolean
}

export interface AgentOutcome {
  agent: string
  status: 'done' | 'failed'
  attempts: number
  durationMs: number
  summary: string | null
  error: string | null
}

/** First statement of a transaction in the middle of a run. @throws LostLease */
export async function proveLease(sql: Sql, id: string, fence: number): Promise<void> {
  const rows = await sql.query(`SELECT id FROM events WHERE id = $1 AND fence = $2 AND status = 'running' FOR SHARE`, [id, fence])
  if (rows.length === 0) throw new LostLease(`event ${id} is no longer ours`)
}

/** First statement of every commit: proves that the run is still ours. @throws LostLease */
export async function finishEvent(sql: Sql, clock: Clock, id: string, fence: number, finish: Finish): Promise<void> {
  const retry = finish.status === 'retry'
  const rows = await sql.query(
    `UPDATE events SET status = $3, plan = COALESCE($4::jsonb, plan), trace = $5, error = $6, next_attempt_at = $7, finished_at = $8,
            attempts = attempts - $9, worker = NULL, lease_until = NULL
      WHERE id = $1 AND fence = $2 AND status = 'running' RETURNING id`,
    [
      id,
      fence,
      retry ? 'received' : finish.status,
      finish.plan === null ? null : JSON.stringify(finish.plan),
      finish.trace,
      finish.error,
      retry ? (finish.nextAttemptAt ?? null) : null,
      retry || finish.status === 'waiting' ? null : clock.now(),
      retry && finish.countAttempt === false ? 1 : 0,
    ],
  )
  if (rows.length === 0) throw new LostLease(`event ${id} is no longer ours`)
}

export async function saveOutcomes(sql: Sql, eventId: string, outcomes: readonly AgentOutcome[]): Promise<void> {
  if (outcomes.length === 0) return
  await sql.query(
    `INSERT INTO outcomes (event_id, agent, status, attempts, duration_ms, summary, error)
     SELECT $1, o.agent, o.status, o.attempts, o."durationMs", o.summary, o.error
       FROM jsonb_to_recordset($2::jsonb) AS o(agent text, status text, attempts int, "durationMs" int, summary text, error text)
     ON CONFLICT (event_id, agent) DO UPDATE SET status = excluded.status, attempts = excluded.attempts,
       duration_ms = excluded.duration_ms, summary = excluded.summary, error = excluded.error`,
    [eventId, JSON.stringify(outcomes)],
  )
}

/**
 * Runs a finished event again: only what failed. It waits for the running one of its lane, then goes next.
 * @returns false when there is no such event. @throws BadInput when it has nothing to run again.
 */
export async function replayEvent(sql: Sql, id: string): Promise<boolean> {
  const [row] = await sql.query<{ status: string }>('SELECT status FROM events WHERE id = $1 FOR UPDATE', [id])
  if (!row) return false
  if (!['dead', 'partial', 'done'].includes(row.status)) {
    throw new BadInput(`event ${id} is ${row.status}: only an event that is done, partial or dead can be replayed`)
  }
  await sql.query(
    `UPDATE events SET status = 'received', attempts = 0, next_attempt_at = NULL, started_at = NULL, finished_at = NULL, error = NULL WHERE id = $1`,
    [id],
  )
  return true
}
