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
        'забрать|заберу|заберем|забираем|забираю',
        'получить|получаем|получу|получен|получении … авто|машин|ключ',
        'выдач',
        'доставк|доставьте|доставите|доставить|привез|подгон|подгнать|подогн|подгони|подвез|пригнать|пригон|подадите',
        'где вас найти',
        'адрес … забрать|получ',
        'рейс|самолет?',
        'рейс|самолет + задерж|перенес|опазд|опозда|садится|вылет',
        'прилета|прилете|приземл|прибыва|прибыт',
        'аэропорт?',
        'встреча|встретит|встретим|встретят|встречает',
        '!до встреч',
        'документ|паспорт|водительск',
        'права … нужн|подойд|подход|действ|российск|украинск|национальн|международн',
        'pick up|pickup',
        'pick … car up',
        'pick|collect|get|receive … the car',
        'deliver|delivery',
        'bring … car to',
        'flight?',
        'flight + delay|late|earlier|number',
        'land|lands|landing|landed',
        'arrive|arrives|arriving|arrival|arrivals',
        'airport?',
        'document|passport|driver|driving licence|license|document',
        'international permit|licence|license',
        'meet|meeting … us|me|at|point|place',
        'waiting … arrivals|terminal|exit',
        'წაღებ|წავიღ|წაიღ|წამოვიღ|წამოღ',
        'ავიღ|აიღ|ასაღებ|აღება|ავიყვან',
        'მიწოდებ|მოიტან|მოგვიტან|მომიტან|მოიყვან|მოგვიყვან|მომიყვან',
        'აეროპორტ?',
        'წაყვან|წავიყვან',
        'ფრენა|რეის?',
        'ჩამოვფრინ|მოვფრინ|ჩამოვალ|ჩამოვდივ|დავფრინ',
        'დაგვხვდ|დამხვდ|შემხვდ|შეგვხვდ',
        'საბუთ|დოკუმენტ|პასპორტ',
        'მართვის მოწმობ',
        'მისამართ',
        'где|куда|когда|откуда|часа|часов|часам|во|со + забрать|забирать|заберем|заберу|получить|получим|подъех|подойти|встречаемся',
        'можно … забрать|забирать|получить',
        'точк|локац|адрес|геолокац|метк + забир|забрать|забирать|получ|карт|где|подъехать',
        'табличк',
        'вы|ваш|водител где?',
        'где ваш|водител|человек|сотрудник',
        'терминал|аэропорт|вокзал|выход|прилет|багаж + стою|стоим|ждем|жду|вижу|вы|человек|никого|встречает|водител',
        'никого|человека|водителя|сотрудника не вижу|видим|видно',
        'никто не встре|подош|приех|ждет',
        'пригон|пригнали|пригнать|подадут|подать|подача|подачу|привезт|привезете|доставят|подвезете|подвезти',
        'отел|гостиниц|хостел|апарт|airbnb|hilton|вокзал + пригн|достав|привез|подать|подвез|машин|авто',
        'what time|when|where + get|collect|pick|have|receive + {vehicle}|{car}',
        'when|where|time … pick|collect|get',
        'standing|waiting|landed|outside|terminal|exit + you|driver|anyone|nobody|guy|sign|person|where|car',
        'can|cant|cannot|don … see|find you|anyone|anybody|person|driver|office',
        'where are|is your driver|guy|man|person|colleague',
        'bring|deliver|deliver|drop … hotel|airport|address|apartment',
        'სად|როდის|საიდან|რომელ + ავიღ|წავიღ|აიღ|ავიყვან|წამოვიღ|შევხვდ|გელოდ|მიიღ|მივიღ',
        'ტერმინალ|აეროპორტ|გასასვლელ + ვდგავ|ველოდ|გელოდ|ვარ|ვერ|სად|მოიყვან|მოგვიყვან|მომიყვან',
        'სასტუმრო|მისამართ + მოიყვან|მოგვიყვან|მომიყვან|მოიტან|მოგვიტან',
        '!get … deposit|refund|money',
    'рейс … задерж|перенес|опазд',
    'буду|будем|приеду|приедем|подъеду|подъедем … за машиной|авто',
    'могу|можем ли|я|мы … забрать|получить',
    'кто|кого … встреч|встретит',
    'куда подойти|подъехать|идти|ехать',
    'где … офис|стоянка|парковка … забрать|получ|машин|авто',
    'я|мы прилетели|приземлились|вышли|прошли',
    'прилетели|приземлились|вышли … где|ждем|кто',
        'how do|will i|we … pick|collect|get',
    'who … meet|meeting|waiting|pick',
    'what documents|papers|license',
    'is|are somebody|someone|anyone … meet|there|airport',
    'arrived|landed|here … where|car|waiting',
    'ვინ … დამხვდ|დაგვხვდ|შეგვხვდ|მომიყვან',
    'რა საბუთ|დოკუმენტ',
    'უკვე … ჩამოვ|დავფრინ|მოვფრინ|აქ',
  ],
    },
  },
  return: {
    intents: { client_return: 'клиент спрашивает о возврате авто: где и когда вернуть, опоздание, топливо, мойка' },
    keywords: {
      client_return: [
        '!вернуть|верните|вернете|возврат … деньг|залог|депозит|средств|оплат|предоплат',
        'вернуть|верну|вернем|возвращаем|возвращаю|возвратить|возвращать',
        'сдать|сдаю|сдадим|сдаем|сдавать|сдача|сдаче|сдачи|сдачу',
        'отдать|отдаем|отдам|отдавать|отдадим … авто|машин|ключ|ее',
        'где|когда|куда … вернуть|сдать|отдать|оставить',
        'возврат … авто|машин',
        'сдача авто|машины',
        'примет|примете|принять|принимаете|приемк … авто|машин',
        'приемк',
        'опазд|опозда|задерж … вернуть|сдать|возврат',
        'опазд|опоздаем|опоздаю|задержимся|задержусь',
        'бак|бензин|топлив + вернуть|сдать|отдать|отдавать|сдавать|полный|полным|уровн|возврат|нужно|надо|заправ',
        'мыть|помыть|мойк + сдать|сдачей|перед|вернуть|нужно|надо|обязательно',
        'оставить|оставлю|бросить … ключ',
        'оставить|оставлю|бросить … авто|машин + аэропорт|парковк|стоянк|отел|улиц',
        'return|returning',
        '!return|refund … deposit|money',
        'drop off|dropoff',
        'drop … car',
        'bring|give|hand … back',
        'leave … keys',
        'where … return|drop|leave … car',
        'running late',
        'late … return',
        'be|hour|minutes|bit late',
        'fuel|gas|petrol|tank + return|fill|full|back|level',
        'wash|washed|clean + return|before|back',
        'დავაბრუნ|დაბრუნება|დაბრუნებ|ვაბრუნ',
        '!დაბრუნ|დამიბრუნ|დააბრუნ + თანხ|ფულ|დეპოზიტ',
        'ჩაბარებ|ჩავაბარ|ვაბარებ',
        'დამაგვიანდ|დავაგვიან|ვაგვიან|გვაგვიან|დაგვაგვიან|დაგვიან',
        'დავტოვ|დატოვებ … მანქან|გასაღებ',
        'საწვავ|ბენზინ|ავზი|ბაკი + სავსე|ჩავასხ|დავაბრუნ|ჩავაბარ|უნდა',
        'გარეცხ|გავრეცხ + უნდა|ჩავაბარ|დავაბრუნ',
        'drop + {vehicle}|{car}|batumi|tbilisi|kutaisi|airport|office|hotel|instead',
        'return|drop|bring … earlier|later|late|early|tomorrow|tonight|another|different',
        'return … {vehicle}|{car}|airport|office',
        'ჩაგაბარ|ჩაგიბარ|ჩავაბარ|~ბარებინ|დაგიბრუნ|დავაბრუნ',
        'რომელ|სად|როდემდე|როდის + ჩაგაბარ|ჩავაბარ|დაგიბრუნ|დავაბრუნ|დავტოვ|ჩავბარ|მოვიყვან|ჩაბარ|დაბრუნ',
        'вернуть|сдать|сдача|сдаем|возврат|вернем + {city}|офис|ночью|раньше|позже|другом|аэропорт|часа|часов|часам|утром|вечером|опозд|можно|где',
        'сдать получится|можно',
    'кому|куда … отдать|оставить|вернуть|сдать',
    'опоздаю|опаздываем|задержусь|не успеваю|не успеем … сдать|вернуть|возврат|машин|авто',
    'не успеваю|успеваем|успеем … к|вернуть|сдать',
    'ключ|ключи + оставить|оставлю|отдать|ящик',
    'where|who|when … give|leave|hand … keys|car',
    'late|delay + return|drop|bringing|back',
    'full|empty tank',
    'სად|ვის|როდის … ჩავაბარო|დავტოვო|დავაბრუნო|მივიყვანო',
    'ვერ … მოვასწრ|ვასწრებ … დაბრუნ|ჩაბარ|მოსვლ',
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
