// The rule for a booking that became known or changed: keep our row, our timers and our open operations in step with it.
import type { DecideContext } from '../agent.ts'
import { changedColumns } from '../booking-facts.ts'
import { isReturned, needAt, notNeeded } from '../booking-state.ts'
import { bookingNumber, OPERATION, when } from '../words.ts'
import type { Act, Decision } from './acts.ts'
import type { ChangedBooking } from './changed-booking.ts'
import { type Change, cancelled, moves, type Rule } from './preparing.ts'
import { lastChance, stagesOf, wakeAt } from './timers.ts'

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
export function saving({ before, now, car, client }: Pick<ChangedBooking, 'before' | 'now' | 'car' | 'client'>, at: Date): Act[] {
  const set = changedColumns(before, now)
  const wasRead = set?.extras !== undefined && JSON.stringify(before?.extras.lastRead) !== JSON.stringify(now.extras.lastRead)
  const acts: Act[] = []
  if (set !== null) acts.push({ act: 'save-booking', id: now.id, set: wasRead ? { ...set, readAt: at.toISOString() } : set })
  if (car?.unsaved) acts.push({ act: 'save-car', id: car.id, set: car.unsaved })
  if (client?.unsaved) acts.push({ act: 'save-client', id: client.id, set: client.unsaved })
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
  return {
    acts: [...dropped, { act: 'plan', booking: booking.now, kind, at: due, wake, again, told: told.length > 0 && wake <= now }, ...told],
    note,
  }
}

function nobodyNeeded(rule: Rule, was: Date | null): Ruled {
  const { booking, kind, settings, event, now } = rule
  const reason = notNeeded(booking.now, kind, settings) ?? `в RentProg нет времени ${OPERATION[kind].of}`
  const acts: Act[] = was === null ? [] : [drop(rule, true, reason)]
  const type = kind === 'issue' ? 'booking.issued' : 'booking.returned'
  // The assistant closes what was posted, when it hears of it.
  if (event.type === type) return { acts, note: reason }
  if (wasPosted(rule))
    return {
      acts: [...acts, { act: 'announce', type, booking: booking.now, at: now, eventId: event.id }],
      note: `${reason}, а вебхука не было`,
    }
  acts.push(...cancelled(rule, reason))
  return { acts, note: reason }
}

const wasPosted = ({ booking: { before, now }, kind }: Rule): boolean =>
  before !== null && (kind === 'issue' ? !before.inRent && now.inRent : before.inRent && isReturned(now))

function drop({ booking, kind, settings }: Rule, isPlannedToo: boolean, reason: string): Act {
  return { act: 'drop', bookingId: booking.now.id, kind, planned: isPlannedToo, stages: stagesOf(settings).map(({ name }) => name), reason }
}
