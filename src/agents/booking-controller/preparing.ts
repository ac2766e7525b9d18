// Operations somebody is already preparing: who hears of a new time, of a new person, of the end.
import type { OperationKind } from '../../effects/catalogue.ts'
import { isReturned } from '../booking-state.ts'
import type { Handover } from '../handover.ts'
import { cardButtons, cardHtml } from '../handover-card.ts'
import type { BookingEvent } from '../known-booking.ts'
import { linesOf } from '../operations.ts'
import type { Settings } from '../settings.ts'
import type { Act } from './acts.ts'
import type { ChangedBooking } from './changed-booking.ts'
import { assignedText, cancelledText, movedText } from './words.ts'

export interface Change {
  booking: ChangedBooking
  event: { id: string; type: BookingEvent['type'] | 'check.bookings' }
}

/** A change, seen from one of the two operations. */
export interface Rule extends Change {
  kind: OperationKind
  settings: Settings
  now: Date
}

/** Somebody is already preparing it: tell them of the new time, or tell the new one. */
export function moves(rule: Rule, due: Date, hasMoved: boolean): Act[] {
  const { booking, kind, settings, now } = rule
  const operation = booking.operations[kind]
  if (operation?.status !== 'open') return []
  const isReassigned = booking.before?.responsibleId !== booking.now.responsibleId
  if (!hasMoved && !isReassigned) return []
  const handover = handoverIn(rule)
  const html = (isReassigned ? assignedText : movedText)(handover, due, { now, settings })
  const items = linesOf(operation, settings)
  return [
    ...(hasMoved ? [{ act: 'reopen', operation, booking: booking.now, at: due } as const] : []),
    {
      act: 'tell',
      slot: `${booking.now.id}.${kind}.${isReassigned ? 'assigned' : 'moved'}`,
      to: handover.responsible.place,
      html,
      at: due,
    },
    { act: 'card', operation, html: cardHtml(handover, { now, settings, items }), buttons: cardButtons(kind, booking.now.id, items) },
  ]
}

export function cancelled(rule: Rule, reason: string): Act[] {
  const { booking, kind, settings, now } = rule
  const operation = booking.operations[kind]
  // What stands in the daily plan only has no card, and nobody was reminded of it: the plan shows that it is off.
  if (operation?.status === 'planned') return [{ act: 'cancel', operation, reason }]
  if (operation?.status !== 'open') return []
  const handover = handoverIn(rule)
  const card: Act = { act: 'card', operation, html: cardHtml(handover, { now, settings, ending: `🚫 Закрыто: ${reason}` }) }
  // A car that came back while its issue was still open: nobody has anything left to do, and nobody needs to hear of it.
  const tell: Act[] = isReturned(booking.now)
    ? []
    : [
        {
          act: 'tell',
          slot: `${booking.now.id}.${kind}.cancelled`,
          to: handover.responsible.place,
          html: cancelledText(handover, reason),
          at: operation.plannedAt,
        },
      ]
  return [{ act: 'cancel', operation, reason }, card, ...tell]
}

const handoverIn = ({ booking: { now, car, responsible, operations }, kind }: Rule): Handover => ({
  kind,
  booking: now,
  car,
  responsible,
  operation: operations[kind],
})
