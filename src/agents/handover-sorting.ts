// Files without a word about what they show: kept with their operation, asked about, and sorted by a press. Pure.
import type { MaterialColumns, OperationKind } from '../effects/catalogue.ts'
import { may } from '../effects/roles.ts'
import type { Material } from '../tools/rental.ts'
import { checklist, type Handover, handoverTitle } from './handover.ts'
import type { AssistantFacts } from './handover-gather.ts'
import {
  ALL,
  askHtml,
  chooseButtons,
  chooseHtml,
  countText,
  filesText,
  noItemHtml,
  seenHtml,
  sortButtons,
  sortedHtml,
  sought,
  undoButton,
} from './handover-material.ts'
import type { Moment, Ruled, Tick } from './handover-rule.ts'
import type { Candidate } from './handover-search.ts'
import { type ChecklistLine, namedIn, titles } from './operations.ts'
import { OPERATION } from './words.ts'

type Photo = Extract<AssistantFacts, { what: 'photo' }>
type Sorting = Extract<AssistantFacts, { what: 'sorting' }>
type File = Material['files'][number]

const fresh = ({ files, caption }: Pick<Photo, 'files' | 'caption'>, { now }: Moment): MaterialColumns => ({
  files: files.map((file) => ({ file, codes: [] })),
  caption,
  createdAt: now.toISOString(),
})

const belonging = ({ booking, kind }: Handover): Pick<MaterialColumns, 'bookingId' | 'kind'> => ({ bookingId: booking.id, kind })

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

/** What these files prove now, beside what the checklist said before. */
interface Sorted {
  files: File[]
  ticked: string[]
  ticks: Tick[]
  items: ChecklistLine[]
}

/** Gives files to items. @param codesOf the items a file proves; none leaves it as it is. */
export function sorted(
  material: Pick<Material, 'files' | 'ticked'>,
  items: readonly ChecklistLine[],
  codesOf: (file: File) => string[],
): Sorted {
  const files = material.files.map((one) => ({ ...one, codes: one.codes.length > 0 ? one.codes : codesOf(one) }))
  const added = (item: ChecklistLine) =>
    files.filter(({ codes }, index) => codes.includes(item.code) && material.files[index]?.codes.length === 0).map(({ file }) => file)
  const touched = items.filter((item) => added(item).length > 0)
  const evidence = (item: ChecklistLine) => added(item).filter((file) => !item.evidence.includes(file))
  return {
    files,
    ticked: [...material.ticked, ...touched.filter(({ done }) => !done).map(({ code }) => code)],
    ticks: touched.map((item) => ({ code: item.code, done: true, evidence: evidence(item) })),
    items: items.map((item) => (touched.includes(item) ? { ...item, done: true, evidence: [...item.evidence, ...evidence(item)] } : item)),
  }
}

/** Takes the files back: an item they ticked is open again, unless something else proves it meanwhile. */
function takenBack(material: Material, items: readonly ChecklistLine[]): Sorted {
  const removedOf = (item: ChecklistLine) => material.files.filter(({ codes }) => codes.includes(item.code)).map(({ file }) => file)
  const touched = items.filter((item) => removedOf(item).length > 0)
  const after = (item: ChecklistLine): ChecklistLine => {
    const evidence = item.evidence.filter((file) => !removedOf(item).includes(file))
    return { ...item, evidence, done: item.done && !(material.ticked.includes(item.code) && evidence.length === 0) }
  }
  return {
    files: material.files.map(({ file }) => ({ file, codes: [] })),
    ticked: [],
    ticks: touched.map((item) => ({ code: item.code, done: after(item).done, evidence: [], removed: removedOf(item) })),
    items: items.map((item) => (touched.includes(item) ? after(item) : item)),
  }
}

/** `Фото кузова, Техпаспорт` */
export const titlesOf = (codes: readonly string[], items: readonly ChecklistLine[]): string =>
  titles(items.filter(({ code }) => codes.includes(code)))

export function sortPressed(facts: Sorting, kind: OperationKind, moment: Moment): Ruled {
  const { queryId, staff, wish, material, handover } = facts
  const answer = (text: string, summary: string, alert = false): Ruled => ({
    do: 'answer',
    answer: { to: 'button', queryId, text, alert },
    summary,
  })
  const allowed = may(staff, 'handover.tick', { branch: handover?.booking.branch, owners: [handover?.responsible.staff?.id] })
  if (!allowed.yes) return answer(allowed.because, 'Кнопку под фото нажал тот, кто чек-лист не отмечает: отказал.', true)
  if (material?.cardKey == null || handover?.operation == null)
    return answer('Эта кнопка уже не работает.', 'Кнопка под фото ни к чему не относится: так и ответил.')
  const title = handoverTitle(handover)
  if ('choose' in wish.does && material.bookingId !== null)
    return answer('Эти файлы уже отнесены к операции.', `${title}: к какой операции файлы, уже решено; кнопка ничего не сделала.`)
  if (handover.operation.status === 'cancelled') {
    const html = `🚫 ${title} отменена: фото не понадобились.`
    const card = { ref: material.id, at: { sent: material.cardKey }, set: {}, html, buttons: undefined }
    const said = { to: 'button', queryId, text: `${OPERATION[kind].is} отменена, фото не понадобятся.`, alert: true } as const
    return 'choose' in wish.does
      ? answer(said.text, `${title} отменена: файлы к ней не отнёс.`, true)
      : { do: 'ask', card, answer: said, summary: `${title} отменена: кнопка под фото ничего не сделала.` }
  }
  return worked({ ...facts, staff: allowed.person, material: { ...material, cardKey: material.cardKey } }, handover, moment, answer)
}

