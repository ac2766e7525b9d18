// The booking that was spoken of, when somebody asks on.

import { escapeHtml } from '../../effects/html.ts'
import type { Car } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type BookingView, viewOf } from '../booking-facts.ts'
import { stateText } from '../booking-state.ts'
import type { SettingsTable } from '../settings.ts'
import { BRANCH_NAME, bookingLink, bookingNumber, carLabel, lines, source, when } from '../words.ts'

export interface BookingAnswer {
  booking: BookingView
  car: Pick<Car, 'id' | 'name' | 'plate'> | null
  now: Date
}

export async function bookingFacts(id: number, { read: { rental }, clock }: GatherContext): Promise<BookingAnswer | null> {
  const row = await rental.booking(id)
  if (row === null) return null
  return { booking: viewOf(row), car: row.carId === null ? null : await rental.car(row.carId), now: clock.now() }
}

export function bookingText({ booking, car, now }: BookingAnswer, settings: SettingsTable): string {
  const moment = (at: Date | null) => (at === null ? '?' : when(at, now))
  return lines(
    `📄 <b>Бронь ${bookingLink(booking.id, bookingNumber(booking))}</b> · ${BRANCH_NAME[booking.branch]}`,
    escapeHtml(carLabel(car)),
    booking.clientName !== null && `Клиент: ${escapeHtml(booking.clientName)}`,
    `${moment(booking.startAt)} → ${moment(booking.endAt)} — ${escapeHtml(stateText(booking, settings(booking.branch)))}${booking.inRent ? ', авто у клиента' : ''}`,
    booking.responsible !== null && `Ответственный: ${escapeHtml(booking.responsible)}`,
    source('наша база (RentProg)'),
  )
}
