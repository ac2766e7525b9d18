// The rule of the clock: which slots of a schedule are to be fired now. Pure.
import { addMs, DAY_MS, HOUR_MS } from '../../clock.ts'
import type { Schedule } from './schedules.ts'
import { slotsBack } from './slots.ts'

export interface Due {
  /** Oldest first. */
  fire: Date[]
  /** How many came while nobody looked, fired or not. */
  missed: number
}

/** A slot younger than this is on time, whatever its schedule says of missed ones. */
export const GRACE_MS = 90_000
/** Nothing older is looked for, however long nobody was there … */
const OLDEST_MS = 7 * DAY_MS
/** … and no more than this of one schedule: a year of silence must not become a flood. */
export const MOST_SLOTS = 500

/** Looks at the slots in (after, until]; an interval that runs backwards has none. */
export function dueSlots(
  { cron, missed, usefulForH }: Pick<Schedule, 'cron' | 'missed' | 'usefulForH'>,
  { after, until }: { after: Date; until: Date },
): Due {
  const slots = slotsIn(cron, after, until)
  const onTime = slots.filter((slot) => slot >= addMs(until, -GRACE_MS))
  const late = slots.slice(0, slots.length - onTime.length)
  const useful = usefulForH === undefined ? late : late.filter((slot) => slot >= addMs(until, -usefulForH * HOUR_MS))
  return { fire: [...catchUp[missed](useful, onTime), ...onTime], missed: late.length }
}

const catchUp: Record<Schedule['missed'], (late: Date[], onTime: Date[]) => Date[]> = {
  skip: () => [],
  latest: (late, onTime) => (onTime.length > 0 ? [] : late.slice(-1)),
  all: (late) => late,
}

function slotsIn(cron: string, after: Date, until: Date): Date[] {
  const from = Math.max(after.getTime(), until.getTime() - OLDEST_MS)
  const found: Date[] = []
  if (from >= until.getTime()) return found
  for (const slot of slotsBack(cron, until)) {
    if (slot.getTime() <= from || found.length === MOST_SLOTS) break
    found.push(slot)
  }
  return found.reverse()
}
