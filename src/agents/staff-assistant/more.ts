// «А кто клиент?», «а когда вернётся?»: another side of the car, booking or client that was spoken of, whichever agent spoke of it.
import type { About } from '../../effects/catalogue.ts'
import type { GatherContext } from '../agent.ts'
import type { Asker } from '../asker.ts'
import { spanIn } from '../when-said.ts'
import { bookingFacts } from './booking.ts'
import { carsFacts } from './cars.ts'
import { clientFacts } from './clients.ts'
import type { Found } from './found.ts'

/** Of what was spoken of, the things other words may be about. */
export type Subject = Partial<Pick<About, 'intent' | 'carId' | 'bookingId' | 'clientId'>>

/**
 * Another car may be named, or a day, or a side of it.
 * @returns null when the words go on from nothing we know.
 */
export async function moreOf(text: string, about: Subject, asker: Asker, context: GatherContext): Promise<Found | null> {
  const { carId, bookingId, clientId } = await completed(about, context)
  if (/клиент|client|customer|კლიენტ/i.test(text) && clientId !== undefined)
    return { about: 'client', client: await clientFacts('', asker, context, clientId) }
  if (/брон|ответствен|booking|responsible|ჯავშ/i.test(text) && bookingId !== undefined) return booking(bookingId, context)
  const isOfThing = carId !== undefined || bookingId !== undefined || clientId !== undefined
  const named = await carsFacts(text, { ...asker, carId: null }, context)
  if (isOfThing && named.shown.length > 0) return { about: 'car', cars: named }
  const isOfDay = spanIn(text, context.clock.now()) !== null
  const isOfBooking = about.intent?.startsWith('booking') === true || carId === undefined
  if (isOfBooking && bookingId !== undefined && !isOfDay) return booking(bookingId, context)
  if (about.intent === 'client' && clientId !== undefined && !isOfDay)
    return { about: 'client', client: await clientFacts('', asker, context, clientId) }
  return carId === undefined ? null : { about: 'car', cars: await carsFacts(text, { ...asker, carId }, context) }
}

async function booking(id: number, context: GatherContext): Promise<Found | null> {
  const facts = await bookingFacts(id, context)
  return facts && { about: 'booking', booking: facts }
}

/** A booking knows its car and client. */
export async function completed<S extends Subject>(about: S, { read: { rental } }: GatherContext): Promise<S> {
  if (about.bookingId === undefined || (about.carId !== undefined && about.clientId !== undefined)) return about
  const row = await rental.booking(about.bookingId)
  return {
    ...about,
    ...(about.carId === undefined && row?.carId != null && { carId: row.carId }),
    ...(about.clientId === undefined && row?.clientId != null && { clientId: row.clientId }),
  }
}
