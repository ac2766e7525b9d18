// The rule for a booking that became known or changed: keep our row, our timers and our open operations in step with it.
import type { OperationKind } from '../../effects/catalogue.ts'
import type { DecideContext } from '../agent.ts'
import { type BookingView, changedColumns } from '../booking-facts.ts'
import { needAt, notNeeded } from '../booking-state.ts'
import type { Handover } from '../handover.ts'
import { cardButtons, cardHtml } from '../handover-card.ts'
import type { BookingEvent } from '../known-booking.ts'
import { linesOf } from '../operations.ts'
import type { Settings } from '../settings.ts'
import { bookingNumber, OPERATION, when } from '../words.ts'
import type { Act, Decision } from './acts.ts'
import type { ChangedBooking } from './changed-booking.ts'
import { lastChance, stagesOf, wakeAt } from './timers.ts'
import { assignedText, cancelledText, movedText } from './words.ts'

export interface Change {
  booking: ChangedBooking
  event: { id: string; type: BookingEvent['type'] | 'check.bookings' }
}

interface Rule extends Change {
  kind: OperationKind
  settings: Settings
  now: Date
}

interface Ruled {
  acts: Act[]
  note: string | null
}

const KINDS = ['issue', 'return'] as const

export function bookingChanged(change: Change, { clock, settings }: DecideContext): Decision {
  const { now: booking } = change.booking
  const table = settings(booking.branch)
  const ruled = KINDS.map((kind) => ruleFor({ ...change, kind, settings: table, now: clock.now() }))
  const notes = ruled.map(({ note }) => note).filter((note) => note !== null)
  return {
    acts: [...saving(change.booking, clock.now()), ...ruled.flatMap(({ acts }) => acts)],
    summary: `Бронь ${bookingNumber(booking)}: ${notes.length === 0 ? 'записал, напоминания без перемен' : [...new Set(notes)].join('; ')}.`,
  }
}

/** Our rows, where they do not say it yet. */
export function saving({ before, now, car, isNewClient }: Pick<ChangedBooking, 'before' | 'now' | 'car' | 'isNewClient'>, at: Date): Act[] {
  const set = changedColumns(before, now)
  const wasRead = set?.extras !== undefined && JSON.stringify(before?.extras.lastRead) !== JSON.stringify(now.extras.lastRead)
  const acts: Act[] = []
  if (set !== null) acts.push({ act: 'save-booking', id: now.id, set: wasRead ? { ...set, readAt: at.toISOString() } : set })
  if (car?.unsaved) acts.push({ act: 'save-car', id: car.id, set: car.unsaved })
  if (isNewClient && now.clientId !== null && now.clientName !== null)
    acts.push({ act: 'save-client', id: now.clientId, name: now.clientName })
  return acts
}

function ruleFor(rule: Rule): Ruled {
  const { booking, kind, settings } = rule
  const was = booking.before === null ? null : needAt(booking.before, kind, settings)
  const due = needAt(booking.now, kind, settings)
  if (due === null) return nobodyNeeded(rule, was)
  const moved = was?.getTime() !== due.getTime()
  if (moved || missedItsHour(rule, due)) return planned(rule, was, due)
  const told = moves(rule, due, false)
  return { acts: told, note: told.length === 0 ? null : `${OPERATION[kind].is.toLowerCase()} передана другому, сообщил` }
}

/** The return's hour came while the car was not yet posted as issued: nothing waits for it any more. */
const missedItsHour = ({ booking: { before, now }, kind, settings, now: at }: Rule, due: Date): boolean =>
  kind === 'return' && before !== null && !before.inRent && now.inRent && wakeAt(due, settings) <= at

function planned(rule: Rule, was: Date | null, due: Date): Ruled {
  const { booking, kind, settings, now, event } = rule
  const is = OPERATION[kind].is.toLowerCase()
  const isLate = lastChance(due, settings) < now
  const dropped: Act[] = was === null ? [] : [drop(rule, isLate, 'время изменилось')]
  const told = moves(rule, due, was !== null && was.getTime() !== due.getTime())
  if (isLate)
    return {
      acts: [...dropped, ...told],
      note:
        was === null
          ? `${is} была назначена на ${when(due, now)}, напоминать поздно`
          : `время изменилось на прошедшее (${is} ${when(due, now)})`,
    }
  const wake = new Date(Math.max(now.getTime(), wakeAt(due, settings).getTime()))
  // Where this very time may have been planned before, its key must not look like a repetition.
  const wasDropped = booking.before !== null && was === null
  const again = wasDropped || missedItsHour(rule, due) || booking.operations[kind] !== null ? event.id : null
  const note = `${is} ${when(due, now)}, ${wake > now ? `напомню ${when(wake, now)}` : 'напоминаю сразу'}`
  return { acts: [...dropped, { act: 'plan', booking: booking.now, kind, at: due, wake, again }, ...told], note }
}

/** Somebody is already preparing it: tell them of the new time, or tell the new one. */
function moves(rule: Rule, due: Date, hasMoved: boolean): Act[] {
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

function nobodyNeeded(rule: Rule, was: Date | null): Ruled {
  const { booking, kind, settings, event } = rule
  const reason = notNeeded(booking.now, kind, settings) ?? `в RentProg нет времени ${OPERATION[kind].of}`
  const acts: Act[] = was === null ? [] : [drop(rule, true, reason)]
  const operation = booking.operations[kind]
  const isForAssistant = event.type === (kind === 'issue' ? 'booking.issued' : 'booking.returned')
  if (operation?.status === 'open' && !isForAssistant) acts.push(...cancelled(rule, reason))
  return { acts, note: reason }
}

function cancelled(rule: Rule, reason: string): Act[] {
  const { booking, kind, settings, now, event } = rule
  const operation = booking.operations[kind]
  if (operation === null) return []
  const handover = handoverIn(rule)
  const card: Act = { act: 'card', operation, html: cardHtml(handover, { now, settings, ending: `🚫 Закрыто: ${reason}` }) }
  // A car that came back while its issue was still open: nobody has anything left to do, and nobody needs to hear of it.
  const tell: Act[] =
    event.type === 'booking.returned'
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

function drop({ booking, kind, settings }: Rule, isPlannedToo: boolean, reason: string): Act {
  return { act: 'drop', bookingId: booking.now.id, kind, planned: isPlannedToo, stages: stagesOf(settings).map(({ name }) => name), reason }
}

const handoverIn = ({ booking: { now, car, responsible, operations }, kind }: Rule): Handover => ({
  kind,
  booking: now satisfies BookingView,
  car,
  responsible,
  operation: operations[kind],
})
