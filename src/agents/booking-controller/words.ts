// What people read from the booking controller.
import type { OperationKind } from '../../effects/catalogue.ts'
import { escapeHtml } from '../../effects/html.ts'
import { checklist, dueAt, type Handover, isOpen } from '../handover.ts'
import { missing, titles } from '../operations.ts'
import { insteadText, responsibleText } from '../people.ts'
import type { Settings } from '../settings.ts'
import { BRANCH_NAME, bookingLink, bookingNumber, carLabel, lines, OPERATION, source, span, when } from '../words.ts'
import type { Tell } from './timers.ts'

export interface Moment {
  now: Date
  settings: Settings
}

const car = (handover: Handover): string => escapeHtml(carLabel(handover.car))

const details = ({ booking, kind }: Handover): string => {
  const place = kind === 'issue' ? booking.locationStart : booking.locationEnd
  const parts = [
    `Бронь ${bookingNumber(booking)}`,
    booking.clientName !== null && `клиент ${escapeHtml(booking.clientName)}`,
    place !== null && escapeHtml(place),
  ]
  return parts.filter((part) => part !== false).join(' · ')
}

const gaps = (handover: Handover, settings: Settings) => missing(checklist(handover, settings))

function gapsText(handover: Handover, settings: Settings): string | false {
  if (handover.operation === null) return false
  const left = gaps(handover, settings)
  return left.length === 0 ? '✅ Чек-лист собран полностью.' : `Не хватает: ${escapeHtml(titles(left))}`
}

const PREPARE: Record<OperationKind, string> = {
  issue: 'Подготовьте авто, снимите фото по чек-листу и проведите выдачу в RentProg.',
  return: 'Встретьте авто, снимите фото по чек-листу, проверьте штрафы и закройте бронь в RentProg.',
}

/** The first reminder, two hours before. */
export const plannedText = (handover: Handover, at: Date, { now }: Moment): string =>
  lines(
    `🔔 <b>${OPERATION[handover.kind].is} ${when(at, now)}</b> — ${car(handover)}`,
    details(handover),
    PREPARE[handover.kind],
    insteadText(handover.responsible),
    bookingLink(handover.booking.id),
  )

/** The second one, half an hour before. */
export const soonText = (handover: Handover, at: Date, { now, settings }: Moment): string =>
  lines(
    `⏰ <b>Через ${span(at.getTime() - now.getTime())} — ${OPERATION[handover.kind].is.toLowerCase()}</b>, ${car(handover)}`,
    details(handover),
    gapsText(handover, settings),
    insteadText(handover.responsible),
    bookingLink(handover.booking.id),
  )

/** After the time, to the responsible. */
export const notPostedText = (handover: Handover, at: Date, { now, settings }: Moment): string =>
  lines(
    `❗️ <b>${OPERATION[handover.kind].notDone} в RentProg</b> — ${car(handover)}`,
    `План: ${when(at, now)}, прошло ${span(now.getTime() - at.getTime())}.`,
    details(handover),
    gapsText(handover, settings),
    insteadText(handover.responsible),
    bookingLink(handover.booking.id),
  )

/** After the time, to those above: who, what, since when. */
export const escalationText = (handover: Handover, at: Date, tell: Tell, { now, settings }: Moment): string =>
  lines(
    `${tell === 'manager' ? '⚠️' : '🚨'} <b>${OPERATION[handover.kind].notDone}</b> — ${car(handover)}`,
    `${BRANCH_NAME[handover.booking.branch]}, план ${when(at, now)}, просрочено на ${span(now.getTime() - at.getTime())}.`,
    `Ответственный: ${responsibleText(handover.responsible)}`,
    details(handover),
    gapsText(handover, settings),
    bookingLink(handover.booking.id),
  )

export const movedText = (handover: Handover, at: Date, { now }: Moment): string =>
  lines(
    `🔁 <b>Время ${OPERATION[handover.kind].of} изменилось: ${when(at, now)}</b> — ${car(handover)}`,
    handover.operation !== null && `Было: ${when(handover.operation.plannedAt, now)}`,
    details(handover),
    insteadText(handover.responsible),
    bookingLink(handover.booking.id),
  )

export const assignedText = (handover: Handover, at: Date, { now, settings }: Moment): string =>
  lines(
    `🤝 <b>${OPERATION[handover.kind].is} теперь на вас: ${when(at, now)}</b> — ${car(handover)}`,
    details(handover),
    gapsText(handover, settings),
    insteadText(handover.responsible),
    bookingLink(handover.booking.id),
  )

export const cancelledText = (handover: Handover, reason: string): string =>
  lines(
    `🚫 <b>${OPERATION[handover.kind].is} не понадобится</b> — ${car(handover)}`,
    `${details(handover)}: ${escapeHtml(reason)}.`,
    'Готовить ничего не нужно, спасибо!',
    bookingLink(handover.booking.id),
  )

export const postedButton = (bookingId: number, kind: OperationKind) => [
  [{ text: 'Уже провёл(а)', data: `bk|${bookingId}${kind === 'issue' ? 'i' : 'r'}|posted` }],
]

/** «что с бронью 4001» */
export const statusText = (handovers: { issue: Handover; return: Handover }, state: string, { now, settings }: Moment): string => {
  const { issue } = handovers
  const { booking } = issue
  const time = (kind: OperationKind): string => {
    const at = dueAt(handovers[kind])
    const place = kind === 'issue' ? booking.locationStart : booking.locationEnd
    return `${OPERATION[kind].is}: ${at === null ? 'время не указано' : when(at, now)}${place === null ? '' : `, ${escapeHtml(place)}`}`
  }
  const left = (kind: OperationKind) => {
    if (!isOpen(handovers[kind])) return false
    const items = gaps(handovers[kind], settings)
    return items.length === 0
      ? `По ${OPERATION[kind].about} чек-лист собран.`
      : `По ${OPERATION[kind].about} не хватает: ${escapeHtml(titles(items))}`
  }
  return lines(
    `<b>Бронь ${bookingNumber(booking)}</b> — ${car(issue)}`,
    `${escapeHtml(state)} · ${BRANCH_NAME[booking.branch]}`,
    booking.clientName !== null && `Клиент: ${escapeHtml(booking.clientName)}`,
    time('issue'),
    time('return'),
    `Ответственный: ${responsibleText(issue.responsible)}`,
    left('issue'),
    left('return'),
    bookingLink(booking.id),
    source('наша база (RentProg)'),
  )
}

export const notFoundText = (numbers: readonly number[]): string =>
  numbers.length === 0
    ? 'Не увидел номера брони. Напишите, например: «бронь 4001» — или id из ссылки RentProg.'
    : `Не нашёл брони ${numbers.map((n) => `<b>${n}</b>`).join(', ')}. Проверьте номер и напишите, например: «бронь 4001» — или id из ссылки RentProg.`
