// A pressed item of a card: who may press it, and what the button wishes.

import { may } from '../effects/roles.ts'
import { checklist, handoverTitle } from './handover.ts'
import type { AssistantFacts } from './handover-gather.ts'
import type { Assistant, Moment, Ruled } from './handover-rule.ts'
import { missing, POSTED } from './operations.ts'
import { OPERATION } from './words.ts'

type Button = Pick<Extract<AssistantFacts, { what: 'button' }>, 'queryId' | 'staff' | 'wish' | 'handover'>

export function pressed({ queryId, staff, wish, handover }: Button, { kind }: Pick<Assistant, 'kind'>, { settings }: Moment): Ruled {
  const answer = (text: string, summary: string, alert = false): Ruled => ({
    do: 'answer',
    answer: { to: 'button', queryId, text, alert },
    summary,
  })
  const allowed = may(staff, 'handover.tick', { branch: handover?.booking.branch, owners: [handover?.responsible.staff?.id] })
  if (!allowed.yes) return answer(allowed.because, 'Кнопку нажал тот, кто чек-лист не отмечает: отказал.', true)
  if (wish === null || handover === null || handover.operation === null)
    return answer('Эта кнопка уже не работает.', 'Кнопка ни к чему не относится: так и ответил.')
  const { operation } = handover
  const title = handoverTitle(handover)
  const items = checklist(handover, settings)
  const item = items.find(({ code }) => code === wish.code)
  if (item === undefined) return answer('Такого пункта в чек-листе больше нет.', `${title}: нажали пункт, которого больше нет.`)
  if (operation.status === 'cancelled')
    return answer(`${OPERATION[kind].is} отменена, отмечать ничего не нужно.`, `${title} отменена: кнопка ничего не сделала.`)
  if (item.code === POSTED)
    return answer(
      'Этот пункт закроется сам, когда операцию проведут в RentProg.',
      `${title}: «${item.title}» подтверждает только RentProg.`,
      true,
    )
  if (operation.status === 'closed' && (missing(items).length === 0 || !wish.done))
    return answer(`${OPERATION[kind].done}, карточка закрыта.`, `${title} уже закрыта: кнопка ничего не сделала.`)
  if (item.done === wish.done)
    return answer(
      wish.done ? `«${item.title}» уже отмечено.` : `«${item.title}» уже снято.`,
      `${title}: «${item.title}» уже ${wish.done ? 'отмечено' : 'снято'}.`,
    )
  return {
    do: 'tick',
    handover,
    ticks: [{ code: item.code, done: wish.done, evidence: [] }],
    items: items.map((line) => (line === item ? { ...line, done: wish.done } : line)),
    by: allowed.person.id,
    answer: { to: 'button', queryId, text: wish.done ? `${item.title} ✅` : `${item.title}: отметка снята`, alert: false },
    summary: `${title}: ${allowed.person.name} — «${item.title}» ${wish.done ? 'готово' : 'снято'}.`,
  }
}
