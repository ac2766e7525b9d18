// An alarm nobody has picked up: the head of department hears of it, then the director. Pure.
import { addMs, MINUTE_MS } from '../../clock.ts'
import type { Branch } from '../../events/event.ts'
import type { Incident, Trip } from '../../tools/rental.ts'
import { branchOf } from '../booking-facts.ts'
import type { Settings } from '../settings.ts'
import type { Act, Decision } from './acts.ts'
import { unansweredSummary, unansweredText } from './unanswered-words.ts'

const STAGES = [
  { role: 'head', setting: 'tripAlarmHeadMin' },
  { role: 'director', setting: 'tripAlarmDirectorMin' },
] as const
export type Above = (typeof STAGES)[number]['role']

export interface UnansweredFacts {
  what: 'unanswered'
  eventId: string
  stage: string
  /** Null when the timer names none. */
  incident: Incident | null
  trip: Trip | null
  /** Whom there is. */
  held: Readonly<Record<Above, boolean>>
}

/** «Разбираюсь», a permit and a closed incident take the timer away. */
export function awaiting(
  alarm: { eventId: string; branch: Branch | null; openedAt: Date },
  settings: Settings,
  after: Above | null = null,
): Act[] {
  const next = STAGES[after === null ? 0 : STAGES.findIndex(({ role }) => role === after) + 1]
  if (next === undefined) return []
  const { eventId, branch, openedAt } = alarm
  return [{ act: 'wake', eventId, branch, stage: next.role, at: addMs(openedAt, settings[next.setting] * MINUTE_MS) }]
}

export function decideUnanswered(facts: UnansweredFacts, settings: Settings, now: Date): Decision {
  const { eventId, incident, trip, held } = facts
  const stage = STAGES.find(({ role }) => role === facts.stage)
  if (incident === null || stage === undefined) return { acts: [], summary: unansweredSummary(null, 'nothing') }
  if (incident.status !== 'open') return { acts: [], summary: unansweredSummary(incident, 'closed') }
  const branch = branchOf(incident.branch) ?? null
  const { role } = stage
  const later = awaiting({ eventId, branch, openedAt: incident.openedAt }, settings, role)
  if (!held[role] && later.length > 0) return { acts: later, summary: unansweredSummary(incident, 'nobody') }
  return {
    acts: [
      {
        act: 'tell',
        slot: 'unanswered',
        to: held[role] ? { to: 'role', role, ...(branch !== null && { branch }) } : { to: 'chat', purpose: 'managers' },
        html: unansweredText(incident, trip, now),
        isUrgent: true,
      },
      ...later,
    ],
    summary: unansweredSummary(incident, role),
  }
}
