// Whether somebody was entitled to move a car: its bookings, technical ones among them, and its permits. Pure.
import { addMs, MINUTE_MS } from '../../clock.ts'
import type { TripVerdict } from '../../effects/catalogue/fleet.ts'
import type { TripPermit } from '../../tools/rental.ts'
import type { BookingView } from '../booking-facts.ts'
import { isCancelled, isReturned, isTechnical } from '../booking-state.ts'
import type { Settings } from '../settings.ts'
import { bookingNumber } from '../words.ts'

export interface Movement {
  from: Date
  /** Its end, or until when it is known to go on. */
  to: Date
  /** Null when nobody measured it. */
  distanceKm: number | null
}

export type CarBooking = BookingView & {
  /** When its return was posted with us; null when we do not know. */
  returnedAt: Date | null
  updatedAt: Date
}

export interface Papers {
  bookings: readonly CarBooking[]
  permits: readonly TripPermit[]
}

export interface Judgement {
  verdict: TripVerdict
  bookingId: number | null
  permitId: string | null
  /** RentProg's dates speak for it, its state does not quite: overdue, or not issued though its hour has passed. */
  isDoubtful: boolean
  /** For the journal and for people, plain text. */
  because: string
}

type Rules = Pick<Settings, 'tripGraceMin' | 'tripShortMin' | 'tripShortKm' | 'technicalNames'>

interface Window extends Judgement {
  from: number
  until: number
}

const ALWAYS = Number.NEGATIVE_INFINITY
const OPEN = Number.POSITIVE_INFINITY

/** @param papers null when nobody knows which car it is. */
export function judge(movement: Movement, papers: Papers | null, rules: Rules, now: Date): Judgement {
  const none = { bookingId: null, permitId: null, isDoubtful: false }
  if (papers === null) return { ...none, verdict: 'unknown', because: 'маяк не привязан к авто' }
  const windows = [
    ...papers.bookings.map((booking) => bookingWindow(booking, movement, rules, now)),
    ...papers.permits.map((permit) => permitWindow(permit, rules)),
  ].filter((window) => window !== null)
  const covering = coverOf(movement, windows)
  if (covering !== null) return covering
  if (isShort(movement, rules)) return { ...none, verdict: 'short', because: 'слишком коротко для поездки' }
  return { ...none, verdict: 'unauthorized', because: whyNot(papers) }
}

export const isEntitled = ({ verdict }: Judgement): boolean => verdict === 'rental' || verdict === 'technical' || verdict === 'permitted'

export const isShort = ({ from, to, distanceKm }: Movement, { tripShortMin, tripShortKm }: Rules): boolean =>
  to.getTime() - from.getTime() < tripShortMin * MINUTE_MS && (distanceKm ?? 0) < tripShortKm

/** One booking may end where the next begins: together they cover what neither covers alone. The first one gives the verdict. */
function coverOf({ from, to }: Movement, windows: readonly Window[]): Judgement | null {
  const covering: Window[] = []
  let at = from.getTime()
  const ranked = [...windows].sort(
    (a, b) => Number(a.isDoubtful) - Number(b.isDoubtful) || RANK.indexOf(a.verdict) - RANK.indexOf(b.verdict),
  )
  for (;;) {
    const reach = at
    const next = ranked.find((window) => window.from <= reach && window.until >= reach && !covering.includes(window))
    if (next === undefined) return null
    covering.push(next)
    at = Math.max(at, next.until)
    if (at >= to.getTime()) {
      const { from: _from, until: _until, ...judgement } = covering[0] as Window
      return { ...judgement, isDoubtful: covering.some(({ isDoubtful }) => isDoubtful) }
    }
  }
}

const RANK: readonly TripVerdict[] = ['rental', 'technical', 'permitted']

function bookingWindow(booking: CarBooking, { to }: Movement, rules: Rules, now: Date): Window | null {
  const { id, startAt, endAt, inRent, archived } = booking
  const graceMs = rules.tripGraceMin * MINUTE_MS
  if (archived || (isCancelled(booking) && !inRent)) return null
  const technical = isTechnical(booking, rules)
  const begins = startAt === null ? null : startAt.getTime() - graceMs
  const ends = endAt === null ? OPEN : endAt.getTime() + graceMs
  const what = technical ? 'техническая бронь' : 'бронь'
  const of = (from: number, until: number, isDoubtful: boolean, state: string): Window => ({
    from,
    until,
    verdict: technical ? 'technical' : 'rental',
    bookingId: id,
    permitId: null,
    isDoubtful,
    because: `${what} ${bookingNumber(booking)}: ${state}`,
  })
  if (inRent) {
    // Issued before its time: what moves now moves with the client.
    const isCurrent = to.getTime() >= now.getTime() - graceMs
    const from = begins !== null && begins <= to.getTime() ? begins : isCurrent ? ALWAYS : null
    const isOverdue = to.getTime() > ends
    return from === null ? null : of(from, OPEN, isOverdue && !technical, isOverdue ? 'авто должны были вернуть' : 'авто выдано')
  }
  if (begins === null) return null
  if (isReturned(booking)) return of(begins, returnOf(booking) + graceMs, false, 'авто уже вернулось')
  const isLate = startAt !== null && to.getTime() > startAt.getTime() + graceMs
  return of(begins, ends, isLate && !technical, isLate && !technical ? 'авто ещё не выдано' : 'по плану')
}

/** Where nobody saw the car come back: not after its time, and not after we last heard of the booking. */
const returnOf = ({ returnedAt, endAt, updatedAt }: CarBooking): number =>
  returnedAt?.getTime() ?? Math.min(endAt?.getTime() ?? OPEN, updatedAt.getTime())

const permitWindow = ({ id, from, until, reason }: TripPermit, { tripGraceMin }: Rules): Window => ({
  from: from.getTime(),
  until: addMs(until, tripGraceMin * MINUTE_MS).getTime(),
  verdict: 'permitted',
  bookingId: null,
  permitId: id,
  isDoubtful: false,
  because: `разрешена: ${reason}`,
})

const whyNot = ({ bookings }: Papers): string =>
  bookings.some((booking) => isReturned(booking)) ? 'авто уже вернулось, другой брони и разрешения нет' : 'нет ни брони, ни разрешения'
