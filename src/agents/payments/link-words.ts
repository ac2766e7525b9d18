// What people read about payment links and accounts: staff in Russian, the client in their own language.
import { escapeHtml } from '../../effects/html.ts'
import type { PaymentLink } from '../../tools/rental.ts'
import type { BookingView } from '../booking-facts.ts'
import { accountText, debtText } from '../debts.ts'
import { BRANCH_NAME, bookingLink, bookingNumber, capital, lines, source, sum } from '../words.ts'
import type { Account } from './account.ts'
import type { Wanted } from './requested.ts'

export const SEND = 'Отправить клиенту'
export const AGAIN = 'Выставить снова'

const amountOf = ({ minor, currency }: Wanted): string => escapeHtml(sum(minor, currency))
const bookingText = (booking: BookingView): string =>
  `${bookingLink(booking.id, `Бронь ${bookingNumber(booking)}`)}${booking.clientName === null ? '' : ` · ${escapeHtml(booking.clientName)}`}`

const example = (account: Account | undefined) => `«ссылка на оплату 200 USD по брони ${account?.booking.number ?? 4001}»`

export const askText = {
  whichBooking: (numbers: readonly number[]): string =>
    numbers.length === 0
      ? `Не понял, о какой брони речь. Напишите, например: ${example(undefined)}.`
      : `Не нашёл брони ${numbers.map((n) => `<b>${n}</b>`).join(', ')}. Проверьте номер и напишите, например: ${example(undefined)}.`,
  several: (accounts: readonly Account[]): string =>
    lines(
      'Подходит несколько броней. Напишите, пожалуйста, id нужной вместо номера:',
      ...accounts.map(({ booking }) => `• ${booking.id} — ${BRANCH_NAME[booking.branch]}, ${bookingText(booking)}`),
    ),
  edited: 'Исправленное сообщение я за новый запрос не считаю: вдруг ссылка по нему уже есть. Напишите, пожалуйста, новым сообщением.',
  amount: (why: string): string => `Ссылку пока не делаю: ${escapeHtml(why)}. Напишите, например: ${example(undefined)}.`,
  howMuch: (account: Account): string =>
    lines(
      `На какую сумму? ${bookingText(account.booking)}: ${escapeHtml(debtText(account.debt))} (${escapeHtml(accountText(account.debt))}).`,
      `Напишите, например: ${example(account)}.`,
    ),
  waits: (wanted: Wanted, account: Account): string =>
    lines(
      `🔗 Попросил руководителя согласовать ссылку на <b>${amountOf(wanted)}</b>.`,
      `${bookingText(account.booking)}: ${escapeHtml(debtText(account.debt))}.`,
      account.conversation === null
        ? 'Клиент нам ещё не писал, поэтому ссылка появится здесь.'
        : 'Ссылка появится в теме клиента; клиенту она уйдёт только после кнопки «Отправить клиенту».',
    ),
}

/** On the card that asks; it begins small. */
export const linkWishText = (wanted: Wanted, { booking, debt }: Account): string =>
  `запросить ссылку на оплату <b>${amountOf(wanted)}</b>: ${bookingText(booking)}, ${escapeHtml(debtText(debt))}`

export interface Card {
  booking: BookingView | null
  /** Plain. */
  amount: string
  url: string
  state: 'made' | 'nobody' | 'sent' | 'paid' | 'expired' | 'again' | 'cancelled'
}

const STATES: Record<Card['state'], string> = {
  made: 'Клиенту я её ещё не отправил.',
  nobody: 'Клиент нам ещё не писал: перешлите ему, пожалуйста, сами.',
  sent: '📤 Отправлена клиенту.',
  paid: '✅ Оплачена.',
  expired: '⌛️ Истекла.',
  again: '♻️ Вместо неё запрошена новая.',
  cancelled: '🚫 Закрыта: бронь отменена.',
}

export const cardHtml = ({ booking, amount, url, state }: Card): string =>
  lines(
    `🔗 <b>Ссылка на оплату: ${escapeHtml(amount)}</b>`,
    booking === null ? null : bookingText(booking),
    state === 'made' || state === 'nobody' || state === 'sent' ? url : null,
    STATES[state],
  )

const LINK_STATE: Readonly<Record<string, string>> = {
  requested: 'ждёт согласования',
  created: 'ещё не оплачена',
  expired: 'истекла',
  cancelled: 'отменена',
  paid: 'оплачена',
}

const linkLine = ({ amountMinor, currency, status }: PaymentLink): string =>
  `🔗 Ссылка на ${escapeHtml(sum(amountMinor, currency))} — ${LINK_STATE[status] ?? escapeHtml(status)}.`

/** «сколько должен клиент по брони 4001» */
const accountHtml = ({ booking, debt, links }: Account): string =>
  lines(
    `💰 <b>${escapeHtml(capital(debtText(debt)))}</b> — ${bookingText(booking)}`,
    `${escapeHtml(capital(accountText(debt)))}.`,
    booking.depositMinor === null || booking.depositMinor === 0 ? null : `Залог ${escapeHtml(sum(booking.depositMinor, debt.currency))}.`,
    ...links.slice(0, 3).map(linkLine),
  )

export const accountsHtml = (accounts: readonly Account[]): string =>
  lines(accounts.map(accountHtml).join('\n\n'), source('RentProg и Stripe, по нашей базе'))

export const unpaidText = (link: PaymentLink, booking: BookingView | null, hours: number): string =>
  lines(
    `⏳ <b>Ссылка на ${escapeHtml(sum(link.amountMinor, link.currency))} не оплачена уже ${hours} ч</b>`,
    booking === null ? null : bookingText(booking),
    link.leadId === null ? 'Клиенту она через меня не уходила.' : 'Клиенту она отправлена: напомните ему, пожалуйста.',
    link.url === null ? null : escapeHtml(link.url),
  )

/** To the client, in their language; the sum is written the way every currency is read. */
export function clientText(link: { amountMinor: number; currency: string; url: string }, language: string | null): string {
  const amount = `${(link.amountMinor / 100).toFixed(2)} ${link.currency.toUpperCase()}`
  switch (language?.slice(0, 2)) {
    case 'ru':
      return `Здравствуйте! Ссылка для оплаты ${amount}: ${link.url}`
    case 'ka':
      return `გამარჯობა! გადახდის ბმული (${amount}): ${link.url}`
    default:
      return `Hello! Here is your payment link for ${amount}: ${link.url}`
  }
}
