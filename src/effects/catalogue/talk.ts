// What is remembered of a talk with staff: what was meant last, and the latest turns.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { TelegramId } from '../../events/telegram.ts'
import { At, EffectKey, Id } from './shapes.ts'

/** What is spoken of, so that «а завтра?» can be understood. */
export const About = z.object({
  /** What was asked last: `car`, `booking`, `client`, `branch`, `free_cars`, `people`. */
  intent: z.string().regex(/^[a-z_]{1,40}$/),
  carId: Id.optional(),
  bookingId: Id.optional(),
  clientId: Id.optional(),
  branch: Branch.optional(),
  from: At.optional(),
  to: At.optional(),
})
export type About = z.infer<typeof About>

export const Turn = z.object({
  by: z.enum(['staff', 'bot']),
  /** Telegram id of who wrote. */
  fromId: TelegramId.optional(),
  /** Of the person's message that the turn is, or answers: an edit takes the place of both. */
  messageId: z.number().int(),
  text: z.string().max(500),
  /** Of an answer: the effect that says it. */
  key: EffectKey.optional(),
  at: At,
})
export type Turn = z.infer<typeof Turn>

export const talkKinds = {
  'conversation.remember': z.object({
    chatId: TelegramId,
    threadId: z.number().int().optional(),
    /** Absent: it stays what it was. */
    about: About.nullable().optional(),
    turns: z.array(Turn).max(10).default([]),
    /** Everything before this is forgotten. */
    forget: z.boolean().optional(),
  }),
} as const
