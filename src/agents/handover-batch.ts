// A batch of files and the items they prove: given to items, taken back, given to others. Pure.
import type { MaterialColumns } from '../effects/catalogue.ts'
import type { Material } from '../tools/rental.ts'
import type { Handover } from './handover.ts'
import type { Tick } from './handover-rule.ts'
import { type ChecklistLine, titles } from './operations.ts'

export type Batch = Pick<Material, 'files' | 'ticked'>
type File = Batch['files'][number]

export const freshBatch = (files: readonly string[]): Batch => ({ files: files.map((file) => ({ file, codes: [] })), ticked: [] })

export const belonging = ({ booking, kind }: Handover): Pick<MaterialColumns, 'bookingId' | 'kind'> => ({ bookingId: booking.id, kind })

export const isSorted = ({ codes }: File): boolean => codes.length > 0

/** A batch as it is from now on, and what that makes of the checklist. */
export interface Sorted extends Batch {
  ticks: Tick[]
  items: ChecklistLine[]
}

/** Gives files that prove nothing yet to items. @param codesOf the items a file proves; none leaves it as it is. */
export function given(batch: Batch, items: readonly ChecklistLine[], codesOf: (file: File) => readonly string[]): Sorted {
  const files = batch.files.map((one) => (isSorted(one) ? one : { ...one, codes: [...codesOf(one)] }))
  const added = (item: ChecklistLine) =>
    files.filter(({ codes }, at) => codes.includes(item.code) && !isSorted(batch.files[at] as File)).map(({ file }) => file)
  const touched = items.filter((item) => added(item).length > 0)
  const evidence = (item: ChecklistLine) => added(item).filter((file) => !item.evidence.includes(file))
  return {
    files,
    // What only files have ticked is open again when the last of them is taken back, whichever batch it came in.
    ticked: [...batch.ticked, ...touched.filter(({ done, evidence }) => !done || evidence.length > 0).map(({ code }) => code)],
    ticks: touched.map((item) => ({ code: item.code, done: true, evidence: evidence(item) })),
    items: items.map((item) => (touched.includes(item) ? { ...item, done: true, evidence: [...item.evidence, ...evidence(item)] } : item)),
  }
}

/**
 * Takes files back: an item they ticked is open again, unless something else proves it meanwhile.
 * @param only the place of one file, from 0; all of them when absent.
 */
export function takenBack(batch: Batch, items: readonly ChecklistLine[], only?: number): Sorted {
  const isTaken = (at: number) => only === undefined || at === only
  const files = batch.files.map((one, at) => (isTaken(at) ? { ...one, codes: [] } : one))
  const removedOf = ({ code }: ChecklistLine) =>
    batch.files.filter(({ codes }, at) => isTaken(at) && codes.includes(code)).map(({ file }) => file)
  const touched = items.filter((item) => removedOf(item).length > 0)
  const after = (item: ChecklistLine): ChecklistLine => {
    const removed = removedOf(item)
    const evidence = item.evidence.filter((file) => !removed.includes(file))
    return { ...item, evidence, done: item.done && !(batch.ticked.includes(item.code) && evidence.length === 0) }
  }
  return {
    files,
    ticked: batch.ticked.filter((ticked) => files.some(({ codes }) => codes.includes(ticked))),
    ticks: touched.map((item) => ({ code: item.code, done: after(item).done, evidence: [], removed: removedOf(item) })),
    items: items.map((item) => (touched.includes(item) ? after(item) : item)),
  }
}

/** Gives files to other items than before, in one step. @param only as above. */
export function givenAnew(batch: Batch, items: readonly ChecklistLine[], codes: readonly string[], only?: number): Sorted {
  const back = takenBack(batch, items, only)
  const now = given(back, back.items, ({ file }) => (only === undefined || batch.files[only]?.file === file ? codes : []))
  const earlier = back.ticks.filter(({ code }) => !now.ticks.some((tick) => tick.code === code))
  const removed = (code: string) => back.ticks.find((tick) => tick.code === code)?.removed
  return { ...now, ticks: [...earlier, ...now.ticks.map((tick) => ({ ...tick, removed: removed(tick.code) }))] }
}

/** `Фото кузова, Техпаспорт` */
export const titlesOf = (codes: readonly string[], items: readonly ChecklistLine[]): string =>
  titles(items.filter(({ code }) => codes.includes(code)))
