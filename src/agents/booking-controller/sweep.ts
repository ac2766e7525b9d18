// Every quarter of an hour: compare RentProg's active bookings of a branch with ours, and catch what no webhook brought.
import { addMs, MINUTE_MS } from '../../clock.ts'
import type { OperationKind } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { Operation } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { type BookingView, changedColumns, unknownBooking, viewOf, withRead } from '../booking-facts.ts'
import { notPosted, plannedAt } from '../booking-state.ts'
import { type CarFacts, type ClientFacts, clientOf, fleetOf, orNull } from '../known-booking.ts'
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
  /** Of the clients nobody told us the phone of, as many as may be asked about at once. */
  clients: ClientFacts[]
  /** All cars of the branch, where one of them has no plate in our rows. */
  fleet: CarFacts[]
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
  const views = known.slice(0, active.length).map(({ now }) => now)
  const [clients, fleet] = await Promise.all([strangersOf(views, context), fleetToLearn(views, branch, context)])
  const changed = news.map(async (booking) => {
    const { carId, clientId } = booking.now
    const car = fleet.find(({ id }) => id === carId) ?? (await ownCar(booking.now, context))
    const client = clients.find(({ id }) => id === clientId) ?? (await clientOf(booking.now, context, false))
    return changedBooking(booking, context, { car, client })
  })
  return {
    what: 'sweep',
    branch,
    eventId,
    changed: await Promise.all(changed),
    clients,
    fleet,
    same: known.filter((k) => !news.includes(k)).map(({ now }) => now),
    open,
  }
}

const CLIENTS_AT_ONCE = 10
const TURN_MS = 15 * MINUTE_MS

/** By turns, so that those who have no phone in RentProg either do not stand in the way of the others. */
async function strangersOf(views: readonly BookingView[], context: GatherContext): Promise<ClientFacts[]> {
  const ids = [...new Set(views.filter(({ technical, repair }) => !technical && !repair).flatMap(({ clientId }) => clientId ?? []))]
  const rows = await context.read.rental.clients(ids)
  const lacking = ids.filter((id) => !rows.find((row) => row.id === id)?.phone)
  const first = lacking.length === 0 ? 0 : (Math.floor(context.clock.now().getTime() / TURN_MS) * CLIENTS_AT_ONCE) % lacking.length
  const chosen = [...lacking.slice(first), ...lacking.slice(0, first)].slice(0, CLIENTS_AT_ONCE)
  const found = chosen.map((id) => views.find(({ clientId }) => clientId === id)).filter((view) => view !== undefined)
  return (await Promise.all(found.map((view) => clientOf(view, context)))).filter((client) => client !== null)
}

/** An alarm knows a car by its plate, whether or not it has a booking. */
async function fleetToLearn(views: readonly BookingView[], branch: Branch, context: GatherContext): Promise<CarFacts[]> {
  const cars = await Promise.all([...new Set(views.flatMap(({ carId }) => carId ?? []))].map((id) => context.read.rental.car(id)))
  return cars.some((car) => !car?.plate) ? fleetOf(branch, context) : []
}

/** RentProg is not asked for each car of a whole branch: its name from the booking will do. */
async function ownCar({ carId: id, branch, extras }: BookingView, { read: { rental } }: GatherContext): Promise<CarFacts | null> {
  if (id === null) return null
  const row = await rental.car(id)
  const name = row?.name ?? (typeof extras.car_name === 'string' ? extras.car_name : null)
  return { id, name, plate: row?.plate ?? null, unsaved: row === null ? { branch, name } : null }
}

const KINDS = ['issue', 'return'] as const

export function sweep({ branch, eventId, changed, clients, fleet, same, open }: SweepFacts, context: DecideContext): Decision {
  const now = context.clock.now()
  const table = context.settings(branch)
  const changes = changed.flatMap((booking) => bookingChanged({ booking, event: { id: eventId, type: 'check.bookings' } }, context).acts)
  const learnt = [
    ...fleet.flatMap(({ id, unsaved }): Act[] => (unsaved === null ? [] : [{ act: 'save-car', id, set: unsaved }])),
    ...clients.flatMap(({ id, unsaved }): Act[] => (unsaved === null ? [] : [{ act: 'save-client', id, set: unsaved }])),
  ]
  const planned = new Set(changes.flatMap((act) => (act.act === 'plan' ? [`${act.booking.id}.${act.kind}`] : [])))
  const forgotten = [...changed.map((booking) => booking.now), ...same].flatMap((booking) =>
    KINDS.filter((kind) => !planned.has(`${booking.id}.${kind}`)).flatMap((kind) => catchUp({ booking, kind, open, now, settings: table })),
  )
  const fresh = changed.filter(({ before }) => before === null).length
  return {
    acts: [...savedOnce([...changes, ...learnt]), ...forgotten],
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
