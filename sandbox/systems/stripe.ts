// Stripe API: payment links, prices and checkout sessions get ids, idempotency keys are kept; events are listed as they were put there.
import { createHash } from 'node:crypto'
import { fields } from '../bodies.ts'
import { routes } from '../routes.ts'
import { createShelf } from '../shelf.ts'
import { type Answer, type Call, type Failure, type Handler, ok, retryAfterHeader, type Surroundings, type System } from '../system.ts'
import { createEvents } from './stripe/events.ts'

export const STRIPE_KEY = 'sk_test_sandbox'

type Thing = Record<string, unknown> & { id: string }

export function createStripe({ now }: Surroundings): System {
  const things = createShelf<string, Thing>(20_000)
  const idByKey = createShelf<string, string>(20_000)
  const events = createEvents(now, fail)

  const create =
    (object: string, prefix: string, more: (id: string) => Record<string, unknown>): Handler =>
    (call) => {
      const key = call.headers['idempotency-key']
      const before = typeof key === 'string' ? things.get(idByKey.get(key) ?? '') : undefined
      if (before) return { ...ok(before), headers: { 'idempotent-replayed': 'true' } }
      const id = `${prefix}_${createHash('sha256')
        .update(`${key ?? ''}${things.size}${now().getTime()}`)
        .digest('hex')
        .slice(0, 24)}`
      const thing = { id, object, livemode: false, created: Math.floor(now().getTime() / 1000), ...nested(call), ...more(id) }
      things.set(id, thing)
      if (typeof key === 'string') idByKey.set(key, id)
      return ok(thing)
    }
  const read: Handler = (_, id = '') => {
    const thing = things.get(id)
    return thing ? ok(thing) : fail({ status: 404, message: `No such resource: '${id}'` })
  }
  const update: Handler = (call, id = '') => {
    const thing = things.get(id)
    return thing ? ok(Object.assign(thing, nested(call))) : fail({ status: 404, message: `No such resource: '${id}'` })
  }

  const table = routes({
    'POST /payment_links': create('payment_link', 'plink', (id) => ({ active: true, url: `https://buy.stripe.com/test_${id}` })),
    'GET /payment_links/:id': read,
    'POST /payment_links/:id': update,
    'POST /products': create('product', 'prod', () => ({ active: true })),
    'POST /prices': create('price', 'price', () => ({ active: true, type: 'one_time' })),
    'POST /checkout/sessions': create('checkout.session', 'cs_test', (id) => ({
      status: 'open',
      payment_status: 'unpaid',
      url: `https://checkout.stripe.com/c/pay/${id}`,
    })),
    'GET /checkout/sessions/:id': read,
    'GET /events': events.list,
  })
  return {
    name: 'stripe',
    mount: '/stripe/v1',
    fail,
    control: events.control,
    record: ({ path, query }) => ({ path: query.size > 0 ? `${path}?${query}` : path }),
    async answer(call) {
      if (call.headers.authorization !== `Bearer ${STRIPE_KEY}`) return fail({ status: 401, message: 'Invalid API Key provided' })
      return (await table(call)) ?? fail({ status: 404, message: `Unrecognized request URL (${call.method}: ${call.path})` })
    },
  }
}

const TYPES: Record<number, string> = { 402: 'card_error', 409: 'idempotency_error', 429: 'rate_limit_error' }

const fail = ({ status, message, retryAfter }: Failure): Answer => ({
  status,
  body: {
    error: {
      type: TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error'),
      message: message ?? 'An error occurred with our connection to Stripe.',
    },
  },
  headers: retryAfterHeader(retryAfter),
})

/** `metadata[bookingId]=700001` → `{metadata: {bookingId: '700001'}}`; values stay text, as Stripe sends metadata back. */
function nested({ body }: Call): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields(body))) {
    const keys = name.split(/[[\]]+/).filter((key) => key !== '' && key !== '__proto__')
    const last = keys.pop()
    if (last === undefined) continue
    let node = root
    for (const key of keys) {
      node[key] = fields(node[key])
      node = node[key] as Record<string, unknown>
    }
    node[last] = typeof value === 'string' && /^\d+$/.test(value) && /amount|quantity|expires_at/.test(last) ? Number(value) : value
  }
  return root
}
