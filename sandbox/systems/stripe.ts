// Stripe API: prices, payment links and sessions with Stripe's idempotency keys, links that can be paid, and the events of it all.
import { createLimiter, inSeconds } from '../limits.ts'
import { routes } from '../routes.ts'
import type { Surroundings, System } from '../system.ts'
import { fail } from './stripe/answers.ts'
import { createEvents } from './stripe/events.ts'
import { createLinks } from './stripe/links.ts'
import { payDoor } from './stripe/pay.ts'

export const STRIPE_KEY = 'sk_test_sandbox'

export function createStripe({ now, vendorLimits }: Surroundings): System {
  const limiter = createLimiter(now)
  const events = createEvents(now, fail)
  const links = createLinks(now)
  const table = routes({ ...links.doors, 'GET /events': events.list })
  return {
    name: 'stripe',
    mount: '/stripe/v1',
    fail,
    control: { ...events.control, 'POST /_stripe/pay': payDoor(links, events.deliver, now) },
    record: ({ path, query }) => ({ path: query.size > 0 ? `${path}?${query}` : path }),
    async answer(call) {
      if (call.headers.authorization !== `Bearer ${STRIPE_KEY}`) return fail({ status: 401, message: 'Invalid API Key provided' })
      const wait = vendorLimits ? limiter([{ key: 'account', calls: 25, windowMs: 1_000 }]) : 0
      if (wait > 0) return fail({ status: 429, code: 'rate_limit', retryAfter: inSeconds(wait), message: 'Request rate limit exceeded' })
      return (await table(call)) ?? fail({ status: 404, message: `Unrecognized request URL (${call.method}: ${call.path})` })
    },
  }
}
