// An issue or a return with everything its agents speak of: the booking, the car, who answers for it, how far it is.
//
// The files beside it, which both assistants share:
//   sender, search, gather      who sends something and which operation they mean; what is looked up
//   rule, said, pressed, client who decides what; words of staff, buttons of the card, a client who asks
//   photos, look, media         files that come; what the model sees on them; how they are written down and shown
//   batch, batch-card, -gather, -pressed, -said  files that came together and the items they prove; their card; its buttons; words about them
//   effects, opening, ticking, closing, shown  decisions as effects; where an operation shows
//   card, report                texts of the card and of the report
import type { OperationKind } from '../effects/catalogue.ts'
import type { Operation } from '../tools/rental.ts'
import type { GatherContext } from './agent.ts'
import { type BookingView, viewOf } from './booking-facts.ts'
import { notPosted, plannedAt } from './booking-state.ts'
import { type CarFacts, carOf } from './known-booking.ts'
import { type ChecklistLine, freshLines, linesOf } from './operations.ts'
import { type Responsible, responsibleFor } from './people.ts'
import type { Settings } from './settings.ts'
import { bookingNumber, OPERATION, when } from './words.ts'

export interface Handover {
  kind: OperationKind
  booking: BookingView
  car: CarFacts | null
  responsible: Responsible
  /** Our own record of it; null before it was opened. */
  operation: Operation | null
}

export async function handoverOf(
  kind: OperationKind,
  booking: BookingView,
  context: Pick<GatherContext, 'read' | 'signal'>,
): Promise<Handover> {
  const [car, responsible, operation] = await Promise.all([
    carOf(booking, context),
    responsibleFor(booking, context.read),
    context.read.rental.operation({ bookingId: booking.id, kind }),
  ])
  return { kind, booking, car, responsible, operation }
}

/** By the booking's id; null where there is no such booking. */
export async function handoverWith(
  bookingId: number | null | undefined,
  kind: OperationKind,
  context: Pick<GatherContext, 'read' | 'signal'>,
): Promise<Handover | null> {
  const row = bookingId == null ? null : await context.read.rental.booking(bookingId)
  return row === null ? null : handoverOf(kind, viewOf(row), context)
}

export const isOpen = ({ operation }: Pick<Handover, 'operation'>): boolean => operation?.status === 'open'

export const checklist = ({ operation, kind }: Handover, settings: Settings): ChecklistLine[] =>
  operation === null ? freshLines(settings, kind) : linesOf(operation, settings)

/** When it is due: as RentProg says now, else as it was planned when we opened it. */
export const dueAt = ({ booking, kind, operation }: Handover): Date | null => plannedAt(booking, kind) ?? operation?.plannedAt ?? null

/** Why a timer for that time has nothing left to do, or null when it has. */
export function outdated({ booking, kind }: Handover, at: Date, settings: Settings, now: Date): string | null {
  const reason = notPosted(booking, kind, settings)
  if (reason !== null) return reason
  const current = plannedAt(booking, kind)
  if (current === null) return `в RentProg больше нет времени ${OPERATION[kind].of}`
  return current.getTime() === at.getTime() ? null : `время изменилось: теперь ${when(current, now)}`
}

/** `Выдача #4001` */
export const handoverTitle = ({ booking, kind }: Pick<Handover, 'booking' | 'kind'>): string =>
  `${OPERATION[kind].is} ${bookingNumber(booking)}`
