// A client asks about money: the account of their booking for whoever answers.
import { escapeHtml } from '../../effects/html.ts'
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { type ClientAsk, clientAsk, clientNote } from '../client-ask.ts'
import { accountText, debtText } from '../debts.ts'
import { bookingLink, bookingNumber, sum } from '../words.ts'
import { type Account, accountOf } from './account.ts'
import type { Decision } from './acts.ts'

export const clientIntents = { client_payment: 'клиент спрашивает об оплате: сколько должен, как заплатить, ссылка, залог, возврат денег' }
/** In the languages clients write in: word beginnings. */
export const clientKeywords = {
  client_payment: [
    'оплат|оплач',
    'предоплат|аванс',
    'заплат|платить|плачу',
    'платеж',
    'ссыл … оплат',
    'оплат … ссыл|не прош|открыва',
    'счет … оплат|пришл|выстав',
    'сколько … должен|должны|доплат|осталось',
    'доплат?',
    'залог|депозит',
    'вернете|верните|вернуть деньг|залог|депозит',
    'возврат … денег|залог|депозит|средств',
    'куда … перевести|перечислить|скинуть|оплат|платить',
    'перевел|перечислил|скинул … деньг|оплат|сумм',
    'карта|карту|картой|карты',
    'наличными|наличка|наличкой|наличные',
    'списал|списали|списание|сняли … деньг|карт',
    'списали|списание',
    'реквизит|номер счета|карты',
    'payment|prepayment',
    'payment|pay … link',
    'send … payment|pay|invoice … link',
    'paid|pay|prepay',
    'invoice|receipt',
    'deposit',
    'refund|money back',
    'how much … owe|pay|charge',
    'charged|charge',
    'credit|debit card',
    'by|cash|visa|mastercard card|cash',
    'card|cash|visa|mastercard|paypal|revolut',
    'bank|wire transfer',
    'გადახდ|გადავიხ|გადამიხ|გადაიხ|გადავუხ',
    'თანხ',
    'ფული|ფულს|ფულის',
    'დეპოზიტ|გირაო',
    'დეპოზიტ|თანხ|ფული|ფულს + დაბრუნ|დააბრუნ|დამიბრუნ|დაგვიბრუნ',
    'ბარათ',
    'გადარიცხ|გადმორიცხ|გადავრიცხ|ჩარიცხ',
    'ანგარიშ … ნომერ',
    'ანგარიშ|ინვოის',
    'ჩამოჭრ|ჩამომაჭრ',
    'ნაღდ',
    '!штраф … платить|оплат|заплат',
    '!платить|оплат|заплат|оплачив … штраф',
    '!fine|ticket|penalty … pay|paid',
    '!pay … fine|ticket|penalty',
    '!ჯარიმ … გადავიხ|გადახდ|გადაიხ',
    '!გადავიხ|გადახდ … ჯარიმ',
    'statement|charged|amount|price|total|bill + different|agreed|why|wrong|more|higher|twice|extra',
    'why … charged|amount|price',
    'gel|lari|usd|dollars|euro|euros … agreed|charged|extra',
    'почему + списал|сняли|сумм|цена|дороже',
    'сумм|цена|стоимост + другая|больше|меньше|договар|итог|скольк|отлич|почему',
    'სხვა თანხა|ფასი',
    'ლინკ|ბმულ + გადახდ|გადასახდ|გადავიხ',
    'გადახდ|გადავიხ|გადასახდ … ლინკ|ბმულ',
    'ბარათით|ქეშ|ქეშით|ნაღდით',
    'რამდენი … გადასახდ|გადავიხად|ვალი',
    'ссыл + оплат|заплат|карт|предоплат',
    'картой|картою|наличкой … оплат|заплат|можно|платить|рассчит',
    'разниц + верн|карту|карты|деньги',
    'когда|when|верн … deposit|залог|депозит',
    'get … deposit back',
    'залог|депозит + наличн|картой|можно|{number}',
    '!карта|картах|картам|карте|карту … точк|разный|адрес|гугл|google',
    '!в картах',
    'get … prepayment|money|deposit|payment back',
  ],
} as const satisfies Record<string, readonly string[]>

export interface ClientFacts extends ClientAsk {
  account: Account | null
}

export async function gatherClient(event: EventOf<'message.incoming'>, context: GatherContext): Promise<ClientFacts> {
  const ask = await clientAsk(event, clientKeywords, context)
  const { booking } = ask.conversation
  return { ...ask, account: booking === null ? null : await accountOf(booking, context, 'never') }
}

export function clientAsks(facts: ClientFacts): Decision {
  const note = clientNote(facts, 'деньгах', facts.account === null ? null : noteOf(facts.account))
  return { acts: note.do === 'note' ? [{ act: 'note', note }] : [], summary: note.summary }
}

function noteOf({ booking, debt, links }: Account): string {
  const open = links.find(({ status }) => status === 'created')
  return [
    `Клиент спрашивает о деньгах: ${bookingLink(booking.id, `бронь ${bookingNumber(booking)}`)}, ${escapeHtml(debtText(debt))} (${escapeHtml(accountText(debt))})`,
    ...(booking.depositMinor === null || booking.depositMinor === 0
      ? []
      : [`залог ${escapeHtml(sum(booking.depositMinor, debt.currency))}`]),
    ...(open === undefined ? [] : [`ссылка на ${escapeHtml(sum(open.amountMinor, open.currency))} не оплачена`]),
  ].join(', ')
}
