// A client writes of trouble with the car: which car it is, for whoever answers. What it is worth, staff decide.
import { escapeHtml } from '../../effects/html.ts'
import { type ClientAsk, clientNote } from '../client-ask.ts'
import { BRANCH_NAME, bookingLink, bookingNumber, carLabel } from '../words.ts'
import { keywords } from './keywords.ts'

export const clientIntents = { client_trouble: 'клиент пишет о беде с авто: поломка, авария, не заводится, лампочка, прокол, эвакуация' }
/** Clients call trouble what staff do, and a fine is trouble to them. */
export const clientKeywords: Record<keyof typeof clientIntents, readonly string[]> = {
  client_trouble: [
    ...[...keywords.incident, ...keywords.breakdown].filter((phrase) => !phrase.startsWith('!горит')),
    ...['штраф', 'fined|fines', 'speeding ticket', 'ჯარიმ', 'помогите'],
  ],
}

export function clientAsks(ask: ClientAsk) {
  const { booking, car } = ask.conversation
  const html =
    booking === null || car === null
      ? null
      : `Похоже на беду с авто: <b>${escapeHtml(carLabel(car))}</b>, ${bookingLink(booking.id, `бронь ${bookingNumber(booking)}`)}, ${BRANCH_NAME[booking.branch]}. Если это поломка или ДТП, напишите о ней в теме авто: заведу инцидент и передам в HQ`
  return clientNote(ask, 'беде с авто', html)
}
