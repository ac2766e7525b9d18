// A client asks where and when the car is handed over: the facts of the operation for whoever answers.
import type { OperationKind } from '../effects/catalogue.ts'
import { escapeHtml } from '../effects/html.ts'
import type { EventOf } from '../events/index.ts'
import type { GatherContext } from './agent.ts'
import { notNeeded, plannedAt } from './booking-state.ts'
import { type ClientAsk, clientAsk, clientNote } from './client-ask.ts'
import type { Moment } from './handover-rule.ts'
import { bookingLink, bookingNumber, carLabel, OPERATION, when } from './words.ts'

/** By kind: what the supervisor is told of it, and words in the languages clients write in. */
export const CLIENT = {
  issue: {
    intents: { client_issue: 'клиент спрашивает о получении авто: где и когда забрать, доставка, встреча в аэропорту, документы' },
    keywords: {
      client_issue: [
        ...[
          'забрать|заберу|заберем|получить … авто|машин',
          'где|когда|куда|можно … забрать|получить',
          'выдач',
          'доставк|доставьте|доставите',
        ],
        ...[
          'привез|подгон|подвез',
          'где вас найти',
          'рейс',
          'прилета|прилете|приземл',
          'в аэропорт|аэропорту',
          'встре … аэропорт',
          'самолет',
        ],
        ...[
          'pick up|pickup',
          'pick … car up',
          'pick|collect|get … the car',
          'deliver|delivery',
          'flight',
          'landing|landed',
          'arrive|arriving',
        ],
        ...[
          'at … airport',
          'წაღებ|წავიღ|წაიღ',
          'ავიღ',
          'მიწოდებ|მოიტან|მოგვიტან',
          'აეროპორტ',
          'წაყვან|წავიყვან',
          'ფრენა|რეის',
          'manqan … wageba|wavigo',
        ],
      ],
    },
  },
  return: {
    intents: { client_return: 'клиент спрашивает о возврате авто: где и когда вернуть, опоздание, топливо, мойка' },
    keywords: {
      client_return: [
        ...[
          'вернуть|верну|вернем|возвращаем|возвратить … авто|машин|ее',
          'сдать|сдаю|сдадим|сдаем|сдавать … авто|машин|ее',
          'где|когда|куда … вернуть|сдать',
        ],
        ...[
          'возврат … авто|машин',
          'возврат|сдача авто|машины',
          'опазд|опозда|задерж … вернуть|сдать|возврат',
          'опазд|опоздаем|опоздаю',
          'мыть … перед сдачей',
        ],
        ...[
          'return … car',
          'drop off|dropoff',
          'drop … car',
          'bring|give … back',
          'running late',
          'late … return',
          'where … return|drop|leave … car',
          'return|leave … keys',
        ],
        ...['დავაბრუნ|დაბრუნება', 'ჩაბარებ|ჩავაბარ', 'დამაგვიანდ|ვაგვიან|გვაგვიან'],
      ],
    },
  },
} as const satisfies Record<OperationKind, { intents: Record<string, string>; keywords: Record<string, readonly string[]> }>

export const gatherClient = (kind: OperationKind, event: EventOf<'message.incoming'>, context: GatherContext): Promise<ClientAsk> =>
  clientAsk(event, CLIENT[kind].keywords, context)

export function clientAsks(ask: ClientAsk, kind: OperationKind, { now, settings }: Moment) {
  const { booking, car, responsible } = ask.conversation
  const about = OPERATION[kind].about
  if (booking === null) return clientNote(ask, about, null)
  const at = plannedAt(booking, kind)
  const place = kind === 'issue' ? booking.locationStart : booking.locationEnd
  const over = notNeeded(booking, kind, settings)
  const html = [
    `Клиент спрашивает о ${about}: ${bookingLink(booking.id, `бронь ${bookingNumber(booking)}`)} — ${escapeHtml(carLabel(car))}`,
    over === null ? (at === null ? 'время не указано' : when(at, now)) : escapeHtml(over),
    ...(place === null ? [] : [escapeHtml(place)]),
    `ответственный: ${escapeHtml(responsible?.name ?? booking.responsible ?? 'не назначен')}`,
  ].join(', ')
  return clientNote(ask, about, html)
}
