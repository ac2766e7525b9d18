// When people are reminded of a state inspection: some days before its end, once each, then every week. Pure.
import { inTbilisi } from '../../clock.ts'
import type { Settings } from '../settings.ts'

/** Whole days of Tbilisi until the last day it is valid; negative when it is over. */
export const daysLeft = (validUntil: Date, now: Date): number =>
  Math.round(inTbilisi(new Date(`${dayOf(validUntil)}T00:00:00+04:00`)).diff(inTbilisi(now).startOf('day'), 'days').days)

/** A column of type date is midnight in Greenwich. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10)

/**
 * The stage a validity has come to, smaller as time goes by: `30`, `14`, `7`, `1`, then `-1`, `-8` … a week apart.
 * @returns null while it is early.
 */
export function leadAt(
  left: number,
  { inspectionLeadDays, serviceRepeatDays }: Pick<Settings, 'inspectionLeadDays' | 'serviceRepeatDays'>,
): number | null {
  if (left < 0) {
    const every = Math.max(1, serviceRepeatDays)
    return -1 - every * Math.floor((-left - 1) / every)
  }
  const reached = inspectionLeadDays.filter((lead) => left <= lead)
  return reached.length === 0 ? null : Math.min(...reached)
}
