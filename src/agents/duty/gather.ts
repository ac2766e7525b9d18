// What the duty agent looks up: only our own tables, so that a vendor that is down cannot silence it.
import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { Event } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { threadOf } from '../words.ts'

export interface KnownCar {
  id: number
  name: string | null
  plate: string | null
  branch: Branch | null
}

export interface Facts {
  event: Event
  /** The branch it concerns, named by the event or known of its car. */
  branch: Branch | null
  car: KnownCar | null
  /** Who handed in the money. */
  person: string | null
  /** Only critical events go as far. */
  hasDirector: boolean
  /** Where somebody wrote. */
  thread: Place | null
}

export async function gather(event: Event, { read: { rental } }: GatherContext): Promise<Facts> {
  const payload: Record<string, unknown> = event.payload
  const plate = payload.carPlate ?? payload.plate
  const isCritical = event.type === 'payment.disputed' || event.type === 'unauthorized.trip'
  const [row, employee, director] = await Promise.all([
    typeof plate === 'string' ? rental.carByPlate(plate) : null,
    event.type === 'cash.collected' ? rental.staff(event.payload.employee_id) : null,
    isCritical ? rental.holderOf({ role: 'director' }) : null,
  ])
  const car = row && { id: row.id, name: row.name, plate: row.plate, branch: branchOf(row.branch) ?? null }
  const named = typeof payload.branch === 'string' ? branchOf(payload.branch) : undefined
  return {
    event,
    branch: named ?? car?.branch ?? null,
    car,
    person: employee?.name ?? null,
    hasDirector: director !== null,
    thread: event.type === 'message.employee' || event.type === 'photo.uploaded' ? threadOf(event.payload) : null,
  }
}
