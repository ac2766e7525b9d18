// The rule for what staff ask: a link is requested and waits for a manager's word, an account is told. Pure.
import { may } from '../../effects/roles.ts'
import type { DecideContext, Spoken } from '../agent.ts'
import { denied } from '../denied.ts'
import { bookingNumber, sum } from '../words.ts'
import type { Account } from './account.ts'
import type { Act, Decision } from './acts.ts'
import type { AskedFacts } from './asked-facts.ts'
import { accountsHtml, askText } from './link-words.ts'
import { requested } from './requested.ts'

export function asked(facts: AskedFacts, context: DecideContext): Decision {
  const { staff, place, wish, accounts, numbers } = facts
  const reply = (html: string, summary: string, of?: Account): Decision => ({
    acts: [{ act: 'tell', slot: 'reply', to: place, html, isUrgent: false }],
    summary,
    ...(of && { about: spokenOf(of) }),
  })
  const allowed = may(staff, wish === 'link' ? 'link.request' : 'client.see', { branch: accounts[0]?.booking.branch })
  if (!allowed.yes) {
    const refusal = reply(allowed.because, 'О деньгах спросил тот, кому о них не рассказываю: отказал.')
    return denied(refusal, staff, wish === 'link' ? 'link.request' : 'client.see', `booking:${accounts[0]?.booking.id ?? '?'}`)
  }
  const [account, ...others] = accounts
  if (account === undefined) return reply(askText.whichBooking(numbers), 'Не понял, о какой брони речь: переспросил.')
  if (wish === 'state')
    return reply(
      accountsHtml(accounts),
      `Рассказал об оплате: бронь ${accounts.map(({ booking }) => bookingNumber(booking)).join(', ')}.`,
      others.length === 0 ? account : undefined,
    )
  if (others.length > 0) return reply(askText.several(accounts), 'Для ссылки подходит несколько броней: переспросил.')
  return link(facts, account, reply, context)
}

const spokenOf = ({ booking: { id, carId, clientId, branch } }: Account): Spoken => ({
  bookingId: id,
  ...(carId !== null && { carId }),
  ...(clientId !== null && { clientId }),
  branch,
})

function link(
  facts: AskedFacts,
  account: Account,
  reply: (html: string, summary: string) => Decision,
  { clock, settings }: DecideContext,
): Decision {
  const { amount, isEdited, eventId, staff, place } = facts
  const title = `Ссылка на оплату, бронь ${bookingNumber(account.booking)}`
  // Where it was edited, the first wording may have made a link already.
  if (isEdited) return reply(askText.edited, `${title}: сообщение исправлено, попросил написать заново.`)
  if (amount.is === 'unclear') return reply(askText.amount(amount.why), `${title}: ${amount.why}, переспросил.`)
  const { owedMinor, isExact, currency } = account.debt
  const owed = amount.is === 'none' && isExact && owedMinor !== null && owedMinor > 0 ? { minor: owedMinor, currency } : null
  const wanted = amount.is === 'sum' ? amount : owed
  if (wanted === null) return reply(askText.howMuch(account), `${title}: сумма не названа, а долг неизвестен или его нет; переспросил.`)
  const acts = requested({
    eventId,
    account,
    wanted,
    place,
    by: staff?.id ?? null,
    now: clock.now(),
    settings: settings(account.booking.branch),
  })
  const told: Act = { act: 'tell', slot: 'reply', to: place, html: askText.waits(wanted, account), isUrgent: false }
  return {
    acts: [...acts, told],
    summary: `${title}: запросил ${sum(wanted.minor, wanted.currency)}, жду согласия руководителя.`,
    about: spokenOf(account),
  }
}
