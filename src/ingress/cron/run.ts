// Fires what is due, on any number of replicas: the inbox's dedupe key makes a slot one event, the mark only says since when to look.
import { addMs, type Clock, MINUTE_MS } from '../../clock.ts'
import { BRANCHES } from '../../events/event.ts'
import type { NewEvent } from '../../events/index.ts'
import type { Marks } from '../../inbox/marks.ts'
import type { Happenings } from '../../observability/happenings.ts'
import { type Due, dueSlots, GRACE_MS } from './due.ts'
import type { Schedule } from './schedules.ts'
import { lastSlot, nextSlot } from './slots.ts'

export interface ClockworkOptions {
  clock: Clock
  schedules: readonly Schedule[]
  marks: Marks
  record: (event: NewEvent) => Promise<{ duplicate: boolean }>
  happenings: Pick<Happenings, 'scheduleLate' | 'scheduleMissed'>
}

export interface ScheduleView {
  event: string
  cron: string
  lastSlot: Date
  nextSlot: Date
  /** The last slot is not fired yet, and since so many seconds. */
  lateS?: number
}

export interface Clockwork {
  /** Cheap where nothing is due; to be called every second. */
  tick(): Promise<void>
  views(): Promise<ScheduleView[]>
  /** For how long nobody has looked at the schedules, counted from `since` at the earliest; 0 where there are none. */
  silentMs(since: Date): Promise<number>
}

/** A sign of life, so that others know that somebody looks. */
const BEAT_MS = 10_000
/** A mark so close before a slot says that somebody was there when it came. */
const ALIVE_MS = 1.5 * BEAT_MS
/** No two clocks of ours differ by more. A mark further ahead is of a wrong one. */
const SKEW_MS = 5 * MINUTE_MS
/** A mark so far behind the others is of a schedule that was not in force meanwhile. */
const OUT_OF_FORCE_MS = 5 * MINUTE_MS

/** With the expression: another one begins anew, and during a deploy the old and the new one stand beside each other. */
const markOf = ({ event, cron }: Schedule): string => `${event} ${cron}`

export function createClockwork({ clock, schedules, marks, record, happenings }: ClockworkOptions): Clockwork {
  /** Up to here this process has dealt with everything. */
  let seen: Date | undefined
  const upcoming = new Map<Schedule, Date>()

  async function tick(): Promise<void> {
    const now = clock.now()
    if (schedules.length === 0 || nothingToDo(now)) return
    const standing = await marks.read()
    const looks = schedules.map((schedule) => {
      const after = since(standing.get(markOf(schedule)), { standing, seen, now })
      return { schedule, after, due: isQuiet(schedule, now) ? NOTHING : dueSlots(schedule, { after, until: now }) }
    })
    // One that cannot be fired keeps no other; but then no mark moves, and all of it is tried again.
    const failed: unknown[] = []
    for (const look of looks) await fire(look).catch((error: unknown) => failed.push(error))
    if (failed.length > 0) throw failed[0]
    const moved = await marks.move(schedules.map(markOf), now, addMs(now, SKEW_MS))
    for (const { schedule, after, due } of looks) {
      // Only who moved it from where we began has missed anything; the others came second.
      if (due.missed > 0 && moved.get(markOf(schedule))?.getTime() === after.getTime())
        happenings.scheduleMissed({
          schedule: schedule.event,
          slots: due.missed,
          fired: due.fire.filter((slot) => isOld(slot, now)).length,
        })
      if (!isQuiet(schedule, now)) upcoming.set(schedule, nextSlot(schedule.cron, now))
    }
    seen = now
  }

  async function fire({ schedule, after, due }: { schedule: Schedule; after: Date; due: Due }): Promise<void> {
    for (const slot of due.fire) {
      const recorded = await Promise.all(eventsOf(schedule, slot).map(record))
      const lateMs = clock.now().getTime() - slot.getTime()
      const isLate = lateMs > schedule.lateAfterS * 1_000 && slot.getTime() - after.getTime() <= ALIVE_MS
      if (isLate && recorded.some(({ duplicate }) => !duplicate))
        happenings.scheduleLate({ schedule: schedule.event, slotAt: slot.toISOString(), lateMs })
    }
  }

  const nothingToDo = (now: Date) =>
    seen !== undefined && now < addMs(seen, BEAT_MS) && schedules.every((schedule) => isQuiet(schedule, now))

  /** This process knows that no slot lies between what it has seen and now. */
  const isQuiet = (schedule: Schedule, now: Date): boolean => {
    const next = upcoming.get(schedule)
    return seen !== undefined && next !== undefined && seen <= now && now < next
  }

  return {
    tick,
    async views() {
      const [standing, now] = [await marks.read(), clock.now()]
      return schedules.map((schedule) => {
        const { event, cron } = schedule
        const [last, mark] = [lastSlot(cron, now), standing.get(markOf(schedule))]
        const view = { event, cron, lastSlot: last, nextSlot: nextSlot(cron, now) }
        return mark === undefined || mark >= last ? view : { ...view, lateS: Math.round((now.getTime() - last.getTime()) / 1_000) }
      })
    },
    async silentMs(begin) {
      const standing = await marks.read()
      const beats = schedules.map((schedule) => (standing.get(markOf(schedule)) ?? begin).getTime())
      return beats.length === 0 ? 0 : Math.max(0, clock.now().getTime() - Math.max(begin.getTime(), Math.min(...beats)))
    },
  }
}

const NOTHING: Due = { fire: [], missed: 0 }
const isOld = (slot: Date, now: Date) => slot < addMs(now, -GRACE_MS)

/** From when on slots count. The past of a schedule that is new, or was out of force, is none of its business. */
function since(
  mark: Date | undefined,
  { standing, seen, now }: { standing: ReadonlyMap<string, Date>; seen: Date | undefined; now: Date },
): Date {
  const own = seen !== undefined && seen < now ? seen : now
  if (mark === undefined || mark > addMs(now, SKEW_MS)) return own
  const newest = Math.max(...[...standing.values()].filter((at) => at <= addMs(now, SKEW_MS)).map((at) => at.getTime()))
  return newest - mark.getTime() > OUT_OF_FORCE_MS ? own : mark
}

function eventsOf({ event, branches }: Schedule, slot: Date): NewEvent[] {
  const slotAt = slot.toISOString()
  const places = branches === 'house' ? [undefined] : BRANCHES
  return places.map(
    (branch) =>
      ({
        type: event,
        source: 'cron',
        timestamp: slotAt,
        dedupeKey: `cron:${event}:${branch ?? 'house'}:${slotAt}`,
        payload: { ...(branch && { branch }), slotAt },
      }) as NewEvent,
  )
}
