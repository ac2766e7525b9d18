// The only owner of time. Everything that asks what time it is gets a Clock.
import { DateTime } from 'luxon'

/** The company's one time zone: UTC+4, no daylight saving. */
export const ZONE = 'Asia/Tbilisi'

export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** What shall be done a moment later by this process, and may be lost with it. */
export interface Timers {
  /** @returns how to call it off. */
  after(ms: number, work: () => void): () => void
}

export const systemTimers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}

/** Its timers go off when it is moved past them. */
export interface FrozenClock extends Clock, Timers {
  /** Moves the clock forward by so many milliseconds. */
  advance(ms: number): void
  set(at: Date): void
}

export function frozenClock(at: Date): FrozenClock {
  let now = at.getTime()
  const waiting = new Set<{ at: number; work: () => void }>()
  const moveTo = (target: number) => {
    for (;;) {
      const [next] = [...waiting].filter((one) => one.at <= target).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      waiting.delete(next)
      now = Math.max(now, next.at)
      next.work()
    }
    now = target
  }
  return {
    now: () => new Date(now),
    advance: (ms) => moveTo(now + ms),
    set: (next) => moveTo(next.getTime()),
    after(ms, work) {
      const one = { at: now + ms, work }
      waiting.add(one)
      return () => void waiting.delete(one)
    },
  }
}

/** The same instant as people in the branches see it on their clocks. */
export const inTbilisi = (at: Date): DateTime => DateTime.fromJSDate(at, { zone: ZONE })

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

export const addMs = (at: Date, ms: number): Date => new Date(at.getTime() + ms)

const DAYS = ['dd-MM-yyyy', 'yyyy-MM-dd', 'dd MMM yyyy']
const TIMES = [' H:mm', ' H:mm:ss', ' H:mm:ss ZZZ', '']
const FORMATS = DAYS.flatMap((day) => TIMES.map((time) => day + time))
const ISO = /^\d{4}-\d\d-\d\dT/

/** Ruby and Rails inspect times in several ways: `Wed, 05 Nov 2025 10:00:00.000 +04 +04:00` becomes `05 Nov 2025 10:00:00 +0400`. */
const withoutOrnament = (text: string): string =>
  text
    .replace(/^[A-Z][a-z]{2}, /, '')
    .replace(/(:\d\d)\.\d+/, '$1')
    .replace(/ (?:UTC|GMT)$/, ' +0000')
    .replace(/ (?:[A-Z]{1,5}|[+-]\d\d) ([+-]\d\d):(\d\d)$/, ' $1$2')

/**
 * Reads a date as RentProg writes it: `DD-MM-YYYY H:mm` and `YYYY-MM-DD HH:MM` are Tbilisi time, ISO may carry its own offset.
 * @returns the instant, or null when the text is not a date.
 */
export function parseTbilisi(text: string): Date | null {
  const trimmed = text.trim()
  const options = { zone: ZONE, locale: 'en-US' }
  // Luxon's ISO alone would read `10:00` as today and `700001` as a year.
  if (ISO.test(trimmed)) return instant(DateTime.fromISO(trimmed, options))
  const plain = withoutOrnament(trimmed)
  for (const format of FORMATS) {
    const read = instant(DateTime.fromFormat(plain, format, options))
    if (read) return read
  }
  return null
}

const instant = (parsed: DateTime): Date | null => (parsed.isValid ? parsed.toJSDate() : null)
