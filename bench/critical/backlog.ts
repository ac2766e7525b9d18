// Routine work that waits: bookings to be issued, each with two agents, and messages of staff that only a model would understand.
import type { Pool } from 'pg'
import { createEvent } from '../../src/events/index.ts'
import { prepareBacklog } from '../ack/backlog.ts'

/** One in so many asks the model. */
const ASKING = 10

let next = 1_000_000

export async function prepareRoutine(sql: Pool, count: number): Promise<void> {
  const asking = Math.floor(count / ASKING)
  await prepareBacklog(sql, count - asking)
  const events = Array.from({ length: asking }, () => {
    const n = next++
    const payload = { chatId: -1000000000001, threadId: n, fromId: 100000001, messageId: n, text: `ну как вам погода, вариант ${n}` }
    return createEvent({ type: 'message.employee', payload, dedupeKey: `bench:said:${n}` }, new Date())
  })
  await sql.query('SELECT inbox_event(e, NULL, now()) FROM jsonb_array_elements($1::jsonb) AS e', [JSON.stringify(events)])
}
