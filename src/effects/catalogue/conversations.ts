// Conversations with clients and the clocks that run while a client waits.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { At, EffectKey, Id } from './shapes.ts'

const ConversationColumns = z.object({
  topic: z.string().optional(),
  customerId: z.string().nullish(),
  clientId: Id.nullish(),
  name: z.string().nullish(),
  phone: z.string().nullish(),
  login: z.string().nullish(),
  channel: z.string().nullish(),
  realId: z.string().nullish(),
  saId: z.string().nullish(),
  language: z.string().nullish(),
  branch: Branch.nullish(),
  bookingId: Id.nullish(),
  responsibleId: Id.nullish(),
  status: z.enum(['open', 'closed']).optional(),
  openUntil: At.nullish(),
  internal: z.boolean().optional(),
  cardKey: EffectKey.nullish(),
  lastIncomingAt: At.nullish(),
  lastOutgoingAt: At.nullish(),
})
export type ConversationColumns = z.infer<typeof ConversationColumns>

const SlaColumns = z.object({
  branch: Branch.nullish(),
  bookingId: Id.nullish(),
  responsibleId: Id.nullish(),
  messageId: z.string().optional(),
  startedAt: At.optional(),
  countsFrom: At.optional(),
  status: z.enum(['running', 'answered']).optional(),
  stage: z.string().nullish(),
  answeredAt: At.nullish(),
  answeredBy: z.string().nullish(),
})
export type SlaColumns = z.infer<typeof SlaColumns>

const LeadId = z.string().min(1).max(100)

export const conversationKinds = {
  'conversation.upsert': z.object({ leadId: LeadId, set: ConversationColumns }),
  'sla.upsert': z.object({ leadId: LeadId, set: SlaColumns }),
  /** What an employee answered, on its way to the client. */
  'umnico.reply': z.object({
    leadId: LeadId,
    /** Chat inside the channel, and the connected account. */
    realId: z.string().min(1),
    saId: z.string().optional(),
    text: z.string().min(1).max(4_000),
    /** An earlier effect whose receipt fills `{{name}}` in the text (the address of a payment link). */
    from: EffectKey.optional(),
  }),
  'umnico.enable-webhook': z.object({ webhookId: z.int() }),
} as const
