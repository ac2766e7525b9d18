// How a car stands at a moment: its next service, and the windows in which it could be cared for. Pure.
import { addMs, DAY_MS } from '../../clock.ts'
import type { Settings } from '../settings.ts'
import { type ServiceState, serviceState } from './intervals.ts'
import type { CaredCar } from './look.ts'
import { freeWindows, type Window } from './windows.ts'

export interface Moment {
  settings: Settings
  now: Date
}

/** What can be offered: windows before the deadline, else the first ones after it. */
export interface Offer {
  windows: Window[]
  isLate: boolean
}

/** How far after a deadline a window is looked for. */
const AFTER_MS = 30 * DAY_MS
const SHOWN = 3

export function offer({ bookings }: Pick<CaredCar, 'bookings'>, deadline: Date | null, { settings, now }: Moment): Offer {
  const end = deadline ?? addMs(now, settings.careHorizonDays * DAY_MS)
  const before = end > now ? freeWindows(bookings, { from: now, to: end }, settings, now) : []
  if (before.length > 0) return { windows: before.slice(0, SHOWN), isLate: false }
  const from = end > now ? end : now
  return { windows: freeWindows(bookings, { from, to: addMs(from, AFTER_MS) }, settings, now).slice(0, SHOWN), isLate: deadline !== null }
}

export const stateOf = (car: CaredCar, { settings, now }: Moment): ServiceState =>
  serviceState({ name: car.name, mileageKm: car.mileageKm, last: car.service }, settings, now)
