// A client writes of trouble with the car: which car it is, for whoever answers, who is called at once. What it is worth, staff decide.
import { escapeHtml } from '../../effects/html.ts'
import type { Call } from '../../tools/rental.ts'
import type { DecideContext } from '../agent.ts'
import { type ClientAsk, clientNote } from '../client-ask.ts'
import { BRANCH_NAME, bookingLink, bookingNumber, carLabel } from '../words.ts'
import { type CallKind, callFor, ringing } from './calls.ts'
import type { Decision } from './decide.ts'
import { keywords } from './keywords.ts'
import { callText } from './words.ts'

export const clientIntents = {
  client_trouble: 'клиент пишет о беде с авто: поломка, авария, не заводится, лампочка, прокол, эвакуация',
  client_fine: 'клиент пишет о штрафе за парковку или скорость',
  client_help: 'клиент зовёт на помощь и не пишет, что случилось',
}
/** Clients call trouble what staff do; a fine is trouble to them too, but nobody is woken for it. A cry for help is meant where nothing else is. */
export const clientKeywords: Record<keyof typeof clientIntents, readonly string[]> = {
  client_trouble: [...keywords.incident, ...keywords.breakdown].filter((phrase) => !phrase.startsWith('!горит')),
  client_fine: [
    'штраф',
    'fined|fines',
    'speeding ticket',
    'ჯარიმ',
    'штраф + парковк|скорост|камер|пришел|прилетел|смс|платить|оплат|полици|патрул|ремень|выписал',
    'камер|радар + вспышк|скорост|сработал|мигнул|сфот|превыс|поймал|щелкн',
    'вспышк + красн|скорост|светофор|была',
    'квитанц|бумажк|бумажку|листок|талон|чек|уведомл + парковк|дворник|стекл|скорост|желт|выписал|нарушен|полици',
    'превыш|превысил|превысили',
    'на|под красный|красный',
    'парковк … выписал|оштраф|неправильн',
    'оштраф',
    'нарушен|нарушил + пдд|камер|пришло|письмо|скорост|парковк',
    'speed|speeding|parking|traffic|red|camera + fine|ticket|flash|flashed|letter|fined|penalty|notice',
    'got|received|have|pay|paid fine|ticket|penalty',
    'a|the|this|any|parking|speeding fine|penalty|ticket … parking|speed|camera|police|registered|pay',
    'police|officer + ticket|fine|fined|paper|penalty',
    'letter + speed|speeding|fine|penalty|police|traffic',
    'ran|run|through … red light',
    'speed|traffic camera',
    'violation',
    'კამერ|რადარ + გადაიღ|გადამიღ|დაფიქს|დამაფიქს|ინათ|აინთ|სიჩქარ',
    'სიჩქარ + ჯარიმ|გადავაჭარბ|კამერ|გადააჭარბ|მოვიდა',
    'ჯარიმ + პარკ|სიჩქარ|კამერ|მოვიდა|მომივიდა|პატრულ|გადავიხად|გამომიწერ|დამიწერ',
    'დამაჯარიმ|დაგვაჯარიმ|დაჯარიმ',
    'პარკინგ|პარკირ + ქაღალდ|ქვითარ|ჯარიმ',
    'წითელზე',
  ],
  client_help: [
    '!thank|thanks|appreciate … help',
    '!спасибо|благодар … помощь|помогли',
    '!how|can|could|will|would you help',
    '!можете|сможете|как помочь',
    '!მადლობ|გმადლობ … დახმარებ',
    'помогите|помоги|помощь|спасите|выручайте',
    'help',
    'sos',
    'emergency',
    'დამეხმარ|დაგვეხმარ|მიშველ|გვიშველ|დახმარება',
    'проблем|беда|неприятн',
    'у нас|меня|тут проблем|беда|чп',
    'случилось|случилась|произошло|произошла',
    'срочно + нужн|позвон|ответ|помо|связ|перезвон',
    'ответьте|возьмите трубк|срочно',
    'есть кто|кто-нибудь|кто-то',
    'assistance|urgent|urgently',
    'need|needs … help|assistance|support',
    'something happened|wrong',
    'problem|trouble|issue + we|have|car|big|our|got',
    'anybody|anyone there|here',
    'პრობლემ',
    'სასწრაფოდ',
    'გვიპასუხ|მიპასუხ',
    'გაგვიჭირ|გაჭირვ',
    'რაღაც მოხდა|დაგვემართ',
    'მჭირდება|გვჭირდება … დახმარებ',
    'დახმარებ … მჭირდება|გვჭირდება',
    'problema|problemа',
  ],
}

export interface ClientSaid extends ClientAsk {
  text: string
  /** The last message that rang for this client. */
  last: Call | null
}

export function clientAsks(ask: ClientSaid, context: DecideContext): Decision {
  const { booking, car } = ask.conversation
  const html =
    booking === null || car === null
      ? null
      : `Похоже на беду с авто: <b>${escapeHtml(carLabel(car))}</b>, ${bookingLink(booking.id, `бронь ${bookingNumber(booking)}`)}, ${BRANCH_NAME[booking.branch]}. Если это поломка или ДТП, напишите о ней в теме авто: заведу инцидент и передам в HQ`
  const note = clientNote(ask, 'беде с авто', html)
  // What is done hangs on the intent, and on whether somebody is hurt; the words are only quoted.
  const kind = callFor(ask.intent, ask.text)
  if (kind === null) return note
  const { conversation, text, last } = ask
  const rang = ringing(kind, last, conversation, context)
  if (rang !== null) {
    const said = [...rang.said, text]
    return {
      do: 'add-to-call',
      message: rang.key,
      html: callText(rang.slot, conversation, said),
      summary: `Клиент пишет о том же: добавил к вызову, который уже прозвучал (сообщений: ${said.length}).`,
    }
  }
  const left = note.do === 'note' ? note : null
  return {
    do: 'call',
    kind,
    place: conversation.answerer,
    html: callText(kind, conversation, [text]),
    note: left,
    summary: `${CALLED[kind]}: срочно позвал того, кто отвечает за клиента${left === null ? '' : ', и оставил справку в теме клиента'}.`,
  }
}

const CALLED: Record<CallKind, string> = {
  help: 'Клиент зовёт на помощь и не пишет, что случилось',
  alarm: 'Клиент пишет о беде с авто',
  hurt: 'Клиент пишет о пострадавших',
}
