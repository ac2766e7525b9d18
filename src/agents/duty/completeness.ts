// Whether RentProg told us everything: its bookings of a branch, compared with what was received of each.
import { createHash } from 'node:crypto'
import { addMs, DAY_MS, inTbilisi, MINUTE_MS } from '../../clock.ts'
import type { EffectPayload } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { BookingPayload } from '../../events/rentprog.ts'
import type { LaneEvent } from '../../tools/rental.ts'
import type { RentprogBooking } from '../../tools/rentprog-shapes.ts'
import type { GatherContext } from '../agent.ts'
import { type BookingView, unknownBooking, viewOf, withHeard } from '../booking-facts.ts'
import { type BookingFact, isCancelled, isReturned, sharpest } from '../booking-state.ts'
import { hear, orNull, type ToldOfBooking } from '../known-booking.ts'
import { completenessWords } from './completeness-words.ts'
import type { Decision } from './decide.ts'

/** What RentProg says of a booking, and what of it has come to us. */
export interface Compared {
  read: RentprogBooking
  row: BookingView | null
  /** Its lane in order; timers that still sleep are not in it. */
  events: readonly LaneEvent[]
}

export interface CompletenessFacts {
  branch: Branch
  compared: readonly Compared[]
  /** Bookings of ours RentProg has no answer for. */
  unanswered: number
}

/** Each booking that is over takes a request or three. */
const MOST_ENDED = 20
/** What the sweep of check.bookings has read lately may have been repaired without being told. */
const READ_LATELY_MS = DAY_MS

export async function completenessFacts(branch: Branch, { read, clock, signal }: GatherContext): Promise<CompletenessFacts> {
  const { rental, rentprog } = read
  const lately = addMs(clock.now(), -READ_LATELY_MS)
  const [active, rows] = await Promise.all([
    rentprog.activeBookings({ branch }, { signal }),
    rental.unfinishedBookings({ branch, readSince: lately, now: clock.now() }),
  ])
  const listed = new Set(active.map(({ id }) => id))
  const isOver = (view: BookingView) => isReturned(view) || isCancelled(view)
  const left = rows.filter((row) => !listed.has(row.id) && (!isOver(viewOf(row)) || (row.readAt ?? 0) >= lately)).slice(0, MOST_ENDED)
  const answers = await Promise.all(left.map(({ id }) => orNull(rentprog.booking({ branch, id }, { signal }))))
  const reads = [...active, ...answers.filter((answer) => answer !== null)]
  const lanes = Map.groupBy(await rental.lanes(reads.map(({ id }) => laneOf(id))), ({ subject }) => subject)
  const compared = reads.map(async (booking): Promise<Compared> => {
    const row = rows.find(({ id }) => id === booking.id) ?? (await rental.booking(booking.id))
    return { read: booking, row: row && viewOf(row), events: lanes.get(laneOf(booking.id)) ?? [] }
  })
  return { branch, compared: await Promise.all(compared), unanswered: left.length - (reads.length - active.length) }
}

const laneOf = (bookingId: number): string => `booking:${bookingId}`

/** A webhook may be on its way, or its event not yet worked through. */
const GRACE_MS = 2 * MINUTE_MS
const TOLD: readonly string[] = ['booking.created', 'booking.updated', 'booking.issued', 'booking.returned', 'booking.cancelled']
const UNFINISHED: readonly string[] = ['received', 'queued', 'running', 'waiting']

/** RentProg's name of a field → ours. */
const FIELDS = { in_rent: 'inRent', state: 'state', start_date: 'startAt', end_date: 'endAt', car_id: 'carId' } as const
type Field = keyof typeof FIELDS

export interface Gap {
  type: BookingFact | 'booking.created'
  payload: BookingPayload
  dedupeKey: string
}

/** Each gap becomes the event its webhook would have made. Pure. */
export function decideCompleteness({ branch, compared, unanswered }: CompletenessFacts, now: Date): Pick<Decision, 'gaps' | 'summary'> {
  const settled = compared.filter(({ events }) => !isOnItsWay(events, now))
  const found = settled.map((booking) => gapOf(booking, branch)).filter((gap) => gap !== null)
  // Lanes are locked in this order everywhere.
  const gaps = found.sort((a, b) => (laneOf(a.payload.booking_id) < laneOf(b.payload.booking_id) ? -1 : 1))
  const onTheWay = compared.length - settled.length
  return {
    gaps,
    summary: completenessWords({ branch, compared: compared.length, onTheWay, unanswered, found: gaps.map(({ type }) => type) }),
  }
}

const isOnItsWay = (events: readonly LaneEvent[], now: Date): boolean =>
  events.some(({ type, status, receivedAt }) => UNFINISHED.includes(status) || (TOLD.includes(type) && receivedAt > addMs(now, -GRACE_MS)))

function gapOf({ read, row, events }: Compared, branch: Branch): Gap | null {
  const told = events.filter(({ type }) => TOLD.includes(type))
  const said = Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null))
  if (told.length === 0) return gap('booking.created', { ...idsOf(read, branch), raw_action: 'create', fields: said }, undefined)
  // What nobody has told yet is as our row says, which may come from a read.
  const base = row ?? unknownBooking(read.id, branch)
  // Our own events: they were parsed when they came in.
  const heard = told.reduce((view, event) => hear(view, event as unknown as ToldOfBooking, view), base)
  const now = withHeard(heard, Object.fromEntries(Object.entries(said).filter(([name]) => name in FIELDS)))
  const differs = (field: Field) => written(heard[FIELDS[field]]) !== written(now[FIELDS[field]])
  const isKnown = (field: Field) => heard[FIELDS[field]] !== null || row !== null
  const fields = (Object.keys(FIELDS) as Field[]).filter((field) => differs(field) && isKnown(field))
  if (fields.length === 0) return null
  const changes = Object.fromEntries(
    fields.map((field): [Field, [unknown, unknown]] => [field, [written(heard[FIELDS[field]]), read[field]]]),
  )
  return gap(sharpest(heard, now), { ...idsOf(read, branch), raw_action: 'update', changes }, told.at(-1)?.id)
}

/** The same difference after the same last event is the same gap, whoever finds it. */
function gap(type: Gap['type'], payload: BookingPayload, after: string | undefined): Gap {
  const digest = createHash('sha256')
    .update(JSON.stringify([type, payload.changes, after]))
    .digest('hex')
    .slice(0, 16)
  return { type, payload: { ...payload, reconciled: true }, dedupeKey: `reconciled:${payload.booking_id}:${digest}` }
}

const idsOf = ({ id, car_id, client_id }: RentprogBooking, branch: Branch): BookingPayload => ({
  rentprog_id: id,
  booking_id: id,
  branch,
  ...(car_id !== null && { car_id }),
  ...(client_id !== null && { client_id }),
})

/** As RentProg writes it. */
const written = (value: unknown): unknown => (value instanceof Date ? inTbilisi(value).toFormat('dd-MM-yyyy H:mm') : value)

/** The event the missing webhook would have made, due at once. */
export const synthetic = ({ type, payload, dedupeKey }: Gap, now: Date): EffectPayload<'event.defer'> => ({
  type,
  payload,
  notBefore: now.toISOString(),
  timerSlot: 'reconciled',
  dedupeKey,
})
