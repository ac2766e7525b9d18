// The moves of a day (перегоны), as far as our rows know them: bookings of our own, and cars whose next issue is at another branch. Pure.
import type { Branch } from '../../events/event.ts'
import { type BookingView, branchOf } from '../booking-facts.ts'
import { isReturned, isTechnical, notNeeded } from '../booking-state.ts'
import { type Board, carIn, personOf, startOf } from './board.ts'
import type { Entry, Moment } from './entries.ts'
import { movedNote, technicalRoute, transferRoute } from './words.ts'

export const movesOf = (bookings: readonly BookingView[], board: Board, moment: Moment): Entry[] =>
  bookings.flatMap((booking) => {
    const move = isTechnical(booking, moment.settings) ? technical(booking, board, moment) : transfer(booking, board, moment)
    const isShown = board.shown.has(`m${booking.id}`)
    return move !== null && (isShown || (move.isNews && move.state !== 'off')) ? [entryOf(booking, move, board)] : []
  })

interface Move extends Pick<Entry, 'at' | 'state' | 'note' | 'route'> {
  /** It is this plan's, were it new. */
  isNews: boolean
}

const entryOf = (booking: BookingView, { at, state, note, route }: Move, board: Board): Entry => ({
  ref: `m${booking.id}`,
  kind: 'move',
  section: 'move',
  booking,
  car: carIn(booking, board),
  responsible: personOf(booking, board),
  at,
  state,
  note,
  route,
  checklist: [],
  items: [],
  operation: null,
})

/** Cancelled and archived count for bookings of our own too; that they are technical does not. */
const isOff = (booking: BookingView): string | null =>
  notNeeded({ ...booking, technical: false, repair: false, inRent: false }, 'return', { technicalNames: [] })

/** The car leaves for service or for an employee's trip, or comes back from it. */
function technical(booking: BookingView, { branch, day }: Board, { now }: Moment): Move {
  const [from, to] = [startOf(day).toJSDate(), startOf(day).plus({ days: 1 }).toJSDate()]
  const isToday = (at: Date | null): at is Date => at !== null && at >= from && at < to
  const { startAt, endAt } = booking
  const leaves = isToday(startAt)
  const isOut = startAt === null || startAt < from
  const at = leaves || !isOut ? startAt : endAt
  const isDone = isReturned(booking) || (leaves && booking.inRent)
  const off = isDone ? null : (isOff(booking) ?? (isToday(at) || at === null ? null : movedNote('move', at, now)))
  return {
    at,
    route: technicalRoute(booking, { leaves, comesBack: leaves && isToday(endAt) ? endAt : null }),
    state: isDone ? 'done' : off === null ? 'pending' : 'off',
    note: off,
    isNews: booking.branch === branch && isToday(at),
  }
}

/** The car of an issue stands at another branch; its move is in the plans of both. */
function transfer(booking: BookingView, board: Board, { now, settings }: Moment): Move | null {
  const stands: Branch | undefined = branchOf(carIn(booking, board)?.branch)
  const { startAt: at } = booking
  if (at === null) return null
  const until = startOf(board.day)
    .plus({ days: 1 + settings.planMovesAheadDays })
    .toJSDate()
  const isAway = stands !== undefined && stands !== booking.branch
  const isDone = !isAway || booking.inRent || isReturned(booking)
  const off = isDone ? null : (notNeeded(booking, 'issue', settings) ?? (at < until ? null : movedNote('move', at, now)))
  return {
    at,
    route: transferRoute(isAway ? stands : null, booking.branch),
    state: isDone ? 'done' : off === null ? 'pending' : 'off',
    note: off,
    isNews: isAway && !isDone && at >= startOf(board.day).toJSDate() && (booking.branch === board.branch || stands === board.branch),
  }
}
