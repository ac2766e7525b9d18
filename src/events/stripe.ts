// What Stripe tells us about payments.
import { z } from 'zod'
import { defineEvent } from './event.ts'

const Payment = z.object({
  /** `evt_…` */
  stripeEventId: z.string(),
  /** The payment intent, or the object that stands for it where there is none (a session, a charge). */
  paymentId: z.string(),
  /** Minor units. */
  amountMinor: z.number().int(),
  currency: z.string().length(3),
  bookingId: z.coerce.number().int().positive().optional(),
  clientId: z.coerce.number().int().positive().optional(),
  /** The payment link of ours it came by. */
  linkId: z.string().min(1).max(60).optional(),
  reason: z.string().optional(),
  /** Stripe could not deliver it: found by asking for its events. */
  reconciled: z.boolean().optional(),
})
export const PaymentPayload = Payment
export type PaymentPayload = z.infer<typeof PaymentPayload>

const lane = { sources: ['stripe'], subject: (p: { paymentId: string }) => `payment:${p.paymentId}`, priority: 'normal' } as const

export const stripeEvents = [
  defineEvent('payment.succeeded', Payment, lane),
  defineEvent('payment.failed', Payment, lane),
  defineEvent('payment.refunded', Payment.extend({ refundedMinor: z.number().int(), full: z.boolean() }), lane),
  defineEvent('payment.link.expired', Payment, lane),
  defineEvent(
    'payment.disputed',
    Payment.extend({ disputeId: z.string(), disputeStatus: z.string(), evidenceDueAt: z.iso.datetime({ offset: true }).optional() }),
    { sources: ['stripe'], subject: (p) => `critical:payment:${p.paymentId}`, priority: 'critical' },
  ),
] as const
