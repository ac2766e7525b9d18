// When a car is free in business hours, for long enough to be serviced. Pure.
import { addMs, HOUR_MS, inTbilisi, MINUTE_MS } from '../../clock.ts'
import type { Settings } from '../settings.ts'

export interface Window {
  from: Date
  to: Date
}

/** A booking as far as it keeps the car; technical ones do so too. */
export interface Taken {
  startAt: Date | null
  endAt: Date | null
  inRent: boolean
}

type Hours = Pick<Settings, 'careWindowH' | 'careGapMin' | 'officeFromHour' | 'officeToHour'>

const FOR_EVER = new Date(8_640_000_000_000_000)

/** A car that is out and should be back has no end anybody knows. */
export function busyOf(bookings: readonly Taken[], now: Date): Window[] {
  return bookings.map(({ startAt, endAt, inRent }) => {
    const isLate = inRent && (endAt === null || endAt <= now)
    return { from: inRent ? earlier(startAt ?? now, now) : (startAt ?? now), to: isLate ? FOR_EVER : (endAt ?? FOR_EVER) }
  })
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b)
const later = (a: Date, b: Date): Date => (a > b ? a : b)

/** Windows between two instants, in the order of time; none of them touches a booking. */
export function freeWindows(bookings: readonly Taken[], { from, to }: Window, hours: Hours, now: Date): Window[] {
  const gap = hours.careGapMin * MINUTE_MS
  const busy = busyOf(bookings, now)
    .map((taken) => ({ from: addMs(taken.from, -gap), to: taken.to === FOR_EVER ? FOR_EVER : addMs(taken.to, gap) }))
    .sort((a, b) => a.from.getTime() - b.from.getTime())
  return daysOf(later(from, now), to, hours)
    .flatMap((day) => busy.reduce<Window[]>((free, taken) => free.flatMap((window) => without(window, taken)), [day]))
    .map((window) => ({ from: roundedUp(window.from), to: window.to }))
    .filter((window) => window.to.getTime() - window.from.getTime() >= hours.careWindowH * HOUR_MS)
}

function without(window: Window, taken: Window): Window[] {
  if (taken.to <= window.from || taken.from >= window.to) return [window]
  const before = { from: window.from, to: taken.from }
  const after = { from: taken.to, to: window.to }
  return [before, after].filter((part) => part.from < part.to)
}

/** The business hours of each day that lie between two instants. */
function daysOf(from: Date, to: Date, { officeFromHour, officeToHour }: Hours): Window[] {
  const days: Window[] = []
  for (let day = inTbilisi(from).startOf('day'); day.toJSDate() < to; day = day.plus({ days: 1 })) {
    const window = {
      from: later(day.plus({ hours: officeFromHour }).toJSDate(), from),
      to: earlier(day.plus({ hours: officeToHour }).toJSDate(), to),
    }
    if (window.from < window.to) days.push(window)
  }
  return days
}

const STEP_MS = 30 * MINUTE_MS
const roundedUp = (at: Date): Date => new Date(Math.ceil(at.getTime() / STEP_MS) * STEP_MS)
