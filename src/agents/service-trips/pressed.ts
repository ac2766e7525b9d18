// The buttons of an alarm and of a request: who pressed, whether they may, and what comes of it. Pure.

import { addMs, MINUTE_MS } from '../../clock.ts'
import { type Action, may } from '../../effects/roles.ts'
import type { Incident, Staff, Trip, TripPermit } from '../../tools/rental.ts'
import { branchOf } from '../booking-facts.ts'
import { denied } from '../denied.ts'
import type { Settings } from '../settings.ts'
import type { Act, Decision } from './acts.ts'
import { buttonsOf, cardKey, cardsOf } from './alarm.ts'
import type { CarOnRoad } from './known.ts'
import { pressWords } from './permit-words.ts'
import { cardText } from './words.ts'

export type PressFacts =
  | { what: 'pressed-nothing'; queryId: string }
  | {
      what: 'pressed-alarm'
      queryId: string
      action: 'permit' | 'mine' | 'close'
      staff: Staff | null
      incident: Incident
      trip: Trip | null
    }
  | {
      what: 'pressed-request'
      queryId: string
      staff: Staff | null
      driver: Staff | null
      car: CarOnRoad | null
      until: Date
      /** Of the car, at that time. */
      permits: readonly TripPermit[]
      permitId: string
    }

const PRESSES = { permit: 'trip.permit', close: 'incident.close', mine: 'incident.claim' } as const satisfies Record<string, Action>

export function decidePressed(facts: PressFacts, settings: Settings, now: Date): Decision {
  const answer = (text: string, alert = false): Act => ({ act: 'answer', queryId: facts.queryId, text, alert })
  const refused = ({ text, summary }: { text: string; summary: string }): Decision => ({ acts: [answer(text, true)], summary })
  const refuse = (by: Staff, action: Action, about: string, because: string): Decision =>
    denied(refused({ text: because, summary: pressWords.denied(by.name) }), by, action, about)
  if (facts.what === 'pressed-nothing') return { acts: [answer(pressWords.dead.text)], summary: pressWords.dead.summary }
  const { staff } = facts
  if (staff === null) return refused(pressWords.stranger)
  if (facts.what === 'pressed-request') return granted(facts, staff, now, { answer, refused, refuse })
  const { incident, trip, action } = facts
  if (incident.status === 'closed')
    return { acts: [answer(pressWords.closed(incident.outcome).text)], summary: pressWords.closed(null).summary }
  const line = PRESSES[action]
  const allowed = may(staff, line, { branch: incident.branch })
  if (!allowed.yes) return refuse(staff, line, `incident:${incident.id}`, allowed.because)
  if (action === 'mine') {
    const done = pressWords.mine(staff.name)
    return {
      acts: [
        ...editing(incident, trip, { text: done.line, isOpen: true }),
        { act: 'drop', eventId: eventOf(incident.id), reason: done.line },
        answer(done.text),
      ],
      summary: done.summary,
    }
  }
  if (action === 'close') {
    const done = pressWords.close(staff.name)
    return { acts: [...closing(incident, trip, { by: staff.id, outcome: done.outcome }), answer(done.text)], summary: done.summary }
  }
  if (incident.carId === null) return refused(pressWords.noCar)
  const until = addMs(now, settings.tripPermitMin * MINUTE_MS)
  const done = pressWords.permit(staff.name, until, now)
  const permit = {
    id: `card:${eventOf(incident.id)}`,
    carId: incident.carId,
    from: (trip?.startedAt ?? incident.openedAt).toISOString(),
    until: until.toISOString(),
    reason: done.reason,
    grantedBy: staff.id,
  }
  return {
    acts: [
      { act: 'permit', permit },
      ...closing(incident, trip, { by: staff.id, outcome: done.outcome, permitId: permit.id }),
      answer(done.text),
    ],
    summary: done.summary,
  }
}

function granted(
  { car, driver, until, permits, permitId }: Extract<PressFacts, { what: 'pressed-request' }>,
  staff: Staff,
  now: Date,
  {
    answer,
    refused,
    refuse,
  }: {
    answer: (text: string) => Act
    refused: (words: { text: string; summary: string }) => Decision
    refuse: (by: Staff, action: Action, about: string, because: string) => Decision
  },
): Decision {
  if (car === null || driver === null) return refused(pressWords.dead)
  const allowed = may(staff, 'trip.permit', { branch: car.branch })
  if (!allowed.yes) return refuse(staff, 'trip.permit', `car:${car.id}`, allowed.because)
  if (until <= now) return refused(pressWords.tooLate)
  const words = pressWords.granted(staff.name, driver.name, car, until, now)
  if (permits.some(({ id }) => id === permitId)) return { acts: [answer(words.again)], summary: words.againSummary }
  return {
    acts: [
      {
        act: 'permit',
        permit: {
          id: permitId,
          carId: car.id,
          from: now.toISOString(),
          until: until.toISOString(),
          driverId: driver.id,
          reason: words.reason,
          grantedBy: staff.id,
        },
      },
      { act: 'tell', slot: 'driver', to: { to: 'staff', id: driver.id }, html: words.html, isUrgent: true },
      answer(words.text),
    ],
    summary: words.summary,
  }
}

const eventOf = (incidentId: string): string => incidentId.slice(incidentId.indexOf(':') + 1)

/** The alarm is over, and its cards say how. */
export function closing(
  incident: Incident,
  trip: Trip | null,
  { by, outcome, permitId }: { by: number; outcome: string; permitId?: string },
): Act[] {
  const permitted: Act[] =
    trip === null || permitId === undefined ? [] : [{ act: 'save-trip', id: trip.id, set: { verdict: 'permitted', permitId } }]
  return [
    { act: 'close-incident', id: incident.id, by, outcome },
    ...permitted,
    { act: 'drop', eventId: eventOf(incident.id), reason: outcome },
    ...editing(incident, trip, { text: outcome, isOpen: false }),
  ]
}

function editing(incident: Incident, trip: Trip | null, { text, isOpen }: { text: string; isOpen: boolean }): Act[] {
  const eventId = eventOf(incident.id)
  const html = cardText(incident, trip, { text, isOpen })
  return cardsOf({ carId: incident.carId, branch: branchOf(incident.branch) ?? null }).map(({ slot }) => ({
    act: 'edit',
    slot: `${slot}-${eventId}`,
    message: cardKey(eventId, slot),
    html,
    ...(isOpen && { buttons: buttonsOf(eventId, true) }),
  }))
}
