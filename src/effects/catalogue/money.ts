// Cash, payments and payment links. Sums are whole minor units.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { At, Currency, Id, Minor } from './shapes.ts'

/** What a payment goes through, in this order and never back. A dispute is no status: it may befall any of them. */
export const PAYMENT_STATUSES = ['created', 'failed', 'expired', 'succeeded', 'partially_refunded', 'refunded'] as const
export const PaymentStatus = z.enum(PAYMENT_STATUSES)
export type PaymentStatus = z.infer<typeof PaymentStatus>

/** In this order and never back. */
export const LINK_STATUSES = ['requested', 'created', 'expired', 'cancelled', 'paid'] as const
export const LinkStatus = z.enum(LINK_STATUSES)
export type LinkStatus = z.infer<typeof LinkStatus>

const LinkColumns = z.object({
  bookingId: Id.nullish(),
  clientId: Id.nullish(),
  leadId: z.string().nullish(),
  amountMinor: Minor.optional(),
  currency: Currency.optional(),
  description: z.string().optional(),
  status: LinkStatus.optional(),
  stripeId: z.string().nullish(),
  url: z.string().nullish(),
  paymentId: z.string().nullish(),
  requestedBy: z.number().int().nullish(),
  createdAt: At.optional(),
})
export type LinkColumns = z.infer<typeof LinkColumns>

const BalanceColumns = z.object({
  branch: Branch.optional(),
  balanceMinor: Minor.optional(),
  countedAt: At.optional(),
  overSince: At.nullish(),
  stage: z.string().nullish(),
})
export type BalanceColumns = z.infer<typeof BalanceColumns>

export const moneyKinds = {
  /** Only ever moves a payment forward: what says less than the row already does changes nothing. */
  'payment.record': z.object({
    id: z.string().min(1),
    status: PaymentStatus,
    amountMinor: z.number().int().min(0),
    /** All refunds together. */
    refundedMinor: z.number().int().min(0).default(0),
    currency: Currency,
    bookingId: Id.optional(),
    clientId: Id.optional(),
    disputeId: z.string().optional(),
    /** When it happened at Stripe. */
    at: At,
  }),
  'link.upsert': z.object({ id: z.string().min(1).max(60), set: LinkColumns }),
  /** Makes the payment link whose row it names, and writes its address there; the receipt is `{linkId, url, stripeId, sum}`, `sum` for people. */
  'stripe.link': z.object({
    linkId: z.string().min(1).max(60),
    amountMinor: Minor.positive(),
    currency: Currency,
    description: z.string().min(1).max(300),
    bookingId: Id.optional(),
    clientId: Id.optional(),
  }),
  /** No more money by this link. */
  'stripe.deactivate-link': z.object({ linkId: z.string().min(1).max(60) }),
  'cash.entry': z.object({
    /** RentProg's id of the operation: told again, it is corrected, not added. */
    id: Id,
    branch: Branch,
    employeeId: Id,
    /** Negative when money left the employee. */
    amountMinor: Minor,
    currency: Currency,
    kind: z.enum(['collected', 'other']),
    description: z.string().optional(),
    at: At,
  }),
  'cash.balance': z.object({ employeeId: Id, currency: Currency, set: BalanceColumns }),
} as const
