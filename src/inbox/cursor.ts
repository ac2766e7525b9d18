// Cursors: how far a poll or a schedule has come. Whoever claims one is alone at it until it is released or the hold runs out.
import { randomUUID } from 'node:crypto'
import type { Sql } from '../db.ts'

export interface ClaimedCursor {
  name: string
  holder: string
  /** What was remembered last; null the very first time. */
  value: unknown
  /** How often it has failed since it last succeeded. */
  failures: number
}

/**
 * Takes a cursor whose time has come and that nobody holds; it is made when it does not exist yet.
 * @param holdMs after this long without a release another replica may take it: whoever held it was killed.
 */
export async function claimCursor(sql: Sql, name: string, now: Date, holdMs: number): Promise<ClaimedCursor | null> {
  const holder = randomUUID()
  const [row] = await sql.query<{ value: unknown; failures: number }>(
    `INSERT INTO cursors AS c (name, due_at, holder, held_until, updated_at)
     VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4), $2)
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
      WHERE c.due_at <= $2 AND (c.held_until IS NULL OR c.held_until < clock_timestamp())
     RETURNING value, failures`,
    [name, now, holder, holdMs / 1000],
  )
  return row ? { name, holder, ...row } : null
}

/** Makes known cursors due now, whenever they would have been; one that does not exist yet is due anyway. */
export async function hurryCursors(sql: Sql, names: readonly string[], now: Date): Promise<void> {
  await sql.query('UPDATE cursors SET due_at = $2 WHERE name = ANY($1) AND due_at > $2', [names, now])
}

/** Remembers how far it came and when it is due again. @returns false when somebody else holds it by now; then nothing is changed. */
export async function releaseCursor(
  sql: Sql,
  { name, holder }: Pick<ClaimedCursor, 'name' | 'holder'>,
  { value, dueAt, now, failures = 0 }: { value: unknown; dueAt: Date; now: Date; failures?: number },
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE cursors SET value = $3::jsonb, due_at = $4, updated_at = $5, failures = $6, holder = NULL, held_until = NULL
      WHERE name = $1 AND holder = $2 RETURNING name`,
    [name, holder, JSON.stringify(value), dueAt, now, failures],
  )
  return rows.length > 0
}

/** Holds it for longer, and remembers how far it came where that is given. @returns false when somebody else holds it by now. */
export async function keepCursor(
  sql: Sql,
  { name, holder }: Pick<ClaimedCursor, 'name' | 'holder'>,
  { value, holdMs, now }: { value?: unknown; holdMs: number; now: Date },
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE cursors SET value = COALESCE($3::jsonb, value), updated_at = $4, held_until = clock_timestamp() + make_interval(secs => $5)
      WHERE name = $1 AND holder = $2 RETURNING name`,
    [name, holder, value === undefined ? null : JSON.stringify(value), now, holdMs / 1000],
  )
  return rows.length > 0
}
