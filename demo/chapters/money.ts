// Money: a card that is declined, then paid, refunded in part and disputed; a link that runs out.
import { DAY_MS } from '../../src/clock.ts'
import type { EventType } from '../../src/events/index.ts'
import type { Fleet } from '../fleet.ts'
import { type ExpectedEvent, type Line, posted } from '../line.ts'

export function money(fleet: Fleet): Line[] {
  const mark = fleet.fresh()
  const [payment, charge] = [`pi_demo${mark}`, `ch_demo${mark}`]
  const created = Math.floor(fleet.now.getTime() / 1000)
  const metadata = { bookingId: '700001', clientId: '60001', branch: 'batumi' }
  const amount = { amount: 45_000, currency: 'gel', livemode: false, created }
  const line = (
    title: string,
    type: string,
    object: object,
    becomes: EventType,
    effects: ExpectedEvent['effects'] = ['telegram.message'],
  ): Line =>
    posted(
      title,
      'stripe',
      type,
      {
        id: `evt_demo${fleet.fresh()}`,
        object: 'event',
        api_version: '2024-06-20',
        created,
        livemode: false,
        pending_webhooks: 1,
        request: null,
        type,
        data: { object },
      },
      { outcome: 'accepted', becomes: { type: becomes, effects } },
    )
  const intent = { id: payment, object: 'payment_intent', ...amount, latest_charge: charge, metadata }
  return [
    line(
      'a card is declined',
      'payment_intent.payment_failed',
      {
        ...intent,
        amount_received: 0,
        status: 'requires_payment_method',
        last_payment_error: {
          type: 'card_error',
          code: 'card_declined',
          decline_code: 'insufficient_funds',
          message: 'Your card has insufficient funds.',
        },
      },
      'payment.failed',
    ),
    line(
      'the second card works',
      'payment_intent.succeeded',
      { ...intent, amount_received: 45_000, status: 'succeeded' },
      'payment.succeeded',
    ),
    line(
      'a third of it goes back',
      'charge.refunded',
      {
        id: charge,
        object: 'charge',
        ...amount,
        amount_captured: 45_000,
        amount_refunded: 15_000,
        refunded: false,
        paid: true,
        status: 'succeeded',
        payment_intent: payment,
        metadata,
      },
      'payment.refunded',
    ),
    line(
      'the client disputes the payment',
      'charge.dispute.created',
      {
        id: `dp_demo${mark}`,
        object: 'dispute',
        ...amount,
        charge,
        payment_intent: payment,
        reason: 'fraudulent',
        status: 'needs_response',
        evidence_details: { due_by: created + DAY_MS / 100, has_evidence: false, past_due: false, submission_count: 0 },
        metadata: {},
      },
      'payment.disputed',
    ),
    line(
      'a payment link runs out unpaid',
      'checkout.session.expired',
      {
        id: `cs_test_demo${mark}`,
        object: 'checkout.session',
        status: 'expired',
        payment_status: 'unpaid',
        mode: 'payment',
        payment_intent: null,
        payment_link: `plink_demo${mark}`,
        client_reference_id: '700001',
        amount_total: 45_000,
        currency: 'gel',
        metadata,
        created,
        expires_at: created,
        livemode: false,
      },
      'payment.link.expired',
    ),
  ]
}
