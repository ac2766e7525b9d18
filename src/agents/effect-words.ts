// What an effect would do, in the words of the person who is asked about it.
import type { EffectKind, EffectPayload } from '../effects/catalogue.ts'
import { escapeHtml } from '../effects/html.ts'
import { bookingNumber, money } from './words.ts'

const FIELD: Readonly<Record<string, string>> = {
  state: 'статус',
  start_date: 'начало аренды',
  end_date: 'конец аренды',
  car_id: 'авто',
  client_id: 'клиент',
  responsible_id: 'ответственный',
  location_start: 'место выдачи',
  location_end: 'место возврата',
  price: 'цена',
  total: 'стоимость',
  deposit: 'залог',
  in_rent: 'машина у клиента',
  description: 'комментарий',
}

const shown = (value: unknown): string => (value === true ? 'да' : value === false ? 'нет' : String(value))

type Numbered = { id: number; number: number | null }

/** The booking it is about; null when it is about none. */
export const effectBooking = (payload: unknown): number | null => {
  const { bookingId } = payload as { bookingId?: unknown }
  return typeof bookingId === 'number' ? bookingId : null
}

/**
 * In Telegram HTML; what came from outside is escaped. Null for kinds nobody is ever asked about.
 * @param known the booking it is about, where our row is known: people speak of its number.
 */
export function effectText(kind: EffectKind, payload: unknown, known: Numbered | null): string | null {
  const numberOf = (id: number) => (known?.id === id ? bookingNumber(known) : String(id))
  switch (kind) {
    case 'rentprog.update': {
      const { bookingId, set } = payload as EffectPayload<'rentprog.update'>
      const fields = Object.entries(set).map(([name, value]) => `${FIELD[name] ?? name} → ${shown(value)}`)
      return `изменить в RentProg бронь ${numberOf(bookingId)}: ${escapeHtml(fields.join(', '))}`
    }
    case 'rentprog.payment': {
      const { bookingId, amountMinor } = payload as EffectPayload<'rentprog.payment'>
      return `провести в RentProg платёж ${money(amountMinor)} по брони ${numberOf(bookingId)}`
    }
    case 'stripe.link': {
      const { amountMinor, currency, description, bookingId } = payload as EffectPayload<'stripe.link'>
      const about = bookingId === undefined ? '' : ` по брони ${numberOf(bookingId)}`
      return `выставить клиенту ссылку на оплату ${money(amountMinor)} ${escapeHtml(currency.toUpperCase())}${about}: ${escapeHtml(description)}`
    }
    case 'umnico.reply': {
      const { text } = payload as EffectPayload<'umnico.reply'>
      return `ответить клиенту: «${escapeHtml(text)}»`
    }
    case 'suggestion.take':
      return (payload as EffectPayload<'suggestion.take'>).text
    default:
      return null
  }
}
