// What the agent of service and inspection may decide to do; propose.ts turns each act into an effect.
import type { Button, CarColumns, EffectPayload, Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { Decided } from '../agent.ts'

/** What a reminder is about. */
export type Care = 'service' | 'inspection'

export type Act =
  | { act: 'car'; id: number; set: CarColumns }
  | { act: 'inspection'; plate: string; set: EffectPayload<'inspection.upsert'>['set'] }
  /** `card`: the row remembers this message of the same run, to edit it later. */
  | { act: 'service'; carId: number; set: EffectPayload<'service.upsert'>['set']; card?: string }
  | { act: 'tell'; slot: string; to: Place; html: string; buttons?: Button[][]; isUrgent?: boolean }
  | { act: 'edit'; message: string; html: string }
  | { act: 'answer'; queryId: string; text: string }
  | { act: 'incident'; id: string; summary: string }
  | { act: 'wake'; care: Care; carId: number; branch: Branch; at: Date }
  | { act: 'drop'; care: Care; carId: number; reason: string }

export interface Decision extends Decided {
  acts: Act[]
}

export const nothing = (summary: string): Decision => ({ acts: [], summary })
