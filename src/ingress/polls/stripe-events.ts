// What Stripe could not deliver while we were away: asked for at every start and every hour.
import { z } from 'zod'
import { addMs, DAY_MS, HOUR_MS } from '../../clock.ts'
import type { Finding, PollContext } from '../poll.ts'
import { definePoll } from '../poll.ts'
import { normalizeStripeEvent, wantedTypes } from '../sources/stripe/normalize.ts'

/** Stripe forgets its events after that. */
const KEPT_MS = 30 * DAY_MS
/** The very first time: as far back as Stripe itself would still try to deliver; what is older was before our time. */
const FIRST_MS = 3 * DAY_MS
/** An event may be shown a little after it was made, and clocks differ; what is known by then is a duplicate. */
const OVERLAP_MS = HOUR_MS

const Cursor = z
  .object({ askedAt: z.iso.datetime({ offset: true }) })
  .nullable()
  .catch(null)

export const stripeEvents = definePoll({
  name: 'stripe.events',
  source: 'stripe',
  everyMs: HOUR_MS,
  onStart: true,
  catchesUp: true,
  async read({ read, cursor, now, signal }) {
    const found = await everyPage(read, Math.floor(since(cursor, now).getTime() / 1000), signal)
    // Stripe shows the newest first; things happened the other way round.
    return { findings: found.toReversed().map(findingOf), cursor: { askedAt: now.toISOString() } }
  },
})

function since(cursor: unknown, now: Date): Date {
  const known = Cursor.parse(cursor)
  const from = known === null ? addMs(now, -FIRST_MS) : addMs(new Date(known.askedAt), -OVERLAP_MS)
  return new Date(Math.max(from.getTime(), now.getTime() - KEPT_MS))
}

type Found = { id: string } & Record<string, unknown>

async function everyPage(read: PollContext['read'], createdFrom: number, signal: AbortSignal): Promise<Found[]> {
  const found: Found[] = []
  for (let after: string | undefined; ; ) {
    const page = await read.stripe.undelivered({ types: [...wantedTypes], createdFrom, after }, { signal })
    found.push(...page.data)
    const last = page.data.at(-1)?.id
    if (!page.has_more || last === undefined || last === after) return found
    after = last
  }
}

function findingOf(raw: Found): Finding {
  const reading = normalizeStripeEvent(raw)
  const base = { door: 'poll', raw, dedupeKey: raw.id, events: [] }
  if (reading.outcome === 'accepted') return { ...base, events: reading.events }
  return { ...base, [reading.outcome]: reading.reason }
}
