// What our own model suggested and a person took: from here on as if the person had asked for it.
import { z } from 'zod'
import { Branch, defineEvent } from './event.ts'
import { TelegramId } from './telegram.ts'

const Taken = z.object({
  /** The wish, by the name the model calls it; its agent is the cause. */
  tool: z.string().regex(/^[a-z_]{1,64}$/),
  /** As the card showed it; the agent parses it by the wish's own schema. */
  input: z.record(z.string(), z.unknown()),
  /** Staff id of whoever asked and took it. */
  by: z.number().int(),
  chatId: TelegramId,
  threadId: z.number().int().optional(),
  branch: Branch.optional(),
})

export const suggestionEvents = [
  defineEvent('suggestion.taken', Taken, {
    sources: ['internal'],
    subject: (p) => `chat:telegram:${p.chatId}:${p.threadId ?? 0}`,
    priority: 'high',
  }),
] as const
