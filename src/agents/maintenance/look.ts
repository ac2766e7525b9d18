// One car with all that says when it must be cared for, and when it is free.
import { addMs, DAY_MS } from '../../clock.ts'
import type { Branch } from '../../events/event.ts'
import type { Booking, Car, CarService, Inspection, Staff } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf, viewOf } from '../booking-facts.ts'
import { type Responsible, responsibleFor } from '../people.ts'
import { mileageOf } from './intervals.ts'

export interface CaredCar {
  id: number
  name: string | null
  plate: string | null
  branch: Branch
  /** RentProg's 1…6. */
  state: number | null
  mileageKm: number | null
  service: CarService | null
  inspection: Inspection | null
  bookings: Booking[]
  /** Of the booking that is running or next; null: the branch manager is told. */
  responsible: Responsible | null
}

/** Bookings further away are nobody's concern yet. */
const AHEAD_MS = 60 * DAY_MS

/** @param branch where no row says it. */
export async function look(car: Car, branch: Branch, { read, clock }: Pick<GatherContext, 'read' | 'clock'>): Promise<CaredCar> {
  const now = clock.now()
  const { rental } = read
  const [tracker, service, inspection, bookings] = await Promise.all([
    rental.trackerOf(car.id),
    rental.service(car.id),
    rental.inspectionOf(car.id),
    rental.bookingsOfCar({ carId: car.id, from: now, to: addMs(now, AHEAD_MS) }),
  ])
  const next = bookings.find(({ technical, responsibleId, startWorkerId }) => !technical && (responsibleId ?? startWorkerId) !== null)
  return {
    id: car.id,
    name: car.name,
    plate: car.plate,
    branch: branchOf(car.branch) ?? branch,
    state: car.state,
    mileageKm: mileageOf(car.mileageKm, tracker?.mileageKm ?? null),
    service,
    inspection,
    bookings,
    responsible: next === undefined ? null : await responsibleFor(viewOf(next), read),
  }
}

/** Not what stands for "asked once" in our row: then nothing is known of the last service. */
export const isServiced = (service: CarService | null): boolean =>
  service !== null && (service.lastAt !== null || service.lastMileageKm !== null)

const SERVICE_CENTER: Branch = 'service-center'

/** Whose word counts on its service: the branch where it stands, and the service center, which looks after the cars of all of them. */
export const servicedIn = (car: Pick<CaredCar, 'branch'>, staff: Pick<Staff, 'branch'> | null): Branch | null =>
  staff?.branch === SERVICE_CENTER ? null : car.branch
