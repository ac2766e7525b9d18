// Photos: which operation and which items they prove, and what to answer.
import { escapeHtml } from '../effects/html.ts'
import { checklist, handoverTitle } from './handover.ts'
import { askWhat, askWhich } from './handover-asking.ts'
import type { AssistantFacts, Meant } from './handover-gather.ts'
import { leftText } from './handover-material.ts'
import type { Assistant, Moment, Ruled, Tick } from './handover-rule.ts'
import { type ChecklistLine, missing, namedIn, titles } from './operations.ts'

type Photo = Extract<AssistantFacts, { what: 'photo' }>

export function photosTaken(photo: Photo, { answersForStrays }: Assistant, moment: Moment): Ruled {
  const { meant, sender, caption, files } = photo
  if (meant.is === 'other') return { do: 'nothing', summary: 'Фото относится к операции другого помощника: он его и возьмёт.' }
  if (meant.is !== 'mine') return stray(photo, meant, answersForStrays, moment)
  const { handover } = meant
  const before = checklist(handover, moment.settings)
  const proved = namedIn(caption, before)
  if (proved.length === 0) {
    if (sender.isWorkplace) return askWhat(photo, handover, moment)
    return { do: 'nothing', summary: `${handoverTitle(handover)}: в подписи нет пункта, а чат не для материалов: молчу.` }
  }
  const fresh = (item: ChecklistLine): string[] => files.filter((file) => !item.evidence.includes(file))
  const ticks = proved.map((item): Tick => ({ code: item.code, done: true, evidence: fresh(item) }))
  const items = before.map((item) => (proved.includes(item) ? { ...item, done: true, evidence: [...item.evidence, ...fresh(item)] } : item))
  const left = missing(items)
  const thanks = `Спасибо! Принял ${files.length} фото: ${escapeHtml(titles(proved))} ✅\n${leftText(handover, items)}`
  return {
    do: 'tick',
    handover,
    ticks,
    items,
    by: sender.staff?.id ?? null,
    answer: { to: 'thread', place: sender.place, html: thanks },
    summary: `${handoverTitle(handover)}: принял фото (${files.length}) как «${titles(proved)}»; ${left.length === 0 ? 'всё собрано' : `осталось: ${titles(left)}`}.`,
  }
}

function stray(photo: Photo, meant: Exclude<Meant, { is: 'mine' | 'other' }>, answers: boolean, moment: Moment): Ruled {
  const { place, isWorkplace } = photo.sender
  const why = meant.is === 'none' ? 'открытой операции для фото нет' : 'фото подходит к нескольким операциям'
  if (!answers) return { do: 'nothing', summary: `${capital(why)}: отвечает помощник по выдаче.` }
  if (!isWorkplace) return { do: 'nothing', summary: `${capital(why)}, а чат не для материалов: молчу.` }
  if (meant.is === 'several') return askWhich(photo, meant.candidates, moment)
  const html =
    'Спасибо за фото! Сейчас нет открытой выдачи или приемки, к которой его отнести, поэтому я его не сохранил. Если оно к брони — пришлите ещё раз с подписью, например «бронь 4001, кузов».'
  return { do: 'answer', answer: { to: 'thread', place, html }, summary: `${capital(why)}: честно ответил.` }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
