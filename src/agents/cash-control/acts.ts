// What the agent of the cash registers may decide to do; propose.ts turns each act into an effect.
import type { Button, EffectPayload, Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { Decided } from '../agent.ts'

export type Act =
  | { act: 'enter'; entry: EffectPayload<'cash.entry'> }
  | { act: 'balance'; employeeId: number; currency: string; set: EffectPayload<'cash.balance'>['set'] }
  | { act: 'tell'; slot: string; to: Place; html: string; buttons?: Button[][] }
  | { act: 'answer'; queryId: string; text: string; alert?: boolean }
  /** The ladder of one person. */
  | { act: 'wake'; employeeId: number; branch: Branch; at: Date }
  | { act: 'drop'; employeeId: number; reason: string }

export interface Decision extends Decided {
  acts: Act[]
}
