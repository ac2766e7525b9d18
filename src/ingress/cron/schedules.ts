// When the clock knocks: the table of schedules, and which of them are in force here.
import { BadConfig } from '../../config.ts'
import type { EventType } from '../../events/index.ts'
import { flawOf } from './slots.ts'

export interface Schedule {
  event: Extract<EventType, `check.${string}` | 'cash.reconcile' | 'daily.plan.generate'>
  /** In Asia/Tbilisi: minute, hour, day, month, weekday; seconds may stand before them. */
  cron: string
  /** One event for each branch, or one for the whole house. */
  branches: 'each' | 'house'
  /** What becomes of slots that came while nobody was there: none is made up for, the latest alone (unless the next is on time already), or all. */
  missed: 'skip' | 'latest' | 'all'
  /** Somebody was there and it fired later than this: an alert. */
  lateAfterS: number
  /** Older than this a missed slot is of no use to anybody; absent: a week, which is also the most. */
  usefulForH?: number
}

export const schedules: readonly Schedule[] = [
  // A plan of the morning helps until the evening; yesterday's helps nobody.
  { event: 'daily.plan.generate', cron: '0 8 * * *', branches: 'each', missed: 'latest', lateAfterS: 60, usefulForH: 12 },
  { event: 'check.bookings', cron: '*/15 7-23 * * *', branches: 'each', missed: 'latest', lateAfterS: 60 },
  { event: 'check.to', cron: '0 9 * * *', branches: 'each', missed: 'latest', lateAfterS: 60 },
  { event: 'check.cash', cron: '0 20 * * *', branches: 'each', missed: 'latest', lateAfterS: 60 },
  // Every night closes a day of its own.
  { event: 'cash.reconcile', cron: '0 4 * * *', branches: 'each', missed: 'all', lateAfterS: 60 },
  { event: 'check.starline', cron: '*/5 * * * *', branches: 'each', missed: 'latest', lateAfterS: 60 },
  // Not at the full hour, when everybody asks RentProg.
  { event: 'check.completeness', cron: '23 * * * *', branches: 'each', missed: 'latest', lateAfterS: 60 },
  { event: 'check.webhooks', cron: '*/10 * * * *', branches: 'house', missed: 'latest', lateAfterS: 60 },
  // An old canary says nothing about the pipe of now.
  { event: 'check.canary', cron: '*/5 * * * *', branches: 'house', missed: 'skip', lateAfterS: 60 },
]

/**
 * The table with the configured expressions in place; what is `off` is left out, `all: off` is everything that is not named.
 * @throws BadConfig naming an unknown schedule, or an expression that cannot be read.
 */
export function schedulesInForce(configured: Readonly<Record<string, string>>): readonly Schedule[] {
  const { all, ...named } = configured
  if (all !== undefined && all !== 'off') throw new BadConfig('SCHEDULES: "all" can only be "off"')
  const unknown = Object.keys(named).find((name) => !schedules.some(({ event }) => event === name))
  if (unknown !== undefined)
    throw new BadConfig(`SCHEDULES: there is no schedule "${unknown}"; there are ${schedules.map(({ event }) => event).join(', ')}`)
  return schedules.flatMap((schedule) => {
    const cron = (named[schedule.event] ?? all ?? schedule.cron).trim().replaceAll(/\s+/g, ' ')
    if (cron === 'off') return []
    const flaw = flawOf(cron)
    if (flaw !== null) throw new BadConfig(`SCHEDULES: ${schedule.event}: "${cron}" is not a cron expression: ${flaw}`)
    return [{ ...schedule, cron }]
  })
}
