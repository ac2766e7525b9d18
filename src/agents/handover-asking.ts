// Files without a word about what they show: taken for what the model is sure of, the rest kept and asked about. Pure.
import type { MaterialColumns } from '../effects/catalogue.ts'
import { checklist, type Handover, handoverTitle } from './handover.ts'
import type { AssistantFacts } from './handover-gather.ts'
import {
  askHtml,
  chooseButtons,
  chooseHtml,
  countText,
  filesText,
  noItemHtml,
  seenHtml,
  sortButtons,
  sought,
  undoButton,
} from './handover-material.ts'
import type { Moment, Ruled } from './handover-rule.ts'
import type { Candidate } from './handover-search.ts'
import { belonging, sorted } from './handover-sorting.ts'
import type { ChecklistLine } from './operations.ts'

type Photo = Extract<AssistantFacts, { what: 'photo' }>

const fresh = ({ files, caption }: Pick<Photo, 'files' | 'caption'>, { now }: Moment): MaterialColumns => ({
  files: files.map((file) => ({ file, codes: [] })),
  caption,
  createdAt: now.toISOString(),
})

/** Nobody said what they show: they are kept, and whoever is there is asked. */
export function askWhat(photo: Photo, handover: Handover, moment: Moment): Ruled {
  const items = checklist(handover, moment.settings)
  const { ref, sender, files } = photo
  const set = { ...fresh(photo, moment), ...belonging(handover) }
  const title = handoverTitle(handover)
  if (sought(items).length === 0) {
    const card = { ref, at: { new: sender.place }, set, html: noItemHtml(items), buttons: undefined }
    return { do: 'ask', card, answer: null, summary: `${title}: фото не к чему отнести, сохранил без пункта и так и ответил.` }
  }
  const seen = sureOf(photo, items, moment)
  if (seen.size > 0) return takeSeen(photo, handover, items, seen, set)
  const card = {
    ref,
    at: { new: sender.place },
    set,
    html: askHtml(handover, files.length, items),
    buttons: sortButtons(handover.kind, ref, items),
  }
  return {
    do: 'ask',
    card,
    answer: null,
    summary: `${title}: получил ${countText(files.length)} без подписи, спросил кнопками, что на них.`,
  }
}

/** Only what the model is sure of counts: the other photos are asked about. */
const sureOf = ({ seen }: Photo, items: readonly ChecklistLine[], { settings }: Moment): ReadonlyMap<string, string> =>
  new Map(
    seen
      .filter(({ confidence, unreadable }) => !unreadable && confidence >= settings.photoConfidence)
      .flatMap(({ file, code }) => (sought(items).some((item) => item.code === code) && code !== null ? [[file, code] as const] : [])),
  )

function takeSeen(
  { ref, sender, files, seen }: Photo,
  handover: Handover,
  items: readonly ChecklistLine[],
  sure: ReadonlyMap<string, string>,
  set: MaterialColumns,
): Ruled {
  const unsorted = { files: files.map((file) => ({ file, codes: [] })), ticked: [] }
  const now = sorted(unsorted, items, ({ file }) => [sure.get(file)].filter((code) => code !== undefined))
  const isWhole = now.files.every(({ codes }) => codes.length > 0)
  const undo = undoButton(handover.kind, ref)
  return {
    do: 'tick',
    handover,
    ticks: now.ticks,
    items: now.items,
    by: null,
    answer: null,
    material: {
      ref,
      at: { new: sender.place },
      set: { ...set, files: now.files, ticked: now.ticked },
      html: seenHtml(handover, now.files, seen.filter(({ unreadable }) => unreadable).length, now.items),
      buttons: isWhole ? undo : [...sortButtons(handover.kind, ref, now.items), ...undo],
      wasReported: false,
    },
    summary: `${handoverTitle(handover)}: определил по фото — ${filesText(now.files, items)}${isWhole ? '' : '; об остальных спросил'}.`,
  }
}

/** Several operations are open: which one comes first. */
export function askWhich(photo: Photo, candidates: readonly Candidate[], moment: Moment): Ruled {
  const { ref, sender, files } = photo
  const card = {
    ref,
    at: { new: sender.place },
    set: fresh(photo, moment),
    html: chooseHtml(files.length),
    buttons: chooseButtons(ref, candidates, moment.now),
  }
  return {
    do: 'ask',
    card,
    answer: null,
    summary: `Фото подходит к нескольким операциям (${candidates.length}): спросил кнопками, к какой.`,
  }
}
