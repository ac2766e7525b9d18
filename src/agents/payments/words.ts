// What people read from the agent of payments when Stripe tells something.
import { escapeHtml } from '../../effects/html.ts'
import type { PaymentLink } from '../../tools/rental.ts'
import type { BookingView } from '../booking-facts.ts'
import { accountText, type Debt, debtText } from '../debts.ts'
import { bookingLink, bookingNumber, lines, sum, when } from '../words.ts'
import type { PaymentEvent, Whose } from './progress.ts'
import { disputeInWords, reasonInWords } from './reasons.ts'

export interface Told {
  booking: BookingView | null
  whose: Whose
  link: PaymentLink | null
  debt: Debt | null
  now: Date
}

const amount = (minor: number, currency: string): string => escapeHtml(sum(minor, currency))

export function toldText(event: PaymentEvent, told: Told): string {
  return lines(
    `${headline(event)}${told.link === null ? '' : ' — по нашей ссылке'}`,
    whoseText(told),
    ...details(event, told.now),
    told.debt !== null && event.type !== 'payment.failed' && event.type !== 'payment.disputed' && accountLine(told.debt),
    advice(event),
  )
}

function headline(event: PaymentEvent): string {
  const { amountMinor, currency } = event.payload
  const all = amount(amountMinor, currency)
  switch (event.type) {
    case 'payment.succeeded':
      return `✅ <b>Оплата прошла: ${all}</b>`
    case 'payment.failed':
      return `❌ <b>Оплата не прошла: ${all}</b>`
    case 'payment.refunded':
      return event.payload.full
        ? `↩️ <b>Полный возврат: ${amount(event.payload.refundedMinor, currency)}</b>`
        : `↩️ <b>Частичный возврат: всего вернули ${amount(event.payload.refundedMinor, currency)} из ${all}</b>`
    case 'payment.link.expired':
      return `⌛️ <b>Ссылка на оплату истекла: ${all}</b>`
    case 'payment.disputed':
      return `🚨 <b>Клиент оспорил платёж: ${all}</b>`
  }
}

function whoseText({ booking, whose }: Told): string {
  if (booking === null)
    return whose.bookingId === undefined ? 'К какой брони — не указано.' : bookingLink(whose.bookingId, `Бронь ${whose.bookingId}`)
  const client = booking.clientName === null ? '' : ` · ${escapeHtml(booking.clientName)}`
  return `${bookingLink(booking.id, `Бронь ${bookingNumber(booking)}`)}${client}`
}

function details(event: PaymentEvent, now: Date): (string | false)[] {
  if (event.type === 'payment.disputed') {
    const { disputeStatus, reason, evidenceDueAt } = event.payload
    return [
      isInquiry(disputeStatus) && 'Пока это запрос банка: деньги ещё не списаны.',
      reason !== undefined && `Причина: ${escapeHtml(disputeInWords(reason))}`,
      evidenceDueAt !== undefined && `Доказательства нужны до: <b>${when(new Date(evidenceDueAt), now)}</b>`,
    ]
  }
  const { reason } = event.payload
  return [reason !== undefined && `Причина: ${escapeHtml(reasonInWords(reason))}`]
}

const isInquiry = (status: string): boolean => status.startsWith('warning_')

const accountLine = (debt: Debt): string => {
  const text = escapeHtml(debtText(debt))
  return `💰 ${text.charAt(0).toUpperCase()}${text.slice(1)} (${escapeHtml(accountText(debt))}).`
}

function advice(event: PaymentEvent): string {
  switch (event.type) {
    case 'payment.succeeded':
      return 'Отметьте её в RentProg, если там её ещё нет.'
    case 'payment.failed':
      return 'Клиент может попробовать ещё раз по той же ссылке или другой картой.'
    case 'payment.refunded':
      return 'Отметьте возврат в RentProg, если там его ещё нет.'
    case 'payment.link.expired':
      return 'Если оплата ещё нужна, отправьте новую.'
    case 'payment.disputed':
      return `Платёж ${escapeHtml(event.payload.paymentId)}. Откройте спор в Stripe и соберите документы по брони.`
  }
}

const TITLES: Record<PaymentEvent['type'], string> = {
  'payment.succeeded': 'Оплата прошла',
  'payment.failed': 'Оплата не прошла',
  'payment.refunded': 'Возврат по платежу',
  'payment.link.expired': 'Ссылка на оплату истекла',
  'payment.disputed': 'Спор по платежу',
}

/** For the summary: plain text. */
export function titleOf(event: PaymentEvent, { bookingId }: Whose): string {
  const { amountMinor, currency, paymentId } = event.payload
  if (event.type === 'payment.disputed') return `${TITLES[event.type]} ${paymentId}`
  const shown = event.type === 'payment.refunded' ? event.payload.refundedMinor : amountMinor
  return `${TITLES[event.type]}, ${sum(shown, currency)}${bookingId === undefined ? '' : `, бронь ${bookingId}`}`
}
