// What Umnico tells us: messages of client chats.
import { z } from 'zod'
import { defineEvent } from './event.ts'

const ChatMessage = z.object({
  /** Umnico's conversation. Ids arrive as numbers or strings. */
  leadId: z.coerce.string().min(1),
  messageId: z.string().min(1),
  text: z.string(),
  attachments: z.array(z.object({ type: z.string(), url: z.string().optional() })).default([]),
  channel: z.string().optional(),
  customerId: z.coerce.string().optional(),
  customerName: z.string().optional(),
  customerPhone: z.string().optional(),
  /** Chat inside the channel, needed to answer. */
  realId: z.coerce.string().optional(),
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
      /** Our own sends carry our effect's key here. */
      customId: z.string().optional(),
      userId: z.coerce.string().optional(),
    }),
    { sources: ['umnico'], subject: (p) => `chat:umnico:${p.leadId}`, priority: 'normal' },
  ),
] as const
