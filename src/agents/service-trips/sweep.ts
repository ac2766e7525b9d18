// Every five minutes: the trackers of a branch that move without a booking, and those nobody can see. Pure.
import type { Branch } from '../../events/event.ts'
import type { GatherContext } from '../agent.ts'
import type { Settings } from '../settings.ts'
import type { Act, Decision } from './acts.ts'
import { deadAlert, deadSince } from './alerts.ts'
import { type Known, knownOf } from './known.ts'
import { positionOf } from './position.ts'
import { rideOf } from './trips.ts'
import { nameOf, sweepSummary } from './words.ts'

export interface SweepFacts {
  what: 'sweep'
  branch: Branch
  looked: number
  /** Those that move or are silent. */
  watched: readonly Known[]
}

export async function gatherSweep(branch: Branch, context: GatherContext): Promise<SweepFacts> {
  const trackers = await context.read.rental.trackersIn(branch)
  const now = context.clock.now()
  const wanted = trackers.filter((one) => (one.status === 'moving' && one.movingSince !== null) || deadSince(one) !== null)
  const watched: Known[] = []
  // One after another: this is the work of a quiet minute.
  for (const tracker of wanted) watched.push(await knownOf({ deviceId: tracker.id, label: tracker.plate, from: now, tracker }, context))
  return { what: 'sweep', branch, looked: trackers.length, watched }
}

export function decideSweep({ branch, looked, watched }: SweepFacts, settings: Settings, now: Date): Decision {
  const acts: Act[] = []
  const said: string[] = []
  const cars = new Set<string>()
  for (const known of watched) {
    const { tracker, car } = known
    if (tracker === null || car === null) continue
    const dead = deadSince(tracker)
    const once = `${dead === null ? 'moves' : 'dead'}:${car.id}`
    // Two trackers of one car tell one story.
    if (cars.has(once)) continue
    cars.add(once)
    if (dead !== null) {
      const alert = deadAlert(known, { since: dead, isLost: tracker.status === 'offline' }, settings, now)
      if (alert.acts.length === 0) continue
      acts.push(...alert.acts.map((act) => (act.act === 'tell' ? { ...act, slot: `dead-${car.id}` } : act)))
      acts.push({ act: 'save-tracker', id: tracker.id, set: { told: alert.told } })
      said.push(`${nameOf(known)} — ${alert.said.join(', ')}`)
    } else if (tracker.movingSince !== null) {
      const at = positionOf(tracker.lat, tracker.lon)
      const ride = rideOf(
        { startedAt: tracker.movingSince, endedAt: null, seenAt: now, start: null, end: at, distanceKm: null },
        known,
        settings,
        now,
      )
      if (!ride.isRaised) continue
      acts.push(...ride.acts)
      said.push(`${nameOf(known)} едет: ${ride.judgement.because}, поднимаю тревогу`)
    }
  }
  return { acts, summary: sweepSummary(branch, looked, said) }
}
