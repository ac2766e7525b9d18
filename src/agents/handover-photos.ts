// Photos that have come: which operation and which items they prove, what is asked about the others. Pure.
import type { MaterialColumns } from '../effects/catalogue.ts'
import { checklist, type Handover, handoverTitle } from './handover.ts'
import { belonging, freshBatch, given, isSorted, type Sorted } from './handover-batch.ts'
import { batchLook, chooseButtons, chooseHtml, countText, filesText, sought } from './handover-batch-card.ts'
import type { BatchFacts } from './handover-batch-gather.ts'
import { isStanding, sortedCard } from './handover-batch-pressed.ts'
import type { AssistantFacts } from './handover-gather.ts'
import type { Seen } from './handover-look.ts'
import type { Assistant, Moment, Ruled } from './handover-rule.ts'
import type { Candidate } from './handover-search.ts'
import type { Meant } from './handover-sender.ts'
import { type ChecklistLine, missing, namedIn, titles } from './operations.ts'
import { capital } from './words.ts'

type Photo = Extract<AssistantFacts, { what: 'photo' }>

export function photosTaken(photo: Photo, { answersForStrays }: Assistant, moment: Moment): Ruled {
  const { meant, sender, caption } = photo
  if (meant.is === 'other') return { do: 'nothing', summary: 'Фото относится к операции другого помощника: он его и возьмёт.' }
  if (meant.is !== 'mine') return stray(photo, meant, answersForStrays, moment)
  const { handover } = meant
  const items = checklist(handover, moment.settings)
  const named = namedIn(caption, items)
  if (named.length > 0) return captioned(photo, handover, items, named, moment)
  if (sender.isWorkplace) return uncaptioned(photo, handover, items, moment)
  return { do: 'nothing', summary: `${handoverTitle(handover)}: в подписи нет пункта, а чат не для материалов: молчу.` }
}

function captioned(
  photo: Photo,
  handover: Handover,
  items: readonly ChecklistLine[],
  named: readonly ChecklistLine[],
  moment: Moment,
): Ruled {
  const { files, sender } = photo
  const codes = named.map(({ code }) => code)
  const now = given(freshBatch(files), items, () => codes)
  const left = missing(now.items)
  return {
    do: 'tick',
    handover,
    ticks: now.ticks,
    items: now.items,
    by: sender.staff?.id ?? null,
    answer: null,
    batch: {
      ...kept(photo, moment, { ...belonging(handover), files: now.files, ticked: now.ticked }),
      ...batchLook(photo.ref, { handover, ...now, sorter: { by: 'caption' }, settings: moment.settings }),
      wasReported: false,
    },
    summary: `${handoverTitle(handover)}: принял фото (${files.length}) как «${titles(named)}»; ${left.length === 0 ? 'всё собрано' : `осталось: ${titles(left)}`}.`,
  }
}

/** Nobody said what they show: taken for what the model is sure of, kept, and whoever is there is asked about the rest. */
function uncaptioned(photo: Photo, handover: Handover, items: readonly ChecklistLine[], moment: Moment): Ruled {
  const { ref, files, seen } = photo
  const { settings } = moment
  const title = handoverTitle(handover)
  const sure = sureOf(seen, items, moment)
  const now = given(freshBatch(files), items, ({ file }) => sure(file))
  const sorter = { by: 'model', unreadable: unreadableIn(seen) } as const
  const card = {
    ...kept(photo, moment, { ...belonging(handover), files: now.files, ...(now.ticked.length > 0 && { ticked: now.ticked }) }),
    ...batchLook(ref, { handover, ...now, sorter, settings }),
  }
  if (sought(items).length === 0)
    return { do: 'ask', card, answer: null, summary: `${title}: фото не к чему отнести, сохранил без пункта и так и ответил.` }
  if (now.ticks.length === 0)
    return {
      do: 'ask',
      card,
      answer: null,
      summary: `${title}: получил ${countText(files.length)} без подписи, спросил кнопками, что на них.`,
    }
  const batch = { ...card, wasReported: false }
  return { do: 'tick', handover, ticks: now.ticks, items: now.items, by: null, answer: null, batch, summary: seenSummary(handover, now) }
}

const seenSummary = (handover: Handover, { files, items }: Sorted): string =>
  `${handoverTitle(handover)}: определил по фото — ${filesText(files, items)}${files.every(isSorted) ? '' : '; об остальных спросил'}.`

/** Only what the model is sure of counts: the other photos are asked about. @returns the codes a file proves. */
function sureOf(
  seen: readonly Seen[],
  items: readonly ChecklistLine[],
  { settings }: Pick<Moment, 'settings'>,
): (file: string) => string[] {
  const asked = sought(items).map(({ code }) => code)
  const isSure = ({ unreadable, confidence, code }: Seen) =>
    !unreadable && confidence >= settings.photoConfidence && code !== null && asked.includes(code)
  return (file) => seen.flatMap((one) => (one.file === file && isSure(one) && one.code !== null ? [one.code] : []))
}

const unreadableIn = (seen: readonly Seen[]): number => seen.filter(({ unreadable }) => unreadable).length

/** The model has looked at files whose operation was chosen by hand: what is still without an item is taken for what it is sure of. */
export function lookedAt({ handover, material, seen }: Extract<BatchFacts, { what: 'looked' }>, moment: Moment): Ruled {
  if (handover === null || !isStanding(material) || handover.operation?.status === 'cancelled')
    return { do: 'nothing', summary: 'Фото, на которые смотрела модель, уже никому не нужны.' }
  const items = checklist(handover, moment.settings)
  const sure = sureOf(seen, items, moment)
  const now = given(material, items, ({ file }) => sure(file))
  if (now.ticks.length === 0)
    return { do: 'nothing', summary: `${handoverTitle(handover)}: по фото ничего нового не определил, кнопки уже спросили.` }
  const batch = sortedCard(handover, material, now, { sorter: { by: 'model', unreadable: unreadableIn(seen) }, moment })
  return { do: 'tick', handover, ticks: now.ticks, items: now.items, by: null, answer: null, batch, summary: seenSummary(handover, now) }
}

/** What is remembered of files that have just come, and where their card goes. */
const kept = ({ ref, sender, files, caption }: Photo, { now }: Moment, set: MaterialColumns) => ({
  ref,
  at: { new: sender.place },
  set: { ...freshColumns({ files, caption }, now), ...set },
})

const freshColumns = ({ files, caption }: Pick<Photo, 'files' | 'caption'>, now: Date): MaterialColumns => ({
  files: freshBatch(files).files,
  caption,
  createdAt: now.toISOString(),
})

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

/** Several operations are open: which one comes first. */
function askWhich(photo: Photo, candidates: readonly Candidate[], moment: Moment): Ruled {
  const { ref, files } = photo
  const card = { ...kept(photo, moment, {}), html: chooseHtml(files.length), buttons: chooseButtons(ref, candidates, moment.now) }
  return {
    do: 'ask',
    card,
    answer: null,
    summary: `Фото подходит к нескольким операциям (${candidates.length}): спросил кнопками, к какой.`,
  }
}
