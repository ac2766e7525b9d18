// «Какие авто свободны завтра с 10 до 18»: cars of a branch without a booking in the span.
import type { Branch } from '../../events/event.ts'
import type { Car } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type Asker, branchIn } from '../asker.ts'
import { type Span, spanIn } from '../when-said.ts'

export interface FreeFacts {
  branch: Branch | null
  span: Span | null
  free: Pick<Car, 'id' | 'name' | 'plate' | 'clean'>[]
  /** Cars of the branch that are taken then, or may not be issued. */
  taken: number
  blocked: number
  now: Date
}

/** RentProg: 1 may be issued; 4 is with a client for long, its booking says so. */
const MAY_BE_ISSUED = [1, 4, null]

/** @param known of the question before, where this one leaves it out. */
export async function freeFacts(
  text: string,
  asker: Pick<Asker, 'branch'>,
  { read: { rental }, clock }: GatherContext,
  known: { branch?: Branch | undefined; span?: Span | undefined } = {},
): Promise<FreeFacts> {
  const now = clock.now()
  const branch = branchIn(text) ?? known.branch ?? asker.branch
  const span = spanIn(text, now) ?? known.span ?? null
  if (branch === null || span === null) return { branch, span, free: [], taken: 0, blocked: 0, now }
  const cars = await rental.carsOf(branch)
  const issuable = cars.filter(({ state }) => MAY_BE_ISSUED.includes(state))
  const looked = await Promise.all(
    issuable.map(async (car) => ({ car, bookings: await rental.bookingsOfCar({ carId: car.id, from: span.from, to: span.to }) })),
  )
  const free = looked.filter(({ bookings }) => bookings.length === 0).map(({ car }) => car)
  return { branch, span, free, taken: issuable.length - free.length, blocked: cars.length - issuable.length, now }
}
