// «Разрешаю поездку на AA-000-AA до 18:00»: which car, until when, what for, and whether the author may say so. Pure.
import { addMs, DAY_MS, HOUR_MS, inTbilisi, MINUTE_MS } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import { may } from '../../effects/roles.ts'
import type { Incident, Staff, Trip } from '../../tools/rental.ts'
import type { Settings } from '../settings.ts'
import type { Act, Decision } from './acts.ts'
import type { CarOnRoad } from './known.ts'
import { permitWords, requestText } from './permit-words.ts'
import { closing } from './pressed.ts'

export interface PermitFacts {
  what: 'said'
  text: string
  /** `chat:message`: an edited message corrects its permit. */
  id: string
  place: Place
  staff: Staff | null
  car: CarOnRoad | null
  /** Alarms of this car that are open, with their trips. */
  alarms: readonly { incident: Incident; trip: Trip | null }[]
}

/** A permit for longer than this is a booking. */
const LONGEST_MS = 7 * DAY_MS

export function decidePermit({ text, id, place, staff, car, alarms }: PermitFacts, settings: Settings, now: Date): Decision {
  const reply = (html: string): Act => ({ act: 'tell', slot: 'reply', to: place, html })
  if (staff === null) return { acts: [reply(permitWords.strangerText)], summary: permitWords.stranger }
  if (car === null) return { acts: [reply(permitWords.whichCarText)], summary: permitWords.whichCar(staff.name) }
  const about = { carId: car.id, ...(car.branch !== null && { branch: car.branch }) }
  const { until, reason } = readPermit(text, now)
  const ends = until ?? addMs(now, settings.tripPermitMin * MINUTE_MS)
  if (ends <= now || ends > addMs(now, LONGEST_MS))
    return { acts: [reply(permitWords.badTimeText)], summary: permitWords.badTime(staff.name), about }
  if (!may(staff, 'trip.permit', { branch: car.branch }).yes)
    return {
      acts: [
        {
          act: 'tell',
          slot: 'request',
          to: car.branch === null ? { to: 'chat', purpose: 'managers' } : { to: 'role', role: 'manager', branch: car.branch },
          html: requestText(staff.name, car, ends, reason, now),
          buttons: [[{ text: '✅ Разрешить', data: `st|${askedRef({ carId: car.id, until: ends, driverId: staff.id })}|grant` }]],
          isUrgent: true,
        },
        reply(permitWords.askedText(car, ends, now)),
      ],
      summary: permitWords.asked(staff.name, car),
      about,
    }
  // What is going on was meant, too.
  const from = alarms.reduce((first, { trip }) => (trip !== null && trip.startedAt < first ? trip.startedAt : first), now)
  const permit = {
    id: `said:${id}`,
    carId: car.id,
    from: from.toISOString(),
    until: ends.toISOString(),
    reason: reason ?? permitWords.plainReason,
    grantedBy: staff.id,
  }
  const outcome = permitWords.outcome(staff.name, ends, now)
  return {
    acts: [
      { act: 'permit', permit },
      ...alarms.flatMap(({ incident, trip }) => closing(incident, trip, { by: staff.id, outcome, permitId: permit.id })),
      reply(permitWords.grantedText(car, ends, alarms.length > 0, now)),
    ],
    summary: permitWords.granted(staff.name, car, ends, now),
    about,
  }
}

const UNTIL =
  /(?<!\p{L})до\s+(завтра\s+)?(\d{1,2})(?:[:.](\d{2}))?(?!\d|\s*(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек))(?:\s*час\p{L}*)?/iu
const FOR_HOURS = /(?<!\p{L})на\s+(?:(\d{1,2})\s*(?:ч|час\p{L}*)(?!\p{L})|(час)(?!\p{L}))/iu
const FOR_MINUTES = /(?<!\p{L})на\s+(\d{1,3})\s*мин\p{L}*/iu
const PLATE = /(?:(?<!\p{L})на\s+)?(?<![A-Z])[A-Z]{2,3}[- ]?\d{3}[- ]?[A-Z]{2}(?![A-Z])/iu
/** What says only that it is a permit. */
const PREAMBLE = /^\s*\/\p{L}+(@\w+)?|(?<!\p{L})(разреш\p{L}*|служебн\p{L}*|поездк\p{L}*|(?:на\s+)?(?:авто|машин\p{L}*))(?!\p{L})/giu

/** @returns until when, null when nobody says; what for, null when nobody says. */
export function readPermit(text: string, now: Date): { until: Date | null; reason: string | null } {
  const plain = text.replace(PLATE, ' ')
  const reason = [UNTIL, FOR_HOURS, FOR_MINUTES, PREAMBLE].reduce((left, known) => left.replace(known, ' '), plain)
  const tidy = reason
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s,.:;—–-]+|[\s,.:;—–-]+$/g, '')
    .slice(0, 300)
  return { until: untilIn(plain, now), reason: tidy === '' ? null : tidy }
}

function untilIn(text: string, now: Date): Date | null {
  const [said, tomorrow, hour, minute = '0'] = UNTIL.exec(text) ?? []
  if (said !== undefined && Number(hour) <= 24 && Number(minute) < 60) {
    const day = inTbilisi(now)
      .startOf('day')
      .plus({ days: tomorrow === undefined ? 0 : 1 })
    const at = day.plus({ hours: Number(hour), minutes: Number(minute) })
    // «До 2:00» said at eleven in the evening is tomorrow's.
    return (at.toJSDate() <= now ? at.plus({ days: 1 }) : at).toJSDate()
  }
  const hours = FOR_HOURS.exec(text)
  if (hours !== null) return addMs(now, Number(hours[1] ?? 1) * HOUR_MS)
  const minutes = FOR_MINUTES.exec(text)
  return minutes === null ? null : addMs(now, Number(minutes[1]) * MINUTE_MS)
}

export interface Asked {
  carId: number
  until: Date
  driverId: number
}

/** Everything a manager has to say yes to, in a button. */
export const askedRef = ({ carId, until, driverId }: Asked): string =>
  `${carId}.${Math.floor(until.getTime() / MINUTE_MS).toString(36)}.${driverId}`

export function askedIn(ref: string): Asked | null {
  const [, carId, until, driverId] = /^(\d{1,9})\.([0-9a-z]{1,8})\.(\d{1,9})$/.exec(ref) ?? []
  if (carId === undefined || until === undefined || driverId === undefined) return null
  return { carId: Number(carId), until: new Date(Number.parseInt(until, 36) * MINUTE_MS), driverId: Number(driverId) }
}
