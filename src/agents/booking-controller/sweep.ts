// Every quarter of an hour: compare RentProg's active bookings of a branch with ours, and catch what no webhook brought.
import { addMs, MINUTE_MS } from '../../clock.ts'
import type { OperationKind } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { Operation } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { type BookingView, changedColumns, unknownBooking, viewOf, withRead } from '../booking-facts.ts'
import { notPosted, plannedAt } from '../booking-state.ts'
import { type CarFacts, orNull } from '../known-booking.ts'
import type { Settings } from '../settings.ts'
import { BRANCH_NAME } from '../words.ts'
import type { Act, Decision } from './acts.ts'
import { bookingChanged } from './changed.ts'
import { type ChangedBooking, changedBooking } from './changed-booking.ts'
import { lastChance, stagesOf, wakeAt } from './timers.ts'

export interface SweepFacts {
  what: 'sweep'
  branch: Branch
  eventId: string
  /** New to us, or different from our row. */
  changed: ChangedBooking[]
  /** As our row says. */
  same: BookingView[]
  /** All open operations of the branch. */
  open: Operation[]
}

export async function gatherSweep(branch: Branch, eventId: string, context: GatherContext): Promise<SweepFacts> {
  const { rental, rentprog } = context.read
  const [active, open] = await Promise.all([
    rentprog.activeBookings({ branch }, { signal: context.signal }),
    rental.openOperations({ branch }),
  ])
  // Operations we still prepare of bookings that have left the list: returned or cancelled without a webhook, or deleted.
  const left = [...new Set(open.map(({ bookingId }) => bookingId))].filter((id) => !active.some((booking) => booking.id === id))
  const reads = await Promise.all(left.map((id) => orNull(rentprog.booking({ branch, id }, { signal: context.signal }))))
  const known = await Promise.all(
    [...active, ...reads.filter((read) => read !== null)].map(async (read) => {
      const row = await rental.booking(read.id)
      const before = row && viewOf(row)
      return { before, now: withRead(row ? viewOf(row, branch) : unknownBooking(read.id, branch), read) }
    }),
  )
  const news = known.filter(({ before, now }) => changedColumns(before, now) !== null)
  const changed = news.map(async (booking) => changedBooking(booking, context, await ownCar(booking.now, context)))
  return {
    what: 'sweep',
    branch,
    eventId,
    changed: await Promise.all(changed),
    same: known.filter((k) => !news.includes(k)).map(({ now }) => now),
    open,
  }
}

/** RentProg is not asked for each car of a whole branch: its name from the booking will do. */
async function ownCar({ carId: id, branch, extras }: BookingView, { read: { rental } }: GatherContext): Promise<CarFacts | null> {
  if (id === null) return null
  const row = await rental.car(id)
  const name = row?.name ?? (typeof extras.car_name === 'string' ? extras.car_name : null)
  return { id, name, plate: row?.plate ?? null, unsaved: row === null ? { branch, name } : null }
}

const KINDS = ['issue', 'return'] as const

export function sweep({ branch, eventId, changed, same, open }: SweepFacts, context: DecideContext): Decision {
  const now = context.clock.now()
  const table = context.settings(branch)
  const changes = changed.flatMap((booking) => bookingChanged({ booking, event: { id: eventId, type: 'check.bookings' } }, context).acts)
  const planned = new Set(changes.flatMap((act) => (act.act === 'plan' ? [`${act.booking.id}.${act.kind}`] : [])))
  const forgotten = [...changed.map((booking) => booking.now), ...same].flatMap((booking) =>
    KINDS.filter((kind) => !planned.has(`${booking.id}.${kind}`)).flatMap((kind) => catchUp({ booking, kind, open, now, settings: table })),
  )
  const fresh = changed.filter(({ before }) => before === null).length
  return {
    acts: [...savedOnce(changes), ...forgotten],
    summary: `${BRANCH_NAME[branch]}: активных броней ${changed.length + same.length}, новых ${fresh}, изменённых ${changed.length - fresh}, забытых операций ${forgotten.length}.`,
  }
}

/** Several bookings may bring the same car or client that is new to us. */
function savedOnce(acts: readonly Act[]): Act[] {
  const seen = new Set<string>()
  return acts.filter((act) => {
    if (act.act !== 'save-car' && act.act !== 'save-client') return true
    const name = `${act.act}:${act.id}`
    return !seen.has(name) && seen.add(name)
  })
}

interface Check {
  booking: BookingView
  kind: OperationKind
  open: readonly Operation[]
  now: Date
  settings: Settings
}

/** An operation whose hour has come and that nobody was reminded of: an open operation is the trace of a reminder. */
function catchUp({ booking, kind, open, now, settings }: Check): Act[] {
  const at = plannedAt(booking, kind)
  if (at === null || notPosted(booking, kind, settings) !== null || now < wakeAt(at, settings)) return []
  if (
    open.some(
      (operation) => operation.bookingId === booking.id && operation.kind === kind && operation.plannedAt.getTime() === at.getTime(),
    )
  )
    return []
  if (now <= lastChance(at, settings)) return [{ act: 'plan', booking, kind, at, wake: now, again: null }]
  if (now > addMs(at, settings.overdueWithinMin * MINUTE_MS)) return []
  const stage = stagesOf(settings).at(-1)
  return stage === undefined || stage.offsetMin < 0
    ? []
    : [{ act: 'set-stage', booking, kind, at, stage: stage.name, wake: now, once: true }]
}
