// What the agent of payments may decide to do; propose.ts turns each act into effects.
import type { Button, EffectPayload, Place } from '../../effects/catalogue.ts'
import type { Timer } from '../../events/clockwork.ts'
import type { Decided } from '../agent.ts'
import type { ClientNote } from '../client-ask.ts'

export type Act =
  | { act: 'record'; payment: EffectPayload<'payment.record'> }
  | { act: 'save-link'; id: string; set: EffectPayload<'link.upsert'>['set'] }
  | { act: 'tell'; slot: string; to: Place; html: string; isUrgent: boolean; buttons?: Button[][] }
  /** Waits for a manager's word. */
  | { act: 'make-link'; link: EffectPayload<'stripe.link'> }
  /** The card with its address, once it is made. */
  | { act: 'post-link'; to: Place; html: string; buttons?: Button[][] }
  /** The card as it looks now. */
  | { act: 'card'; key: string; html: string; buttons?: Button[][] }
  | { act: 'close-link'; linkId: string }
  | { act: 'remind'; subject: string; stage: string; at: Date; about: Pick<Timer, 'ref' | 'booking_id' | 'branch'> }
  | { act: 'reply-client'; leadId: string; realId: string; saId?: string; text: string }
  /** For staff, in the client's topic. */
  | { act: 'note'; note: ClientNote }
  | { act: 'answer'; queryId: string; text: string; alert: boolean }

export interface Decision extends Decided {
  acts: Act[]
}

export const nothing = (summary: string): Decision => ({ acts: [], summary })
