// A client asks about their booking: its dates, state and people for whoever answers.
import { escapeHtml } from '../../effects/html.ts'
import type { DecideContext } from '../agent.ts'
import { stateText } from '../booking-state.ts'
import { type ClientAsk, clientNote } from '../client-ask.ts'
import { bookingLink, bookingNumber, carLabel, when } from '../words.ts'
import type { Decision } from './acts.ts'

export const clientIntents = {
  client_booking: 'клиент спрашивает о своей брони: подтверждение, даты, продление, перенос, отмена, какое авто',
}
/** In the languages clients write in: word beginnings. */
export const clientKeywords = {
  client_booking: [
    ...['брон', 'забронир', 'продл', 'продолж … аренд', 'аренд … продл', 'перенести|перенос|сдвинуть', 'отменить|отмена|отменяем'],
    ...[
      'отказаться … брон|машин|аренд',
      'поменять|изменить … дат|машин|авто|время|брон',
      'добавить … день|дня|дней',
      'оставить … еще|себе',
      'еще на день|денек|сутки|неделю',
    ],
    ...[
      'booking',
      'reservation',
      'extend|extension',
      'reschedule',
      'cancel',
      'postpone',
      'keep … car',
      'more|another day|days|week',
      'change … dates|car|booking',
    ],
    ...['ჯავშ', 'დაჯავშ', 'გახანგრძლივ|გაგრძელ|გავაგრძელ', 'გააუქმ|გაუქმ|გავაუქმ', 'გადატან|გადავიტან'],
  ],
} as const satisfies Record<string, readonly string[]>

export function clientAsks(ask: ClientAsk, { clock, settings }: DecideContext): Decision {
  const { booking, car, responsible } = ask.conversation
  const now = clock.now()
  const html =
    booking === null
      ? null
      : [
          `Клиент спрашивает о брони: ${bookingLink(booking.id, `бронь ${bookingNumber(booking)}`)} — ${escapeHtml(carLabel(car))}`,
          escapeHtml(stateText(booking, settings(booking.branch))),
          ...(booking.startAt === null ? [] : [`выдача ${when(booking.startAt, now)}`]),
          ...(booking.endAt === null ? [] : [`приемка ${when(booking.endAt, now)}`]),
          `ответственный: ${escapeHtml(responsible?.name ?? booking.responsible ?? 'не назначен')}`,
        ].join(', ')
  const note = clientNote(ask, 'брони', html)
  return { acts: note.do === 'note' ? [{ act: 'note', note }] : [], summary: note.summary }
}
