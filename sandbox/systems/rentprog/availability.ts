// Which cars are free in a period, and what one costs: by the bookings and the price table of the world.
import { momentOf } from '../../dates.ts'
import { type Answer, type Handler, ok } from '../../system.ts'
import type { Booking, Car, World } from '../../world.ts'
import { fail } from './doors.ts'
import { carRow } from './rows.ts'

const DAY_MS = 24 * 3_600_000
/** From so many days on, the next price of the table. */
const STEPS = [1, 3, 7, 14, 21, 30]
const CAN_BE_ISSUED = 1

interface Period {
  from: number
  until: number
}

export function availabilityDoors(cars: () => Car[], bookings: () => Booking[], world: World): Record<string, Handler> {
  return {
    'GET /free_cars': ({ query }) => {
      const period = periodOf(query)
      if (!period) return badDates()
      const free = cars().filter(
        (car) => car.state === CAN_BE_ISSUED && car.active !== false && !bookings().some((one) => takes(one, car, period)),
      )
      return ok(free.map((car) => carRow(car, world)))
    },
    'GET /car_data': ({ query }) => {
      const car = cars().find(({ id }) => id === Number(query.get('id')))
      if (!car) return fail({ status: 404 })
      const period = periodOf(query)
      if (!period) return badDates()
      const days = Math.max(1, Math.ceil((period.until - period.from) / DAY_MS))
      const row = carRow(car, world)
      const [{ values = [] } = {}] = row.prices as { values?: number[] }[]
      const price = values[STEPS.findLastIndex((step) => days >= step)] ?? values[0] ?? 0
      const deposit = typeof car.deposit === 'number' ? car.deposit : 0
      return ok({ ...row, days, price, rental_cost: price * days, deposit, total: price * days })
    },
  }
}

const badDates = (): Answer => fail({ status: 422, message: 'start_date and end_date are required: DD-MM-YYYY H:mm' })

function periodOf(query: URLSearchParams): Period | null {
  const [from, until] = [momentOf(query.get('start_date') ?? ''), momentOf(query.get('end_date') ?? '')]
  return from !== null && until !== null && from < until ? { from, until } : null
}

/** A booking that is over or cancelled takes nothing. */
function takes(booking: Booking, car: Car, { from, until }: Period): boolean {
  if (booking.car_id !== car.id || booking.active !== true || booking.archive === true) return false
  return (momentOf(booking.start_date) ?? 0) < until && (momentOf(booking.end_date) ?? 0) > from
}
