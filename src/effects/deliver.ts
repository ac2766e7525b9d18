// Delivering one effect: perform it, or settle it when nobody knows whether it happened.
import { addMs, type Clock, DAY_MS } from '../clock.ts'
import { BadInput, Refused, sentence, Unavailable } from '../errors.ts'
import type { EffectKind } from './catalogue.ts'
import type { Handler, HandlerContext, Receipt } from './handler.ts'
import type { EffectClaim, EffectFinish } from './outbox.ts'
import { backoffAt } from './plan.ts'
import { settlementOf } from './policy.ts'

export interface DeliverOptions {
  clock: Clock
  attempts: number
  retryBaseMs: number
  random: () => number
}

/** Does it and says how it ended; throws nothing. */
export async function deliver(
  claim: EffectClaim,
  handler: Handler<EffectKind>,
  context: Omit<HandlerContext, 'again'>,
  options: DeliverOptions,
): Promise<EffectFinish> {
  try {
    return { status: 'sent', receipt: await performOrSettle(claim, handler, context) }
  } catch (error) {
    return judge(claim, error, options)
  }
}

async function performOrSettle(claim: EffectClaim, handler: Handler<EffectKind>, context: Omit<HandlerContext, 'again'>): Promise<Receipt> {
  const payload = claim.payload as never
  const how = settlementOf(claim.kind, claim.payload)
  if (claim.settling && how === 'read-back' && handler.find) {
    const found = await handler.find(payload, { ...context, again: true })
    if (found) return found
  }
  return handler.perform(payload, { ...context, again: claim.settling && how === 'person' })
}

/** What a failure means for the row. */
export function judge(
  claim: Pick<EffectClaim, 'kind' | 'payload' | 'critical' | 'attempt' | 'createdAt' | 'settling'>,
  error: unknown,
  options: DeliverOptions,
): EffectFinish {
  const { clock, attempts, retryBaseMs, random } = options
  const now = clock.now()
  const text = sentence(error)
  if (error instanceof Refused || error instanceof BadInput) return { status: 'failed', error: text }
  if (!(error instanceof Unavailable)) return { status: 'failed', error: `a bug: ${text}` }

  // Nothing was done, and we were told when to come back: that is waiting, not failing.
  if (error.notTried || (error.retryAfterMs !== undefined && !error.maybeDone)) {
    if (now.getTime() - claim.createdAt.getTime() > DAY_MS) return { status: 'failed', error: `gave up after a day: ${text}` }
    const notBefore = addMs(now, Math.max(error.retryAfterMs ?? retryBaseMs, 100))
    return claim.settling
      ? { status: 'uncertain', error: text, notBefore }
      : { status: 'planned', error: text, notBefore, countAttempt: false }
  }
  if (error.maybeDone || claim.settling) return unknownOutcome(claim, text, options, error.retryAfterMs)
  if (claim.attempt >= attempts) return { status: 'failed', error: text }
  return { status: 'planned', error: text, notBefore: backoffAt(now, claim.attempt, retryBaseMs, random), countAttempt: true }
}

/** Nobody knows whether it happened: settle it by itself where the policy allows, else leave it to a person. */
export function unknownOutcome(
  claim: Pick<EffectClaim, 'kind' | 'payload' | 'critical' | 'attempt'>,
  error: string,
  { clock, attempts, retryBaseMs, random }: DeliverOptions,
  retryAfterMs?: number,
): EffectFinish {
  const how = settlementOf(claim.kind, claim.payload)
  const byItself = how === 'person' ? claim.critical && claim.kind === 'telegram.message' : true
  if (!byItself || claim.attempt >= attempts) return { status: 'uncertain', error, notBefore: null }
  const now = clock.now()
  return {
    status: 'uncertain',
    error,
    notBefore: retryAfterMs === undefined ? backoffAt(now, claim.attempt, retryBaseMs, random) : addMs(now, retryAfterMs),
  }
}
