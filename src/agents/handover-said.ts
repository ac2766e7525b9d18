// Words of staff about an operation: «помыл и заправил», «чего не хватает по выдаче 4001».
import { escapeHtml } from '../effects/html.ts'
import { checklist, type Handover, handoverTitle } from './handover.ts'
import type { AssistantFacts } from './handover-gather.ts'
import type { Assistant, Moment, Ruled, Tick } from './handover-rule.ts'
import { type ChecklistLine, missing, namedIn, titles } from './operations.ts'
import { tokensOf } from './phrases.ts'
import { bookingNumber, lines, OPERATION, source } from './words.ts'

type Words = Extract<AssistantFacts, { what: 'words' }>

export function wordsSaid({ meant, sender, text, intent }: Words, { kind }: Assistant, { settings }: Moment): Ruled {
  const reply = (html: string, summary: string): Ruled => ({ do: 'answer', answer: { to: 'thread', place: sender.place, html }, summary })
  if (meant.is === 'several') {
    const numbers = meant.candidates.map(({ booking }) => bookingNumber(booking)).join(', ')
    return reply(
      `У вас открыто несколько операций: ${numbers}. Напишите, о какой речь, например «${OPERATION[kind].is.toLowerCase()} ${numbers.split(',')[0]?.slice(1)}».`,
      'Подходит несколько операций: переспросил.',
    )
  }
  if (meant.is !== 'mine')
    return reply(
      `Не нашёл открытой ${OPERATION[kind].of}. Напишите с номером, например «${OPERATION[kind].is.toLowerCase()} 4001», или в теме авто.`,
      `Открытой ${OPERATION[kind].of} не нашёл: так и ответил.`,
    )
  const { handover } = meant
  const items = checklist(handover, settings)
  // A photo proves an item, a word does not; and «не помыл» says the opposite.
  const done =
    intent?.endsWith('_materials') || tokensOf(text).includes('не') ? [] : namedIn(text, items).filter((item) => !item.photos && !item.done)
  const { id, carId, clientId, branch } = handover.booking
  const about = { bookingId: id, ...(carId !== null && { carId }), ...(clientId !== null && { clientId }), branch }
  if (done.length === 0)
    return {
      ...reply(
        lines(stateHtml(handover, items), source('наш чек-лист операции')),
        `${handoverTitle(handover)}: рассказал, чего не хватает.`,
      ),
      about,
    }
  const after = items.map((item) => (done.includes(item) ? { ...item, done: true } : item))
  return {
    do: 'tick',
    handover,
    ticks: done.map(({ code }): Tick => ({ code, done: true, evidence: [] })),
    items: after,
    by: sender.staff?.id ?? null,
    answer: { to: 'thread', place: sender.place, html: `Отметил: ${escapeHtml(titles(done))} ✅\n${stateHtml(handover, after)}` },
    summary: `${handoverTitle(handover)}: со слов сотрудника отметил «${titles(done)}».`,
    about,
  }
}

function stateHtml(handover: Handover, items: readonly ChecklistLine[]): string {
  const left = missing(items)
  if (left.length > 0) return `${handoverTitle(handover)}: осталось — ${escapeHtml(titles(left))}.`
  return handover.operation?.status === 'closed'
    ? `${handoverTitle(handover)}: всё собрано, спасибо!`
    : `${handoverTitle(handover)}: всё собрано. Проведите операцию в RentProg — карточка закроется сама.`
}
