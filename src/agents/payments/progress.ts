// Payments: what the row of one becomes, and when an event of Stripe's is no news any more. Pure.
import { type EffectPayload, PAYMENT_STATUSES, type PaymentStatus } from '../../effects/catalogue.ts'
import type { EventOf, EventType } from '../../events/index.ts'
import type { Payment } from '../../tools/rental.ts'

type PaymentType = Extract<EventType, `payment.${string}`>
export type PaymentEvent = EventOf<PaymentType>

/** Whose payment it is, as far as the event, our row or our link names them. */
export interface Whose {
  bookingId: number | undefined
  clientId: number | undefined
}

/** The event for the table of payments, which moves forward only. */
export function recordOf(event: PaymentEvent, { bookingId, clientId }: Whose): EffectPayload<'payment.record'> {
  const { paymentId, amountMinor, currency } = event.payload
  return {
    id: paymentId,
    status: statusOf(event),
    amountMinor,
    refundedMinor: event.type === 'payment.refunded' ? event.payload.refundedMinor : 0,
    currency,
    bookingId,
    clientId,
    disputeId: event.type === 'payment.disputed' ? event.payload.disputeId : undefined,
    at: event.timestamp,
  }
}

function statusOf(event: PaymentEvent): PaymentStatus {
  switch (event.type) {
    case 'payment.succeeded':
      return 'succeeded'
    case 'payment.failed':
      return 'failed'
    case 'payment.link.expired':
      return 'expired'
    case 'payment.refunded':
      return event.payload.full ? 'refunded' : 'partially_refunded'
    case 'payment.disputed':
      // A dispute says nothing new of the payment itself.
      return 'created'
  }
}

/** What we know of the payment already, as one sentence: then nobody has to hear of the event. Null when it is news. */
export function knownAlready(event: PaymentEvent, row: Payment | null): string | null {
  if (row === null) return null
  if (event.type === 'payment.disputed')
    return event.payload.disputeId === row.disputeId ? 'Об этом споре уже сообщил: второй раз не пишу.' : null
  if (event.type === 'payment.refunded' && event.payload.refundedMinor > row.refundedMinor) return null
  const [said, known] = [rank(statusOf(event)), rank(row.status)]
  if (said > known) return null
  return said === known && event.type !== 'payment.refunded'
    ? TOLD[event.type]
    : `${LATE[event.type]}: ${NOW[row.status as PaymentStatus]}.`
}

const rank = (status: string): number => PAYMENT_STATUSES.indexOf(status as PaymentStatus)

const TOLD: Record<Exclude<PaymentType, 'payment.refunded' | 'payment.disputed'>, string> = {
  'payment.succeeded': 'Об этой оплате уже сообщил: второй раз не пишу.',
  'payment.failed': 'О неудачной оплате уже сообщил: второй раз не пишу.',
  'payment.link.expired': 'О том, что ссылка истекла, уже сообщил: второй раз не пишу.',
}

const LATE: Record<Exclude<PaymentType, 'payment.disputed'>, string> = {
  'payment.succeeded': 'Известие об оплате опоздало, не пересылаю',
  'payment.failed': 'Известие о неудачной оплате устарело, не пересылаю',
  'payment.refunded': 'Об этом возврате уже известно, не пересылаю',
  'payment.link.expired': 'Известие об истёкшей ссылке устарело, не пересылаю',
}

const NOW: Record<PaymentStatus, string> = {
  created: 'платёж только создан',
  failed: 'об этом уже сообщил',
  expired: 'ссылка уже истекла',
  succeeded: 'платёж прошёл',
  partially_refunded: 'платёж прошёл, и часть денег уже вернули',
  refunded: 'платёж прошёл, и деньги уже вернули',
}
