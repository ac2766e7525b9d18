// The fields of a booking_create, as RentProg sends them.
import type { Fleet, Place } from '../fleet.ts'
import type { Payload } from '../wire.ts'

export interface NewBooking {
  id: number
  car: Place['cars'][number]
  client: Fleet['clients'][number] | undefined
  responsible: Place['employees'][number]
  start: string
  end: string
  place: string
}

export const bookingOf = ({ id, car, client, responsible, start, end, place }: NewBooking): Payload => ({
  id,
  number: id % 10_000,
  created_from_api: false,
  active: true,
  state: 'Активная',
  in_rent: false,
  car_id: car.id,
  car_name: car.car_name,
  client_id: client?.id ?? null,
  first_name: client?.name ?? null,
  last_name: client?.lastname ?? null,
  start_date: start,
  end_date: end,
  days: 3,
  price: 50.5,
  rental_cost: 151.5,
  total: 171.5,
  deposit: 100,
  technical: false,
  responsible: responsible.name,
  responsible_id: responsible.id,
  location_start: place,
  location_end: place,
  description: 'рейс 10:00 => зал прилёта, табличка "Demo"',
})
