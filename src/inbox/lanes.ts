// Lanes: which events may be announced to the queue now. Only the head of a lane ever is.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import { PRIORITY } from '../events/event.ts'

export interface Announced {
  id: string
  type: string
  priority: number
}

/** Deferred events whose time has come join the end of their lane. */
export async function wakeScheduled(sql: Sql, clock: Clock, limit = 500): Promise<number> {
  const rows = await sql.query(
    `WITH due AS (
       SELECT id FROM events WHERE status = 'scheduled' AND not_before <= $1 ORDER BY not_before, seq LIMIT $2 FOR UPDATE SKIP LOCKED
     ), locked AS (
       SELECT e.id, lane_lock(e.subject) FROM events e JOIN due USING (id)
     )
     UPDATE events SET status = 'received', seq = nextval('events_seq_seq') FROM locked WHERE events.id = locked.id RETURNING events.id`,
    [clock.now(), limit],
  )
  return rows.length
}

/** A deferred event whose time comes now: somebody does not want to wait for it. @returns its status, null when there is no such event. */
export async function hurryScheduled(sql: Sql, clock: Clock, id: string): Promise<string | null> {
  const [row] = await sql.query<{ status: string }>(
    `UPDATE events SET not_before = CASE WHEN status = 'scheduled' THEN $2 ELSE not_before END WHERE id = $1 RETURNING status`,
    [id, clock.now()],
  )
  return row?.status ?? null
}

/** How far into the backlog a look for heads goes at first: behind it are only less urgent ones. */
const NEAR = 1_000
const ALL = 2 ** 31 - 1

/**
 * Marks heads of lanes as queued and returns them, most urgent first.
 * A waiting event holds no worker; a later event waits while any other of its lane is queued or runs.
 */
export async function takeHeads(sql: Sql, clock: Clock, limit: number): Promise<Announced[]> {
  if (limit <= 0) return []
  const near = await headsAmong(sql, clock, limit, NEAR)
  // One busy lane may fill all that is near; then everything is looked at.
  return near.length > 0 ? near : headsAmong(sql, clock, limit, ALL)
}

/** Not critical, yet somebody waits for what comes of them. */
export const AWAITED = ['callback.button', 'message.employee'] as const
/** As the index events_urgent says it. */
const URGENT = `(priority <= ${PRIORITY.critical} OR type IN (${AWAITED.map((type) => `'${type}'`).join(', ')}))`

/** Heads of critical lanes and of those that somebody waits for: however much is announced already, they do not wait for room. */
export const takeUrgentHeads = (sql: Sql, clock: Clock, limit: number): Promise<Announced[]> => headsAmong(sql, clock, limit, NEAR, URGENT)

async function headsAmong(sql: Sql, clock: Clock, limit: number, depth: number, which = 'TRUE'): Promise<Announced[]> {
  const rows = await sql.query<Announced & { seq: string }>(
    `WITH due AS MATERIALIZED (
       SELECT id, subject, seq, priority FROM events
        WHERE status = 'received' AND ${which} AND (next_attempt_at IS NULL OR next_attempt_at <= $1) ORDER BY priority, seq LIMIT $3
     ), candidates AS MATERIALIZED (
       SELECT d.id FROM due d
        -- A scalar subquery, not NOT EXISTS: it stays an index look-up per row, where an anti-join would read the whole backlog.
        WHERE (SELECT 1 FROM events other
                WHERE other.subject = d.subject AND other.status IN ('received', 'queued', 'running')
                  AND (other.seq < d.seq OR other.status <> 'received') AND other.id <> d.id LIMIT 1) IS NULL
        ORDER BY d.priority, d.seq LIMIT $2
     ), heads AS (
       SELECT e.id FROM events e JOIN candidates USING (id) WHERE e.status = 'received' FOR UPDATE OF e SKIP LOCKED
     )
     UPDATE events SET status = 'queued', announced_at = clock_timestamp() FROM heads WHERE events.id = heads.id
     RETURNING events.id, events.type, events.priority, events.seq`,
    [clock.now(), limit, depth],
  )
  return rows.sort((a, b) => a.priority - b.priority || Number(BigInt(a.seq) - BigInt(b.seq)))
}

/** Events that were announced and that nobody has begun. With `olderThanMs`, they are taken to be announced again. */
export async function takeForgotten(sql: Sql, olderThanMs: number, limit = 200): Promise<Announced[]> {
  return sql.query<Announced>(
    `UPDATE events SET announced_at = clock_timestamp()
      WHERE id IN (SELECT id FROM events WHERE status = 'queued' AND announced_at < clock_timestamp() - make_interval(secs => $1) LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING id, type, priority`,
    [olderThanMs / 1000, limit],
  )
}

/** How many are announced and not begun. */
export async function countQueued(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ queued: number }>(`SELECT count(*)::int AS queued FROM events WHERE status = 'queued'`)
  return row?.queued ?? 0
}

export interface Backlog {
  received: number
  queued: number
  running: number
}

/** Work that is not finished and whose time has come. Events that wait for a later attempt or time are not counted. */
export async function backlog(sql: Sql, clock: Clock): Promise<Backlog> {
  const [row] = await sql.query<Backlog & Record<string, unknown>>(
    `SELECT count(*) FILTER (WHERE status = 'received' AND (next_attempt_at IS NULL OR next_attempt_at <= $1))::int AS received,
            count(*) FILTER (WHERE status = 'queued')::int AS queued,
            count(*) FILTER (WHERE status = 'running')::int AS running
       FROM events WHERE status IN ('received', 'queued', 'running')`,
    [clock.now()],
  )
  return row ?? { received: 0, queued: 0, running: 0 }
}
