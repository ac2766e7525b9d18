// «Что с бронью 4001»: finds the booking and answers in the same thread.
import type { EmployeeMessage } from '../../events/telegram.ts'
import type { DecideContext, GatherContext, Spoken } from '../agent.ts'
import { type BookingView, viewOf } from '../booking-facts.ts'
import { bookingOfTopic, bookingsNamed } from '../booking-named.ts'
import { stateText } from '../booking-state.ts'
import { type Handover, handoverOf } from '../handover.ts'
import { bookingNumbersIn } from '../phrases.ts'
import { talkingOf } from '../talk.ts'
import { bookingNumber } from '../words.ts'
import type { Decision } from './acts.ts'
import type { Asker } from './gather.ts'
import { notFoundText, statusText } from './words.ts'

export interface StatusFacts {
  what: 'status'
  asker: Asker
  numbers: number[]
  found: { issue: Handover; return: Handover }[]
}

export async function gatherStatus(written: EmployeeMessage, asker: Asker, context: GatherContext): Promise<StatusFacts> {
  context.progress('Смотрю брони…')
  const numbers = bookingNumbersIn(written.text)
  const named = (await Promise.all(numbers.map((n) => bookingsNamed(n, asker.branch, context)))).flat()
  const bookings = numbers.length === 0 ? await bookingsMeant(written, asker, context) : named
  const found = bookings.slice(0, 3).map(async (booking) => {
    const issue = await handoverOf('issue', booking, context)
    return {
      issue,
      return: {
        ...issue,
        kind: 'return' as const,
        operation: await context.read.rental.operation({ bookingId: booking.id, kind: 'return' }),
      },
    }
  })
  return { what: 'status', asker, numbers, found: await Promise.all(found) }
}

/** Nothing is named: what is replied to, what the topic is about, what was spoken of. */
async function bookingsMeant(written: EmployeeMessage, asker: Asker, context: GatherContext): Promise<BookingView[]> {
  const { about, isReply } = await talkingOf(written, context)
  const spoken = about?.bookingId === undefined ? null : await context.read.rental.booking(about.bookingId)
  if (isReply && spoken !== null) return [viewOf(spoken)]
  const ofTopic = await bookingsOfTopic(asker, context)
  return ofTopic.length === 0 && spoken !== null ? [viewOf(spoken)] : ofTopic
}

async function bookingsOfTopic({ carId, topic }: Asker, context: GatherContext): Promise<BookingView[]> {
  const { rental } = context.read
  if (carId === null) return [await bookingOfTopic(topic, context)].filter((found) => found !== null)
  const ids = new Set((await rental.openOperations({ carId })).map(({ bookingId }) => bookingId))
  const rows = await Promise.all([...ids].map((id) => rental.booking(id)))
  const open = rows.filter((row) => row !== null).map((row) => viewOf(row))
  return open.length > 0 ? open : [await bookingOfTopic(topic, context)].filter((found) => found !== null)
}

export function status({ asker, numbers, found }: StatusFacts, { clock, settings }: DecideContext): Decision {
  const texts = found.map((handovers) => {
    const { booking } = handovers.issue
    const table = settings(booking.branch)
    return statusText(handovers, stateText(booking, table), { now: clock.now(), settings: table })
  })
  const html = texts.length === 0 ? notFoundText(numbers) : texts.join('\n\n')
  const summary =
    found.length === 0
      ? 'Спросили о брони, но я её не нашёл: сказал, как спросить.'
      : `Рассказал о брони ${found.map(({ issue }) => bookingNumber(issue.booking)).join(', ')}.`
  return { acts: [{ act: 'reply', place: asker.place, html }], summary, about: aboutOf(found) }
}

/** Of several bookings none is what is spoken of. */
function aboutOf([first, ...others]: StatusFacts['found']): Spoken {
  if (first === undefined || others.length > 0) return {}
  const { id, carId, clientId, branch } = first.issue.booking
  return { bookingId: id, ...(carId !== null && { carId }), ...(clientId !== null && { clientId }), branch }
}