type Known = Sorting & { staff: NonNullable<Sorting['staff']>; material: Material & { cardKey: string } }

function worked(
  { queryId, staff, wish, material }: Known,
  handover: Handover,
  moment: Moment,
  answer: (text: string, summary: string, alert?: boolean) => Ruled,
): Ruled {
  const items = checklist(handover, moment.settings)
  const title = handoverTitle(handover)
  const ref = material.id
  const { kind } = handover
  const at = { sent: material.cardKey }
  const said = (text: string) => ({ to: 'button', queryId, text: text.slice(0, 200), alert: false }) as const
  const asked = (count: number, now: readonly ChecklistLine[]) => ({
    html: sought(now).length === 0 ? noItemHtml(now) : askHtml(handover, count, now),
    buttons: sought(now).length === 0 ? undefined : sortButtons(kind, ref, now),
  })
  const give = (codes: readonly string[], set: MaterialColumns): Ruled => {
    const now = sorted(material, items, () => [...codes])
    const names = titlesOf(codes, items)
    return {
      do: 'tick',
      handover,
      ticks: now.ticks,
      items: now.items,
      by: staff.id,
      answer: said(`${names} ✅`),
      material: {
        ref,
        at,
        set: { ...set, files: now.files, ticked: now.ticked },
        html: sortedHtml(handover, filesText(now.files, items), staff.name, now.items),
        buttons: undoButton(kind, ref),
        wasReported: isReported(material, handover),
      },
      summary: `${title}: ${staff.name} — ${countText(material.files.filter(({ codes: known }) => known.length === 0).length)} это «${names}».`,
    }
  }
  if ('choose' in wish.does) {
    const named = namedIn(material.caption, items)
    if (named.length > 0)
      return give(
        named.map(({ code }) => code),
        belonging(handover),
      )
    const card = { ref, at, set: belonging(handover), ...asked(material.files.length, items) }
    return { do: 'ask', card, answer: said(title), summary: `${title}: ${staff.name} отнёс к ней файлы, спросил, что на них.` }
  }
  const done = [...new Set(material.files.flatMap(({ codes }) => codes))]
  if ('undo' in wish.does) {
    if (done.length === 0) return answer('Уже снято: выберите пункт.', `${title}: файлы уже не отнесены, кнопка ничего не сделала.`)
    const now = takenBack(material, items)
    const card = { ref, at, set: { files: now.files, ticked: now.ticked }, ...asked(material.files.length, now.items), wasReported: true }
    return {
      do: 'tick',
      handover,
      ticks: now.ticks,
      items: now.items,
      by: staff.id,
      answer: said('Снял. Выберите, что на фото.'),
      material: card,
      summary: `${title}: ${staff.name} — файлы не «${titlesOf(done, items)}», спросил заново.`,
    }
  }
  return sortInto(wish.does.sort, { material, items, title, done, answer, give })
}

interface Into {
  material: Material
  items: ChecklistLine[]
  title: string
  /** What the files prove already. */
  done: string[]
  answer: (text: string, summary: string, alert?: boolean) => Ruled
  give: (codes: readonly string[], set: MaterialColumns) => Ruled
}

function sortInto(wanted: string, { material, items, title, done, answer, give }: Into): Ruled {
  if (material.files.every(({ codes }) => codes.length > 0))
    return answer(`Уже отнесено: ${titlesOf(done, items)}.`.slice(0, 200), `${title}: файлы уже отнесены к «${titlesOf(done, items)}».`)
  const codes =
    wanted === ALL
      ? sought(items).map(({ code }) => code)
      : items.filter(({ code, photos }) => photos && code === wanted).map(({ code }) => code)
  if (codes.length === 0) return answer('Такого пункта в чек-листе больше нет.', `${title}: нажали пункт, которого больше нет.`)
  return give(codes, {})
}

/** What was there when the operation was posted stood in the report already, sorted or not. */
const isReported = ({ createdAt }: Material, { operation }: Handover): boolean =>
  operation?.closedAt != null && createdAt <= operation.closedAt
