// What we read of Stripe's objects is what Stripe's own types promise: this file is checked by the compiler.
import type Stripe from 'stripe'
import { expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import { wantedTypes } from '../../../src/ingress/sources/stripe/normalize.ts'
import type { Charge, CheckoutSession, Dispute, PaymentIntent, StripeEvent } from '../../../src/ingress/sources/stripe/shapes.ts'

/** The fields a shape reads, as Stripe types them. */
type Read<Theirs, Ours extends z.ZodType> = Pick<Theirs, keyof z.output<Ours> & keyof Theirs>
type Unknown<Theirs, Ours extends z.ZodType> = Exclude<keyof z.output<Ours>, keyof Theirs>

it('every field we read is a field of theirs', () => {
  expectTypeOf<Unknown<Stripe.Event, typeof StripeEvent>>().toEqualTypeOf<never>()
  expectTypeOf<Unknown<Stripe.PaymentIntent, typeof PaymentIntent>>().toEqualTypeOf<never>()
  expectTypeOf<Unknown<Stripe.Checkout.Session, typeof CheckoutSession>>().toEqualTypeOf<never>()
  expectTypeOf<Unknown<Stripe.Charge, typeof Charge>>().toEqualTypeOf<never>()
  expectTypeOf<Unknown<Stripe.Dispute, typeof Dispute>>().toEqualTypeOf<never>()
})

it('whatever they may write there, we can read', () => {
  expectTypeOf<Read<Stripe.PaymentIntent, typeof PaymentIntent>>().toExtend<z.input<typeof PaymentIntent>>()
  // Stripe keeps the list of payment statuses open; a new one waits for a person.
  type Status = 'payment_status'
  expectTypeOf<Omit<Read<Stripe.Checkout.Session, typeof CheckoutSession>, Status>>().toExtend<
    Omit<z.input<typeof CheckoutSession>, Status>
  >()
  expectTypeOf<Read<Stripe.Charge, typeof Charge>>().toExtend<z.input<typeof Charge>>()
  expectTypeOf<Read<Stripe.Dispute, typeof Dispute>>().toExtend<z.input<typeof Dispute>>()
})

it('what a catch-up asks for are types of theirs, and no more than may be asked for at once', () => {
  const theirs = {
    'payment_intent.succeeded': true,
    'payment_intent.payment_failed': true,
    'checkout.session.completed': true,
    'checkout.session.async_payment_succeeded': true,
    'checkout.session.async_payment_failed': true,
    'checkout.session.expired': true,
    'charge.refunded': true,
    'charge.dispute.created': true,
  } as const satisfies Partial<Record<Stripe.Event['type'], true>>
  expect([...wantedTypes].sort()).toEqual(Object.keys(theirs).sort())
  expect(wantedTypes.length).toBeLessThanOrEqual(20)
})
