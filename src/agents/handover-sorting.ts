// Which files prove which items: given to them, and taken back. Pure.
import type { MaterialColumns } from '../effects/catalogue.ts'
import type { Material } from '../tools/rental.ts'
import type { Handover } from './handover.ts'
import type { Tick } from './handover-rule.ts'
import { type ChecklistLine, titles } from './operations.ts'

type File = Material['files'][number]

export const belonging = ({ booking, kind }: Handover): Pick<MaterialColumns, 'bookingId' | 'kind'> => ({ bookingId: booking.id, kind })

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
export function takenBack(material: Material, items: readonly ChecklistLine[]): Sorted {
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
