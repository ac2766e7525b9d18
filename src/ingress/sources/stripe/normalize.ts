// From one Stripe event to one event of ours, whether it came by the door or was found by asking. Pure.
import { BadInput } from '../../../errors.ts'
import { firstIssue, type NewEvent } from '../../../events/index.ts'
import type { Reading } from '../../source.ts'
import { FACTS, isoOf, WHY_IGNORED } from './facts.ts'
import { StripeEvent, ThinEvent } from './shapes.ts'
import { wrongMode } from './words.ts'

/** The types that may mean something for us: what a catch-up asks for. */
export const wantedTypes: readonly string[] = [...FACTS.keys()]

/** @param livemode what an event must say of itself to be ours; needless for what our own API key was shown. */
export function normalizeStripeEvent(value: unknown, livemode?: boolean): Exclude<Reading, { outcome: 'bad-request' }> {
  const thin = ThinEvent.safeParse(value)
  if (thin.success)
    return { outcome: 'ignored', reason: 'a thin event carries no object: subscribe to snapshot events', dedupeKey: thin.data.id }
  const parsed = StripeEvent.safeParse(value)
  if (!parsed.success) return { outcome: 'quarantined', reason: `not an event of Stripe's: ${firstIssue(parsed.error)}` }
  const event = parsed.data
  if (livemode !== undefined && event.livemode !== livemode) {
    const reason = `livemode is ${event.livemode}, and ours is ${livemode}`
    return { outcome: 'ignored', reason, dedupeKey: event.id, alerts: [wrongMode(event.livemode)] }
  }
  try {
    return readingOf(event)
  } catch (error) {
    if (error instanceof BadInput) return { outcome: 'quarantined', reason: `${event.type} cannot be read: ${error.message}` }
    throw error
  }
}

function readingOf({ id, type, created, data }: StripeEvent): Exclude<Reading, { outcome: 'bad-request' }> {
  const fact = FACTS.get(type)?.(data.object) ?? { ignored: WHY_IGNORED.get(type) ?? `${type} changes nothing for us` }
  if ('ignored' in fact) return { outcome: 'ignored', reason: fact.ignored, dedupeKey: id }
  const event = {
    type: fact.type,
    payload: { ...fact.payload, stripeEventId: id },
    source: 'stripe',
    timestamp: isoOf(created),
    dedupeKey: `stripe:${id}`,
  } as NewEvent
  return { outcome: 'accepted', events: [event], dedupeKey: id }
}
