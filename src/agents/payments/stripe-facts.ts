// What is looked up when Stripe tells of a payment: our own tables alone, a dispute may not wait for a vendor.
import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { Payment, PaymentLink, Staff } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type BookingView, viewOf } from '../booking-facts.ts'
import { conversationWith } from '../conversation.ts'
import type { PaymentEvent, Whose } from './progress.ts'

export interface StripeFacts {
  what: 'stripe'
  event: PaymentEvent
  /** What is known already of the payment. */
  payment: Payment | null
  /** The link of ours it came by. */
  link: PaymentLink | null
  whose: Whose
  booking: BookingView | null
  /** All payments of the booking, as they were before this event. */
  payments: Payment[]
  branch: Branch | null
  /** The client's topic, where the client has ever written to us. */
  topic: Place | null
  /** Who asked for the link. */
  asker: Staff | null
  hasDirector: boolean
}

export async function gatherStripe(event: PaymentEvent, { read, clock }: GatherContext): Promise<StripeFacts> {
  const { rental } = read
  const { paymentId, linkId } = event.payload
  const [payment, link, director] = await Promise.all([
    rental.payment(paymentId),
    linkId === undefined ? null : rental.link(linkId),
    event.type === 'payment.disputed' ? rental.holderOf({ role: 'director' }) : null,
  ])
  const bookingId = event.payload.bookingId ?? payment?.bookingId ?? link?.bookingId ?? undefined
  const row = bookingId === undefined ? null : await rental.booking(bookingId)
  const clientId = event.payload.clientId ?? payment?.clientId ?? link?.clientId ?? row?.clientId ?? undefined
  const [payments, conversation, asker] = await Promise.all([
    bookingId === undefined ? [] : rental.paymentsOf(bookingId),
    clientId === undefined ? null : conversationWith(clientId, { read, clock }),
    link === null || link.requestedBy === null ? null : rental.staff(link.requestedBy),
  ])
  const booking = row && viewOf(row)
  return {
    what: 'stripe',
    event,
    payment,
    link,
    whose: { bookingId, clientId },
    booking,
    payments,
    branch: booking?.branch ?? conversation?.branch ?? null,
    topic: conversation?.place ?? null,
    asker,
    hasDirector: director !== null,
  }
}
