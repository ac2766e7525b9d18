// Whether a car needs a reminder now, and what it says: into the car's topic and to the responsible. Pure.
import { DAY_MS, inTbilisi } from '../../clock.ts'
import type { Button, Place } from '../../effects/catalogue.ts'
import type { Act, Care } from './acts.ts'
import { daysLeft, leadAt } from './leads.ts'
import type { CaredCar } from './look.ts'
import { type Moment, offer, stateOf } from './outlook.ts'
import { inspectionText, serviceText } from './words.ts'

export const buttonsOf = (care: Care, carId: number): Button[][] => {
  const tomorrow = { text: 'Напомнить завтра', data: `mt|${carId}|${care === 'service' ? 'svc' : 'insp'}-later` }
  return [care === 'service' ? [{ text: 'Обслужено', data: `mt|${carId}|svc-done` }, tomorrow] : [tomorrow]]
}

const topicOf = ({ id, branch }: CaredCar): Place => ({ to: 'car', carId: id, branch })
const personOf = ({ responsible, branch }: CaredCar): Place => responsible?.place ?? { to: 'role', role: 'manager', branch }

function tellBoth(car: CaredCar, care: Care, html: string): Act[] {
  const buttons = buttonsOf(care, car.id)
  return [
    { act: 'tell', slot: `${care}.${car.id}.topic`, to: topicOf(car), html, buttons },
    { act: 'tell', slot: `${care}.${car.id}.person`, to: personOf(car), html, buttons },
  ]
}

/** @param isAsked somebody wished to be reminded today: what was told already is told again. */
export function serviceDue(car: CaredCar, moment: Moment, isAsked = false): Act[] {
  const { settings, now } = moment
  const state = stateOf(car, moment)
  if (state.is !== 'soon' && state.is !== 'overdue') return []
  const { reminded = null, remindedAt = null } = car.service ?? {}
  const isNews = state.is === 'overdue' ? reminded !== 'overdue' : reminded === null
  const isOld = state.is === 'overdue' && remindedAt !== null && now.getTime() - remindedAt.getTime() >= settings.serviceRepeatDays * DAY_MS
  if (!isNews && !isOld && !isAsked) return []
  const html = serviceText(car, state, offer(car, state.dueAt !== null && state.dueAt > now ? state.dueAt : null, moment), moment)
  return [
    ...tellBoth(car, 'service', html),
    { act: 'service', carId: car.id, set: { reminded: state.is, remindedAt: now.toISOString() }, card: `service.${car.id}.topic` },
  ]
}

export function inspectionDue(car: CaredCar, moment: Moment, isAsked = false): Act[] {
  const { settings, now } = moment
  const { inspection } = car
  if (inspection === null || inspection.validUntil === null) return []
  const left = daysLeft(inspection.validUntil, now)
  const lead = leadAt(left, settings)
  if (lead === null) return []
  const isNews = inspection.remindedLead === null || lead < inspection.remindedLead
  if (!isNews && !isAsked) return []
  const end = inTbilisi(now)
    .startOf('day')
    .plus({ days: left + 1 })
    .toJSDate()
  const html = inspectionText(car, { validUntil: inspection.validUntil, left, status: inspection.status }, offer(car, end, moment), moment)
  return [...tellBoth(car, 'inspection', html), { act: 'inspection', plate: inspection.plate, set: { remindedLead: lead } }]
}
