// What an event is about, from its payload alone: booking, car, client, branch.
import type { Branch } from '../events/event.ts'
import { branchOf } from './booking-facts.ts'

export interface EventSubject {
  bookingId?: number
  carId?: number
  clientId?: number
  branch?: Branch
}

/** RentProg's payloads and ours spell the same fields differently; the payload may be one an older version stored. */
export function eventSubject(payload: unknown): EventSubject {
  const fields = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {}
  const id = (...names: string[]) =>
    names.map((name) => fields[name]).find((value) => typeof value === 'number' && Number.isSafeInteger(value))
  const [bookingId, carId, clientId] = [id('booking_id', 'bookingId'), id('car_id', 'carId'), id('client_id', 'clientId')]
  const branch = typeof fields.branch === 'string' ? branchOf(fields.branch) : undefined
  return {
    ...(bookingId !== undefined && { bookingId: bookingId as number }),
    ...(carId !== undefined && { carId: carId as number }),
    ...(clientId !== undefined && { clientId: clientId as number }),
    ...(branch && { branch }),
  }
}
