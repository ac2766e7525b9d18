// One line per effect kind: who must approve, whether quiet hours hold it, and what to do when nobody knows if it happened.
import type { EffectKind } from './catalogue.ts'
import type { Action } from './roles.ts'

/**
 * How an `uncertain` effect is settled, when the call was cut between request and receipt:
 * - `key`: the vendor knows our key; the same call again answers with what already exists
 * - `repeat`: doing it twice is the same as doing it once (an edit, a pin, a PUT)
 * - `read-back`: look whether it is there, send only if it is not
 * - `person`: nobody can know; it stays `uncertain`, somebody is told and decides by retry or discard
 * - `local`: our own database, part of the committing transaction; never uncertain
 * Critical Telegram messages marked `person` are sent once more with «возможно, повтор»: there silence is worse.
 */
export type OnUncertain = 'key' | 'repeat' | 'read-back' | 'person' | 'local'

export interface PolicyLine {
  /** The line of the table of roles whose people must say yes first; `nobody` means it goes out by itself. */
  approve: 'nobody' | Action
  /** `hold`: waits for the morning unless urgent or about an operation within two hours. */
  quietHours: 'pass' | 'hold'
  onUncertain: OnUncertain
  /** Whether a failure of it is alerted at once. */
  critical?: boolean
  /** False where the handler comes with a later agent: nobody may propose it yet. */
  open: boolean
}

export const policy: Record<EffectKind, PolicyLine> = {
  'telegram.message': { approve: 'nobody', quietHours: 'hold', onUncertain: 'person', open: true },
  'telegram.media': { approve: 'nobody', quietHours: 'hold', onUncertain: 'person', open: true },
  'telegram.edit': { approve: 'nobody', quietHours: 'pass', onUncertain: 'repeat', open: true },
  'telegram.pin': { approve: 'nobody', quietHours: 'pass', onUncertain: 'repeat', open: true },
  'telegram.unpin': { approve: 'nobody', quietHours: 'pass', onUncertain: 'repeat', open: true },
  'telegram.delete': { approve: 'nobody', quietHours: 'pass', onUncertain: 'repeat', open: true },
  'telegram.answer': { approve: 'nobody', quietHours: 'pass', onUncertain: 'repeat', open: true },
  'telegram.topic': { approve: 'nobody', quietHours: 'pass', onUncertain: 'person', open: true },
  'yougile.task': { approve: 'nobody', quietHours: 'pass', onUncertain: 'key', critical: true, open: true },
  'yougile.comment': { approve: 'nobody', quietHours: 'pass', onUncertain: 'read-back', open: true },
  'yougile.update': { approve: 'nobody', quietHours: 'pass', onUncertain: 'repeat', open: true },
  'amocrm.task': { approve: 'nobody', quietHours: 'pass', onUncertain: 'read-back', open: true },
  'amocrm.complete': { approve: 'nobody', quietHours: 'pass', onUncertain: 'repeat', open: true },
  'amocrm.note': { approve: 'nobody', quietHours: 'pass', onUncertain: 'read-back', open: true },
  'umnico.reply': { approve: 'nobody', quietHours: 'pass', onUncertain: 'read-back', critical: true, open: true },
  'umnico.enable-webhook': { approve: 'nobody', quietHours: 'pass', onUncertain: 'repeat', critical: true, open: true },
  'rentprog.update': { approve: 'booking.approve', quietHours: 'pass', onUncertain: 'repeat', critical: true, open: true },
  'rentprog.payment': { approve: 'payment.approve', quietHours: 'pass', onUncertain: 'person', critical: true, open: true },
  'stripe.link': { approve: 'link.approve', quietHours: 'pass', onUncertain: 'key', critical: true, open: true },
  'stripe.deactivate-link': { approve: 'nobody', quietHours: 'pass', onUncertain: 'repeat', open: true },
  'incident.open': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'incident.close': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'booking.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'car.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'client.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'operation.plan': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'operation.open': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'operation.tick': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'operation.close': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'material.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'conversation.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'sla.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'tracker.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'trip.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'trip.permit': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'inspection.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'service.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'payment.record': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'link.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'cash.entry': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'cash.balance': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'task.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'task.log': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'plan.upsert': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'suggestion.take': { approve: 'suggestion.take', quietHours: 'pass', onUncertain: 'repeat', open: true },
  'approval.ask': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'approval.remind': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'approval.decide': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'approval.edit': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'decision.note': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'staff.invite': { approve: 'nobody', quietHours: 'pass', onUncertain: 'repeat', open: true },
  'staff.unlink': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'chat.move': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'event.defer': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'event.withdraw': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
  'conversation.remember': { approve: 'nobody', quietHours: 'pass', onUncertain: 'local', open: true },
}

/** A message in the place of another is an edit. */
export const settlementOf = (kind: EffectKind, payload: { instead?: unknown }): OnUncertain =>
  kind === 'telegram.message' && payload.instead !== undefined ? 'repeat' : policy[kind].onUncertain
