// When a task is spoken of again: at its deadline or when it was put off to, and rung by rung once it is overdue.
import { addMs, HOUR_MS, inTbilisi, MINUTE_MS } from '../../clock.ts'
import type { Task } from '../../tools/rental.ts'
import type { Settings } from '../settings.ts'
import type { Timers } from './acts.ts'

export type Rung = 'manager' | 'head' | 'director'
export const LADDER: readonly Rung[] = ['manager', 'head', 'director']

type Timed = Pick<Task, 'dueAt' | 'snoozeUntil' | 'priority' | 'stage'>

/** From here it counts as late: whoever put it off has until then, too. Null: it has no deadline. */
const lateFrom = ({ dueAt, snoozeUntil }: Timed): Date | null =>
  dueAt === null || snoozeUntil === null || snoozeUntil < dueAt ? dueAt : snoozeUntil

function stepMs(priority: string, settings: Settings): number {
  const minutes: Readonly<Record<string, number>> = {
    low: settings.taskOverdueLowMin,
    high: settings.taskOverdueHighMin,
    urgent: settings.taskOverdueUrgentMin,
  }
  return (minutes[priority] ?? settings.taskOverdueNormalMin) * MINUTE_MS
}

export interface DueRung {
  rung: Rung
  at: Date
}

/** The rungs that are still to be told, with their hours. */
export function rungsOf(task: Timed, settings: Settings): DueRung[] {
  const from = lateFrom(task)
  if (from === null) return []
  const step = stepMs(task.priority, settings)
  const told = LADDER.indexOf(task.stage as Rung)
  return LADDER.map((rung, at) => ({ rung, at: addMs(from, step * (at + 1)) })).slice(told + 1)
}

export function timersOf(task: Timed, settings: Settings, now: Date): Timers {
  const remindAt = task.snoozeUntil ?? task.dueAt
  return { remindAt: remindAt !== null && remindAt > now ? remindAt : null, overdueAt: rungsOf(task, settings)[0]?.at ?? null }
}

/** Where «⏰» puts a task off to. */
export function snoozed(action: 'sh' | 'st' | 'sm', { taskEveningHour, officeFromHour }: Settings, now: Date): Date {
  const local = inTbilisi(now).set({ second: 0, millisecond: 0 })
  const inAnHour = local.plus({ hours: 1 })
  if (action === 'sh') return inAnHour.toJSDate()
  if (action === 'sm') return local.startOf('day').plus({ days: 1, hours: officeFromHour }).toJSDate()
  const evening = local.startOf('day').plus({ hours: taskEveningHour })
  return new Date(Math.max(evening.toMillis(), inAnHour.toMillis()))
}

/** Two taps in a minute mean the same hour. */
export const isSameSnooze = (was: Date | null, wish: Date): boolean =>
  was !== null && Math.abs(was.getTime() - wish.getTime()) <= 2 * MINUTE_MS

/** A day without an hour ends with the office; when that is over already, at midnight. */
export function deadlineOf({ at, hasTime }: { at: Date; hasTime: boolean }, { officeToHour }: Settings, now: Date): Date {
  if (hasTime) return at
  const closes = addMs(at, officeToHour * HOUR_MS)
  return closes > now ? closes : inTbilisi(at).endOf('day').toJSDate()
}
