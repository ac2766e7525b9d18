// Nine in the morning: every car of the branch, its service and its inspection; cars nobody told us of are asked about once, together.
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Car } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { orNull } from '../known-booking.ts'
import { BRANCH_NAME } from '../words.ts'
import type { Act, Decision } from './acts.ts'
import { changedOf, emptyCar, readColumns } from './changed.ts'
import { type CaredCar, look } from './look.ts'
import { inspectionDue, serviceDue } from './remind.ts'
import { askText } from './words.ts'

export interface CheckFacts {
  what: 'check'
  branch: Branch
  cars: CaredCar[]
  /** What RentProg says of them and no webhook brought. */
  news: Extract<Act, { act: 'car' }>[]
}

export async function gatherCheck({ payload }: EventOf<'check.to'>, context: GatherContext): Promise<CheckFacts> {
  const { branch } = payload
  const { read, clock, signal } = context
  const [rows, answer] = await Promise.all([read.rental.carsOf(branch), orNull(read.rentprog.cars({ branch }, { signal }))])
  const byId = new Map(rows.map((row) => [row.id, row]))
  const news: CheckFacts['news'] = []
  for (const shown of answer ?? []) {
    const before = byId.get(shown.id) ?? (await read.rental.car(shown.id)) ?? emptyCar(shown.id, clock.now())
    // Another branch's row that stands in this list has moved: its topics will hear of it, or have.
    const set = changedOf(before, readColumns(shown), branch)
    if (Object.keys(set).length > 0) news.push({ act: 'car', id: shown.id, set })
    if (before.branch === null || before.branch === branch) byId.set(shown.id, { ...before, ...(set as Partial<Car>) })
  }
  const cars = await Promise.all([...byId.values()].filter(({ archived }) => !archived).map((car) => look(car, branch, context)))
  return { what: 'check', branch, cars, news }
}

export function check({ branch, cars, news }: CheckFacts, { clock, settings }: DecideContext): Decision {
  const now = clock.now()
  const moment = { settings: settings(branch), now }
  const services = cars.map((car) => serviceDue(car, moment)).filter((acts) => acts.length > 0)
  const inspections = cars.map((car) => inspectionDue(car, moment)).filter((acts) => acts.length > 0)
  const unknown = cars.filter(({ service }) => service === null)
  return {
    acts: [...news, ...services.flat(), ...inspections.flat(), ...asking(unknown, branch, now)],
    summary: `${BRANCH_NAME[branch]}: машин ${cars.length}, напомнил об обслуживании — ${services.length}, о техосмотре — ${inspections.length}${unknown.length === 0 ? '' : `, спросил о прошлом обслуживании — ${unknown.length}`}.`,
  }
}

/** The row remembers that it was asked, so that nobody is asked twice. */
function asking(unknown: readonly CaredCar[], branch: Branch, now: Date): Act[] {
  if (unknown.length === 0) return []
  const asked = unknown.map(({ id }): Act => ({ act: 'service', carId: id, set: { remindedAt: now.toISOString() } }))
  return [{ act: 'tell', slot: 'ask', to: { to: 'role', role: 'manager', branch }, html: askText(unknown, branch) }, ...asked]
}
