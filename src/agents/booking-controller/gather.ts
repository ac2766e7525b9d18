// What the booking controller looks up before it decides.
import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Staff } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type BookingView, viewOf } from '../booking-facts.ts'
import { type ClientAsk, clientAsk } from '../client-ask.ts'
import { type Handover, handoverOf } from '../handover.ts'
import { type BookingEvent, bookingOf } from '../known-booking.ts'
import { threadOf } from '../words.ts'
import { type ChangedBooking, changedBooking } from './changed-booking.ts'
import { clientKeywords } from './client.ts'
import { gatherStatus, type StatusFacts } from './status.ts'
import { gatherSweep, type SweepFacts } from './sweep.ts'
import { type Stage, stageIn } from './timers.ts'

export type Heard = BookingEvent | EventOf<'check.bookings' | 'reminder.due' | 'message.employee' | 'message.incoming' | 'callback.button'>

export type Facts =
  | { what: 'changed'; event: Pick<BookingEvent, 'id' | 'type'>; booking: ChangedBooking }
  | { what: 'planned'; handover: Handover; before: BookingView | null; at: Date; wasTold: boolean }
  | { what: 'reminder'; handover: Handover; stage: Stage; at: Date }
  | { what: 'unknown-timer'; stage: string }
  | { what: 'button'; queryId: string; staff: Staff | null; handover: Handover | null }
  | StatusFacts
  | SweepFacts
  | ClientAsk

export async function gather(event: Heard, context: GatherContext): Promise<Facts> {
  switch (event.type) {
    case 'booking.issue.planned':
    case 'booking.return.planned': {
      const { before, now } = await bookingOf(event, context)
      const handover = await handoverOf(event.type === 'booking.issue.planned' ? 'issue' : 'return', now, context)
      return { what: 'planned', handover, before, at: new Date(event.payload.planned_at), wasTold: event.payload.told === true }
    }
    case 'reminder.due':
      return reminder(event, context)
    case 'callback.button':
      return button(event, context)
    case 'message.incoming':
      return clientAsk(event, clientKeywords, context)
    case 'message.employee':
      return gatherStatus(event.payload, await asker(event, context), context)
    case 'check.bookings':
      return gatherSweep(event.payload.branch, event.id, context)
    default:
      return { what: 'changed', event, booking: await changedBooking(await bookingOf(event, context), context) }
  }
}

async function reminder({ payload }: EventOf<'reminder.due'>, context: GatherContext): Promise<Facts> {
  const { booking_id: id, planned_at: at, stage: slot, branch } = payload
  const row = id === undefined ? null : await context.read.rental.booking(id)
  if (row === null || at === undefined) return { what: 'unknown-timer', stage: slot }
  const booking = viewOf(row, branch)
  const found = stageIn(slot, context.settings(booking.branch))
  if (found === null) return { what: 'unknown-timer', stage: slot }
  return { what: 'reminder', handover: await handoverOf(found.kind, booking, context), stage: found.stage, at: new Date(at) }
}

async function button({ payload }: EventOf<'callback.button'>, context: GatherContext): Promise<Facts> {
  const { rental } = context.read
  const [id, mark] = /^bk\|(\d{1,15})([ir])\|posted$/.exec(payload.data)?.slice(1) ?? []
  const [staff, row] = await Promise.all([rental.staffByTelegram(payload.fromId), id === undefined ? null : rental.booking(Number(id))])
  const handover = row === null ? null : await handoverOf(mark === 'i' ? 'issue' : 'return', viewOf(row), context)
  return { what: 'button', queryId: payload.callbackQueryId, staff, handover }
}

export interface Asker {
  place: Place
  branch: Branch | null
  /** The car whose topic it is. */
  carId: number | null
  /** What the topic is about. */
  topic: string | null
}

async function asker({ payload }: EventOf<'message.employee'>, { read }: GatherContext): Promise<Asker> {
  const { chatId, threadId, fromId } = payload
  const [staff, topic] = await Promise.all([
    read.rental.staffByTelegram(fromId),
    threadId === undefined ? null : read.rental.topic({ chatId, threadId }),
  ])
  const [, carId] = /^car:(\d+)$/.exec(topic?.subject ?? '') ?? []
  return {
    place: threadOf(payload),
    branch: (staff?.branch as Branch | null | undefined) ?? null,
    carId: carId === undefined ? null : Number(carId),
    topic: topic?.subject ?? null,
  }
}
