// Wakes the daily plan of a branch from the commit that changes what it shows, so that nobody has to remember to tell it.
import { addMs, type Clock, DAY_MS, inTbilisi } from '../clock.ts'
import type { Sql } from '../db.ts'
import { BRANCHES, type Branch, type Cause } from '../events/event.ts'
import { createEvent } from '../events/index.ts'
import { recordEvent } from '../inbox/record.ts'
import type { PlannedEffect } from './plan.ts'

/** A change of our database that this commit has made. */
export interface Applied {
  effect: Pick<PlannedEffect, 'kind' | 'payload' | 'agent'>
  receipt: Record<string, unknown>
}

interface Touched {
  bookings: number[]
  cars: number[]
  /** A car may have left a branch that no row names any more. */
  moved: boolean
  agent: string | null
}

/** What the plan itself writes (`operation.plan`, `plan.upsert`) is not among it: a refresh never asks for another one. */
function touchedBy(applied: readonly Applied[]): Touched {
  const touched: Touched = { bookings: [], cars: [], moved: false, agent: null }
  // Whoever showed a tick at once may have drawn it from older facts than another: the refresh has the last word, even where the tick came second.
  const isShown = applied.some(({ effect }) => effect.kind === 'plan.upsert')
  for (const { effect, receipt } of applied) {
    const { id, bookingId, set } = effect.payload as { id?: number; bookingId?: number; set?: { branch?: string | null } }
    switch (effect.kind) {
      case 'booking.upsert':
        touched.bookings.push(id as number)
        break
      case 'car.upsert':
        touched.cars.push(id as number)
        touched.moved ||= typeof set?.branch === 'string'
        break
      case 'operation.open':
      case 'operation.close':
      case 'operation.tick':
        if (receipt.changed === false && !isShown) continue
        touched.bookings.push(bookingId as number)
        break
      default:
        continue
    }
    touched.agent ??= effect.agent
  }
  return touched
}

/** So far around today a booking may concern a plan at all; whatever is shown beyond it waits for the next change. */
const BACK_MS = 14 * DAY_MS
const AHEAD_MS = 7 * DAY_MS

/** A plan is in force until its branch has the next day's; one that is being made at this moment may have looked too early. */
const CONCERNED = `
  WITH near AS (
    SELECT branch, car_id FROM bookings
     WHERE (id = ANY($1) OR car_id = ANY($2)) AND (start_at BETWEEN $3 AND $4 OR end_at BETWEEN $3 AND $4)
  ), touched AS (
    SELECT branch FROM near
    UNION SELECT cars.branch FROM cars JOIN near ON near.car_id = cars.id
    UNION SELECT branch FROM operations WHERE booking_id = ANY($1) AND planned_at BETWEEN $3 AND $4
    UNION SELECT unnest($5::text[]) WHERE $7 AND EXISTS (SELECT 1 FROM near)
  )
  SELECT branch FROM touched t
   WHERE branch = ANY($5)
     AND (EXISTS (SELECT 1 FROM daily_plans p WHERE p.branch = t.branch AND p.day >= $6 AND p.shown <> '[]'::jsonb)
       OR EXISTS (SELECT 1 FROM events e WHERE e.status = 'running' AND e.type = 'daily.plan.generate' AND e.subject = 'plan:' || t.branch))
   ORDER BY branch`

/** Whoever claims it waits until this commit is through, and so sees what it changed. */
const WAITING = `SELECT 1 FROM events WHERE status IN ('received', 'queued') AND type = 'daily.plan.generate' AND subject = $1 LIMIT 1 FOR SHARE`

/** Part of the committing transaction, after all its changes. */
export async function wakePlans(
  applied: readonly Applied[],
  { sql, clock, eventId }: { sql: Sql; clock: Clock; eventId: string },
): Promise<void> {
  const { bookings, cars, moved, agent } = touchedBy(applied)
  if (agent === null) return
  const now = clock.now()
  const span = [addMs(now, -BACK_MS), addMs(now, AHEAD_MS)]
  const rows = await sql.query<{ branch: string }>(CONCERNED, [bookings, cars, ...span, [...BRANCHES], yesterdayOf(clock), moved])
  for (const branch of BRANCHES.filter((name) => rows.some((row) => row.branch === name)))
    await wake(branch, { sql, clock, cause: { eventId, agent } })
}

/** One that waits already is enough for any number of changes. */
async function wake(branch: Branch, { sql, clock, cause }: { sql: Sql; clock: Clock; cause: Cause }): Promise<void> {
  const waiting = await sql.query(WAITING, [`plan:${branch}`])
  if (waiting.length > 0) return
  const event = createEvent(
    { type: 'daily.plan.generate', source: 'internal', payload: { branch, refresh: true }, slot: 'refresh', cause },
    clock.now(),
  )
  await recordEvent(event, { sql, clock })
}

const GONE = `
  SELECT p.branch, e.event_id AS "eventId", e.agent FROM effects e JOIN daily_plans p ON p.messages ? (e.payload ->> 'message')
   WHERE e.key = $1 AND e.kind = 'telegram.edit' AND e.status = 'failed' AND e.error ~ 'message to edit not found|MESSAGE_ID_INVALID'
     AND p.day >= $2 AND p.shown <> '[]'::jsonb`

/** An edit has failed: where somebody has deleted a message of a plan in Telegram, the plan is brought up to date, which sends it anew. */
export async function wakeForGone(key: string, { sql, clock }: { sql: Sql; clock: Clock }): Promise<void> {
  const [row] = await sql.query<{ branch: Branch; eventId: string; agent: string }>(GONE, [key, yesterdayOf(clock)])
  if (row) await wake(row.branch, { sql, clock, cause: { eventId: row.eventId, agent: row.agent } })
}

const yesterdayOf = (clock: Clock) => inTbilisi(clock.now()).minus({ days: 1 }).toISODate()
