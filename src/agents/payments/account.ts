// The account of one booking: what it costs, what came, which links are out, and with whom we talk about it.
import type { PaymentLink } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type BookingView, withRead } from '../booking-facts.ts'
import { conversationWith, type KnownConversation } from '../conversation.ts'
import { type Debt, debtOf } from '../debts.ts'
import { orNull } from '../known-booking.ts'

export interface Account {
  booking: BookingView
  debt: Debt
  /** Latest first. */
  links: PaymentLink[]
  /** Null with a client who never wrote. */
  conversation: KnownConversation | null
}

/** @param fresh RentProg is asked first where our row does not say what was paid; a booking whose debt falls due is always asked about. */
export async function accountOf(known: BookingView, context: GatherContext, fresh: 'always' | 'if-unknown' | 'never'): Promise<Account> {
  const { read, signal, clock, settings } = context
  const { rental, rentprog } = read
  const isAsked = fresh === 'always' || (fresh === 'if-unknown' && (known.totalMinor === null || known.paidMinor === null))
  const [answer, payments, links, conversation] = await Promise.all([
    isAsked ? orNull(rentprog.booking({ branch: known.branch, id: known.id }, { signal })) : null,
    rental.paymentsOf(known.id),
    rental.linksOf(known.id),
    known.clientId === null ? null : conversationWith(known.clientId, { read, clock }),
  ])
  const booking = answer === null ? known : withRead(known, answer)
  return { booking, debt: debtOf(booking, payments, settings(booking.branch).bookingCurrency), links, conversation }
}
