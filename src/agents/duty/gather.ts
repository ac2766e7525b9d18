// What the duty agent looks up: our own tables, so that a vendor that is down cannot silence it; only the checks of webhooks and of completeness ask one.
import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { Event } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { threadOf } from '../words.ts'
import { type CompletenessFacts, completenessFacts } from './completeness.ts'
import { type HookFacts, hookFacts } from './webhooks.ts'

export interface Facts {
  event: Event
  /** The branch it concerns, named by the event or known of its car. */
  branch: Branch | null
  /** Where somebody wrote. */
  thread: Place | null
  /** What Umnico says of our webhooks, when that is the question. */
  hooks: HookFacts | null
  /** RentProg's bookings beside what was received of them, when that is the question. */
  completeness: CompletenessFacts | null
}

export async function gather(event: Event, context: GatherContext): Promise<Facts> {
  const { read, clock } = context
  const { rental } = read
  const payload: Record<string, unknown> = event.payload
  const plate = payload.carPlate ?? payload.plate
  const car = typeof plate === 'string' ? await rental.carByPlate(plate) : null
  const named = typeof payload.branch === 'string' ? branchOf(payload.branch) : undefined
  return {
    event,
    branch: named ?? branchOf(car?.branch) ?? null,
    thread: event.type === 'message.employee' || event.type === 'photo.uploaded' ? threadOf(event.payload) : null,
    hooks: event.type === 'check.webhooks' ? await hookFacts({ read, clock }) : null,
    completeness: event.type === 'check.completeness' ? await completenessFacts(event.payload.branch, context) : null,
  }
}
