// Photos: which operation and which items they prove, and what to answer.
import { escapeHtml } from '../effects/html.ts'
import { checklist, handoverTitle } from './handover.ts'
import type { AssistantFacts, Meant } from './handover-gather.ts'
import type { Assistant, Moment, Ruled, Tick } from './handover-rule.ts'
import { type ChecklistLine, missing, namedIn, titles } from './operations.ts'
import { bookingNumber } from './words.ts'

type Photo = Extract<AssistantFacts, { what: 'photo' }>
export function photosTaken({ meant, sender, caption, files }: Photo, { answersForStrays }: Assistant, { settings }: Moment): Ruled {
  if (meant.is === 'other') return { do: 'nothing', summary: 'Фото относится к операции другого помощника: он его и возьмёт.' }
  if (meant.is !== 'mine') return stray(meant, sender, answersForStrays)
  const { handover } = meant
  const before = checklist(handover, settings)
  const proved = provedBy(caption, before)
  if (proved.length === 0) {
    const html = `Спасибо за фото! В чек-листе нет пункта для фото, поэтому отметьте сделанное в карточке: ${escapeHtml(titles(missing(before)))}.`
    return {
      do: 'answer',
      answer: { to: 'thread', place: sender.place, html },
      summary: `${handoverTitle(handover)}: фото не к чему отнести, так и ответил.`,
    }
  }
  const fresh = (item: ChecklistLine): string[] => files.filter((file) => !item.evidence.includes(file))
  const ticks = proved.map((item): Tick => ({ code: item.code, done: true, evidence: fresh(item) }))
  const items = before.map((item) => (proved.includes(item) ? { ...item, done: true, evidence: [...item.evidence, ...fresh(item)] } : item))
  const left = missing(items)
  const thanks = [
    `Спасибо! Принял ${files.length} фото: ${escapeHtml(titles(proved))} ✅`,
    `${handoverTitle(handover)}: ${left.length === 0 ? 'всё собрано, остаётся провести в RentProg.' : `осталось — ${escapeHtml(titles(left))}.`}`,
  ]
  if (handover.operation?.status === 'closed' && left.length === 0) thanks[1] = `${handoverTitle(handover)}: теперь собрано всё.`
  return {
    do: 'tick',
    handover,
    ticks,
    items,
    by: sender.staff?.id ?? null,
    answer: { to: 'thread', place: sender.place, html: thanks.join('\n') },
    summary: `${handoverTitle(handover)}: принял фото (${files.length}) как «${titles(proved)}»; ${left.length === 0 ? 'всё собрано' : `осталось: ${titles(left)}`}.`,
  }
}

/** What the caption names; else the first photo still missing; else the first photo of the list. */
function provedBy(caption: string, items: readonly ChecklistLine[]): ChecklistLine[] {
  const named = namedIn(caption, items)
  if (named.length > 0) return named
  const photos = items.filter((item) => item.photos)
  return [photos.find(({ done }) => !done) ?? photos[0]].filter((item) => item !== undefined)
}

function stray(meant: Exclude<Meant, { is: 'mine' | 'other' }>, { place, isWorkplace }: Photo['sender'], answers: boolean): Ruled {
  const why = meant.is === 'none' ? 'открытой операции для фото нет' : 'фото подходит к нескольким операциям'
  if (!answers) return { do: 'nothing', summary: `${capital(why)}: отвечает помощник по выдаче.` }
  if (!isWorkplace) return { do: 'nothing', summary: `${capital(why)}, а чат не для материалов: молчу.` }
  const html =
    meant.is === 'none'
      ? 'Спасибо за фото! Сейчас нет открытой выдачи или приемки, к которой его отнести, поэтому я его не сохранил. Если оно к брони — пришлите ещё раз с подписью, например «бронь 4001, кузов».'
      : `Спасибо за фото! Оно подходит к нескольким операциям: ${meant.bookings.map(bookingNumber).join(', ')}. Пришлите ещё раз с номером в подписи, например «бронь ${bookingNumber(meant.bookings[0] as (typeof meant.bookings)[number]).slice(1)}, кузов».`
  return { do: 'answer', answer: { to: 'thread', place, html }, summary: `${capital(why)}: честно ответил.` }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
