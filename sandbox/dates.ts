// Dates of the sandbox's world: relative to its start when written, RentProg's own notation when read.
import { DateTime } from 'luxon'

const ZONE = 'Asia/Tbilisi'
const RENTPROG = 'dd-MM-yyyy H:mm'
const RELATIVE = /^([+-])(\d+)([mhd])(?: (\d{1,2}):(\d{2}))?$/
const UNITS = { m: 'minutes', h: 'hours', d: 'days' } as const

/**
 * @param text relative (`+2h`, `-30m`, `+1d 10:00`), RentProg's `DD-MM-YYYY H:mm`, or ISO
 * @returns `DD-MM-YYYY H:mm` in Tbilisi, the hour without a leading zero
 */
export function resolveDate(text: string, start: Date): string {
  const relative = RELATIVE.exec(text)
  if (relative) return fromStart(relative, start).toFormat(RENTPROG)
  const own = DateTime.fromFormat(text, RENTPROG, { zone: ZONE })
  const parsed = own.isValid ? own : DateTime.fromISO(text, { zone: ZONE })
  if (!parsed.isValid) throw new Error(`"${text}" is no date: write +2h, -30m, +1d 10:00, 05-11-2030 9:00 or ISO`)
  return parsed.toFormat(RENTPROG)
}

function fromStart([, sign, amount, unit, hour, minute]: RegExpExecArray, start: Date): DateTime {
  const distance = Number(amount) * (sign === '-' ? -1 : 1)
  const moved = DateTime.fromJSDate(start, { zone: ZONE }).plus({ [UNITS[unit as keyof typeof UNITS]]: distance })
  if (hour === undefined) return moved.startOf('minute')
  return moved.set({ hour: Number(hour), minute: Number(minute), second: 0, millisecond: 0 })
}

/** `05-11-2030 9:00` → `2030-11-05T09:00:00.000+04:00`; text work alone, because lists of bookings do it on every read. */
export function formatted(date: string): string {
  const [, day, month, year, hour = '', minute] = /^(\d{2})-(\d{2})-(\d{4}) (\d{1,2}):(\d{2})$/.exec(date) ?? []
  return `${year}-${month}-${day}T${hour.padStart(2, '0')}:${minute}:00.000+04:00`
}

/** RentProg's own notation, and nothing else. @returns milliseconds, or null. */
export function momentOf(text: string): number | null {
  const parsed = DateTime.fromFormat(text, RENTPROG, { zone: ZONE })
  return parsed.isValid ? parsed.toMillis() : null
}

/** A moment as RentProg's records carry it. */
export const stamp = (at: Date): string => DateTime.fromJSDate(at, { zone: ZONE }).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZZ")
