// When a car is to be serviced next, by kilometres and by date. Pure.
import { DAY_MS, inTbilisi } from '../../clock.ts'
import type { Settings } from '../settings.ts'

export interface LastService {
  lastAt: Date | null
  lastMileageKm: number | null
}

export type ServiceState =
  /** Nobody told us of the last service. */
  { is: 'unknown' } | { is: 'fine' | 'soon' | 'overdue'; leftKm: number | null; dueAt: Date | null }

type Intervals = Pick<Settings, 'serviceIntervals' | 'serviceWarnKm' | 'serviceWarnDays'>

export const intervalOf = (name: string | null, { serviceIntervals }: Intervals) =>
  serviceIntervals.find(({ model }) => (name ?? '').toLowerCase().includes(model.toLowerCase())) ?? null

export function serviceState(
  { name, mileageKm, last }: { name: string | null; mileageKm: number | null; last: LastService | null },
  settings: Intervals,
  now: Date,
): ServiceState {
  const interval = intervalOf(name, settings)
  if (last === null || (last.lastAt === null && last.lastMileageKm === null)) return { is: 'unknown' }
  const leftKm =
    interval?.everyKm == null || last.lastMileageKm === null || mileageKm === null
      ? null
      : last.lastMileageKm + interval.everyKm - mileageKm
  const dueAt =
    interval?.everyMonths == null || last.lastAt === null ? null : inTbilisi(last.lastAt).plus({ months: interval.everyMonths }).toJSDate()
  const isOver = (leftKm !== null && leftKm <= 0) || (dueAt !== null && dueAt <= now)
  const isSoon =
    (leftKm !== null && leftKm <= settings.serviceWarnKm) ||
    (dueAt !== null && dueAt.getTime() - now.getTime() <= settings.serviceWarnDays * DAY_MS)
  return { is: isOver ? 'overdue' : isSoon ? 'soon' : 'fine', leftKm, dueAt }
}

/** So far a tracker may be ahead of what RentProg was last told; more is another way of counting. */
const PLAUSIBLE_KM = 10_000

/** RentProg's number, or a tracker's that is a little ahead of it. */
export function mileageOf(rentprogKm: number | null, trackerKm: number | null): number | null {
  if (trackerKm === null || rentprogKm === null) return rentprogKm
  return trackerKm > rentprogKm && trackerKm - rentprogKm <= PLAUSIBLE_KM ? trackerKm : rentprogKm
}
