// Speeding, batteries and silent trackers: what is worth telling, to whom, and how often. Pure.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import type { Tracker } from '../../tools/rental.ts'
import type { Settings } from '../settings.ts'
import type { Act } from './acts.ts'
import { batteryText, deadText, speedingText, unmatchedText } from './alert-words.ts'
import { isEntitled, judge } from './entitlement.ts'
import type { Known } from './known.ts'
import type { SampleFacts } from './sample.ts'

export interface Alerts {
  acts: Act[]
  told: Record<string, string>
  /** For the journal. */
  said: string[]
}

interface Moment {
  status: string | null
  fixAt: Date
  heardAt: Date
}

const MANAGERS: Place = { to: 'chat', purpose: 'managers' }
export const managerOf = ({ car }: Known): Place => (car?.branch ? { to: 'role', role: 'manager', branch: car.branch } : MANAGERS)

/** Of which moment people were last told, by any tracker of the car. */
export function toldAt(kind: string, { tracker, others }: Pick<Known, 'tracker' | 'others'>): Date | null {
  const moments = [tracker, ...others].flatMap((one) => {
    const value = (one?.told as Record<string, unknown> | null | undefined)?.[kind]
    return typeof value === 'string' ? [new Date(value).getTime()] : []
  })
  return moments.length === 0 ? null : new Date(Math.max(...moments))
}

const isDue = (kind: string, at: Date, everyMs: number, known: Known): boolean => {
  const last = toldAt(kind, known)
  return last === null || at.getTime() - last.getTime() >= everyMs
}

export function alertsOf(facts: SampleFacts, moment: Moment, settings: Settings, now: Date): Alerts {
  const found = [speeding(facts, moment, settings, now), battery(facts, moment, settings, now), offline(facts, moment, settings, now)]
  const alerts = found.filter((one) => one !== null)
  return {
    acts: alerts.flatMap(({ acts }) => acts),
    told: Object.assign({}, ...alerts.map(({ told }) => told)),
    said: alerts.flatMap(({ said }) => said),
  }
}

const nothing = (said: string): Alerts => ({ acts: [], told: {}, said: [said] })
const telling = (kind: string, at: Date, act: Omit<Extract<Act, { act: 'tell' }>, 'act' | 'slot'>, said: string): Alerts => ({
  acts: [{ act: 'tell', slot: kind, ...act }],
  told: { [kind]: at.toISOString() },
  said: [said],
})

function speeding({ event: { type, payload }, known }: SampleFacts, { fixAt }: Moment, settings: Settings, now: Date): Alerts | null {
  const { speedKmh } = payload
  if (speedKmh === undefined || speedKmh <= settings.speedLimitKmh)
    return type === 'speeding' ? nothing(`${Math.round(speedKmh ?? 0)} км/ч — в пределах разрешённого`) : null
  if (!isDue('speeding', fixAt, settings.speedingRepeatMin * MINUTE_MS, known)) return nothing('о превышении недавно сообщал')
  const to = known.responsible?.place ?? managerOf(known)
  const isStrange = known.papers === null || !isEntitled(judge({ from: fixAt, to: fixAt, distanceKm: null }, known.papers, settings, now))
  const html = speedingText(known, { speedKmh, fixAt, isStrange, lat: payload.lat, lon: payload.lon }, settings, now)
  return telling('speeding', fixAt, { to, html, isUrgent: isStrange }, `превышение ${Math.round(speedKmh)} км/ч, сообщил`)
}

const ENOUGH = 10

export interface Drop {
  meanV: number
  isCritical: boolean
}

