// What people read from the daily plan.
import { inTbilisi } from '../../clock.ts'
import type { OperationKind } from '../../effects/catalogue.ts'
import { escapeHtml } from '../../effects/html.ts'
import type { Branch } from '../../events/event.ts'
import type { BookingView } from '../booking-facts.ts'
import type { ChecklistLine } from '../operations.ts'
import { BRANCH_NAME, bookingNumber, carLabel, dateTime, lines } from '../words.ts'
import { startOf } from './board.ts'
import type { Entry, Section } from './entries.ts'

export const SECTION_TITLE: Record<Section, string> = {
  overdue: '⏰ <b>С прошлых дней</b>',
  issue: '🔑 <b>Выдачи</b>',
  return: '🏁 <b>Приемки</b>',
  move: '🚚 <b>Перегоны</b>',
}

export const NOT_ISSUED = 'авто ещё не выдавали'
export const NO_TIME = 'в RentProg больше нет времени'
export const otherBranchNote = (branch: Branch): string => `передана в филиал ${BRANCH_NAME[branch]}`
export const movedNote = (kind: OperationKind | 'move', at: Date, now: Date): string =>
  `${kind === 'move' ? 'перенесён' : 'перенесена'} на ${dateTime(at, now)}`

const time = (at: Date): string => inTbilisi(at).toFormat('HH:mm')

export function technicalRoute(
  { clientName, repair }: BookingView,
  { leaves, comesBack }: { leaves: boolean; comesBack: Date | null },
): string {
  const what = clientName ?? (repair ? 'ремонт' : 'техническая бронь')
  if (!leaves) return `${what}, забрать`
  return comesBack === null ? what : `${what}, до ${time(comesBack)}`
}

export const transferRoute = (from: Branch | null, to: Branch): string =>
  from === null ? `уже в филиале ${BRANCH_NAME[to]}` : `${BRANCH_NAME[from]} → ${BRANCH_NAME[to]}, к выдаче`

/** Long names are cut, so that no line can fill a message. */
function short(text: string, most: number): string {
  const letters = [...text]
  return escapeHtml(
    letters.length > most
      ? `${letters
          .slice(0, most - 1)
          .join('')
          .trimEnd()}…`
      : text,
  )
}

const KIND_WORD: Record<Entry['kind'], string> = { issue: 'выдача', return: 'приемка', move: 'перегон' }

export function entryHtml(entry: Entry, n: number, day: string): string {
  const { kind, section, booking, car, responsible, at, state, note, route, items, operation } = entry
  const isThisDay = at !== null && inTbilisi(at).toISODate() === day
  const parts = [
    at === null ? 'время не указано' : isThisDay ? time(at) : dateTime(at, startOf(day).toJSDate()),
    short(carLabel(car), 60),
    ...(route === null ? [short(booking.clientName ?? 'клиент не указан', 60)] : [short(route, 80)]),
    responsible === null ? 'ответственный не назначен' : short(responsible, 40),
  ]
  const place = kind === 'issue' ? booking.locationStart : kind === 'return' ? booking.locationEnd : null
  const tail = [
    section === 'overdue' ? KIND_WORD[kind] : '',
    bookingNumber(booking),
    place === null ? '' : `📍 ${short(place, 40)}`,
  ].filter((part) => part !== '')
  const line = `${parts.join(' → ')} · ${tail.join(' · ')}`
  if (state === 'off') return `🚫 <b>${n}.</b> <s>${line}</s> — ${short(note ?? 'отменена', 80)}`
  return lines(
    `${state === 'done' ? '✅ ' : ''}<b>${n}.</b> ${line}${note === null ? '' : ` — ${short(note, 80)}`}`,
    state === 'done' && (operation === null || items.every(({ done }) => done)) ? null : itemsHtml(items),
  )
}

const itemsHtml = (items: readonly ChecklistLine[]): string | null =>
  items.length === 0 ? null : items.map(({ title, done }) => `${done ? '✅' : '▫️'} ${short(title, 24)}`).join(' · ')

export const buttonText = (n: number, { title, done }: ChecklistLine): string => `${n} ${done ? '✅' : '▫️'} ${title}`.slice(0, 40)

