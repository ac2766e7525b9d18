// What the agent of payments may decide to do; propose.ts turns each act into effects.
import type { Button, EffectPayload, Place } from '../../effects/catalogue.ts'
import type { Decided } from '../agent.ts'

export type Act =
  | { act: 'record'; payment: EffectPayload<'payment.record'> }
  | { act: 'save-link'; id: string; set: EffectPayload<'link.upsert'>['set'] }
  | { act: 'tell'; slot: string; to: Place; html: string; isUrgent: boolean; buttons?: Button[][] }

export interface Decision extends Decided {
  acts: Act[]
}

export const nothing = (summary: string): Decision => ({ acts: [], summary })
