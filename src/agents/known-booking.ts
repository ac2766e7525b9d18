// Looks up what an agent needs to know of a booking: our row first, RentProg only for what is missing.

import type { ClientColumns } from '../effects/catalogue/rental.ts'
import type { CarColumns } from '../effects/catalogue.ts'
import { Refused, Unavailable } from '../errors.ts'
import type { Branch } from '../events/event.ts'
import type { EventOf } from '../events/index.ts'
import type { GatherContext } from './agent.ts'
import { type BookingView, lacks, unknownBooking, viewOf, withHeard, withRead } from './booking-facts.ts'
import { isCancelled, isReturned } from './booking-state.ts'
import { asLanguage } from './language.ts'
import { type Fields, heardFields } from './rentprog-fields.ts'

export type BookingEvent = EventOf<
  | 'booking.created'
  | 'booking.updated'
  | 'booking.issue.planned'
  | 'booking.return.planned'
  | 'booking.issued'
  | 'booking.returned'
  | 'booking.cancelled'
>

/** What an event tells of a booking, wherever it came from. */
export type ToldOfBooking<E = BookingEvent> = E extends BookingEvent ? Pick<E, 'type' | 'payload'> : never

export interface KnownBooking {
  /** Our row as it was; null when we hear of the booking for the first time. */
  before: BookingView | null
  now: BookingView
}

/** What the kind of event itself says, whatever fields it names. */
function implied(event: ToldOfBooking, before: BookingView | null): Fields {
  switch (event.type) {
    case 'booking.issued':
      return { in_rent: true, ride: false }
    case 'booking.returned':
      return { in_rent: false, ride: true }
    case 'booking.cancelled':
      return event.payload.raw_action === 'destroy' ? { archive: true, active: false } : { active: false }
    case 'booking.issue.planned':
      return before === null ? { start_date: event.payload.planned_at } : {}
    case 'booking.return.planned':
      return before === null ? { end_date: event.payload.planned_at } : {}
    default:
      return {}
  }
}

/** @param before what was known when it came; null when nothing was. */
export function hear(view: BookingView, event: ToldOfBooking, before: BookingView | null): BookingView {
  const heard = withHeard(view, { ...heardFields(event.payload), ...implied(event, before) })
  const unnamed = event.type === 'booking.cancelled' && !isCancelled(heard) && !isReturned(heard)
  return unnamed ? { ...heard, state: 'Отмена' } : heard
}

/**
 * @throws Unavailable when RentProg cannot be asked about a booking we know nothing of.
 */
export async function bookingOf(event: BookingEvent, { read, signal }: Pick<GatherContext, 'read' | 'signal'>): Promise<KnownBooking> {
  const { booking_id: id, branch, raw_action } = event.payload
  const row = await read.rental.booking(id)
  const before = row && viewOf(row)
  // A timer for a return was set for a car that would be away by then; RentProg may know better.
  const base = row ? viewOf(row, branch) : { ...unknownBooking(id, branch), inRent: event.type === 'booking.return.planned' }
  const heard = hear(base, event, before)
  if (!lacks(heard) || raw_action === 'destroy') return { before, now: heard }
  const asked = read.rentprog.booking({ branch, id }, { signal })
  const answer = await (before === null ? asked : orNull(asked))
  return { before, now: answer === null ? heard : hear(withRead(base, answer), event, before) }
}

/** For what would be good to know but must not stop anybody: no answer is an answer. */
export async function orNull<T>(asked: Promise<T | null>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Unavailable || error instanceof Refused) return null
    throw error
  }
}

export interface CarFacts {
  id: number
  name: string | null
  plate: string | null
  /** What our own row does not say yet. */
  unsaved: CarColumns | null
}

type Asking = Pick<GatherContext, 'read' | 'signal'>

/** The car of a booking, from our row; RentProg is asked only for a car without a plate. */
export async function carOf(
  { carId, branch, extras }: Pick<BookingView, 'carId' | 'branch' | 'extras'>,
  asking: Asking,
): Promise<CarFacts | null> {
  return carId === null ? null : carById(carId, branch, asking, typeof extras.car_name === 'string' ? extras.car_name : null)
}

export async function carById(id: number, branch: Branch, { read, signal }: Asking, nameHeard: string | null = null): Promise<CarFacts> {
  const row = await read.rental.car(id)
  if (row?.plate) return { id, name: row.name, plate: row.plate, unsaved: null }
  const answer = await orNull(read.rentprog.car({ branch, id }, { signal }))
  const name = answer?.car_name ?? row?.name ?? nameHeard
  const plate = answer?.number ?? null
  const isNews = row === null || name !== row.name || plate !== row.plate
  return { id, name, plate, unsaved: isNews ? { branch: row?.branch ? undefined : branch, name, plate, code: answer?.code } : null }
}

/** Every car of a branch whose plate our rows do not know: asked about once, together. */
export async function fleetOf(branch: Branch, { read, signal }: Asking): Promise<CarFacts[]> {
  const answer = (await orNull(read.rentprog.cars({ branch }, { signal }))) ?? []
  const cars = answer.map(async ({ id, car_name, number: plate, code }): Promise<CarFacts> => {
    const row = await read.rental.car(id)
    const name = car_name ?? row?.name ?? null
    const unsaved = row?.plate ? null : { branch: row?.branch ? undefined : branch, name, plate, code }
    return { id, name, plate: row?.plate ?? plate, unsaved }
  })
  return Promise.all(cars)
}

export interface ClientFacts {
  id: number
  name: string | null
  /** What our own row does not say yet. */
  unsaved: ClientColumns | null
}

/** The client of a booking, from our row; RentProg is asked only for one whose phone we do not know: by it their messages find the booking. */
export async function clientOf(
  { clientId: id, clientName, branch, technical, repair }: Pick<BookingView, 'clientId' | 'clientName' | 'branch' | 'technical' | 'repair'>,
  { read, signal }: Asking,
  mayAsk = true,
): Promise<ClientFacts | null> {
  if (id === null) return null
  const row = await read.rental.client(id)
  const isKnown = Boolean(row?.phone) || technical || repair || !mayAsk
  const answer = isKnown ? null : await orNull(read.rentprog.client({ branch, id }, { signal }))
  const told: ClientColumns = {
    name: row?.name ?? fullName(answer) ?? clientName,
    phone: answer?.phone,
    email: row?.email ?? answer?.email,
    language: row?.language ?? asLanguage(answer?.lang),
    category: row?.category ?? answer?.category,
  }
  const news = Object.entries(told).filter(([column, value]) => value && value !== row?.[column as keyof ClientColumns])
  return { id, name: told.name ?? null, unsaved: news.length === 0 ? null : Object.fromEntries(news) }
}

const fullName = (answer: { fio: string | null; name: string | null; lastname: string | null } | null): string | null =>
  [answer?.name, answer?.lastname].filter(Boolean).join(' ').trim() || answer?.fio || null
