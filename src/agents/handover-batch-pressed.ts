// A pressed button of a batch's card: who may press it, and what comes of it. Pure.
import type { MaterialColumns, OperationKind } from '../effects/catalogue.ts'
import { may } from '../effects/roles.ts'
import type { Material } from '../tools/rental.ts'
import { checklist, type Handover, handoverTitle } from './handover.ts'
import { belonging, given, isSorted, type Sorted, takenBack, titlesOf } from './handover-batch.ts'
import { ALL, batchLook, countText, type Sorter, sought } from './handover-batch-card.ts'
import type { BatchFacts } from './handover-batch-gather.ts'
import type { Moment, Ruled, SortedCard } from './handover-rule.ts'
import { type ChecklistLine, namedIn } from './operations.ts'
import { OPERATION } from './words.ts'

type Pressed = Extract<BatchFacts, { what: 'batch-button' }>
type Does = Pressed['wish']['does']

/** A batch whose card stands in Telegram. */
export type Standing = Material & { cardKey: string }

export const isStanding = (material: Material | null): material is Standing => material?.cardKey != null

export function batchPressed(facts: Pressed, kind: OperationKind, moment: Moment): Ruled {
  const { queryId, staff, wish, material, handover } = facts
  const answer = (text: string, summary: string, alert = false): Ruled => ({
    do: 'answer',
    answer: { to: 'button', queryId, text: text.slice(0, 200), alert },
    summary,
  })
  const allowed = may(staff, 'handover.tick', { branch: handover?.booking.branch, owners: [handover?.responsible.staff?.id] })
  if (!allowed.yes) return answer(allowed.because, 'Кнопку под фото нажал тот, кто чек-лист не отмечает: отказал.', true)
  if (!isStanding(material) || handover?.operation == null)
    return answer('Эта кнопка уже не работает.', 'Кнопка под фото ни к чему не относится: так и ответил.')
  const title = handoverTitle(handover)
  if ('choose' in wish.does && material.bookingId !== null)
    return answer('Эти файлы уже отнесены к операции.', `${title}: к какой операции файлы, уже решено; кнопка ничего не сделала.`)
  if (handover.operation.status === 'cancelled') {
    const text = `${OPERATION[kind].is} отменена, фото не понадобятся.`
    if ('choose' in wish.does) return answer(text, `${title} отменена: файлы к ней не отнёс.`, true)
    const html = `🚫 ${title} отменена: фото не понадобились.`
    return {
      do: 'ask',
      card: { ref: material.id, at: { sent: material.cardKey }, set: {}, html, buttons: undefined },
      answer: { to: 'button', queryId, text, alert: true },
      summary: `${title} отменена: кнопка под фото ничего не сделала.`,
    }
  }
  const made = wanted(wish.does, material, checklist(handover, moment.settings), handover)
  if ('no' in made) return answer(made.no, `${title}: ${made.why}`)
  const { now, set, said, sorter = { by: 'person', name: allowed.person.name }, summary } = made
  const card = sortedCard(handover, material, now, { set, sorter, moment })
  const toButton = { to: 'button', queryId, text: said.slice(0, 200), alert: false } as const
  const told = `${title}: ${allowed.person.name} ${summary}`
  if (now.ticks.length === 0)
    return { do: 'ask', card, answer: toButton, summary: told, ...(facts.canLook && { lookAt: { handover, ref: material.id } }) }
  return { do: 'tick', handover, ticks: now.ticks, items: now.items, by: allowed.person.id, answer: toButton, batch: card, summary: told }
}

/** What a press makes of the batch, or why it makes nothing. */
type Made = { no: string; why: string } | { now: Sorted; set: MaterialColumns; said: string; summary: string; sorter?: Sorter }

function wanted(does: Does, batch: Standing, items: ChecklistLine[], handover: Handover): Made {
  if ('choose' in does) return chosen(batch, items, handover)
  if ('undo' in does) return undone(does.undo, batch, items)
  const done = titlesOf(
    batch.files.flatMap(({ codes }) => codes),
    items,
  )
  if (batch.files.every(isSorted)) return { no: `Уже отнесено: ${done}.`, why: `файлы уже отнесены к «${done}».` }
  const codes =
    does.sort === ALL
      ? sought(items).map(({ code }) => code)
      : items.filter(({ code, photos }) => photos && code === does.sort).map(({ code }) => code)
  if (codes.length === 0) return { no: 'Такого пункта в чек-листе больше нет.', why: 'нажали пункт, которого больше нет.' }
  return give(codes, batch, items, {})
}

function chosen(batch: Standing, items: ChecklistLine[], handover: Handover): Made {
  const named = namedIn(batch.caption, items).map(({ code }) => code)
  if (named.length > 0) return give(named, batch, items, belonging(handover))
  const now = given(batch, items, () => [])
  return { now, set: belonging(handover), said: handoverTitle(handover), summary: 'отнёс к ней файлы, спросил, что на них.' }
}

function give(codes: readonly string[], batch: Standing, items: ChecklistLine[], set: MaterialColumns): Made {
  const now = given(batch, items, () => codes)
  const names = titlesOf(codes, items)
  const open = batch.files.filter((file) => !isSorted(file)).length
  return { now, set, said: `${names} ✅`, summary: `— ${countText(open)} это «${names}».` }
}

function undone(which: 'all' | number, batch: Standing, items: ChecklistLine[]): Made {
  const only = which === 'all' ? undefined : which - 1
  const meant = only === undefined ? batch.files : batch.files.slice(only, which as number)
  const name = only === undefined ? 'файлы' : `№ ${which}`
  if (meant.length === 0) return { no: 'Такого файла здесь нет.', why: `файла ${name} нет, кнопка ничего не сделала.` }
  const was = titlesOf(
    meant.flatMap(({ codes }) => codes),
    items,
  )
  if (was === '') return { no: 'Уже снято: выберите пункт.', why: `${name} уже без пункта, кнопка ничего не сделала.` }
  return {
    now: takenBack(batch, items, only),
    set: {},
    said: only === undefined ? 'Снял. Выберите, что на фото.' : `Снял № ${which}. Выберите, что на нём.`,
    sorter: { by: 'nobody' },
    summary: `— ${name} не «${was}», спросил заново.`,
  }
}

interface Sorting {
  set?: MaterialColumns
  sorter: Sorter
  moment: Moment
}

/** The card of a batch that stands already, as it is from now on. */
export function sortedCard(handover: Handover, batch: Standing, now: Sorted, { set = {}, sorter, moment }: Sorting): SortedCard {
  const changed = now.ticks.length > 0 && { files: now.files, ticked: now.ticked }
  return {
    ref: batch.id,
    at: { sent: batch.cardKey },
    set: { ...set, ...changed },
    ...batchLook(batch.id, { handover, files: now.files, items: now.items, sorter, settings: moment.settings }),
    wasReported: isReported(batch, handover),
  }
}

/** What was there when the operation was posted stood in the report already, sorted or not. */
const isReported = ({ createdAt }: Material, { operation }: Handover): boolean =>
  operation?.closedAt != null && createdAt <= operation.closedAt
