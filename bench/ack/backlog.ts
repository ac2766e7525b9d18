// Work for the workers: thousands of recorded events about bookings that are to be issued soon, each with two agents and real effects.

import type { Pool } from 'pg'
import { createEvent } from '../../src/events/index.ts'

const CHUNK = 500
const HOUR_MS = 3_600_000

/** Cars of Batumi that have a topic in the branch's forum, and its employees. */
const CARS = [80001, 80002, 80003, 80004, 80005]
const STAFF = [90001, 90003]

let nextBooking = 500_000_000

/** Rows of bookings, and for each of them the event that wakes the agents; nothing is announced yet. @returns the events' ids. */
export async function prepareBacklog(sql: Pool, count: number): Promise<string[]> {
  const plannedAt = new Date(Date.now() + HOUR_MS)
  const ids: string[] = []
  for (let done = 0; done < count; done += CHUNK) {
    const bookings = Array.from({ length: Math.min(CHUNK, count - done) }, () => nextBooking++)
    await sql.query(
      `INSERT INTO bookings (id, branch, number, state, active, car_id, client_name, start_at, end_at, responsible_id, updated_at)
       SELECT id, 'batumi', id % 10000, 'Активная', true, ($2::int[])[1 + id % 5], 'Иван Тестов', $3, $3::timestamptz + interval '3 days', ($4::int[])[1 + id % 2], now()
         FROM unnest($1::int[]) AS id`,
      [bookings, CARS, plannedAt, STAFF],
    )
    const events = bookings.map((id) =>
      createEvent(
        {
          type: 'booking.issue.planned',
          payload: { rentprog_id: id, booking_id: id, branch: 'batumi', planned_at: plannedAt.toISOString() },
          dedupeKey: `bench:${id}`,
        },
        new Date(),
      ),
    )
    await sql.query('SELECT inbox_event(e, NULL, now()) FROM jsonb_array_elements($1::jsonb) AS e', [JSON.stringify(events)])
    ids.push(...events.map(({ id }) => id))
  }
  return ids
}

export async function backlogOf(sql: Pool): Promise<{ left: number; done: number }> {
  const { rows } = await sql.query<{ left: number; done: number }>(
    `SELECT count(*) FILTER (WHERE status IN ('received', 'queued', 'running'))::int AS left, count(*) FILTER (WHERE status = 'done')::int AS done FROM events`,
  )
  return rows[0] ?? { left: 0, done: 0 }
}
