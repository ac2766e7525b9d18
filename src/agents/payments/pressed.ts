// The buttons of a link: send it to the client, ask for a new one. Each is done once, however often it is pressed.
import { may } from '../../effects/roles.ts'
import type { EventOf } from '../../events/index.ts'
import type { PaymentLink, Staff } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { viewOf } from '../booking-facts.ts'
import { sum, threadOf } from '../words.ts'
import { type Account, accountOf } from './account.ts'
import type { Act, Decision } from './acts.ts'
import { cardKeyOf, wishIn } from './link-id.ts'
import { type Card, cardHtml, clientText } from './link-words.ts'
import { requested } from './requested.ts'

export interface PressedFacts {
  what: 'pressed'
  event: Pick<EventOf<'callback.button'>, 'id' | 'payload'>
  staff: Staff | null
  wish: 'send' | 'again' | null
  link: PaymentLink | null
  account: Account | null
}

export async function gatherPressed(event: EventOf<'callback.button'>, context: GatherContext): Promise<PressedFacts> {
  const { rental } = context.read
  const { fromId, data } = event.payload
  const wish = wishIn(data)
  const [staff, link] = await Promise.all([rental.staffByTelegram(fromId), wish === null ? null : rental.link(wish.linkId)])
  const row = link === null || link.bookingId === null ? null : await rental.booking(link.bookingId)
  return {
    what: 'pressed',
    event,
    staff,
    wish: wish?.wish ?? null,
    link,
    account: row === null ? null : await accountOf(viewOf(row), context, 'never'),
  }
}

export function pressed(facts: PressedFacts, context: DecideContext): Decision {
  const { event, staff, wish, link, account } = facts
  const answer = answerTo(event.payload.callbackQueryId)
  const allowed = may(staff, wish === 'again' ? 'link.request' : 'link.send', { branch: account?.booking.branch })
  if (!allowed.yes) return answer(allowed.because, 'Кнопку нажал тот, кто ссылками на оплату не занимается: отказал.', true)
  if (wish === null || link === null || account === null)
    return answer('Эта кнопка уже не работает.', 'Кнопка ни к чему не относится: так и ответил.')
  if (link.status === 'paid') return answer('Эта ссылка уже оплачена.', `Ссылка на ${amountOf(link)} уже оплачена: ничего не делаю.`)
  return wish === 'send' ? send(link, account, answer) : again(facts, { staff: allowed.person, link, account }, answer, context)
}

type Answer = (text: string, summary: string, alert?: boolean) => Decision

const answerTo =
  (queryId: string): Answer =>
  (text, summary, alert = false) => ({ acts: [{ act: 'answer', queryId, text, alert }], summary })

const amountOf = ({ amountMinor, currency }: PaymentLink): string => sum(amountMinor, currency)

function send(link: PaymentLink, account: Account, answer: Answer): Decision {
  const { url, leadId: sentTo } = link
  if (link.status !== 'created')
    return answer('Эта ссылка больше не действует.', `Ссылка на ${amountOf(link)} не действует: не отправляю.`, true)
  if (url === null) return answer('Ссылка ещё не готова.', `Ссылка на ${amountOf(link)} ещё не готова: не отправляю.`)
  // Its conversation is written down with the sending: a second press finds it.
  if (sentTo !== null) return answer('Уже отправил клиенту.', `Ссылка на ${amountOf(link)} уже отправлена: второй раз не отправляю.`)
  const row = account.conversation?.row ?? null
  if (row === null || row.realId === null)
    return answer('Клиент нам ещё не писал: перешлите ему ссылку сами.', 'Диалога с клиентом нет: отправить ссылку некуда.', true)
  const { leadId, realId, saId } = row
  const language = row.language ?? account.conversation?.client?.language ?? null
  const told = answer('Отправляю клиенту.', `Ссылку на ${amountOf(link)} отправляю клиенту в диалог ${leadId}.`)
  return {
    ...told,
    acts: [
      ...told.acts,
      { act: 'reply-client', leadId, realId, saId: saId ?? undefined, text: clientText({ ...link, url }, language) },
      { act: 'save-link', id: link.id, set: { leadId } },
      ...cardOf(link, account, 'sent'),
    ],
  }
}

function again(
  { event }: PressedFacts,
  { staff, link, account }: { staff: Staff; link: PaymentLink; account: Account },
  answer: Answer,
  { clock, settings }: DecideContext,
): Decision {
  if (link.status === 'cancelled') return answer('Новая ссылка уже запрошена.', `Вместо ссылки на ${amountOf(link)} новая уже запрошена.`)
  if (link.status !== 'expired')
    return answer('Эта ссылка ещё действует.', `Ссылка на ${amountOf(link)} ещё действует: новую не запрашиваю.`)
  const wanted = { minor: link.amountMinor, currency: link.currency }
  const table = settings(account.booking.branch)
  const request = { eventId: event.id, account, wanted, place: threadOf(event.payload), by: staff.id, now: clock.now(), settings: table }
  const told = answer('Попросил руководителя согласовать новую ссылку.', `Вместо истёкшей ссылки на ${amountOf(link)} запросил новую.`)
  return {
    ...told,
    acts: [
      ...told.acts,
      { act: 'save-link', id: link.id, set: { status: 'cancelled' } },
      // A client with the old address may come back to it: nobody pays twice.
      ...(link.stripeId === null ? [] : [{ act: 'close-link', linkId: link.id } as const]),
      ...requested(request),
      ...cardOf(link, account, 'again'),
    ],
  }
}

/** The card of a link as it stands now; a link nobody asked us for has none. */
export function cardOf(link: PaymentLink, account: Pick<Account, 'booking'> | null, state: Card['state']): Act[] {
  const key = cardKeyOf(link.id)
  if (key === null) return []
  return [{ act: 'card', key, html: cardHtml({ booking: account?.booking ?? null, amount: amountOf(link), url: link.url ?? '', state }) }]
}
