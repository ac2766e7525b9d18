// What is asked, and whom to ask next; our own tables alone.
import type { EventOf } from '../../events/index.ts'
import type { Approval } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import type { DecidingRole } from '../approval-card.ts'
import { branchOf } from '../booking-facts.ts'
import { ABOVE } from './words.ts'

export interface Facts {
  event: EventOf<'callback.button' | 'approval.expired'>
  /** The ref it names, and what is asked under it; empty when nobody knows it. */
  ref: string
  asked: readonly Approval[]
  /** Names, plain. */
  askedBy: string | null
  /** Whether anybody holds the role that decides, and the one above it. */
  held: { now: boolean; above: boolean }
}

const REF = /^[\w-]{8,16}$/

export async function gather(event: Facts['event'], { read: { rental } }: GatherContext): Promise<Facts> {
  const named = event.type === 'callback.button' ? event.payload.data.split('|')[1] : event.payload.ref
  const ref = named !== undefined && REF.test(named) ? named : ''
  const asked = ref === '' ? [] : await rental.approvals(ref)
  const [first] = asked
  const branch = branchOf(first?.branch ?? undefined)
  const isHeld = async (role: DecidingRole) => (await rental.holderOf({ role, ...(branch && { branch }) })) !== null
  const role = (first?.role ?? 'manager') as DecidingRole
  const isLate = event.type === 'approval.expired' && first !== undefined
  return {
    event,
    ref,
    asked,
    askedBy: first?.askedBy == null ? null : ((await rental.staff(first.askedBy))?.name ?? null),
    held: isLate ? { now: await isHeld(role), above: await isHeld(ABOVE[role]) } : { now: false, above: false },
  }
}
