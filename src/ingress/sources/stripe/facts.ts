// What each type of Stripe event means for us: one line per type that does, and why the neighbours of these do not.
import type { z } from 'zod'
import { BadInput } from '../../../errors.ts'
import { firstIssue, type NewEvent } from '../../../events/index.ts'
import { Charge, CheckoutSession, Dispute, type Metadata, PaymentIntent } from './shapes.ts'

/** A payment event without what every event of Stripe's has: its own id. */
type PaymentFact = Pick<NewEvent, 'type'> & { payload: Record<string, unknown> & { paymentId: string } }
export type Fact = PaymentFact | { ignored: string }

type FactOf = (object: unknown) => Fact

const about =
  <S extends z.ZodType>(shape: S, fact: (object: z.output<S>) => Fact): FactOf =>
  (object) => {
    const parsed = shape.safeParse(object)
    if (!parsed.success) throw new BadInput(firstIssue(parsed.error))
    return fact(parsed.data)
  }

/**
 * A card payment by Checkout makes `payment_intent.succeeded`, `checkout.session.completed` and `charge.succeeded`:
 * money is booked on the first of them, by the payment intent.
 */
export const FACTS: ReadonlyMap<string, FactOf> = new Map([
  ['payment_intent.succeeded', about(PaymentIntent, intentSucceeded)],
  ['payment_intent.payment_failed', about(PaymentIntent, intentFailed)],
  ['checkout.session.completed', about(CheckoutSession, sessionCompleted)],
  ['checkout.session.async_payment_succeeded', about(CheckoutSession, (session) => ofSession('payment.succeeded', session))],
  ['checkout.session.async_payment_failed', about(CheckoutSession, (session) => ofSession('payment.failed', session))],
  ['checkout.session.expired', about(CheckoutSession, (session) => ofSession('payment.link.expired', session))],
  ['charge.refunded', about(Charge, refunded)],
  ['charge.dispute.created', about(Dispute, disputed)],
])

const DISPUTE_GOES_ON = 'the dispute was told of when it was opened; its course is followed in Stripe'

/** Understood, and of no use: said in so many words, so that nobody wonders. */
export const WHY_IGNORED: ReadonlyMap<string, string> = new Map([
  ['charge.succeeded', 'the money is booked by payment_intent.succeeded'],
  ['charge.dispute.updated', DISPUTE_GOES_ON],
  ['charge.dispute.closed', DISPUTE_GOES_ON],
  ['charge.dispute.funds_withdrawn', DISPUTE_GOES_ON],
  ['charge.dispute.funds_reinstated', DISPUTE_GOES_ON],
])

const ours = ({ metadata }: { metadata: Metadata }) => metadata

function intentSucceeded(intent: PaymentIntent): Fact {
  const { id, amount, amount_received = amount, currency } = intent
  return { type: 'payment.succeeded', payload: { ...ours(intent), paymentId: id, amountMinor: amount_received, currency } }
}

function intentFailed(intent: PaymentIntent): Fact {
  const { id, amount, currency, last_payment_error: error } = intent
  const reason = error?.decline_code ?? error?.code ?? error?.type ?? undefined
  return { type: 'payment.failed', payload: { ...ours(intent), paymentId: id, amountMinor: amount, currency, reason } }
}

function sessionCompleted(session: CheckoutSession): Fact {
  if (session.payment_status === 'unpaid') return { ignored: 'the session is complete but not paid yet: the result comes later' }
  if (session.payment_status === 'no_payment_required') return { ignored: 'nothing was to be paid' }
  if (session.payment_intent) return { ignored: 'the money is booked by payment_intent.succeeded' }
  return ofSession('payment.succeeded', session)
}

function ofSession(type: 'payment.succeeded' | 'payment.failed' | 'payment.link.expired', session: CheckoutSession): Fact {
  const { id, payment_intent, amount_total, currency, client_reference_id, metadata } = session
  if (amount_total == null || currency == null) return { ignored: 'a session without a sum' }
  const { bookingId = client_reference_id, ...named } = metadata
  return { type, payload: { ...named, bookingId, paymentId: payment_intent ?? id, amountMinor: amount_total, currency } }
}

function refunded(charge: Charge): Fact {
  const { id, payment_intent, amount, amount_refunded, refunded: full, currency } = charge
  const paid = { paymentId: payment_intent ?? id, amountMinor: amount, currency }
  return { type: 'payment.refunded', payload: { ...ours(charge), ...paid, refundedMinor: amount_refunded, full } }
}

function disputed(dispute: Dispute): Fact {
  const { id, payment_intent, charge, amount, currency, reason, status, evidence_details } = dispute
  const dueBy = evidence_details?.due_by
  return {
    type: 'payment.disputed',
    payload: {
      ...ours(dispute),
      paymentId: payment_intent ?? charge,
      amountMinor: amount,
      currency,
      reason: reason ?? undefined,
      disputeId: id,
      disputeStatus: status,
      evidenceDueAt: dueBy ? isoOf(dueBy) : undefined,
    },
  }
}

export const isoOf = (unixSeconds: number): string => new Date(unixSeconds * 1000).toISOString()
