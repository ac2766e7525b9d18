// What is known of a device and the car it is in: their rows, their recent trips, and who may move the car.
import { addMs, DAY_MS, MINUTE_MS } from '../../clock.ts'
import type { Branch } from '../../events/event.ts'
import type { Booking, Tracker, Trip } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf, viewOf } from '../booking-facts.ts'
import { isReturned } from '../booking-state.ts'
import { type Responsible, responsibleFor } from '../people.ts'
import type { CarBooking, Papers } from './entitlement.ts'
import { carIn } from './matching.ts'

export interface CarOnRoad {
  id: number
  name: string | null
  plate: string | null
  branch: Branch | null
  mileageKm: number | null
}

export interface Known {
  deviceId: string
  /** What the collector calls the car. */
  label: string | null
  tracker: Tracker | null
  /** Other trackers of the same car. */
  others: readonly Tracker[]
  car: CarOnRoad | null
  /** Null for a car nobody knows. */
  papers: Papers | null
  /** Of the device and of the car, latest first. */
  trips: readonly Trip[]
  /** Who answers for the booking the car is away with; null when it is not away. */
  responsible: Responsible | null
  hasDirector: boolean
}

/** Longer than any trip without a stop. */
const LOOK_BACK_MS = 2 * DAY_MS

type Asking = Pick<GatherContext, 'read' | 'clock' | 'settings'>

interface Asked {
  deviceId: string
  label: string | null
  /** The earliest moment somebody may ask about. */
  from: Date
  tracker?: Tracker | null
}

/** @param wants what is needed beside the papers; an alarm asks for as little as it can. */
export async function knownOf(asked: Asked, context: Asking, wants: { responsible?: boolean } = {}): Promise<Known> {
  const { rental } = context.read
  const { deviceId, label, from } = asked
  const [tracker, own, director] = await Promise.all([
    asked.tracker === undefined ? rental.tracker(deviceId) : asked.tracker,
    rental.tripsOfDevice({ deviceId, since: addMs(from, -LOOK_BACK_MS) }),
    rental.holderOf({ role: 'director' }),
  ])
  const row = await carIn({ tracker, label }, rental)
  const base = { deviceId, label, tracker, hasDirector: director !== null }
  if (row === null) return { ...base, others: [], car: null, papers: null, trips: own, responsible: null }
  const { id, name, plate, mileageKm } = row
  const [papers, others, trips] = await Promise.all([
    papersOf(id, tracker?.movingSince != null && tracker.movingSince < from ? tracker.movingSince : from, context, branchOf(row.branch)),
    rental.trackersOf(id),
    rental.tripsOf({ carId: id, since: addMs(from, -LOOK_BACK_MS) }),
  ])
  const away = papers.bookings.find(({ inRent }) => inRent)
  return {
    ...base,
    others: others.filter((one) => one.id !== deviceId),
    car: { id, name, plate, branch: branchOf(row.branch) ?? null, mileageKm },
    papers,
    trips: [...new Map([...own, ...trips].map((trip) => [trip.id, trip])).values()],
    responsible: wants.responsible && away !== undefined ? await responsibleFor(away, context.read) : null,
  }
}

export async function papersOf(
  carId: number,
  from: Date,
  { read: { rental }, clock, settings }: Asking,
  branch: Branch | undefined,
): Promise<Papers> {
  const graceMs = settings(branch ?? 'tbilisi').tripGraceMin * MINUTE_MS
  const span = { carId, from: addMs(from, -graceMs), to: addMs(clock.now(), graceMs) }
  const [bookings, permits] = await Promise.all([rental.bookingsOfCar(span), rental.permitsOf(span)])
  return { bookings: await Promise.all(bookings.map((row) => withReturn(row, rental))), permits }
}

async function withReturn(row: Booking, rental: Asking['read']['rental']): Promise<CarBooking> {
  const view = viewOf(row)
  const returned = isReturned(view) ? await rental.operation({ bookingId: row.id, kind: 'return' }) : null
  return { ...view, updatedAt: row.updatedAt, returnedAt: returned?.closedAt ?? null }
}