export type Look = 'live' | 'over' | 'asked-today' | 'asked-tomorrow' | 'asked-later'

const TITLE: Record<Look, string> = {
  live: 'План на день',
  over: 'План на день',
  'asked-today': 'План на сегодня',
  'asked-tomorrow': 'План на завтра',
  'asked-later': 'План',
}

export function headHtml(branch: Branch, day: string, entries: readonly Entry[], look: Look): string {
  return lines(
    `🗓 <b>${TITLE[look]} — ${BRANCH_NAME[branch]}</b>${look === 'over' ? ' · завершён' : ''}`,
    startOf(day).setLocale('ru').toFormat('cccc, d MMMM'),
    tally(entries),
  )
}

export const nextHeadHtml = (branch: Branch, part: number, look: Look): string =>
  `🗓 <b>${TITLE[look]} — ${BRANCH_NAME[branch]}</b>, часть ${part}${look === 'over' ? ' · завершён' : ''}`

const TALLIED = [
  ['выдачи', 'issue'],
  ['приемки', 'return'],
  ['перегоны', 'move'],
] as const

function tally(entries: readonly Entry[]): string | null {
  const counted = entries.filter(({ state }) => state !== 'off')
  const sums = TALLIED.flatMap(([name, kind]) => {
    const some = counted.filter((entry) => entry.kind === kind)
    return some.length === 0 ? [] : [`${name} ${some.filter(({ state }) => state === 'done').length} из ${some.length}`]
  })
  return sums.length === 0 ? null : `Готово: ${sums.join(', ')}`
}

export const EMPTY: Record<Look, string> = {
  live: 'Сегодня ни выдач, ни приемок, ни перегонов. Спокойного дня! ☕️\nЕсли что-то появится, я допишу сюда.',
  over: 'Ни выдач, ни приемок, ни перегонов в этот день не было.',
  'asked-today': 'Сегодня ни выдач, ни приемок, ни перегонов. Спокойного дня! ☕️',
  'asked-tomorrow': 'На завтра пока ни выдач, ни приемок, ни перегонов.',
  'asked-later': 'На этот день пока ни выдач, ни приемок, ни перегонов.',
}

/** A second message that is no longer needed stays, because new ones would be noise. */
export const SURPLUS = 'Всё уместилось выше, эта часть больше не нужна.'

export const whichBranchText = 'По какому филиалу показать план? Напишите, например, «план на день Батуми».'
export const notYoursText = (branch: Branch): string =>
  `Это план филиала ${BRANCH_NAME[branch]}: отмечают его сотрудники и все руководители.`

export const summaries = {
  posted: (branch: Branch, count: number, isLate: boolean): string =>
    `План ${BRANCH_NAME[branch]}: ${count === 0 ? 'день свободен, так и написал' : `пунктов ${count}`}, закрепил${isLate ? '; прошлый план завершил' : ''}.`,
  same: (branch: Branch): string => `План ${BRANCH_NAME[branch]}: для людей ничего не изменилось, не трогаю.`,
  edited: (branch: Branch, count: number): string => `План ${BRANCH_NAME[branch]}: обновил на месте, сообщений ${count}.`,
  none: (branch: Branch, why: 'no-plan' | 'unsent'): string =>
    `План ${BRANCH_NAME[branch]}: ${why === 'no-plan' ? 'его ещё нет, обновлять нечего' : 'сообщение не ушло в Telegram, обновлять нечего'}.`,
  shown: (branch: Branch, day: string): string => `Показал план филиала ${BRANCH_NAME[branch]} на ${day}, закреплённый не тронул.`,
  asked: 'Спросили план, но филиал не понятен: переспросил.',
  refused: (branch: Branch): string => `План ${BRANCH_NAME[branch]}: нажал сотрудник другого филиала, отказал.`,
  stale: 'Кнопка плана ни к чему не относится: так и ответил.',
  stranger: 'Кнопку плана нажал не сотрудник: отказал.',
}
export const STALE = 'Эта кнопка уже не работает.'
export const STRANGER = 'План отмечают только сотрудники.'
