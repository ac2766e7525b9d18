// What can be rented when, and for how much: RentProg's free cars and prices for a period.
import { z } from 'zod'
import { inTbilisi } from '../clock.ts'
import { type Call, operation } from './integration.ts'
import { minorUnits } from './rentprog-cash.ts'
import { int, RentprogCar, type Row, rowOf, rowsOf } from './rentprog-shapes.ts'

const Moment = z.iso.datetime({ offset: true })
const Period = z
  .object({ branch: z.string().min(1), from: Moment, until: Moment })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), 'a period ends after it begins')

const money = z.unknown().transform(minorUnits)

/** Sums in minor units; what RentProg leaves out or writes strangely is null. */
export const CarPrice = z
  .object({ id: int, days: z.coerce.number().nullish().catch(null), price: money, rental_cost: money, deposit: money, total: money })
  .transform(({ id, days, price, rental_cost, deposit, total }) => ({
    carId: id,
    days: days ?? null,
    perDayMinor: price,
    rentalMinor: rental_cost,
    depositMinor: deposit,
    totalMinor: total,
  }))
export type CarPrice = z.output<typeof CarPrice>

/** As RentProg writes a moment: Tbilisi time, the hour without a leading zero. */
export const rentprogDate = (at: string): string => inTbilisi(new Date(at)).toFormat('dd-MM-yyyy H:mm')

const idempotency = 'A read: may be repeated.'

export function availabilityReads(get: (branch: string, path: string, call: Call) => Promise<unknown>) {
  const dates = ({ from, until }: { from: string; until: string }) => ({ start_date: rentprogDate(from), end_date: rentprogDate(until) })
  return {
    freeCars: operation({
      summary: 'The cars of a branch that are free for the whole of a period.',
      input: Period,
      output: z.array(RentprogCar),
      limit: 'rentprog.get',
      idempotency,
      run: async ({ branch, ...period }, call) => rowsOf(await get(branch, `/free_cars?${new URLSearchParams(dates(period))}`, call)),
    }),
    carPrice: operation({
      summary: 'What a car costs for a period, or null when the branch has no such car.',
      input: Period.safeExtend({ carId: z.number().int().positive() }),
      output: CarPrice.nullable(),
      limit: 'rentprog.get',
      idempotency,
      run: async ({ branch, carId, ...period }, call): Promise<Row | null> => {
        const query = new URLSearchParams({ id: String(carId), ...dates(period) })
        return rowOf(await get(branch, `/car_data?${query}`, call).catch(nothingWhenMissing), carId)
      },
    }),
  }
}

function nothingWhenMissing(error: unknown): null {
  if (error instanceof Error && 'status' in error && error.status === 404) return null
  throw error
}
