// What a change of our own database is: part of the committing transaction, its receipt is small JSON.
import type { Clock } from '../../clock.ts'
import type { Sql } from '../../db.ts'
import type { Cause } from '../../events/event.ts'
import type { EffectKind, EffectPayload } from '../catalogue.ts'

export interface ChangeContext {
  sql: Sql
  clock: Clock
  /** The effect's key. */
  key: string
  /** Who proposed it; a deferred event carries it as its cause. */
  cause: Cause
}

export type Change<K extends EffectKind> = (payload: EffectPayload<K>, context: ChangeContext) => Promise<Record<string, unknown>>
export type Changes = { [K in EffectKind]?: Change<K> }
