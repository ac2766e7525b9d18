// A client at a payment link: pays, is declined or leaves it until it expires; Stripe tells of it by its events, signed.
import type Stripe from 'stripe'
import { z } from 'zod'
import { type Answer, type Handler, ok } from '../../system.ts'
import type { Deliver } from './events.ts'
import { idMaker, type Link, type Links } from './links.ts'

const Order = z.object({
  /** Id or address of the link. */
  link: z.string().min(1),
  outcome: z.enum(['paid', 'failed', 'expired']).default('paid'),
  url: z.url().default('http://127.0.0.1:3000/webhooks/stripe'),
  secret: z.string().default('sandbox-stripe'),
})

/** `POST /_stripe/pay` */
export function payDoor(links: Links, deliver: Deliver, now: () => Date): Handler {
  const id = idMaker(now)
  const nowS = () => Math.floor(now().getTime() / 1000)
  const wrong = (error: string): Answer => ({ status: 400, body: { error } })

  return async ({ body }) => {
    const order = Order.safeParse(body)
    if (!order.success) return wrong(z.prettifyError(order.error))
    const { outcome, url, secret } = order.data
    const found = links.shelf.values().find(({ link }) => [link.id, link.url].includes(order.data.link))
    if (!found) return wrong(`there is no link ${order.data.link}`)
    if (!found.link.active && outcome !== 'expired') return wrong('This payment link is no longer active')

    const intent = id('pi')
    const objects = { paid, failed, expired }[outcome](found, { intent, charge: id('ch'), session: id('cs_test'), at: nowS() })
    const delivered: unknown[] = []
    // In the order in which Stripe begins to send them; it promises none.
    for (const [type, object] of objects) {
      const event = { id: id('evt'), type, data: { object } }
      delivered.push({ type, id: event.id, ...(await deliver(event, url, secret)) })
    }
    return ok({ paymentIntent: outcome === 'expired' ? null : intent, delivered })
  }
}

interface Ids {
  intent: string
  charge: string
  session: string
  /** Unix seconds. */
  at: number
}
type Told = [type: Stripe.Event.Type, object: Record<string, unknown>][]

/** Money and names of one visit; what stands in `payment_intent_data` is the payment's, what stands at the link is the session's. */
function visit({ link, price, quantity }: Link, { intent, charge, session, at }: Ids) {
  const amount = (price.unit_amount ?? 0) * quantity
  const metadata = { ...link.payment_intent_data?.metadata }
  const money = { amount, currency: link.currency }
  return {
    intent: {
      id: intent,
      object: 'payment_intent',
      ...money,
      created: at,
      livemode: false,
      description: link.payment_intent_data?.description ?? null,
      metadata,
    } satisfies Partial<Stripe.PaymentIntent>,
    charge: {
      id: charge,
      object: 'charge',
      ...money,
      amount_refunded: 0,
      created: at,
      livemode: false,
      metadata,
      payment_intent: intent,
      refunded: false,
    } satisfies Partial<Stripe.Charge>,
    session: {
      id: session,
      object: 'checkout.session',
      amount_total: amount,
      client_reference_id: null,
      created: at,
      currency: link.currency,
      livemode: false,
      metadata: { ...link.metadata },
      mode: 'payment',
      payment_link: link.id,
    } satisfies Partial<Stripe.Checkout.Session>,
  }
}

function paid(found: Link, ids: Ids): Told {
  const { intent, charge, session } = visit(found, ids)
  found.completed += 1
  const allowed = found.link.restrictions?.completed_sessions
  if (allowed) {
    allowed.count = found.completed
    if (found.completed >= allowed.limit) found.link.active = false
  }
  const status = { payment_status: 'paid', status: 'complete', payment_intent: ids.intent } satisfies Partial<Stripe.Checkout.Session>
  return [
    ['charge.succeeded', { ...charge, paid: true, status: 'succeeded' } satisfies Partial<Stripe.Charge>],
    [
      'payment_intent.succeeded',
      { ...intent, amount_received: intent.amount, latest_charge: ids.charge, status: 'succeeded' } satisfies Partial<Stripe.PaymentIntent>,
    ],
    ['checkout.session.completed', { ...session, ...status }],
  ]
}

function failed(found: Link, ids: Ids): Told {
  const { intent } = visit(found, ids)
  const error = {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  } as const
  return [
    [
      'payment_intent.payment_failed',
      {
        ...intent,
        amount_received: 0,
        last_payment_error: error,
        status: 'requires_payment_method',
      } satisfies Partial<Stripe.PaymentIntent>,
    ],
  ]
}

function expired(found: Link, ids: Ids): Told {
  const { session } = visit(found, ids)
  const status = {
    payment_status: 'unpaid',
    status: 'expired',
    payment_intent: null,
    expires_at: ids.at,
  } satisfies Partial<Stripe.Checkout.Session>
  return [['checkout.session.expired', { ...session, ...status }]]
}
