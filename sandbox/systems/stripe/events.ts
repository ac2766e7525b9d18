// Stripe's events: which of them no webhook took, listed and delivered as Stripe does.
import { createHmac } from 'node:crypto'
import type Stripe from 'stripe'
import { fields } from '../../bodies.ts'
import { createShelf } from '../../shelf.ts'
import { type Answer, type Failure, type Handler, ok } from '../../system.ts'

/** What stands in the answer of `GET /v1/events`, by Stripe's own types. */
export type EventList = Pick<Stripe.ApiList<Stripe.Event>, 'object' | 'data' | 'has_more' | 'url'>

interface Kept {
  event: Stripe.Event
  delivered: boolean
}

/** One try, signed like Stripe's; what is not taken stays among the undelivered. @returns null for what is no event. */
export type Deliver = (event: unknown, url: string, secret: string) => Promise<{ status: number; body: unknown } | null>

interface EventDoors {
  /** `GET /v1/events` */
  list: Handler
  deliver: Deliver
  control: Readonly<Record<string, Handler>>
}

const KEPT_S = 30 * 24 * 3600
const DEFAULT_LIMIT = 10
const MAX_LIMIT = 100
const MAX_TYPES = 20

export function createEvents(now: () => Date, fail: (failure: Failure) => Answer): EventDoors {
  const kept = createShelf<string, Kept>(20_000)
  const nowS = () => Math.floor(now().getTime() / 1000)

  const list: Handler = ({ query }) => {
    const refuse = (message: string) => fail({ status: 400, message })
    const limit = query.has('limit') ? Number(query.get('limit')) : DEFAULT_LIMIT
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) return refuse('Invalid integer: limit must be between 1 and 100')
    const types = query.getAll('types[]')
    if (types.length > MAX_TYPES) return refuse('You may pass up to 20 types')
    if (types.length > 0 && query.has('type')) return refuse('You may only specify one of these parameters: type, types')
    const found = newestFirst().filter((item) => fits(item, query, nowS()))
    const cursors = (['starting_after', 'ending_before'] as const).filter((name) => query.has(name))
    if (cursors.length > 1) return refuse('You may only specify one of these parameters: ending_before, starting_after')
    const [cursor] = cursors
    if (cursor === undefined) return answer(found, 0, limit)
    const at = found.findIndex(({ event }) => event.id === query.get(cursor))
    if (at === -1) return refuse(`No such event: '${query.get(cursor)}'`)
    return cursor === 'starting_after' ? answer(found, at + 1, limit) : answer(found.slice(0, at), Math.max(0, at - limit), limit, true)
  }

  /** Of two of the same second the later one was made later. */
  const newestFirst = () =>
    kept
      .values()
      .toReversed()
      .sort((a, b) => b.event.created - a.event.created)

  function put(body: unknown, delivered: boolean): Kept | undefined {
    const { delivered: said, ...given } = fields(body)
    if (typeof given.id !== 'string' || typeof given.type !== 'string') return undefined
    const whole = { object: 'event', api_version: null, created: nowS(), livemode: false, request: null, ...given }
    const isDelivered = typeof said === 'boolean' ? said : delivered
    // A control door takes any object for an event: what is strange in it is the test's own wish.
    const item = { event: { ...whole, pending_webhooks: isDelivered ? 0 : 1 } as unknown as Stripe.Event, delivered: isDelivered }
    kept.set(given.id, item)
    return item
  }

  const deliver: Deliver = async (event, url, secret) => {
    const item = put(event, false)
    if (!item) return null
    const payload = JSON.stringify(item.event)
    const answered = await post(url, payload, signature(payload, secret, nowS()))
    item.delivered = answered.status >= 200 && answered.status < 300
    return answered
  }

  const control: Record<string, Handler> = {
    'POST /_stripe/events': ({ body }) => {
      const item = put(body, false)
      return item ? ok(item.event) : { status: 400, body: { error: 'an event needs an id and a type' } }
    },
    'DELETE /_stripe/events': () => {
      for (const { event } of kept.values()) kept.delete(event.id)
      return ok({ ok: true })
    },
    'POST /_stripe/deliver': async ({ body }) => {
      const { url, event, secret } = fields(body)
      const answered = typeof url === 'string' && typeof secret === 'string' ? await deliver(event, url, secret) : null
      return answered ? ok(answered) : { status: 400, body: { error: 'give url, secret and an event with id and type' } }
    },
  }
  return { list, deliver, control }
}

function fits({ event, delivered }: Kept, query: URLSearchParams, nowS: number): boolean {
  const types = [...query.getAll('types[]'), ...query.getAll('type')]
  const wanted = query.get('delivery_success')
  const bound = (name: string, holds: (limit: number) => boolean) => !query.has(name) || holds(Number(query.get(name)))
  return (
    event.created >= nowS - KEPT_S &&
    (types.length === 0 || types.includes(event.type)) &&
    (wanted === null || String(delivered) === wanted) &&
    bound('created[gt]', (limit) => event.created > limit) &&
    bound('created[gte]', (limit) => event.created >= limit) &&
    bound('created[lt]', (limit) => event.created < limit) &&
    bound('created[lte]', (limit) => event.created <= limit)
  )
}

function answer(found: readonly Kept[], from: number, limit: number, backwards = false): Answer {
  const page = found.slice(from, from + limit)
  const list: EventList = {
    object: 'list',
    data: page.map(({ event }) => event),
    has_more: backwards ? from > 0 : from + limit < found.length,
    url: '/v1/events',
  }
  return ok(list)
}

const signature = (payload: string, secret: string, t: number): string =>
  `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${payload}`).digest('hex')}`

async function post(url: string, payload: string, signed: string): Promise<{ status: number; body: unknown }> {
  try {
    const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Stripe/1.0', 'stripe-signature': signed }
    const response = await fetch(url, { method: 'POST', headers, body: payload, redirect: 'manual', signal: AbortSignal.timeout(20_000) })
    return { status: response.status, body: await response.json().catch(() => null) }
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error) }
  }
}
