// The card of a task: what stands in it, and its buttons.
import type { Button } from '../../effects/catalogue.ts'
import { escapeHtml } from '../../effects/html.ts'
import type { Car, Staff, Task, TaskWithLog } from '../../tools/rental.ts'
import type { BookingView } from '../booking-facts.ts'
import { bookingLink, bookingNumber, carLabel, dateTime, lines } from '../words.ts'

export interface Shown {
  row: Pick<Task, 'title' | 'description' | 'priority' | 'dueAt' | 'snoozeUntil' | 'status' | 'doneAt'> & { checklist: Item[] }
  assignee: Pick<Staff, 'name'> | null
  creator: Pick<Staff, 'name'> | null
  car: Car | null
  booking: BookingView | null
}

export interface Item {
  title: string
  done: boolean
}

/** Nothing but our own upserts writes the column. */
export const checklistOf = ({ checklist }: Pick<Task, 'checklist'>): Item[] => checklist as unknown as Item[]

const MARK: Readonly<Record<string, string>> = { urgent: '🔴 ', high: '🟠 ', low: '⚪️ ' }

export function cardText({ row, assignee, creator, car, booking }: Shown, now: Date): string {
  const isDone = row.status === 'done'
  return lines(
    `${isDone ? '✅ ' : (MARK[row.priority] ?? '📌 ')}<b>${escapeHtml(row.title)}</b>`,
    `Исполнитель: ${name(assignee)}${creator === null || creator.name === assignee?.name ? '' : ` · поставил(а): ${name(creator)}`}`,
    isDone && row.doneAt !== null && `Выполнена ${dateTime(row.doneAt, now)}`,
    !isDone && row.dueAt !== null && `Срок: <b>${dateTime(row.dueAt, now)}</b>`,
    !isDone && row.snoozeUntil !== null && `Отложена до ${dateTime(row.snoozeUntil, now)}`,
    car !== null && `Авто: ${escapeHtml(carLabel(car))}`,
    booking !== null && bookingLink(booking.id, `Бронь ${bookingNumber(booking)}`),
    row.description !== '' && `\n${escapeHtml(row.description)}`,
    row.checklist.length > 0 && `\n${row.checklist.map(({ title, done }) => `${done ? '✅' : '▫️'} ${escapeHtml(title)}`).join('\n')}`,
  )
}

const name = (staff: Pick<Staff, 'name'> | null): string => (staff === null ? 'никто' : escapeHtml(staff.name))

const SHOWN_LINES = 8

/** The card with what happened to the task so far. */
export function detailsText(shown: Shown, { id, log }: Pick<TaskWithLog, 'id' | 'log'>, now: Date): string {
  const latest = log.slice(-SHOWN_LINES).map(({ at, text, what }) => `${dateTime(at, now)} — ${escapeHtml((text ?? what).slice(0, 200))}`)
  return lines(cardText(shown, now), '', `<i>Задача ${id}</i>`, log.length > SHOWN_LINES && '…', ...latest)
}

const button = (id: string, text: string, action: string): Button => ({ text, data: `tk|${id}|${action}` })
const snoozes = (id: string): Button[] => [button(id, '⏰ +1 час', 'sh'), button(id, '⏰ Сегодня', 'st'), button(id, '⏰ Завтра', 'sm')]

export const cardButtons = (id: string): Button[][] => [
  [button(id, '✅ Готово', 'done'), button(id, 'ℹ️ Подробно', 'more')],
  snoozes(id),
  [button(id, '👤 Назначить', 'who')],
]

/** Under a message to the assignee: what they may do without the topic. */
export const ownButtons = (id: string): Button[][] => [[button(id, '✅ Готово', 'done')], snoozes(id)]

const MOST_ITEMS = 20

export const detailsButtons = (id: string, checklist: readonly Item[]): Button[][] => [
  ...checklist
    .slice(0, MOST_ITEMS)
    .map(({ title, done }, at) => [button(id, `${done ? '✅' : '▫️'} ${title}`.slice(0, 60), `c${at}${done ? '-' : '+'}`)]),
  [button(id, '✅ Готово', 'done'), button(id, '↩️ Свернуть', 'back')],
]

const MOST_PEOPLE = 20

export const peopleButtons = (id: string, people: readonly Staff[], assigneeId: number | null): Button[][] => [
  ...people
    .filter((one) => one.id !== assigneeId)
    .slice(0, MOST_PEOPLE)
    .map((one) => [button(id, one.name.slice(0, 60), `a${one.id}`)]),
  [button(id, '↩️ Назад', 'back')],
]

export const makeButton = (eventId: string): Button[][] => [[{ text: '📌 Создать задачу', data: `tk|${eventId}|make` }]]
