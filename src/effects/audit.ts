// The audit log: who said what about what. It only grows; one line per cause, word and thing.
import type { Clock } from '../clock.ts'
import type { Sql } from '../db.ts'
import type { Action } from './roles.ts'

export interface Entry {
  /** Key of the effect that said it, or what the API was asked. */
  cause: string
  /** Key of an effect, or `task:…`, `incident:…`, `car:…`, `staff:…`, `event:…`. */
  about: string
  what: string
  /** Staff id. */
  by: number | null
  via: string
  /** The line of the table of roles. */
  action?: Action | null
  note?: string | null
}

export async function audit(
  { cause, about, what, by, via, action, note }: Entry,
  { sql, clock }: { sql: Sql; clock: Clock },
): Promise<void> {
  await sql.query(
    'INSERT INTO decisions (id, about, what, action, by, via, note, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING',
    [`${cause}>${what}>${about}`, about, what, action ?? null, by, via, note ?? null, clock.now()],
  )
}

/** The beginning of a thing is enough, and an event's id finds what was said of it and of its effects. */
export const spokenOf = (about: string) => ({ OR: [{ about: { startsWith: about } }, { about: `event:${about}` }] })
