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
    'брон',
    'забронир',
    'заявк',
    'продл|продлен',
    'продолж … аренд|прокат',
    'перенести|перенос|переносим|сдвинуть|сдвиг|передвинуть',
    'отменить|отмена|отменяем|отмените|отмену',
    'отказаться|отказываемся|отказываюсь',
    'поменять|изменить|сменить|заменить … дат|машин|авто|время|брон|модел|класс',
    'вместо … брон|дат|машин|авто|числ|седан|внедорожник|джип|кроссовер|{car}',
    'другую|другой|другая|другое … авто|машин|модел|дат|день',
    'внедорожник|седан|кроссовер|минивэн|универсал',
    'какая|какую|какой|какое|точно … машин|авто|модел',
    'добавить|добавьте … день|дня|дней',
    'оставить … еще|себе|дольше',
    'еще на|пару день|дня|денек|сутки|неделю|дней',
    'еще на … день|дня|дней|сутки|неделю',
    'подтвержд|подтверд',
    'booking|booked',
    'reservation|reserved',
    'extend|extension',
    'reschedule',
    'cancel',
    'postpone',
    'keep … car|longer|until',
    'more|another|extra day|days|week',
    'change|move|shift|switch … date|dates|day|days',
    'change|move|shift … pick|pickup|return|drop … date|day',
    'change|switch|swap|upgrade … car|booking|reservation|model',
    'confirmed|confirmation',
    'which|what car|model|vehicle',
    'instead of',
    '!drop|return|leave + instead',
    'another|different|bigger|smaller car',
    'automatic|manual car|transmission',
    'ჯავშ',
    'დაჯავშ',
    'გახანგრძლივ|გაგრძელ|გავაგრძელ|გავახანგრძლივ|გამიგრძელ|გავაგრძელ',
    'გააუქმ|გაუქმ|გავაუქმ|ვაუქმ',
    'გადატან|გადავიტან|გადამიტან',
    'შეცვლ|შევცვალ|შემიცვალ … თარიღ|მანქან|ჯავშ',
    'დავიტოვ … მანქან|კიდევ',
    'კიდევ … დღე|დღით|დღის',
    'დაადასტურ|დადასტურ|დამიდასტურ',
    'სხვა მანქან',
    'сдвин|сдвинь|передвин|переносим|перенесите|перенесем',
    'дат|даты|начало|день|срок|аренду|бронь + перенести|сдвин|помен|измен|передвин|перенесите|переносим',
    'one|two|three|few|couple|extra more night|nights|day|days|week|hours',
    'stay|keep|have … longer|another|extra|more',
    'longer … car|rental|rent',
    'დღით|ღამით|დღე|ღამე|კვირით + გადავწ|გადაწ|გადმოწ|გახანგრძლ|გავაგრძელ|გამიგრძელ|დავიტოვ',
    'გადავწიო|გადაწიო|გადმოწიო|გადავდო',
    'თარიღ + შეცვლ|გადატან|გადავიტ|შევცვ|გადაწ',
    'другое|другую авто|машину … {car}|вместо',
    'switch|swap|change … {car}|suv|sedan|automatic',
    'сократ|сократить|укорот … аренд|дней|дня|брон',
    'оформил|оформлен|оформили + {vehicle}|брон|аренд|внук|муж|жена|сын',
    'shorten|cut short',
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
