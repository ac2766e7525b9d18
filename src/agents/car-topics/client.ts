// A client writes of trouble with the car: which car it is, for whoever answers. What it is worth, staff decide.
import { escapeHtml } from '../../effects/html.ts'
import { type ClientAsk, clientNote } from '../client-ask.ts'
import { BRANCH_NAME, bookingLink, bookingNumber, carLabel } from '../words.ts'

export const clientIntents = { client_trouble: 'клиент пишет о беде с авто: поломка, авария, не заводится, лампочка, прокол, эвакуация' }
/** In the languages clients write in: word beginnings. */
export const clientKeywords = {
  client_trouble: [
    ...[
      'сломал',
      'поломк',
      'авари',
      'дтп',
      'не заводит',
      'не завел',
      'прокол',
      'спустил',
      'загорел',
      'горит чек',
      'стучит',
      'эвакуатор',
      'полици',
      'штраф',
    ],
    ...[
      'broke',
      'broken',
      'accident',
      'crash',
      'flat tire',
      'flat tyre',
      'puncture',
      'check engine',
      'warning light',
      'won t start',
      'not start',
      'tow truck',
      'police',
    ],
    ...['ავარია', 'გაფუჭდ', 'არ იქოქება', 'საბურავ', 'პოლიცი'],
  ],
} as const satisfies Record<string, readonly string[]>

export function clientAsks(ask: ClientAsk) {
  const { booking, car } = ask.conversation
  const html =
    booking === null || car === null
      ? null
      : `Похоже на беду с авто: <b>${escapeHtml(carLabel(car))}</b>, ${bookingLink(booking.id, `бронь ${bookingNumber(booking)}`)}, ${BRANCH_NAME[booking.branch]}. Если это поломка или ДТП, напишите о ней в теме авто: заведу инцидент и передам в HQ`
  return clientNote(ask, 'беде с авто', html)
}
