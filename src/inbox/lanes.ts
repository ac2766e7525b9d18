// Lanes: which events may be announced to the queue now. Only the head of a lane ever is.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'

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

/**
 * Marks heads of lanes as queued and returns them, most urgent first.
 * A waiting event holds no worker; a later event waits while any other of its lane is queued or runs.
 */
export async function takeHeads(sql: Sql, clock: Clock, limit: number): Promise<Announced[]> {
  if (limit <= 0) return []
  const rows = await sql.query<Announced & { seq: string }>(
    `WITH heads AS (
       SELECT e.id FROM events e
        WHERE e.status = 'received' AND (e.next_attempt_at IS NULL OR e.next_attempt_at <= $1)
          AND NOT EXISTS (
            SELECT 1 FROM events other
             WHERE other.subject = e.subject AND other.status IN ('received', 'queued', 'running')
               AND (other.seq < e.seq OR other.status <> 'received') AND other.id <> e.id)
        ORDER BY e.priority, e.seq LIMIT $2 FOR UPDATE SKIP LOCKED
     )
     UPDATE events SET status = 'queued', announced_at = clock_timestamp() FROM heads WHERE events.id = heads.id
     RETURNING events.id, events.type, events.priority, events.seq`,
    [clock.now(), limit],
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
