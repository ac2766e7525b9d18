// The card of an operation in the car's topic: its checklist, one button per item.
import type { Button, OperationKind, Place } from '../effects/catalogue.ts'
import { escapeHtml } from '../effects/html.ts'
import { checklist, dueAt, type Handover } from './handover.ts'
import type { ChecklistLine } from './operations.ts'
import { responsibleText } from './people.ts'
import type { Settings } from './settings.ts'
import { bookingLink, bookingNumber, carLabel, dateTime, lines, OPERATION } from './words.ts'

/** Codes of the agents whose buttons the cards carry. */
export const CARD_OWNER: Record<OperationKind, string> = { issue: 'is', return: 'rt' }

/** A button says what it makes of the item, so that a double tap does it once: `is|700001|wash`, and `is|700001|!wash` to undo. */
export interface Wish {
  bookingId: number
  code: string
  done: boolean
}

export function wishIn(data: string, kind: OperationKind): Wish | null {
  const [owner, id, mark, code] = /^([a-z]{1,4})\|(\d{1,15})\|(!?)([a-z-]{1,16})$/.exec(data)?.slice(1) ?? []
  if (owner !== CARD_OWNER[kind] || code === undefined) return null
  return { bookingId: Number(id), code, done: mark === '' }
}

export const cardPlace = ({ booking }: Handover): Place =>
  booking.carId === null ? { to: 'branch', branch: booking.branch } : { to: 'car', carId: booking.carId, branch: booking.branch }

interface CardOptions {
  now: Date
  settings: Settings
  /** The checklist, where it differs from what the operation says. */
  items?: readonly ChecklistLine[]
  /** A last line: how it ended. */
  ending?: string
}

export function cardHtml(handover: Handover, { now, settings, items, ending }: CardOptions): string {
  const { kind, booking, car, responsible } = handover
  const at = dueAt(handover)
  const place = kind === 'issue' ? booking.locationStart : booking.locationEnd
  return lines(
    `<b>${OPERATION[kind].is} ${bookingNumber(booking)}</b> — ${escapeHtml(carLabel(car))}`,
    `🗓 ${at === null ? 'время не указано' : dateTime(at, now)}${place === null ? '' : ` · ${escapeHtml(place)}`}`,
    booking.clientName !== null && `Клиент: ${escapeHtml(booking.clientName)}`,
    `Ответственный: ${responsibleText(responsible)}`,
    kind === 'return' && '⛽️ Топливо: полный — полный, допуск 5 %',
    '',
    ...(items ?? checklist(handover, settings)).map(itemText),
    ending,
    bookingLink(booking.id),
  )
}

const itemText = ({ title, done, evidence }: ChecklistLine): string =>
  `${done ? '✅' : '▫️'} ${escapeHtml(title)}${evidence.length > 0 ? ` · 📷 ${evidence.length}` : ''}`

/** Two buttons a row: titles are short. */
export function cardButtons(kind: OperationKind, bookingId: number, items: readonly ChecklistLine[]): Button[][] {
  const buttons = items.map(
    ({ code, title, done }): Button => ({
      text: `${done ? '✅' : '▫️'} ${title}`.slice(0, 64),
      data: `${CARD_OWNER[kind]}|${bookingId}|${done ? '!' : ''}${code}`,
    }),
  )
  return Array.from({ length: Math.ceil(buttons.length / 2) }, (_, row) => buttons.slice(row * 2, row * 2 + 2))
}
