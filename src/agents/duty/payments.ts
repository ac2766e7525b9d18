// Payments: what the row of one becomes, and when an event of Stripe's is no news any more. Pure.
import { type EffectPayload, PAYMENT_STATUSES, type PaymentStatus } from '../../effects/catalogue.ts'
import type { Event, EventOf, EventType } from '../../events/index.ts'
import type { Payment } from '../../tools/rental.ts'

type PaymentType = Extract<EventType, `payment.${string}`>
export type PaymentEvent = EventOf<PaymentType>

export const isPayment = (event: Event): event is PaymentEvent => event.type.startsWith('payment.')

/** The event for the table of payments, which moves forward only. */
export function recordOf(event: PaymentEvent): EffectPayload<'payment.record'> {
  const { paymentId, amountMinor, currency, bookingId, clientId } = event.payload
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

/** The event's payload, with the booking we know of the payment where the event itself names none. */
export function informed({ payload, ...event }: Event, row: Payment | null): Event['payload'] {
  if (!event.type.startsWith('payment.') || row === null) return payload
  const { bookingId, clientId } = payload as PaymentEvent['payload']
  return { ...payload, bookingId: bookingId ?? row.bookingId ?? undefined, clientId: clientId ?? row.clientId ?? undefined }
}

/** Stripe's codes of refused cards that staff meet; another one is shown as it is. */
const REASONS: Readonly<Record<string, string>> = {
  authentication_required: 'банк ждёт подтверждения от клиента',
  card_declined: 'банк отклонил карту',
  do_not_honor: 'банк отклонил карту',
  expired_card: 'срок карты истёк',
  fraudulent: 'банк заподозрил мошенничество',
  generic_decline: 'банк отклонил карту',
  incorrect_cvc: 'неверный CVC',
  incorrect_number: 'неверный номер карты',
  insufficient_funds: 'на карте не хватает денег',
  lost_card: 'карта заявлена утерянной',
  stolen_card: 'карта заявлена украденной',
  processing_error: 'сбой в банке',
}

export const reasonInWords = (code: string): string => REASONS[code] ?? code
