// What the daily plan reads of a world under test, as lists.

import type { PlanReads } from '../../../src/tools/rental/plan.ts'
import type { Booking, Car, DailyPlan, Operation, Rental } from '../../../src/tools/rental.ts'

interface Rows {
  bookings?: Booking[]
  cars?: Car[]
  operations?: Operation[]
  plans?: DailyPlan[]
}

export interface PlanRows {
  /** Effect keys of messages that Telegram never took, or that somebody deleted there. */
  lost?: { unsent?: string[]; gone?: string[] }
}

export function planOf({
  bookings = [],
  cars = [],
  operations = [],
  plans = [],
  lost = {},
}: Rows & PlanRows): Pick<Rental, keyof PlanReads> {
  const within = (at: Date | null, from: Date, to: Date) => at !== null && at >= from && at < to
  return {
    bookingsForPlan: async ({ branch, from, to, returnsSince, issuesSince, movesUntil }) =>
      bookings.filter(
        (row) =>
          within(row.startAt, from, movesUntil) ||
          (row.branch === branch &&
            (within(row.startAt, from, to) ||
              within(row.endAt, from, to) ||
              (row.inRent ? within(row.endAt, returnsSince, from) : within(row.startAt, issuesSince, from)))),
      ),
    bookingsWithIds: async (ids) => bookings.filter(({ id }) => ids.includes(id)),
    carsWithIds: async (ids) => cars.filter(({ id }) => ids.includes(id)),
    operationsOf: async (ids) => operations.filter(({ bookingId }) => ids.includes(bookingId)),
    plannedOperations: async ({ carId }) =>
      operations
        .filter((row) => row.status === 'planned' && (carId === undefined || row.carId === carId))
        .sort((a, b) => a.plannedAt.getTime() - b.plannedAt.getTime()),
    lostMessages: async (keys) => ({
      unsent: keys.filter((key) => lost.unsent?.includes(key)),
      gone: keys.filter((key) => lost.gone?.includes(key)),
    }),
    lastPlan: async ({ branch, until }) =>
      plans.filter((row) => row.branch === branch && row.day <= new Date(until)).sort((a, b) => b.day.getTime() - a.day.getTime())[0] ??
      null,
  }
}
