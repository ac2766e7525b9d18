// What the agent staff-assistant looks up before it decides.
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'

export interface Facts {
  event: EventOf<'message.employee'>
  /** People who manage a branch may be asked; nobody else has to be. */
  hasManager: boolean
}

export async function gather(event: EventOf<'message.employee'>, { read: { rental } }: GatherContext): Promise<Facts> {
  return { event, hasManager: (await rental.holderOf({ role: 'manager' })) !== null }
}
