// Marks: how far something has been looked at. Nobody claims one; all replicas move it forward together.
import type { Sql } from '../db.ts'

export interface Marks {
  /** Where each stands. */
  read(): Promise<ReadonlyMap<string, Date>>
  /**
   * Moves the named ones forward. None goes back, except from beyond `ceiling`, where only a wrong clock can have put it.
   * @returns the ones it moved, and where each stood until then; what another replica has moved further is not among them.
   */
  move(names: readonly string[], to: Date, ceiling: Date): Promise<ReadonlyMap<string, Date | null>>
}

/** The marks whose names begin with `prefix`, kept among the cursors. */
export function marksOf(sql: Sql, prefix: string): Marks {
  return {
    async read() {
      const rows = await sql.query<{ name: string; after: string | null }>(
        `SELECT substr(name, length($1) + 1) AS name, value->>'after' AS after FROM cursors WHERE starts_with(name, $1)`,
        [prefix],
      )
      return new Map(rows.flatMap(({ name, after }) => (isInstant(after) ? [[name, new Date(after)] as const] : [])))
    },
    async move(names, to, ceiling) {
      const rows = await sql.query<{ name: string; before: string | null }>(
        `INSERT INTO cursors AS c (name, value, due_at, updated_at)
         SELECT $1 || name, jsonb_build_object('after', $3::text), $3::timestamptz, $3::timestamptz FROM unnest($2::text[]) name ORDER BY name
         ON CONFLICT (name) DO UPDATE
           SET value = jsonb_build_object('after', $3::text, 'before', c.value->>'after'), due_at = excluded.due_at, updated_at = excluded.updated_at
         WHERE c.value->>'after' IS NULL OR c.value->>'after' < $3::text COLLATE "C" OR c.value->>'after' > $4::text COLLATE "C"
         RETURNING substr(name, length($1) + 1) AS name, value->>'before' AS before`,
        [prefix, names, to.toISOString(), ceiling.toISOString()],
      )
      return new Map(rows.map(({ name, before }) => [name, isInstant(before) ? new Date(before) : null]))
    },
  }
}

const isInstant = (text: string | null): text is string => text !== null && !Number.isNaN(Date.parse(text))
