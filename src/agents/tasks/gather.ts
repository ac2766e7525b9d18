// What the agent tasks looks up before it decides.
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'

export interface Facts {
  event: EventOf<'task.overdue'>
  /** People who manage a branch may be asked; nobody else has to be. */
  hasManager: boolean
}

export async function gather(event: EventOf<'task.overdue'>, { read: { rental } }: GatherContext): Promise<Facts> {
  return { event, hasManager: (await rental.holderOf({ role: 'manager' })) !== null }
}
