// The part of Stripe's objects that we read. Whatever text goes on from here is a short token, never free text.
import { z } from 'zod'

/** An id, a status, a code: what Stripe itself names things by. */
const Token = z.string().regex(/^[\w.-]{1,200}$/, 'is no name of Stripe’s')
const OptionalToken = Token.nullish().catch(undefined)

/** An id, or the object itself where somebody asked Stripe to expand it. */
const Reference = z.union([Token, z.object({ id: Token }).transform(({ id }) => id)])

/** Minor units, a whole number. */
const Minor = z.number().int().min(0)
const Currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/)
  .transform((code) => code.toLowerCase())

/** Unix seconds, up to the year 9999. */
const UnixSeconds = z.number().int().min(0).max(253_402_300_799)

/** Booking and client ids as our links write them; whatever else stands there is not ours. */
const LARGEST_ID = 2_147_483_647
const OurId = z
  .union([z.string().regex(/^[1-9]\d{0,9}$/), z.number().int().positive()])
  .transform(Number)
  .pipe(z.number().max(LARGEST_ID))
  .nullish()
  .catch(undefined)
  .transform((id) => id ?? undefined)
const OurLink = z
  .string()
  .regex(/^[\w-]{1,60}$/)
  .optional()
  .catch(undefined)
const Metadata = z
  .object({ bookingId: OurId, clientId: OurId, linkId: OurLink })
  .nullish()
  .catch(null)
  .transform((ours) => ours ?? { bookingId: undefined, clientId: undefined, linkId: undefined })
export type Metadata = z.infer<typeof Metadata>

export const StripeEvent = z.object({
  id: z.string().regex(/^evt_\w{1,200}$/, 'is no id of an event'),
  object: z.literal('event'),
  type: z.string().regex(/^[\w.]{1,100}$/, 'is no name of an event'),
  created: UnixSeconds,
  livemode: z.boolean(),
  data: z.object({ object: z.unknown() }),
})
export type StripeEvent = z.infer<typeof StripeEvent>

/** Only a notification: it carries no object. */
export const ThinEvent = z.object({ object: z.literal('v2.core.event'), id: Token.optional().catch(undefined) })

export const PaymentIntent = z.object({
  id: Token,
  amount: Minor,
  amount_received: Minor.optional(),
  currency: Currency,
  metadata: Metadata,
  last_payment_error: z.object({ decline_code: OptionalToken, code: OptionalToken, type: OptionalToken }).nullish().catch(undefined),
})
export type PaymentIntent = z.infer<typeof PaymentIntent>

export const CheckoutSession = z.object({
  id: Token,
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  payment_intent: Reference.nullish(),
  client_reference_id: OurId,
  amount_total: Minor.nullish(),
  currency: Currency.nullish(),
  metadata: Metadata,
})
export type CheckoutSession = z.infer<typeof CheckoutSession>

export const Charge = z.object({
  id: Token,
  amount: Minor,
  /** Cumulative. */
  amount_refunded: Minor,
  /** True only when all of it went back. */
  refunded: z.boolean(),
  currency: Currency,
  payment_intent: Reference.nullish(),
  metadata: Metadata,
})
export type Charge = z.infer<typeof Charge>

export const Dispute = z.object({
  id: Token,
  amount: Minor,
  currency: Currency,
  charge: Reference,
  payment_intent: Reference.nullish(),
  reason: OptionalToken,
  /** `warning_needs_response`: a question of the bank, no money taken yet. */
  status: Token,
  evidence_details: z
    .object({ due_by: UnixSeconds.nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
  metadata: Metadata,
})
export type Dispute = z.infer<typeof Dispute>
