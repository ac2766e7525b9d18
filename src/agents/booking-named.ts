// Which booking staff mean: by its number or id, by the topic they write in.
import { addMs, DAY_MS } from '../clock.ts'
import type { Branch } from '../events/event.ts'
import type { GatherContext } from './agent.ts'
import { type BookingView, unknownBooking, viewOf, withRead } from './booking-facts.ts'
import { orNull } from './known-booking.ts'

/** Ids have six digits, the numbers staff quote have four: each branch counts its own. */
const ID_FROM = 100_000

type Asking = Pick<GatherContext, 'read' | 'signal'>

/** @param branch whose numbers are meant first, and where RentProg is asked. */
export async function bookingsNamed(n: number, branch: Branch | null, { read, signal }: Asking): Promise<BookingView[]> {
  if (n < ID_FROM) {
    const rows = await read.rental.bookingsNumbered(n)
    const own = rows.filter((row) => row.branch === branch)
    return (own.length > 0 ? own : rows).map((row) => viewOf(row))
  }
  const row = await read.rental.booking(n)
  if (row !== null) return [viewOf(row)]
  const answer = branch === null ? null : await orNull(read.rentprog.booking({ branch, id: n }, { signal }))
  return answer === null || branch === null ? [] : [withRead(unknownBooking(n, branch), answer)]
}

/** So long after its end a car's topic still means the booking that was. */
const LATELY_MS = 7 * DAY_MS

/** The booking a client's or a car's topic is about today; null where it is about none. */
export async function bookingOfTopic(subject: string | null, { read: { rental }, clock }: GatherContext): Promise<BookingView | null> {
  const [, kind, id] = /^(client|lead|car):([\w-]+)$/.exec(subject ?? '') ?? []
  if (subject === null || kind === undefined) return null
  const now = clock.now()
  const number = Number(id)
  if (kind === 'car') {
    if (!Number.isSafeInteger(number)) return null
    const around = await rental.bookingsOfCar({ carId: number, from: addMs(now, -LATELY_MS), to: addMs(now, LATELY_MS) })
    const some = around.filter(({ technical, repair }) => !technical && !repair)
    const found = some.find(({ inRent }) => inRent) ?? some.findLast(({ startAt }) => startAt !== null && startAt <= now) ?? some[0]
    return found === undefined ? null : viewOf(found)
  }
  const [conversation] = await rental.conversationsIn(subject)
  const clientId = kind === 'client' ? number : conversation?.clientId
  if (clientId == null || !Number.isSafeInteger(clientId)) return null
  const current = await rental.currentBookingsOf({ clientId, now })
  const found = current.find(({ technical, repair }) => !technical && !repair)
  return found === undefined ? null : viewOf(found)
}
