// What state a booking is in, as the business sees it.
import type { OperationKind } from '../effects/catalogue.ts'
import { CANCELLED, FINISHED } from '../tools/rental/states.ts'
import type { BookingView } from './booking-facts.ts'
import type { Settings } from './settings.ts'

/** A booking of our own: service, repair, an employee's trip. It has no client and no handover. */
export function isTechnical({ technical, repair, clientName }: BookingView, { technicalNames }: Pick<Settings, 'technicalNames'>): boolean {
  const name = clientName?.toLowerCase() ?? ''
  return technical || repair || technicalNames.some((word) => name.includes(word.toLowerCase()))
}

export type BookingFact = 'booking.updated' | 'booking.issued' | 'booking.returned' | 'booking.cancelled'

/** Which event a difference is that no webhook told: the sharpest that applies, a car that comes back before all. */
export function sharpest(before: BookingView, now: BookingView): BookingFact {
  const becomes = (states: readonly string[]) => now.state !== null && before.state !== now.state && states.includes(now.state)
  if (before.inRent && !now.inRent) return 'booking.returned'
  if (becomes(CANCELLED)) return 'booking.cancelled'
  if (becomes(FINISHED) && !FINISHED.includes(before.state ?? '')) return 'booking.returned'
  return !before.inRent && now.inRent ? 'booking.issued' : 'booking.updated'
}

export const isCancelled = ({ state }: BookingView): boolean => state !== null && CANCELLED.includes(state)
/** `ride` is RentProg's flag of a car that has been away and come back. */
export const isReturned = ({ inRent, state, extras }: BookingView): boolean =>
  !inRent && ((state !== null && FINISHED.includes(state)) || extras.ride === true)

export const plannedAt = (booking: BookingView, kind: OperationKind): Date | null => (kind === 'issue' ? booking.startAt : booking.endAt)

/** Why nobody has to prepare this operation (any more), or null when somebody has to. */
export function notNeeded(booking: BookingView, kind: OperationKind, settings: Pick<Settings, 'technicalNames'>): string | null {
  if (isReturned(booking)) return 'авто уже вернулось'
  if (isCancelled(booking)) return `бронь отменена («${booking.state}»)`
  if (booking.archived) return 'бронь в архиве'
  if (isTechnical(booking, settings)) return 'бронь техническая'
  if (kind === 'issue' && booking.inRent) return 'авто уже выдано'
  return null
}

/** The same, for a return whose hour has come: a car that never left cannot come back. */
export function notPosted(booking: BookingView, kind: OperationKind, settings: Pick<Settings, 'technicalNames'>): string | null {
  return notNeeded(booking, kind, settings) ?? (kind === 'return' && !booking.inRent ? 'авто по этой брони ещё не выдавали' : null)
}

/** When somebody has to prepare the operation; null when nobody has to or RentProg names no date. */
export const needAt = (booking: BookingView, kind: OperationKind, settings: Pick<Settings, 'technicalNames'>): Date | null =>
  notNeeded(booking, kind, settings) === null ? plannedAt(booking, kind) : null

/** One phrase for a person. */
export function stateText(booking: BookingView, settings: Pick<Settings, 'technicalNames'>): string {
  const words = isTechnical(booking, settings) ? ['техническая'] : []
  words.push(booking.state ?? 'состояние неизвестно')
  if (!isCancelled(booking)) words.push(isReturned(booking) ? 'авто вернулось' : booking.inRent ? 'авто у клиента' : 'авто ещё не выдано')
  return words.join(', ')
}
