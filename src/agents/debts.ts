// What is still owed of a booking: RentProg's sum and what it says was paid, beside what Stripe has brought. Whole minor units. Pure.
import type { Payment } from '../tools/rental.ts'
import type { BookingView } from './booking-facts.ts'
import { isCancelled } from './booking-state.ts'
import { sum } from './words.ts'

export interface Debt {
  /** In which RentProg counts. */
  currency: string
  /** What the booking costs; nothing when it is cancelled; null where RentProg does not say. */
  totalMinor: number | null
  /** As RentProg says; null where it does not. */
  paidMinor: number | null
  /** What Stripe has brought in that currency, less what went back. */
  stripeMinor: number
  /** The same in other currencies: a person has to count it. */
  foreign: { currency: string; minor: number }[]
  /** Positive: owed; negative: paid too much; null where nobody can know. */
  owedMinor: number | null
  /** False where RentProg does not say what was paid: then it is at most so much. */
  isExact: boolean
}

type Paid = Pick<Payment, 'amountMinor' | 'refundedMinor' | 'currency' | 'status'>

const CAME: readonly string[] = ['succeeded', 'partially_refunded', 'refunded']

/** What Stripe has brought, by currency in small letters. */
function netOf(payments: readonly Paid[]): Map<string, number> {
  const net = new Map<string, number>()
  for (const { amountMinor, refundedMinor, currency, status } of payments) {
    if (!CAME.includes(status)) continue
    const name = currency.toLowerCase()
    net.set(name, (net.get(name) ?? 0) + amountMinor - refundedMinor)
  }
  return net
}

/**
 * Staff write Stripe's payments into RentProg by hand, so its sum may hold them or not: the larger of the two has surely been paid.
 * @param currency the one RentProg counts in, which it does not name.
 */
export function debtOf(booking: BookingView, payments: readonly Paid[], currency: string): Debt {
  const net = netOf(payments)
  const stripeMinor = net.get(currency.toLowerCase()) ?? 0
  const foreign = [...net].flatMap(([name, minor]) => (name === currency.toLowerCase() || minor === 0 ? [] : [{ currency: name, minor }]))
  const { paidMinor } = booking
  const totalMinor = isCancelled(booking) ? 0 : booking.totalMinor
  const settled = Math.max(paidMinor ?? 0, stripeMinor)
  const isKnown = totalMinor !== null && (paidMinor !== null || stripeMinor > 0 || !isCancelled(booking))
  return {
    currency: currency.toLowerCase(),
    totalMinor,
    paidMinor,
    stripeMinor,
    foreign,
    owedMinor: isKnown ? totalMinor - settled : null,
    isExact: paidMinor !== null,
  }
}

/** `долг 150,00 GEL`, `переплата 20,00 GEL`, `оплачено полностью`; plain text. */
export function debtText({ owedMinor, isExact, currency }: Debt): string {
  if (owedMinor === null) return 'сколько оплачено, неизвестно'
  if (owedMinor < 0) return `переплата ${sum(-owedMinor, currency)}`
  if (owedMinor === 0) return 'оплачено полностью'
  return `долг ${isExact ? '' : 'не больше '}${sum(owedMinor, currency)}`
}

/** The numbers behind it, for whoever has to check; plain text. */
export function accountText({ totalMinor, paidMinor, stripeMinor, foreign, currency }: Debt): string {
  return [
    totalMinor === null ? 'сумма неизвестна' : `сумма ${sum(totalMinor, currency)}`,
    paidMinor === null ? 'сколько оплачено, RentProg не назвал' : `оплачено по RentProg ${sum(paidMinor, currency)}`,
    ...(stripeMinor === 0 ? [] : [`из Stripe пришло ${sum(stripeMinor, currency)}`]),
    ...foreign.map((other) => `и ещё ${sum(other.minor, other.currency)}`),
  ].join(', ')
}
