// What is remembered of a talk with staff: the latest turns, each answer with what it was about.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { TelegramId } from '../../events/telegram.ts'
import { At, EffectKey, Id } from './shapes.ts'

/** What an answer was about, so that «а завтра?» can be understood. Facts of the agent that answered, never a guess. */
export const About = z.object({
  /** Who answered, and what it was understood to be asked: an intent of that agent's card, or `car`, `booking`, `client` for a thing. */
  agent: z.string().regex(/^[a-z-]{1,40}$/),
  intent: z.string().regex(/^[a-z_]{1,40}$/),
  carId: Id.optional(),
  bookingId: Id.optional(),
  clientId: Id.optional(),
  taskId: z.string().max(60).optional(),
  branch: Branch.optional(),
  from: At.optional(),
  to: At.optional(),
})
export type About = z.infer<typeof About>

export const Turn = z.object({
  by: z.enum(['staff', 'bot']),
  /** Telegram id of who wrote; of an answer: of who was answered. */
  fromId: TelegramId.optional(),
  /** Of the person's message that the turn is, or answers: an edit takes the place of both. */
  messageId: z.number().int(),
  text: z.string().max(500),
  /** Of an answer: the effect that says it. */
  key: EffectKey.optional(),
  /** Of an answer; absent: what was spoken of before still is. */
  about: About.optional(),
  /** Of an answer: what was asked and about what, in a few words of ours; it outlives the turn in the summary. */
  asked: z.string().max(120).optional(),
  at: At,
})
export type Turn = z.infer<typeof Turn>

export const talkKinds = {
  'conversation.remember': z.object({
    chatId: TelegramId,
    threadId: z.number().int().optional(),
    turns: z.array(Turn).max(10).default([]),
    /** Of this talk or any other, nothing older is kept. */
    since: At.optional(),
    /** Everything before this is forgotten. */
    forget: z.boolean().optional(),
  }),
} as const
