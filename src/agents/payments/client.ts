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
    ...['оплат', 'заплат', 'платеж', 'платить', 'счет … оплат|пришл|выстав', 'сколько … должен|должны|доплат', 'залог', 'депозит'],
    ...[
      'вернете|верните|вернуть деньг|залог|депозит',
      'возврат … денег|залог|депозит|средств',
      'картой',
      'наличными',
      'списал … деньг|карт',
    ],
    ...['payment', 'paid', 'pay', 'invoice', 'deposit', 'refund', 'how much … owe|pay|charge', 'charged', 'credit card', 'by card|cash'],
    ...['გადახდ', 'გადავიხ', 'თანხ', 'დეპოზიტ', 'ბარათ', 'დაბრუნებ … თანხ|ფულ'],
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
