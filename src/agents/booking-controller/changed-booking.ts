// A booking that became known or changed: what of it concerns the operations we have opened for it.
import type { OperationKind } from '../../effects/catalogue.ts'
import type { Operation } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import type { BookingView } from '../booking-facts.ts'
import { type CarFacts, carOf, type KnownBooking } from '../known-booking.ts'
import { type Responsible, responsibleFor } from '../people.ts'

export interface ChangedBooking extends KnownBooking {
  car: CarFacts | null
  isNewClient: boolean
  responsible: Responsible
  operations: Record<OperationKind, Operation | null>
}

type Asking = Pick<GatherContext, 'read' | 'signal'>

/** @param car where the caller knows it; else it is looked up. */
export async function changedBooking(known: KnownBooking, { read, signal }: Asking, car?: CarFacts | null): Promise<ChangedBooking> {
  const { before, now } = known
  // Only a planned event opens operations, and it saves the booking first.
  const operation = (kind: OperationKind) => (before === null ? null : read.rental.operation({ bookingId: now.id, kind }))
  const [carFacts, isNewClient, responsible, issue, back] = await Promise.all([
    car === undefined ? carOf(now, { read, signal }) : car,
    isNew(now, read),
    responsibleFor(now, read),
    operation('issue'),
    operation('return'),
  ])
  return { before, now, car: carFacts, isNewClient, responsible, operations: { issue, return: back } }
}

const isNew = async ({ clientId, clientName }: BookingView, { rental }: GatherContext['read']): Promise<boolean> =>
  clientId !== null && clientName !== null && (await rental.client(clientId)) === null
