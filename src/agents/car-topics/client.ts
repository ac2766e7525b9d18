// A client writes of trouble with the car: which car it is, for whoever answers, who is called at once. What it is worth, staff decide.
import { escapeHtml } from '../../effects/html.ts'
import { type ClientAsk, clientNote } from '../client-ask.ts'
import { BRANCH_NAME, bookingLink, bookingNumber, carLabel } from '../words.ts'
import type { Decision } from './decide.ts'
import { keywords } from './keywords.ts'
import { clientAlarmText } from './words.ts'

export const clientIntents = {
  client_trouble: 'клиент пишет о беде с авто: поломка, авария, не заводится, лампочка, прокол, эвакуация',
  client_fine: 'клиент пишет о штрафе за парковку или скорость',
}
/** Clients call trouble what staff do; a fine is trouble to them too, but nobody is woken for it. */
export const clientKeywords: Record<keyof typeof clientIntents, readonly string[]> = {
  client_trouble: [...[...keywords.incident, ...keywords.breakdown].filter((phrase) => !phrase.startsWith('!горит')), 'помогите'],
  client_fine: ['штраф', 'fined|fines', 'speeding ticket', 'ჯარიმ'],
}

export type ClientSaid = ClientAsk & { text: string }

export function clientAsks(ask: ClientSaid): Decision {
  const { booking, car } = ask.conversation
  const html =
    booking === null || car === null
      ? null
      : `Похоже на беду с авто: <b>${escapeHtml(carLabel(car))}</b>, ${bookingLink(booking.id, `бронь ${bookingNumber(booking)}`)}, ${BRANCH_NAME[booking.branch]}. Если это поломка или ДТП, напишите о ней в теме авто: заведу инцидент и передам в HQ`
  const note = clientNote(ask, 'беде с авто', html)
  // What is done hangs on the intent alone; the words are only quoted.
  if (ask.intent !== 'client_trouble') return note
  const left = note.do === 'note' ? note : null
  return {
    do: 'alarm',
    place: ask.conversation.answerer,
    html: clientAlarmText(ask.conversation, ask.text),
    note: left,
    summary: `Клиент пишет о беде с авто: срочно позвал того, кто отвечает за клиента${left === null ? '' : ', и оставил справку в теме клиента'}.`,
  }
}
