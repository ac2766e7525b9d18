// An operation's checklist: its lines, what is missing, and how it looks in YouGile.
import type { EffectPayload, OperationKind } from '../effects/catalogue.ts'
import type { Operation } from '../tools/rental.ts'
import type { BookingView } from './booking-facts.ts'
import type { CarFacts } from './known-booking.ts'
import { tokensOf } from './phrases.ts'
import type { Settings } from './settings.ts'
import { BRANCH_TAG, bookingNumber, carLabel, OPERATION } from './words.ts'

export interface ChecklistLine {
  code: string
  title: string
  /** Photos prove it. */
  photos: boolean
  done: boolean
  /** Telegram file ids. */
  evidence: string[]
}

/** RentProg alone can say that an operation is posted. */
export const POSTED = 'posted'

const checklistOf = (settings: Settings, kind: OperationKind) => (kind === 'issue' ? settings.issueChecklist : settings.returnChecklist)

/** A fresh checklist of the settings, nothing done. */
export const freshLines = (settings: Settings, kind: OperationKind): ChecklistLine[] =>
  checklistOf(settings, kind).map(({ code, title, photos }) => ({ code, title, photos, done: false, evidence: [] }))

/** The checklist as it stands; an operation opened under older settings keeps its own items. */
export function linesOf(operation: Operation, settings: Settings): ChecklistLine[] {
  const withPhotos = new Set(
    checklistOf(settings, operation.kind as OperationKind)
      .filter(({ photos }) => photos)
      .map(({ code }) => code),
  )
  return operation.items.map(({ code, title, doneAt, evidence }) => ({
    code,
    title,
    photos: withPhotos.has(code),
    done: doneAt !== null,
    evidence: Array.isArray(evidence) ? evidence.filter((id): id is string => typeof id === 'string') : [],
  }))
}

/** What people still have to do; posting in RentProg is not counted. */
export const missing = (checklist: readonly ChecklistLine[]): ChecklistLine[] =>
  checklist.filter(({ code, done }) => !done && code !== POSTED)

export const titles = (checklist: readonly ChecklistLine[]): string => checklist.map(({ title }) => title).join(', ')

/** What people call an item besides its title, as word beginnings. */
const ALSO: Record<string, readonly string[]> = {
  wash: ['мойк', 'мыл', 'помы', 'вымы', 'чист'],
  fuel: ['заправ', 'бензин', 'топлив', 'бак'],
  fluids: ['жидкост', 'масл', 'антифриз', 'тормозн', 'омывайк', 'омывател'],
  kit: ['комплект', 'багажник', 'домкрат', 'запаск', 'аптечк', 'огнетушител', 'инструмент'],
  body: ['кузов', 'снаруж', 'бампер', 'царапин', 'двер', 'крыл', 'капот'],
  dash: ['прибор', 'панел', 'одометр', 'пробег', 'спидометр'],
  papers: ['техпаспорт', 'документ', 'птс', 'свидетельств'],
  fines: ['штраф'],
}

/** Whether the words name an item of a checklist at all, whoever's it is. */
export function namesItem(text: string): boolean {
  const said = tokensOf(text)
  return Object.values(ALSO).some((stems) => said.some((word) => stems.some((stem) => word.startsWith(stem))))
}

/** Words of a title that are too common to mean it. */
const COMMON = new Set(['фото', 'закрытие', 'выдача', 'приемка'])

/** The items a caption or a message names, in the order of the list. */
export function namedIn(text: string, checklist: readonly ChecklistLine[]): ChecklistLine[] {
  const said = tokensOf(text)
  return checklist.filter(({ code, title }) => {
    if (code === POSTED) return false
    const ofTitle = tokensOf(title).filter((word) => word.length > 3 && !COMMON.has(word))
    const stems = [...(ALSO[code] ?? []), ...ofTitle.map((word) => word.slice(0, 6))]
    return said.some((word) => stems.some((stem) => word.startsWith(stem)))
  })
}

export const yougileChecklist = (
  kind: OperationKind,
  checklist: readonly ChecklistLine[],
): NonNullable<EffectPayload<'yougile.update'>['checklist']> => ({
  title: `Чек-лист ${OPERATION[kind].of}`,
  items: checklist.map(({ title, done }) => ({ title, done })),
})

/** `[Batumi] Выдача #4001 — Test Car TT000TT` */
export const taskTitle = (kind: OperationKind, booking: BookingView, car: CarFacts | null): string =>
  `[${BRANCH_TAG[booking.branch]}] ${OPERATION[kind].is} ${bookingNumber(booking)} — ${carLabel(car)}`.slice(0, 500)
