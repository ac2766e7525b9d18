// «Что с бронью 4001»: finds the booking and answers in the same thread.
import type { DecideContext, GatherContext } from '../agent.ts'
import { type BookingView, viewOf } from '../booking-facts.ts'
import { bookingsNamed } from '../booking-named.ts'
import { stateText } from '../booking-state.ts'
import { type Handover, handoverOf } from '../handover.ts'
import { bookingNumbersIn } from '../phrases.ts'
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

export async function gatherStatus(text: string, asker: Asker, context: GatherContext): Promise<StatusFacts> {
  const numbers = bookingNumbersIn(text)
  const named = (await Promise.all(numbers.map((n) => bookingsNamed(n, asker.branch, context)))).flat()
  const bookings = numbers.length === 0 ? await bookingsOfTopic(asker, context) : named
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

async function bookingsOfTopic({ carId }: Asker, { read: { rental } }: GatherContext): Promise<BookingView[]> {
  if (carId === null) return []
  const ids = new Set((await rental.openOperations({ carId })).map(({ bookingId }) => bookingId))
  const rows = await Promise.all([...ids].map((id) => rental.booking(id)))
  return rows.filter((row) => row !== null).map((row) => viewOf(row))
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
  return { acts: [{ act: 'reply', place: asker.place, html }], summary }
}
