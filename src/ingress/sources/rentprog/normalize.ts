// From one RentProg webhook to one event of ours. Pure: the same body reads the same for ever.
import { BadInput } from '../../../errors.ts'
import type { Branch } from '../../../events/event.ts'
import type { NewEvent } from '../../../events/index.ts'
import type { CarPayload } from '../../../events/rentprog.ts'
import type { Reading } from '../../source.ts'
import { factsOf, idOf, related } from './changes.ts'
import { digestOf } from './digest.ts'
import { type RawEvent, readDelivery } from './payload.ts'
import { bookingFact, type Companies, type Move, moveOf } from './transitions.ts'
import { unknownCompany } from './words.ts'

export type { Companies } from './transitions.ts'

export interface RentProgWebhook {
  /** From the URL: the body does not name it. */
  branch: Branch
  body: string | Buffer
  companies: Companies
  receivedAt: Date
}

export function normalizeRentProgWebhook({ branch, body, companies, receivedAt }: RentProgWebhook): Reading {
  if (body.toString().trim() === '') return { outcome: 'bad-request', reason: 'the body is empty' }
  try {
    const raw = readDelivery(body)
    const id = idOf(raw.payload.id)
    if (id === undefined) throw new BadInput(`${raw.name} has no id that is a positive whole number`)
    const { event, alerts } = factIn(raw, id, branch, companies)
    return {
      outcome: 'accepted',
      events: [{ ...event, source: 'rentprog', timestamp: receivedAt.toISOString() }],
      entity: `${raw.entity}:${id}`,
      digest: digestOf(`${raw.entity}_${raw.action}`, raw.payload),
      alerts,
    }
  } catch (error) {
    if (error instanceof BadInput) return { outcome: 'quarantined', reason: error.message }
    throw error
  }
}

interface Fact {
  event: NewEvent
  alerts?: string[]
}

function factIn({ entity, action, name, payload }: RawEvent, id: number, branch: Branch, companies: Companies): Fact {
  const facts = factsOf(action, payload)
  const common = { rentprog_id: id, branch, raw_event: name, raw_action: action, ...facts }
  if (entity === 'client') return { event: { type: 'client.updated', payload: { ...common, client_id: id } } }
  if (entity === 'car') return carFact({ ...common, car_id: id }, moveOf(companies, facts.changes))
  const booking = { ...common, booking_id: id, car_id: related(facts, 'car'), client_id: related(facts, 'client') }
  return { event: { type: bookingFact(action, facts.changes), payload: booking } }
}

function carFact(car: CarPayload, move: Move | undefined): Fact {
  if (move === undefined) return { event: { type: 'car.updated', payload: car } }
  if ('unknownCompany' in move)
    return { event: { type: 'car.updated', payload: car }, alerts: [unknownCompany(car.car_id, move.unknownCompany)] }
  return { event: { type: 'car.moved', payload: { ...car, from_branch: move.from, to_branch: move.to } } }
}
