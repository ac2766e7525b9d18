// «/tracker 860000000000001 AA-000-AA»: in which car a tracker is, where nobody could tell by its name. Pure.

import type { Place } from '../../effects/catalogue.ts'
import { may } from '../../effects/roles.ts'
import type { Staff, Tracker } from '../../tools/rental.ts'
import { denied } from '../denied.ts'
import type { Act, Decision } from './acts.ts'
import type { CarOnRoad } from './known.ts'
import { bindWords } from './words.ts'

export interface BindFacts {
  what: 'bind'
  place: Place
  staff: Staff | null
  /** As it was written; null when nobody named one. */
  deviceId: string | null
  tracker: Tracker | null
  /** The car it is to be in; null when it was not named, or nobody knows it. */
  car: CarOnRoad | null
  /** The car it is in by our rows. */
  was: CarOnRoad | null
}

/** The tracker's number: what is left of the words that holds a digit and is no plate. */
export function deviceIn(text: string): string | null {
  const bare = text.replace(/^\s*\/\p{L}+(@\w+)?/u, ' ').replace(/(?<![\p{L}\d])\p{L}{2,3}[- ]?\d{3}[- ]?\p{L}{2}(?![\p{L}\d])/giu, ' ')
  return /(?<![\w-])(?=[\w-]*\d)[\w-]{3,100}(?![\w-])/.exec(bare)?.[0] ?? null
}

export function decideBind({ place, staff, deviceId, tracker, car, was }: BindFacts): Decision {
  const reply = (html: string): Act => ({ act: 'tell', slot: 'reply', to: place, html })
  const allowed = may(staff, 'tracker.bind', { branch: car?.branch ?? undefined })
  if (!allowed.yes)
    return denied({ acts: [reply(allowed.because)], summary: bindWords.denied }, staff, 'tracker.bind', `tracker:${deviceId ?? '?'}`)
  if (deviceId === null || car === null) return { acts: [reply(bindWords.howText)], summary: bindWords.how }
  if (tracker === null) return { acts: [reply(bindWords.unknownText(deviceId))], summary: bindWords.unknown(deviceId) }
  if (tracker.carId === car.id) return { acts: [reply(bindWords.alreadyText(deviceId, car))], summary: bindWords.already(deviceId, car) }
  return {
    acts: [{ act: 'save-tracker', id: tracker.id, set: { carId: car.id } }, reply(bindWords.boundText(deviceId, car, was))],
    audit: [{ what: 'assigned', action: 'tracker.bind', about: `tracker:${tracker.id}`, by: allowed.person.id, note: `car:${car.id}` }],
    summary: bindWords.bound(allowed.person.name, deviceId, car),
  }
}
