// Business hours of a branch, and arithmetic in working time. Every day is a working day, and Tbilisi has no daylight saving.
import { addMs, inTbilisi } from '../clock.ts'
import type { Settings } from './settings.ts'

export type BusinessHours = Pick<Settings, 'officeFromHour' | 'officeToHour'>

/** Hours that make no span mean: always open. */
const isRoundTheClock = ({ officeFromHour: from, officeToHour: to }: BusinessHours): boolean => from >= to || to - from >= 24

/** Opening and closing on the day of that moment. */
function dayOf(at: Date, { officeFromHour, officeToHour }: BusinessHours): { opens: Date; closes: Date } {
  const midnight = inTbilisi(at).startOf('day')
  return { opens: midnight.plus({ hours: officeFromHour }).toJSDate(), closes: midnight.plus({ hours: officeToHour }).toJSDate() }
}

const nextDay = (at: Date): Date => inTbilisi(at).startOf('day').plus({ days: 1 }).toJSDate()

/** At the minute of closing it is closed. */
export function isOpen(at: Date, hours: BusinessHours): boolean {
  const { opens, closes } = dayOf(at, hours)
  return isRoundTheClock(hours) || (at >= opens && at < closes)
}

/** The moment itself while the branch is open, else the next opening. */
export function openFrom(at: Date, hours: BusinessHours): Date {
  if (isOpen(at, hours)) return at
  const { opens } = dayOf(at, hours)
  return at < opens ? opens : dayOf(nextDay(at), hours).opens
}

/** So much working time later; always a moment at which the branch is open. */
export function addBusinessMs(at: Date, ms: number, hours: BusinessHours): Date {
  const from = openFrom(at, hours)
  if (isRoundTheClock(hours)) return addMs(from, ms)
  const { closes } = dayOf(from, hours)
  const left = closes.getTime() - from.getTime()
  return ms < left ? addMs(from, ms) : addBusinessMs(closes, ms - left, hours)
}

/** Working time between two moments; zero when the second is not later. */
export function businessMsBetween(from: Date, to: Date, hours: BusinessHours): number {
  if (to <= from) return 0
  if (isRoundTheClock(hours)) return to.getTime() - from.getTime()
  const { opens, closes } = dayOf(from, hours)
  const today = Math.min(to.getTime(), closes.getTime()) - Math.max(from.getTime(), opens.getTime())
  return Math.max(0, today) + businessMsBetween(nextDay(from), to, hours)
}