/** How a battery stands beside the fleet: null when it is as it should be, `unknown` when there is nothing to compare it with. */
export function dropOf(
  batteryV: number,
  fleetV: readonly number[],
  { batteryDropV, batteryDropPercent }: Settings,
): Drop | null | 'unknown' {
  if (fleetV.length < ENOUGH) return 'unknown'
  const meanV = fleetV.reduce((sum, v) => sum + v, 0) / fleetV.length
  const deviation = Math.sqrt(fleetV.reduce((sum, v) => sum + (v - meanV) ** 2, 0) / fleetV.length)
  // Volts come in hundredths; what lies below is arithmetic.
  const drop = Math.round((meanV - batteryV) * 1000) / 1000
  const isFar = drop > batteryDropV || drop > (meanV * batteryDropPercent) / 100
  return isFar ? { meanV, isCritical: batteryV < meanV - 2 * deviation } : null
}

function battery(
  { event: { type, payload }, known, fleetV }: SampleFacts,
  { fixAt }: Moment,
  settings: Settings,
  now: Date,
): Alerts | null {
  const isTold = type === 'battery.low'
  const { batteryV, ignition, engine } = payload
  if (batteryV === undefined) return null
  if (ignition === true || engine === true) return isTold ? nothing('двигатель или зажигание включены: по напряжению не судят') : null
  const drop = dropOf(batteryV, fleetV, settings)
  if (drop === null) return isTold ? nothing('аккумулятор не хуже, чем у остальных авто') : null
  if (drop === 'unknown' && !isTold) return null
  if (!isDue('battery', fixAt, settings.batteryRepeatMin * MINUTE_MS, known)) return nothing('об аккумуляторе недавно сообщал')
  const html = batteryText(known, { batteryV, fixAt, drop: drop === 'unknown' ? null : drop }, settings, now)
  const isCritical = drop !== 'unknown' && drop.isCritical
  const to = known.responsible?.place ?? managerOf(known)
  return telling('battery', fixAt, { to, html }, `${isCritical ? 'критическое' : 'нестандартное'} падение вольтажа, сообщил`)
}

/** Since when nobody can see the car; null when it can be seen. */
export function deadSince({ status, seenAt, fixAt }: Pick<Tracker, 'status' | 'seenAt' | 'fixAt'>): Date | null {
  if (status === 'offline') return seenAt ?? fixAt
  return status === 'gps_offline' ? fixAt : null
}

function offline(
  { event: { type }, known }: SampleFacts,
  { status, fixAt, heardAt }: Moment,
  settings: Settings,
  now: Date,
): Alerts | null {
  const since = deadSince({ status, seenAt: heardAt, fixAt })
  if (since === null || (type !== 'device.offline' && known.car === null)) return null
  return deadAlert(known, { since, isLost: status === 'offline' }, settings, now)
}

/** A car with a booking may stand in a garage as long as it likes. */
export function deadAlert(known: Known, { since, isLost }: { since: Date; isLost: boolean }, settings: Settings, now: Date): Alerts {
  if (now.getTime() - since.getTime() <= settings.gpsDeadMin * MINUTE_MS) return nothing('молчит недолго: подожду')
  const judgement = known.papers && judge({ from: now, to: now, distanceKm: null }, known.papers, settings, now)
  if (judgement && isEntitled(judgement)) return nothing(`молчит, но ${judgement.because}`)
  const last = toldAt('offline', known)
  if (last !== null && last >= since) return nothing('о молчании уже сообщал')
  const html = deadText(known, { since, isLost }, now)
  return telling(
    'offline',
    since,
    { to: managerOf(known), html },
    `${isLost ? 'нет связи' : 'нет GPS'} больше ${Math.round(settings.gpsDeadMin / 60)} ч, сообщил`,
  )
}

/** Of a tracker in a car nobody knows: once a day a person is asked to look. */
export function unmatchedAct(known: Known, at: Date): { acts: Act[]; told: Record<string, string> } | null {
  if (!isDue('unmatched', at, DAY_MS - HOUR_MS, known)) return null
  return {
    acts: [{ act: 'tell', slot: 'unmatched', to: MANAGERS, html: unmatchedText(known) }],
    told: { unmatched: at.toISOString() },
  }
}
