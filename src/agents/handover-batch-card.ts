// The card of a batch of files: what they show, what is asked about them, its buttons, and what a press on it wishes.
import type { Button, MaterialColumns, OperationKind, Place } from '../effects/catalogue.ts'
import { escapeHtml } from '../effects/html.ts'
import { checklist, type Handover, handoverTitle } from './handover.ts'
import { type Batch, isSorted, titlesOf } from './handover-batch.ts'
import { CARD_OWNER } from './handover-card.ts'
import type { Candidate } from './handover-search.ts'
import { type ChecklistLine, missing, titles } from './operations.ts'
import type { Settings } from './settings.ts'
import { bookingNumber, carLabel, lines, OPERATION, plural, when } from './words.ts'

/** The card, as it is sent or as it looks from now on; `buttons` stay away when there is nothing left to press. */
export interface BatchCard {
  ref: string
  /** `sent`: the effect key of the card that stands there already. */
  at: { new: Place } | { sent: string }
  set: MaterialColumns
  html: string
  buttons: Button[][] | undefined
}

export interface BatchWish {
  ref: string
  does:
    | { sort: string }
    /** The number of one file, from 1. */
    | { undo: 'all' | number }
    | { choose: number }
}

/** Item codes are small letters, so that `*`, `<` and `@` are free. */
const PRESS = /^([a-z]{2})\|([0-9a-f]{32})\|(?:([a-z-]{1,16}|\*)|<(\d{0,2})|@(\d{1,15}))$/
/** No item can be called so. */
export const ALL = '*'

export function batchWishIn(data: string, kind: OperationKind): BatchWish | null {
  const [, owner, ref, code, undo, bookingId] = PRESS.exec(data) ?? []
  if (owner !== CARD_OWNER[kind] || ref === undefined) return null
  if (code !== undefined) return { ref, does: { sort: code } }
  return { ref, does: bookingId === undefined ? { undo: undo ? Number(undo) : 'all' } : { choose: Number(bookingId) } }
}

/** A button can carry an event's id only without its hyphens. */
export const batchRef = (eventId: string): string => eventId.replaceAll('-', '')

/** The items files can be for: those still without, else all that photos prove. */
export function sought(items: readonly ChecklistLine[]): ChecklistLine[] {
  const proved = items.filter(({ photos }) => photos)
  const open = proved.filter(({ done }) => !done)
  return open.length > 0 ? open : proved
}

const rows = (buttons: readonly Button[], perRow: number): Button[][] =>
  Array.from({ length: Math.ceil(buttons.length / perRow) }, (_, row) => buttons.slice(row * perRow, (row + 1) * perRow))

type Press = (text: string, action: string) => Button

function sortButtons(press: Press, items: readonly ChecklistLine[]): Button[][] {
  const asked = sought(items).map(({ title, code }) => press(title, code))
  return [...rows(asked, 2), ...(asked.length > 1 ? [[press('Это всё вместе', ALL)]] : [])]
}

/** The whole batch, or one file of it by its number. */
function undoButtons(press: Press, files: Batch['files']): Button[][] {
  const numbered = files.flatMap((file, at) => (isSorted(file) ? [press(`↩️ № ${at + 1}`, `<${at + 1}`)] : []))
  if (numbered.length === 0) return []
  return [[press('↩️ Отнести иначе', '<')], ...(files.length > 1 ? rows(numbered, 5) : [])]
}

const MOST_CHOICES = 8

export const chooseButtons = (ref: string, candidates: readonly Candidate[], now: Date): Button[][] =>
  candidates.slice(0, MOST_CHOICES).map(({ operation, booking }) => {
    const kind = operation.kind as OperationKind
    const text = `${OPERATION[kind].is} ${bookingNumber(booking)} · ${when(operation.plannedAt, now)}`
    return [{ text: text.slice(0, 64), data: `${CARD_OWNER[kind]}|${ref}|@${booking.id}` }]
  })

export const countText = (count: number): string => plural(count, 'файл', 'файла', 'файлов')

const titleText = (handover: Handover): string => `${handoverTitle(handover)}, ${escapeHtml(carLabel(handover.car))}`

export const chooseHtml = (count: number): string => `📷 Спасибо! Получил ${countText(count)}, но открыто несколько операций. К какой это?`

