// The card that asks what files show: its texts, its buttons, and what a press on it wishes.
import type { Button, MaterialColumns, OperationKind, Place } from '../effects/catalogue.ts'
import { escapeHtml } from '../effects/html.ts'
import type { Material } from '../tools/rental.ts'
import { type Handover, handoverTitle } from './handover.ts'
import { CARD_OWNER } from './handover-card.ts'
import type { Candidate } from './handover-search.ts'
import { type ChecklistLine, missing, titles } from './operations.ts'
import { bookingNumber, carLabel, lines, OPERATION, plural, when } from './words.ts'

/** The card, as it is sent or as it looks from now on; `buttons` stay away when there is nothing left to press. */
export interface MaterialCard {
  ref: string
  /** `sent`: the effect key of the card that stands there already. */
  at: { new: Place } | { sent: string }
  set: MaterialColumns
  html: string
  buttons: Button[][] | undefined
}

export interface SortWish {
  ref: string
  does: { sort: string } | { sort: 'all' } | { undo: true } | { choose: number }
}

/** Item codes are small letters, so that `*`, `<` and `@` are free. */
const PRESS = /^([a-z]{2})\|([0-9a-f]{32})\|(?:([a-z-]{1,16})|(\*)|(<)|@(\d{1,15}))$/
/** No item can be called so. */
export const ALL = '*'

export function sortWishIn(data: string, kind: OperationKind): SortWish | null {
  const [, owner, ref, code, all, undo, bookingId] = PRESS.exec(data) ?? []
  if (owner !== CARD_OWNER[kind] || ref === undefined) return null
  if (code !== undefined) return { ref, does: { sort: code } }
  if (all !== undefined) return { ref, does: { sort: ALL } }
  return { ref, does: undo === undefined ? { choose: Number(bookingId) } : { undo: true } }
}

/** A button can carry an event's id only without its hyphens. */
export const materialRef = (eventId: string): string => eventId.replaceAll('-', '')

/** The items files can be for: those still without, else all that photos prove. */
export function sought(items: readonly ChecklistLine[]): ChecklistLine[] {
  const proved = items.filter(({ photos }) => photos)
  const open = proved.filter(({ done }) => !done)
  return open.length > 0 ? open : proved
}

const rows = (buttons: readonly Button[], perRow: number): Button[][] =>
  Array.from({ length: Math.ceil(buttons.length / perRow) }, (_, row) => buttons.slice(row * perRow, (row + 1) * perRow))

export function sortButtons(kind: OperationKind, ref: string, items: readonly ChecklistLine[]): Button[][] {
  const asked = sought(items)
  const button = (text: string, action: string): Button => ({ text: text.slice(0, 64), data: `${CARD_OWNER[kind]}|${ref}|${action}` })
  return [
    ...rows(
      asked.map(({ title, code }) => button(title, code)),
      2,
    ),
    ...(asked.length > 1 ? [[button('Это всё вместе', ALL)]] : []),
  ]
}

export const undoButton = (kind: OperationKind, ref: string): Button[][] => [
  [{ text: '↩️ Отнести иначе', data: `${CARD_OWNER[kind]}|${ref}|<` }],
]

const MOST_CHOICES = 8

export const chooseButtons = (ref: string, candidates: readonly Candidate[], now: Date): Button[][] =>
  candidates.slice(0, MOST_CHOICES).map(({ operation, booking }) => {
    const kind = operation.kind as OperationKind
    const text = `${OPERATION[kind].is} ${bookingNumber(booking)} · ${when(operation.plannedAt, now)}`
    return [{ text: text.slice(0, 64), data: `${CARD_OWNER[kind]}|${ref}|@${booking.id}` }]
  })

export const countText = (count: number): string => plural(count, 'файл', 'файла', 'файлов')

const titleText = (handover: Handover): string => `${handoverTitle(handover)}, ${escapeHtml(carLabel(handover.car))}`

/** What is still to come, after files were taken. */
export function leftText(handover: Handover, items: readonly ChecklistLine[]): string {
  const left = missing(items)
  const title = handoverTitle(handover)
  if (left.length > 0) return `${title}: осталось — ${escapeHtml(titles(left))}.`
  return handover.operation?.status === 'closed' ? `${title}: теперь собрано всё.` : `${title}: всё собрано, остаётся провести в RentProg.`
}

export const askHtml = (handover: Handover, count: number, items: readonly ChecklistLine[]): string =>
  lines(
    `📷 Спасибо! Получил ${countText(count)} — что на них?`,
    `${titleText(handover)}. Жду фото: ${escapeHtml(titles(sought(items)))}.`,
    'Пока не знаю, к какому пункту отнести: нажмите кнопку.',
  )

export const chooseHtml = (count: number): string => `📷 Спасибо! Получил ${countText(count)}, но открыто несколько операций. К какой это?`

export const noItemHtml = (items: readonly ChecklistLine[]): string =>
  `Спасибо за фото! В чек-листе нет пункта для фото: сохранил как есть, в отчёт попадут. Сделанное отметьте в карточке: ${escapeHtml(titles(missing(items)))}.`

/** `2 файла: Фото кузова; 1 файл: Техпаспорт` */
export const filesText = (files: Material['files'], items: readonly ChecklistLine[]): string =>
  [
    ...Map.groupBy(
      files.filter(({ codes }) => codes.length > 0),
      ({ codes }) => codes.join(),
    ),
  ]
    .map(([codes, some]) => `${countText(some.length)}: ${titles(items.filter(({ code }) => codes.split(',').includes(code)))}`)
    .join('; ')

/** What the model made of them, and what is still asked. */
export const seenHtml = (handover: Handover, files: Material['files'], unreadable: number, items: readonly ChecklistLine[]): string => {
  const open = files.filter(({ codes }) => codes.length === 0).length
  return lines(
    `🤖 Спасибо! Определил по фото — ${escapeHtml(filesText(files, items))}. Если не так, нажмите «Отнести иначе».`,
    open > 0 && `❓ Не уверен, что на остальных (${countText(open)}): нажмите кнопку.`,
    unreadable > 0 && `🔎 Видно плохо (${countText(unreadable)}): лучше переснять.`,
    leftText(handover, items),
  )
}

export const sortedHtml = (handover: Handover, files: string, by: string, items: readonly ChecklistLine[]): string =>
  lines(`✅ ${escapeHtml(files)} — ${escapeHtml(by)}`, leftText(handover, items))
