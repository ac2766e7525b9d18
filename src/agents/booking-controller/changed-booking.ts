// A booking that became known or changed: what of it concerns the operations we have opened for it.
import type { OperationKind } from '../../effects/catalogue.ts'
import type { Operation } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type CarFacts, type ClientFacts, carOf, clientOf, type KnownBooking } from '../known-booking.ts'
import { type Responsible, responsibleFor } from '../people.ts'

export interface ChangedBooking extends KnownBooking {
  car: CarFacts | null
  client: ClientFacts | null
  responsible: Responsible
  operations: Record<OperationKind, Operation | null>
}

type Asking = Pick<GatherContext, 'read' | 'signal'>

/** @param found where the caller knows them; else they are looked up. */
export async function changedBooking(
  known: KnownBooking,
  { read, signal }: Asking,
  found?: { car: CarFacts | null; client: ClientFacts | null },
): Promise<ChangedBooking> {
  const { before } = known
  // Only a planned event opens operations, and it saves the booking first.
  const operation = (kind: OperationKind) => (before === null ? null : read.rental.operation({ bookingId: known.now.id, kind }))
  const [car, client, responsible, issue, back] = await Promise.all([
    found === undefined ? carOf(known.now, { read, signal }) : found.car,
    found === undefined ? clientOf(known.now, { read, signal }, before?.clientId !== known.now.clientId) : found.client,
    responsibleFor(known.now, read),
    operation('issue'),
    operation('return'),
  ])
  // An update names the client by id alone.
  const now = { ...known.now, clientName: known.now.clientName ?? client?.name ?? null }
  return { before, now, car, client, responsible, operations: { issue, return: back } }
}
