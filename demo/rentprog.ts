// RentProg changes first and tells us then: the same change in the sandbox's RentProg, so that what is read there says what was posted.
import { BRANCHES } from '../src/events/event.ts'
import type { Fleet } from './fleet.ts'
import type { Line } from './line.ts'
import type { Payload } from './wire.ts'

export interface WorldChange {
  path: string
  fields: Payload
}

/** Null where the sandbox's world has no room for it: clients, and cars that come and go. */
export function worldChangeOf(line: Line, { at }: Pick<Fleet, 'at'>): WorldChange | null {
  const rentprog = line.by === 'door' ? line.rentprog : undefined
  if (line.expected.outcome !== 'accepted' || rentprog === undefined) return null
  const { event, branch, payload } = rentprog
  const { id, ...fields } = payload
  switch (event) {
    case 'booking_create':
      return { path: `/_world/bookings/${id}`, fields: { ...fields, branch } }
    case 'booking_update':
      return { path: `/_world/bookings/${id}`, fields: newSides(fields) }
    case 'booking_destroy':
      return { path: `/_world/bookings/${id}`, fields: { archive: true, active: false } }
    case 'car_update': {
      const { company_id: company, ...changed } = newSides(fields)
      const to = BRANCHES.find((known) => at[known].companyId === company)
      if (company !== undefined && to === undefined) return null
      return { path: `/_world/cars/${id}`, fields: { ...changed, ...(to !== undefined && { branch: to }) } }
    }
    default:
      return null
  }
}

const newSides = (fields: Payload): Payload =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (Array.isArray(value) && value[1] !== undefined ? [[name, value[1]]] : [])),
  )
