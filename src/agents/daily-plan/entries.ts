// What stands in a plan: issues, returns and moves of a day, and how far each is. Pure.
import type { OperationKind } from '../../effects/catalogue.ts'
import type { Operation } from '../../tools/rental.ts'
import { type BookingView, viewOf } from '../booking-facts.ts'
import { isReturned, notNeeded, plannedAt } from '../booking-state.ts'
import { type ChecklistLine, freshLines, linesOf, POSTED } from '../operations.ts'
import type { Settings } from '../settings.ts'
import { type Board, carIn, type PlanCar, personOf, startOf } from './board.ts'
import { movesOf } from './moves.ts'
import { movedNote, NO_TIME, NOT_ISSUED, otherBranchNote } from './words.ts'

export type Section = 'overdue' | 'issue' | 'return' | 'move'

export interface Entry {
  /** `i700001`, `r700001`, `m700001` */
  ref: string
  kind: OperationKind | 'move'
  section: Section
  booking: BookingView
  car: PlanCar | null
  /** Null when nobody is assigned. */
  responsible: string | null
  at: Date | null
  state: 'pending' | 'done' | 'off'
  /** Why it is off, or what else should be known. */
  note: string | null
  /** Of a move: from where to where. */
  route: string | null
  /** All of it, */
  checklist: ChecklistLine[]
  /** and what of it stands in the plan. */
  items: ChecklistLine[]
  operation: Operation | null
}

export interface Moment {
  now: Date
  settings: Settings
}

/** In the order in which they are shown. */
export function entriesOf(board: Board, moment: Moment): Entry[] {
  const views = board.bookings.map((row) => viewOf(row))
  const handovers = views.flatMap((booking) => KINDS.flatMap((kind) => handoverEntry(booking, kind, board, moment) ?? []))
  return [...handovers, ...movesOf(views, board, moment)].sort(
    (a, b) => SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) || timeOf(a) - timeOf(b) || a.booking.id - b.booking.id,
  )
}

const KINDS = ['issue', 'return'] as const
const SECTIONS = ['overdue', 'issue', 'return', 'move'] as const
const MARK: Record<OperationKind, string> = { issue: 'i', return: 'r' }

const timeOf = ({ at }: Entry): number => at?.getTime() ?? Number.POSITIVE_INFINITY

function handoverEntry(booking: BookingView, kind: OperationKind, board: Board, { now, settings }: Moment): Entry | null {
  const ref = `${MARK[kind]}${booking.id}`
  const operation = board.operations.find((row) => row.bookingId === booking.id && row.kind === kind) ?? null
  const at = plannedAt(booking, kind)
  const { place, isHere } = placed(booking, kind, at, board, settings)
  const isDone = operation?.status === 'closed' || (kind === 'issue' && booking.inRent) || isReturned(booking)
  const reason = isDone ? null : (notNeeded(booking, kind, settings) ?? elsewhere(booking, kind, at, board, { now, settings }))
  const checklist = operation === null ? freshLines(settings, kind) : linesOf(operation, settings)
  const isNews = isHere && reason === null && (place === 'today' || !isDone)
  if (!board.shown.has(ref) && !isNews) return null
  return {
    ref,
    kind,
    section: place === 'before' ? 'overdue' : kind,
    booking,
    car: carIn(booking, board),
    responsible: personOf(booking, board),
    at,
    state: isDone ? 'done' : reason === null ? 'pending' : 'off',
    note: reason ?? (kind === 'return' && !isDone && !booking.inRent ? NOT_ISSUED : null),
    route: null,
    checklist,
    items: itemsOf(checklist, kind, isDone, settings),
    operation,
  }
}

interface Placed {
  place: 'before' | 'today' | 'after' | 'nowhere'
  /** It is this plan's, were it new. */
  isHere: boolean
}

function placed(booking: BookingView, kind: OperationKind, at: Date | null, { branch, day }: Board, settings: Settings): Placed {
  if (at === null) return { place: 'nowhere', isHere: false }
  const from = startOf(day)
  const place = at < from.toJSDate() ? 'before' : at < from.plus({ days: 1 }).toJSDate() ? 'today' : 'after'
  const days = kind === 'issue' ? settings.planOverdueIssueDays : settings.planOverdueReturnDays
  // A car that never left is not late.
  const isLate = place === 'before' && at >= from.minus({ days }).toJSDate() && (kind === 'issue' || booking.inRent)
  return { place, isHere: booking.branch === branch && (place === 'today' || isLate) }
}

/** Why what this plan has shown is no longer its business. */
function elsewhere(booking: BookingView, kind: OperationKind, at: Date | null, { branch, day }: Board, { now }: Moment): string | null {
  if (booking.branch !== branch) return otherBranchNote(booking.branch)
  if (at === null) return NO_TIME
  return at < startOf(day).plus({ days: 1 }).toJSDate() ? null : movedNote(kind, at, now)
}

/** The checklist's items that the settings put into the plan, in their order. */
function itemsOf(all: readonly ChecklistLine[], kind: OperationKind, isDone: boolean, settings: Settings): ChecklistLine[] {
  const codes = kind === 'issue' ? settings.planIssueItems : settings.planReturnItems
  return codes.flatMap((code) => {
    const line = all.find((item) => item.code === code)
    if (line === undefined) return []
    return [code === POSTED && isDone ? { ...line, done: true } : line]
  })
}

/** Checklists that have to be written down or brought up to date, so that they can be ticked before their cards are open. */
export function toPlan(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ kind, state, at, booking, operation }) => {
    if (kind === 'move' || state !== 'pending' || at === null) return false
    if (operation === null || operation.status === 'cancelled') return true
    const isSame =
      operation.plannedAt.getTime() === at.getTime() && operation.carId === booking.carId && operation.branch === booking.branch
    return operation.status === 'planned' && !isSame
  })
}
