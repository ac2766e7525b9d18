// «Что с AA-000-AA»: where a car is, who has it, when it is free again, what is due.
import { addMs, DAY_MS } from '../../clock.ts'
import { BRANCHES, type Branch } from '../../events/event.ts'
import type { Car, CarService, Incident, Inspection, Tracker } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type Asker, branchIn } from '../asker.ts'
import { type BookingView, branchOf, viewOf } from '../booking-facts.ts'
import { isReturned } from '../booking-state.ts'
import { carsMeant } from '../cars-said.ts'
import { orNull } from '../known-booking.ts'
import { plateIn } from '../phrases.ts'
import { type Span, spanIn } from '../when-said.ts'

export interface CarFound {
  car: Pick<Car, 'id' | 'branch' | 'name' | 'plate' | 'state' | 'mileageKm' | 'clean'>
  /** Where the row comes from. */
  source: 'own' | 'rentprog'
  tracker: Tracker | null
  /** From now on, the one that has it first. */
  bookings: BookingView[]
  inspection: Inspection | null
  service: CarService | null
  incidents: Incident[]
  tasks: { title: string; dueAt: Date | null }[]
}

export interface CarsFacts {
  shown: CarFound[]
  /** How many more were meant. */
  more: number
  /** A plate, or a model there is one of. */
  isSure: boolean
  /** The day or hours that are asked about. */
  day: Span | null
  now: Date
}

const MOST = 3
const AHEAD_DAYS = 60

export async function carsFacts(text: string, asker: Asker, context: GatherContext): Promise<CarsFacts> {
  const { read, clock } = context
  const now = clock.now()
  const meant = await carsNamed(text, asker, context)
  const shown = await Promise.all(
    meant.slice(0, MOST).map(async ({ car, source }): Promise<CarFound> => {
      const { rental } = read
      const [tracker, bookings, inspection, service, incidents, tasks] = await Promise.all([
        rental.trackerOf(car.id),
        rental.bookingsOfCar({ carId: car.id, from: now, to: addMs(now, AHEAD_DAYS * DAY_MS) }),
        rental.inspectionOf(car.id),
        rental.service(car.id),
        rental.openIncidents({ carId: car.id }),
        rental.openTasks({ carId: car.id }),
      ])
      const ahead = bookings.map((row) => viewOf(row)).filter((booking) => !isReturned(booking))
      return { car, source, tracker, bookings: ahead, inspection, service, incidents, tasks }
    }),
  )
  const isSure = plateIn(text) !== undefined || meant.length === 1
  return { shown, more: Math.max(0, meant.length - MOST), isSure, day: spanIn(text, now), now }
}

type Meant = Pick<CarFound, 'car' | 'source'>

/** The car of the topic when the text names none; those of the asker's branch before those of others. */
async function carsNamed(text: string, { carId, branch }: Asker, context: GatherContext): Promise<Meant[]> {
  const { rental } = context.read
  const wanted = branchIn(text)
  const order = [...new Set([...(wanted ? [wanted] : []), ...(branch ? [branch] : []), ...BRANCHES])]
  const own = (await Promise.all(order.map((one) => rental.carsOf(one)))).flat()
  const known = carsMeant(text, wanted === null ? own : own.filter((car) => car.branch === wanted))
  if (known.length > 0) return known.map((car) => ({ car, source: 'own' }))
  if (carId !== null && plateIn(text) === undefined) {
    const car = await rental.car(carId)
    return car === null ? [] : [{ car, source: 'own' }]
  }
  return plateIn(text) === undefined && own.length > 0 ? [] : carsInRentprog(text, wanted ?? branch, context)
}

/** Our table fills as webhooks come: a car nobody has told us of may still stand in RentProg. */
async function carsInRentprog(text: string, only: Branch | null, { read, signal }: GatherContext): Promise<Meant[]> {
  const asked = await Promise.all(
    (only === null ? BRANCHES : [only]).map(async (branch) => {
      const rows = (await orNull(read.rentprog.cars({ branch }, { signal }))) ?? []
      return rows.map(({ id, car_name, code, number, state, mileage, clean_state }) => ({
        id,
        branch: branchOf(branch) ?? null,
        name: car_name,
        code,
        plate: number,
        state,
        mileageKm: mileage,
        clean: clean_state,
      }))
    }),
  )
  return carsMeant(text, asked.flat()).map((car) => ({ car, source: 'rentprog' }))
}
