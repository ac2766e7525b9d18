// A task with the people and things it names, looked up.
import type { Car, Staff, Task, TaskWithLog } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type BookingView, viewOf } from '../booking-facts.ts'

/** A task with the people and things it names. */
export interface KnownTask {
  row: TaskWithLog
  assignee: Staff | null
  creator: Staff | null
  car: Car | null
  booking: BookingView | null
  /** Of the client it concerns. */
  phone: string | null
  /** Its topic, as a link; null before it was opened. */
  url: string | null
}

/** As a list shows them. */
export const linesOf = (rows: readonly Task[], context: GatherContext) =>
  Promise.all(
    rows.slice(0, 20).map(async (row) => ({
      row,
      assignee: row.assigneeId === null ? null : await context.read.rental.staff(row.assigneeId),
      url: await urlOf(row.id, context),
    })),
  )

export async function knownTask(id: string, context: GatherContext): Promise<KnownTask | null> {
  const { rental } = context.read
  const row = await rental.task(id)
  if (row === null) return null
  const [assignee, creator, car, booking, client, url] = await Promise.all([
    row.assigneeId === null ? null : rental.staff(row.assigneeId),
    row.creatorId === null ? null : rental.staff(row.creatorId),
    row.carId === null ? null : rental.car(row.carId),
    row.bookingId === null ? null : rental.booking(row.bookingId),
    row.clientId === null ? null : rental.client(row.clientId),
    urlOf(id, context),
  ])
  return { row, assignee, creator, car, booking: booking && viewOf(booking), phone: client?.phone ?? null, url }
}

async function urlOf(id: string, { read: { rental } }: GatherContext): Promise<string | null> {
  const topic = (await rental.topicsOf(`task:${id}`)).findLast(({ chat }) => chat.purpose === 'tasks')
  return topic === undefined ? null : `https://t.me/c/${String(topic.chatId).replace(/^-100/, '')}/${topic.threadId}`
}
