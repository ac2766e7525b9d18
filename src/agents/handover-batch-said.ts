// «Это техпаспорт»: a reply to one photo of a batch, or a new caption of all of it. Pure.
import { escapeHtml } from '../effects/html.ts'
import { may } from '../effects/roles.ts'
import { checklist, handoverTitle } from './handover.ts'
import { givenAnew, titlesOf } from './handover-batch.ts'
import type { BatchFacts } from './handover-batch-gather.ts'
import { sortedCard } from './handover-batch-pressed.ts'
import type { Moment, Ruled } from './handover-rule.ts'
import { type ChecklistLine, namedIn } from './operations.ts'
import { OPERATION } from './words.ts'

/** The items that words give photos to: «не кузов, а техпаспорт» names one. */
export const itemsSaid = (text: string, items: readonly ChecklistLine[]): ChecklistLine[] =>
  namedIn(text.replace(/(?<!\p{L})не\s+\p{L}+/giu, ' '), items)

/** «Все» speaks of the whole album, whichever photo it replies to. */
export const saysAll = (text: string): boolean => /(?<!\p{L})вс[её](?!\p{L})/iu.test(text)

export function batchSaid(facts: Extract<BatchFacts, { what: 'batch-words' }>, moment: Moment): Ruled {
  const { material, only, handover, text, sender } = facts
  const title = handoverTitle(handover)
  const reply = (html: string, summary: string): Ruled => ({ do: 'answer', answer: { to: 'thread', place: sender.place, html }, summary })
  const allowed = may(sender.staff, 'handover.tick', { branch: handover.booking.branch, owners: [handover.responsible.staff?.id] })
  if (!allowed.yes) return reply(escapeHtml(allowed.because), 'О фото написал тот, кто чек-лист не отмечает: отказал.')
  if (handover.operation?.status === 'cancelled')
    return reply(`${OPERATION[handover.kind].is} отменена, фото не понадобятся.`, `${title} отменена: фото к ней не отнёс.`)
  const items = checklist(handover, moment.settings)
  const codes = itemsSaid(text, items).map(({ code }) => code)
  const names = titlesOf(codes, items)
  const which = material.files.length === 1 ? 'файл' : only === undefined ? 'все файлы' : `№ ${only + 1}`
  const now = givenAnew(material, items, codes, only)
  const isSame = (one: { codes: string[] }, at: number) => one.codes.join() === now.files[at]?.codes.join()
  if (material.files.every(isSame)) return reply(`Уже так: ${which} — ${escapeHtml(names)}.`, `${title}: ${which} уже «${names}».`)
  return {
    do: 'tick',
    handover,
    ticks: now.ticks,
    items: now.items,
    by: allowed.person.id,
    answer: { to: 'thread', place: sender.place, html: `Понял: ${which} — ${escapeHtml(names)} ✅` },
    batch: sortedCard(handover, material, now, { sorter: { by: 'person', name: allowed.person.name }, moment }),
    summary: `${title}: ${allowed.person.name} — ${which} это «${names}».`,
  }
}
