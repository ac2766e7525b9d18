// «А завтра?», «а в Батуми?», «а кто клиент?»: what was spoken of, with what is new in the words.
import type { About } from '../../effects/catalogue.ts'
import type { GatherContext } from '../agent.ts'
import type { Asker } from '../asker.ts'
import { spanIn } from '../when-said.ts'
import { bookingFacts } from './booking.ts'
import { branchFacts } from './branch.ts'
import { carsFacts } from './cars.ts'
import { clientFacts } from './clients.ts'
import type { Found } from './found.ts'
import { freeFacts } from './free.ts'
import { peopleFacts } from './people.ts'

/** @returns null when the words go on from nothing we know. */
export async function moreOf(text: string, about: About | null, asker: Asker, context: GatherContext): Promise<Found | null> {
  if (about === null) return null
  const { branch, from, to } = about
  switch (about.intent) {
    case 'free_cars':
      return {
        about: 'free_cars',
        free: await freeFacts(text, asker, context, { branch, ...(from && to && { span: { from: new Date(from), to: new Date(to) } }) }),
      }
    case 'branch':
      return { about: 'branch', branch: await branchFacts(text, asker, context, { branch, ...(from && { on: new Date(from) }) }) }
    case 'people':
      return { about: 'people', people: await peopleFacts(text, { branch: branch ?? asker.branch }, context) }
    default:
      return thing(text, about, asker, context)
  }
}

/** A car, a booking, a client: another car may be named, or a day, or a side of it. */
async function thing(text: string, about: About, asker: Asker, context: GatherContext): Promise<Found | null> {
  const { carId, bookingId, clientId } = await completed(about, context)
  if (/клиент|client/i.test(text) && clientId !== undefined)
    return { about: 'client', client: await clientFacts('', asker, context, clientId) }
  if (/брон|ответствен|booking/i.test(text) && bookingId !== undefined) return booking(bookingId, context)
  const named = await carsFacts(text, { ...asker, carId: null }, context)
  if (named.shown.length > 0) return { about: 'car', cars: named }
  const isOfDay = spanIn(text, context.clock.now()) !== null
  if (about.intent === 'booking' && bookingId !== undefined && !isOfDay) return booking(bookingId, context)
  if (about.intent === 'client' && clientId !== undefined && !isOfDay)
    return { about: 'client', client: await clientFacts('', asker, context, clientId) }
  return carId === undefined ? null : { about: 'car', cars: await carsFacts(text, { ...asker, carId }, context) }
}

async function booking(id: number, context: GatherContext): Promise<Found | null> {
  const facts = await bookingFacts(id, context)
  return facts && { about: 'booking', booking: facts }
}

/** A booking knows its car and client. */
export async function completed(about: About, { read: { rental } }: GatherContext): Promise<About> {
  if (about.bookingId === undefined || (about.carId !== undefined && about.clientId !== undefined)) return about
  const row = await rental.booking(about.bookingId)
  return {
    ...about,
    ...(about.carId === undefined && row?.carId != null && { carId: row.carId }),
    ...(about.clientId === undefined && row?.clientId != null && { clientId: row.clientId }),
  }
}