const noItemHtml = (items: readonly ChecklistLine[]): string =>
  `Спасибо за фото! В чек-листе нет пункта для фото: сохранил их как есть, в отчёт они попадут. Сделанное отметьте в карточке: ${escapeHtml(titles(missing(items)))}.`

const askHtml = (handover: Handover, count: number, items: readonly ChecklistLine[]): string =>
  lines(
    `📷 Спасибо! Получил ${countText(count)} — что на них?`,
    sought(items).some(({ done }) => !done)
      ? `${titleText(handover)}. Жду фото: ${escapeHtml(titles(sought(items)))}.`
      : `${titleText(handover)}. Все фото уже есть, эти будут дополнением.`,
    'Пока не знаю, к какому пункту отнести: нажмите кнопку.',
  )

/** `2 файла: Фото кузова`, and where the files of a batch differ, by their numbers: `№ 1, 2: Фото кузова; № 3: Техпаспорт`. */
export function filesText(files: Batch['files'], items: readonly ChecklistLine[]): string {
  const numbered = files.map((file, at) => ({ ...file, n: at + 1 })).filter(isSorted)
  const groups = [...Map.groupBy(numbered, ({ codes }) => codes.join())]
  const isWhole = groups.length === 1 && numbered.length === files.length
  return groups
    .map(([codes, some]) => `${isWhole ? countText(some.length) : numbersText(some)}: ${titlesOf(codes.split(','), items)}`)
    .join('; ')
}

const numbersText = (some: readonly { n: number }[]): string => `№ ${some.map(({ n }) => n).join(', ')}`

/** What is still to come, after files were taken. */
function leftText(handover: Handover, items: readonly ChecklistLine[], settings: Settings): string {
  const left = missing(items)
  const title = handoverTitle(handover)
  if (left.length > 0) return `${title}: осталось — ${escapeHtml(titles(left))}.`
  if (handover.operation?.status !== 'closed') return `${title}: всё собрано, остаётся провести в RentProg.`
  return missing(checklist(handover, settings)).length > 0 ? `${title}: теперь собрано всё.` : `${title} уже проведена: добавил к отчёту.`
}

/** Who says what the files show; nobody, where some were only taken back. */
export type Sorter = { by: 'caption' } | { by: 'model'; unreadable: number } | { by: 'person'; name: string } | { by: 'nobody' }

function sortedText(sorter: Sorter, files: string): string {
  switch (sorter.by) {
    case 'caption':
      return `Спасибо! Принял ${files} ✅`
    case 'model':
      return `🤖 Спасибо! Определил по фото — ${files}. Если не так, нажмите «Отнести иначе».`
    case 'person':
      return `✅ ${files} — ${escapeHtml(sorter.name)}`
    case 'nobody':
      return `✅ ${files}`
  }
}

interface Look {
  handover: Handover
  files: Batch['files']
  /** The checklist as it is from now on. */
  items: readonly ChecklistLine[]
  sorter: Sorter
  settings: Settings
}

function batchHtml({ handover, files, items, sorter, settings }: Look): string {
  const open = files.map((file, at) => ({ ...file, n: at + 1 })).filter((file) => !isSorted(file))
  if (open.length === files.length) return sought(items).length === 0 ? noItemHtml(items) : askHtml(handover, files.length, items)
  return lines(
    sortedText(sorter, escapeHtml(filesText(files, items))),
    open.length > 0 && `❓ Не знаю, что на ${numbersText(open)}: нажмите кнопку.`,
    sorter.by === 'model' && sorter.unreadable > 0 && `🔎 Видно плохо (${countText(sorter.unreadable)}): лучше переснять.`,
    leftText(handover, items, settings),
  )
}

/** The card of a batch, whatever has become of its files. */
export function batchLook(ref: string, look: Look): Pick<BatchCard, 'html' | 'buttons'> {
  const { handover, files, items } = look
  const press: Press = (text, action) => ({ text: text.slice(0, 64), data: `${CARD_OWNER[handover.kind]}|${ref}|${action}` })
  const buttons = [...(files.every(isSorted) ? [] : sortButtons(press, items)), ...undoButtons(press, files)]
  return { html: batchHtml(look), buttons: buttons.length === 0 ? undefined : buttons }
}
