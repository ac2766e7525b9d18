// Evidence: the files of an operation, as they stand in our rows and as they are shown in the topics of the car.
import { type Album, CAPTION_LENGTH, type MediaFile } from '../effects/catalogue.ts'
import { escapeHtml, splitHtml } from '../effects/html.ts'
import { type Handover, handoverTitle } from './handover.ts'
import type { ChecklistLine } from './operations.ts'
import { carLabel } from './words.ts'

/** A photo is its file id alone; of other files the row says what they are, because Telegram sends them otherwise. */
export const filed = ({ kind, fileId }: MediaFile): string => (kind === 'photo' ? fileId : `${kind}:${fileId}`)

export function mediaOf(filed: string): MediaFile {
  const [, kind, fileId] = /^(document|video):(.+)$/.exec(filed) ?? []
  return fileId === undefined ? { kind: 'photo', fileId: filed } : { kind: kind as MediaFile['kind'], fileId }
}

/** What stands under no item. */
const UNSORTED = 'Без пункта'

/** An album per item in the order of the list; a file that proves several items stands once, under all their titles. */
function grouped(
  items: readonly Pick<ChecklistLine, 'title' | 'evidence'>[],
  unsorted: readonly string[],
): [title: string, files: string[]][] {
  const titles = new Map<string, string[]>()
  for (const { title, evidence } of items) for (const file of evidence) titles.set(file, [...(titles.get(file) ?? []), title])
  for (const file of unsorted) if (!titles.has(file)) titles.set(file, [UNSORTED])
  return [...Map.groupBy(titles.keys(), (file) => (titles.get(file) ?? []).join(', '))]
}

/** @param lead what stands before the items: «Дополнение». */
export function albumsOf(
  handover: Handover,
  items: readonly Pick<ChecklistLine, 'title' | 'evidence'>[],
  { unsorted = [], lead }: { unsorted?: readonly string[]; lead?: string } = {},
): Album[] {
  return grouped(items, unsorted).map(([title, files]) => {
    const caption = `📷 ${lead === undefined ? '' : `${lead}: `}<b>${escapeHtml(title)}</b> · ${handoverTitle(handover)}, ${escapeHtml(carLabel(handover.car))}`
    return { caption: splitHtml(caption, CAPTION_LENGTH)[0], files: files.map(mediaOf) }
  })
}
