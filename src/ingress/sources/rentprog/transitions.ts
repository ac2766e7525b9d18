// Which business fact a raw event is: the table of EVENTS, "one delivery, one event", read from top to bottom.
import type { Branch } from '../../../events/event.ts'
import type { Changes } from './changes.ts'
import type { Action } from './payload.ts'
import type { Json } from './value.ts'

/** RentProg company id → our branch. */
export type Companies = Readonly<Record<string, Branch>>

const CANCELLED: readonly Json[] = ['Отмена', 'Отказ клиента', 'Нет машин']
const FINISHED: readonly Json[] = ['Отъездила', 'Вернуть залог']

type BookingFact = 'booking.created' | 'booking.updated' | 'booking.cancelled' | 'booking.returned' | 'booking.issued'

const becomes = ({ state }: Changes, states: readonly Json[]): boolean =>
  state !== undefined && state[0] !== state[1] && states.includes(state[1])

const comesBack = ({ in_rent: inRent }: Changes): boolean => inRent?.[0] === true && inRent[1] === false
const leaves = ({ in_rent: inRent }: Changes): boolean => (inRent?.[0] === false || inRent?.[0] === null) && inRent[1] === true
const finishes = (changes: Changes): boolean => becomes(changes, FINISHED) && !FINISHED.includes(changes.state?.[0] ?? null)

/** The first line that fits. A car that comes back is a fact, whatever the booking's state is said to be. */
const TRANSITIONS: readonly [BookingFact, (changes: Changes) => boolean][] = [
  ['booking.returned', comesBack],
  ['booking.cancelled', (changes) => becomes(changes, CANCELLED)],
  ['booking.returned', finishes],
  ['booking.issued', leaves],
]

export function bookingFact(action: Action, changes: Changes = {}): BookingFact {
  if (action === 'create') return 'booking.created'
  if (action === 'destroy') return 'booking.cancelled'
  return TRANSITIONS.find(([, fits]) => fits(changes))?.[0] ?? 'booking.updated'
}

export type Move = { to: Branch; from: Branch | undefined } | { unknownCompany: string }

/** Where a car moved, by the company ids of an update; undefined when it stayed. */
export function moveOf(companies: Companies, { company_id: company }: Changes = {}): Move | undefined {
  if (company === undefined || company[0] === company[1]) return undefined
  const [from, to] = company.map((id) => branchOf(companies, id))
  return to === undefined ? { unknownCompany: JSON.stringify(company[1]).slice(0, 60).toWellFormed() } : { to, from }
}

const branchOf = (companies: Companies, id: Json): Branch | undefined =>
  Object.hasOwn(companies, String(id)) ? companies[String(id)] : undefined
