// An unauthorised trip: the incident, the car's topic, the branch manager, at once. Pure, and without a vendor's word.
import { effectKey, type Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Settings } from '../settings.ts'
import type { Act, Buttons, Decision } from './acts.ts'
import { managerOf, toldAt } from './alerts.ts'
import { isEntitled, judge } from './entitlement.ts'
import type { Known } from './known.ts'
import { positionOf } from './position.ts'
import { notAhead } from './sample.ts'
import { tripAt, tripIdOf } from './trips.ts'
import { awaiting } from './unanswered.ts'
import { alarmSummary, alarmText, incidentSummary, nameOf, questionText } from './words.ts'

export interface AlarmFacts {
  what: 'alarm'
  eventId: string
  payload: EventOf<'unauthorized.trip'>['payload']
  /** Found by this agent, not claimed by a collector. */
  isOwn: boolean
  known: Known
}

export const incidentOf = (eventId: string): string => `unauthorized.trip:${eventId}`

/** Where the cards of an incident are, by the slots of their messages. */
export const cardsOf = ({ carId, branch }: { carId: number | null; branch: Branch | null }): { slot: string; to: Place }[] =>
  carId === null || branch === null
    ? [{ slot: 'managers', to: { to: 'chat', purpose: 'managers' } }]
    : [
        { slot: 'car', to: { to: 'car', carId, branch } },
        { slot: 'manager', to: { to: 'role', role: 'manager', branch } },
      ]

export const cardKey = (eventId: string, slot: string): string => effectKey(eventId, 'service-trips', 'telegram.message', slot)

export const buttonsOf = (eventId: string, taken = false): Buttons => [
  [{ text: '✅ Разрешить (служебная)', data: `st|${eventId}|permit` }],
  [...(taken ? [] : [{ text: '🔎 Разбираюсь', data: `st|${eventId}|mine` }]), { text: '✖️ Закрыть', data: `st|${eventId}|close` }],
]

export function decideAlarm({ eventId, payload, isOwn, known }: AlarmFacts, settings: Settings, now: Date): Decision {
  const startedAt = notAhead(payload.startedAt, now)
  const fixAt = notAhead(payload.fixAt, now)
  const { distanceKm = null } = payload
  const row = tripAt(startedAt, known.trips)
  const at = positionOf(payload.lat, payload.lon)
  const id = row?.id ?? tripIdOf(known.deviceId, startedAt)
  const judgement = judge(
    { from: startedAt, to: new Date(Math.max(fixAt.getTime(), startedAt.getTime())), distanceKm },
    known.papers,
    settings,
    now,
  )
  // Whoever claims it has seen more than the first metres.
  const verdict = judgement.verdict === 'short' ? 'unauthorized' : judgement.verdict
  const trip = (more: Extract<Act, { act: 'save-trip' }>['set'] = {}): Act => ({
    act: 'save-trip',
    id,
    set: {
      ...(row === null && { deviceId: known.deviceId, startedAt: startedAt.toISOString() }),
      carId: known.car?.id,
      branch: known.car?.branch,
      ...(at !== null && { endLat: at.lat, endLon: at.lon }),
      ...(distanceKm !== null && { distanceKm: Math.max(distanceKm, row?.distanceKm ?? 0) }),
      verdict,
      bookingId: judgement.bookingId,
      permitId: judgement.permitId,
      ...more,
    },
  })
  const name = nameOf(known)
  if (row?.incidentId != null) return { acts: [trip()], summary: alarmSummary(name, 'known') }
  const story = { startedAt, fixAt, distanceKm, at, because: judgement.because }
  if (isEntitled(judgement)) {
    const last = toldAt('question', known)
    // Our own finding was looked at again, and somebody has posted the booking meanwhile.
    if (isOwn || !judgement.isDoubtful || (last !== null && last >= startedAt))
      return { acts: [trip()], summary: alarmSummary(name, 'entitled', judgement.because) }
    return {
      acts: [
        trip(),
        { act: 'save-tracker', id: known.deviceId, set: { told: { question: startedAt.toISOString() } } },
        { act: 'tell', slot: 'question', to: managerOf(known), html: questionText(known, story, judgement.bookingId, settings, now) },
      ],
      summary: alarmSummary(name, 'doubtful', judgement.because),
    }
  }
  const { car } = known
  const incident = incidentOf(eventId)
  const html = alarmText(known, story, settings, now)
  const branch = car?.branch ?? null
  return {
    acts: [
      {
        act: 'open-incident',
        incident: {
          id: incident,
          kind: 'unauthorized.trip',
          ...(branch !== null && { branch }),
          ...(car !== null && { carId: car.id }),
          summary: incidentSummary(known, story, now),
        },
      },
      trip({ incidentId: incident }),
      ...cardsOf({ carId: car?.id ?? null, branch }).map(
        ({ slot, to }): Act => ({ act: 'tell', slot, to, html, buttons: buttonsOf(eventId), isUrgent: true }),
      ),
      // A car whose branch nobody knows is the director's business.
      ...(branch === null && known.hasDirector
        ? [{ act: 'tell', slot: 'director', to: { to: 'role', role: 'director' }, html, isUrgent: true } as const]
        : []),
      ...awaiting({ eventId, branch, openedAt: now }, settings),
    ],
    summary: alarmSummary(name, 'raised', judgement.because),
  }
}
