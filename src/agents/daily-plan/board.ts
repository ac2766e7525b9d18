// The rows a plan of one branch and day is made of, read at once.
import { DateTime } from 'luxon'
import { ZONE } from '../../clock.ts'
import type { Branch } from '../../events/event.ts'
import type { Booking, Car, DailyPlan, Operation } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import type { BookingView } from '../booking-facts.ts'

export interface Board {
  branch: Branch
  /** ISO date of Asia/Tbilisi. */
  day: string
  bookings: Booking[]
  cars: Car[]
  operations: Operation[]
  /** Names by RentProg's user id. */
  people: ReadonlyMap<number, string>
  /** What the plan shows already, and goes on showing whatever becomes of it. */
  shown: ReadonlySet<string>
}

export interface PlanCar {
  id: number
  name: string | null
  plate: string | null
  branch: string | null
}

export function carIn({ carId, extras }: BookingView, { cars }: Pick<Board, 'cars'>): PlanCar | null {
  if (carId === null) return null
  const name = typeof extras.car_name === 'string' ? extras.car_name : null
  return cars.find(({ id }) => id === carId) ?? { id: carId, name, plate: null, branch: null }
}

/** RentProg's responsible, else the employee who posted the issue. */
export function personOf({ responsibleId, startWorkerId, responsible }: BookingView, { people }: Pick<Board, 'people'>): string | null {
  const id = responsibleId ?? startWorkerId
  return (id === null ? undefined : people.get(id)) ?? responsible
}

/** A plan that stands in Telegram. */
export interface Standing {
  day: string
  /** Effect keys, in order. */
  messages: string[]
  /** Those of them that somebody has deleted in Telegram. */
  gone: ReadonlySet<string>
  /** One line per message: its digest, then the references of what it shows. Empty once the plan is over. */
  shown: string[]
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [])

export const standingOf = ({ day, messages, shown }: DailyPlan, gone: readonly string[] = []): Standing => ({
  day: day.toISOString().slice(0, 10),
  messages: strings(messages),
  gone: new Set(gone),
  shown: strings(shown),
})

export const refsIn = ({ shown }: Standing): Set<string> => new Set(shown.flatMap((line) => line.split(' ').slice(1)))

/** A reference is the mark of what it is (`i`, `r`, `m`) and the booking's id. */
const bookingIn = (ref: string): number => Number(ref.slice(1))

export const startOf = (day: string): DateTime => DateTime.fromISO(day, { zone: ZONE })

export async function boardOf(
  branch: Branch,
  day: string,
  shown: ReadonlySet<string>,
  { read: { rental }, settings }: Pick<GatherContext, 'read' | 'settings'>,
): Promise<Board> {
  const { planOverdueReturnDays, planOverdueIssueDays, planMovesAheadDays } = settings(branch)
  const from = startOf(day)
  const to = from.plus({ days: 1 })
  const around = await rental.bookingsForPlan({
    branch,
    from: from.toJSDate(),
    to: to.toJSDate(),
    returnsSince: from.minus({ days: planOverdueReturnDays }).toJSDate(),
    issuesSince: from.minus({ days: planOverdueIssueDays }).toJSDate(),
    movesUntil: to.plus({ days: planMovesAheadDays }).toJSDate(),
  })
  const known = new Set(around.map(({ id }) => id))
  const left = [...new Set([...shown].map(bookingIn))].filter((id) => !known.has(id))
  const bookings = left.length === 0 ? around : [...around, ...(await rental.bookingsWithIds(left))]
  const carIds = [...new Set(bookings.flatMap(({ carId }) => (carId === null ? [] : [carId])))]
  const [cars, operations, staff] = await Promise.all([
    rental.carsWithIds(carIds),
    rental.operationsOf(bookings.map(({ id }) => id)),
    rental.staffOf({}),
  ])
  return { branch, day, bookings, cars, operations, people: new Map(staff.map(({ id, name }) => [id, name])), shown }
}
