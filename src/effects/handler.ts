// What an effect handler is: it does one thing outside, once, and brings back the receipt.
import type { Clock } from '../clock.ts'
import type { Database } from '../db.ts'
import type { Tools } from '../tools/index.ts'
import type { EffectKind, EffectPayload } from './catalogue.ts'

/** What the outside system answered, as small JSON: `{chatId, messageIds}`, `{taskId}` … */
export type Receipt = Record<string, unknown>

export interface HandlerContext {
  /** The effect's key; travels to the vendor as `Idempotency-Key`. */
  key: string
  critical: boolean
  /** True when the effect was uncertain and is sent once more on purpose: a message then says «возможно, повтор». */
  again: boolean
  tools: Tools
  db: Database
  clock: Clock
  /** The receipt of an effect that was sent earlier (follows merged messages). Throws Refused when it never will be. */
  receiptOf(key: string): Promise<Receipt>
}

export interface Handler<K extends EffectKind> {
  /** Does it. Throws the three of errors.ts; `Unavailable.maybeDone` makes the effect `uncertain`. */
  perform(payload: EffectPayload<K>, context: HandlerContext): Promise<Receipt>
  /** For kinds settled by `read-back`: the receipt if it is there already, else null. */
  find?(payload: EffectPayload<K>, context: HandlerContext): Promise<Receipt | null>
}
