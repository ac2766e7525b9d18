// What a change of our own database is: part of the committing transaction, its receipt is small JSON.
import type { Clock } from '../../clock.ts'
import type { Sql } from '../../db.ts'
import type { Cause } from '../../events/event.ts'
import type { EffectKind, EffectPayload, Proposal } from '../catalogue.ts'

export interface ChangeContext {
  sql: Sql
  clock: Clock
  /** The effect's key. */
  key: string
  /** Who proposed it; a deferred event carries it as its cause. */
  cause: Cause
  /** Puts follow-ups of an event into the outbox, in the same transaction. */
  follow: (eventId: string, proposals: { agent: string; proposal: Proposal }[]) => Promise<void>
}

export type Change<K extends EffectKind> = (payload: EffectPayload<K>, context: ChangeContext) => Promise<Record<string, unknown>>
export type Changes = { [K in EffectKind]?: Change<K> }
