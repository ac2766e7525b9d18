// What Umnico tells us: messages of client chats.
import { z } from 'zod'
import { defineEvent } from './event.ts'

const ChatMessage = z.object({
  /** Umnico's conversation. Ids arrive as numbers or strings. */
  leadId: z.coerce.string().min(1),
  /** Umnico's own, or `at-<unix ms>` where it named none. */
  messageId: z.string().min(1),
  text: z.string(),
  attachments: z.array(z.object({ type: z.string(), url: z.string().optional() })).default([]),
  /** Umnico sent no content at all: it stands in the history of the conversation. */
  bodyMissing: z.literal(true).optional(),
  /** `whatsapp2`, `waba`, `telebot`, `telegram`, `instagramV3` … */
  channel: z.string().optional(),
  customerId: z.coerce.string().optional(),
  customerName: z.string().optional(),
  customerPhone: z.string().optional(),
  /** The client in the channel: the digits of a phone in WhatsApp, a user name in Telegram. */
  login: z.string().optional(),
  /** Chat inside the channel, needed to answer. */
  realId: z.coerce.string().optional(),
  /** The connected channel (social account), needed to answer. */
  saId: z.coerce.string().optional(),
  /** `comment` is public, `message` is not. */
  sourceType: z.string().optional(),
  isNewLead: z.boolean().optional(),
  isNewCustomer: z.boolean().optional(),
  language: z.string().optional(),
})
export const IncomingMessage = ChatMessage
export type IncomingMessage = z.infer<typeof IncomingMessage>

export const umnicoEvents = [
  defineEvent('message.incoming', ChatMessage, {
    sources: ['umnico'],
    subject: (p) => `chat:umnico:${p.leadId}`,
    priority: 'high',
  }),
  defineEvent(
    'message.sent',
    ChatMessage.extend({
      /** The mark of another program that wrote it; what we wrote ourselves becomes no event. */
      customId: z.string().optional(),
      /** The operator in Umnico who wrote it. */
      userId: z.coerce.string().optional(),
    }),
    { sources: ['umnico'], subject: (p) => `chat:umnico:${p.leadId}`, priority: 'normal' },
  ),
] as const
