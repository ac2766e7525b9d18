// RentProg tells of a car: our row follows, and a service that has come near is announced at once.
import type { CarColumns } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Car } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { orNull } from '../known-booking.ts'
import { carColumnsOf, type Fields, heardFields } from '../rentprog-fields.ts'
import { CAR_STATE, carLabel } from '../words.ts'
import { type Act, type Decision, nothing } from './acts.ts'
import { type CaredCar, look } from './look.ts'
import { serviceDue } from './remind.ts'

export interface ChangedFacts {
  what: 'changed'
  id: number
  /** What our row does not say yet. */
  set: CarColumns
  /** As it is now. */
  car: Car
  /** Where a service may have come near; null when the mileage says nothing new. */
  care: CaredCar | null
}

/** A car we hear of for the first time. */
export const emptyCar = (id: number, now: Date): Car => ({
  id,
  branch: null,
  name: null,
  code: null,
  plate: null,
  state: null,
  mileageKm: null,
  clean: null,
  archived: false,
  updatedAt: now,
})

export async function gatherChanged(event: EventOf<'car.updated' | 'car.moved'>, context: GatherContext): Promise<ChangedFacts> {
  const { read, clock, signal } = context
  const { car_id: id, branch, raw_action } = event.payload
  const row = await read.rental.car(id)
  const heard = carColumnsOf(heardFields(event.payload))
  const isGone = raw_action === 'destroy'
  // Whatever a webhook leaves out of a car we never saw is asked for once.
  const answer = isGone || row?.plate ? null : await orNull(read.rentprog.car({ branch, id }, { signal }))
  const told = { ...(answer === null ? {} : readColumns(answer)), ...defined(heard), ...(isGone && { archived: true }) }
  const before = row ?? emptyCar(id, clock.now())
  const set = changedOf(before, told, event.type === 'car.moved' ? undefined : branch)
  const car: Car = { ...before, ...(set as Partial<Car>) }
  const isDriven = set.mileageKm !== undefined && !car.archived
  return { what: 'changed', id, set, car, care: isDriven ? await look(car, branch, context) : null }
}

/** What RentProg's answer leaves out says nothing of the car. */
export const readColumns = (answer: Fields): CarColumns =>
  carColumnsOf(Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null)))

const defined = (columns: CarColumns): CarColumns =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as CarColumns

/** @param branch where the webhook came from; a car that has moved is the business of its topics. */
export function changedOf(before: Car, told: CarColumns, branch: Branch | undefined): CarColumns {
  const news = Object.entries(defined(told)).filter(([name, value]) => before[name as keyof CarColumns] !== value && value !== null)
  const known = branchOf(before.branch)
  return { ...(Object.fromEntries(news) as CarColumns), ...(known === undefined && branch !== undefined && { branch }) }
}

export function changed({ id, set, car, care }: ChangedFacts, { clock, settings }: DecideContext): Decision {
  const names = Object.keys(set)
  if (names.length === 0) return nothing(`${carLabel(car)}: о машине ничего нового.`)
  const reminders = care === null ? [] : serviceDue(care, { settings: settings(care.branch), now: clock.now() })
  const save: Act = { act: 'car', id, set }
  return {
    acts: [save, ...reminders],
    summary: `${carLabel(car)}: обновил ${names.map((name) => COLUMN[name as keyof CarColumns]).join(', ')}${stateNote(set)}${reminders.length === 0 ? '' : ', напомнил об обслуживании'}.`,
  }
}

const stateNote = ({ state }: CarColumns): string => (state == null || CAR_STATE[state] === undefined ? '' : ` (${CAR_STATE[state]})`)

const COLUMN: Record<keyof CarColumns, string> = {
  branch: 'филиал',
  name: 'название',
  code: 'код',
  plate: 'номер',
  state: 'состояние',
  mileageKm: 'пробег',
  clean: 'чистоту',
  archived: 'архив',
}
