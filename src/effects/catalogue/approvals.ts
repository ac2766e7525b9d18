// What people are asked to allow, and what they say: changes of our own tables, like everything else that happens to an effect.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { TelegramId } from '../../events/telegram.ts'
import { At, EffectKey, Html, Id, Place } from './shapes.ts'

/** Ours: made from the effect's key, short enough for buttons. */
const Ref = z.string().regex(/^[\w-]{8,16}$/)

export const ApprovalRole = z.enum(['manager', 'head', 'director'])
export type ApprovalRole = z.infer<typeof ApprovalRole>

export const approvalKinds = {
  /** Somebody is asked about an effect of the same run. */
  'approval.ask': z.object({
    ref: Ref,
    effect: EffectKey,
    /** The first ref of those of which one may be chosen. */
    choice: Ref,
    kind: z.string(),
    role: ApprovalRole,
    branch: Branch.nullish(),
    text: Html,
    askedBy: Id.nullish(),
    askedIn: Place.optional(),
    expiresAt: At,
    /** Absent where nobody has to be asked: whoever wanted it may allow it. */
    card: EffectKey.optional(),
  }),
  /** Asked again, by another message. */
  'approval.remind': z.object({ choice: Ref, how: z.enum(['reminded', 'escalated']), card: EffectKey }),
  /** A word on it. Only the first one counts; the receipt says what it did, as `text` for who said it. */
  'approval.decide': z.object({
    ref: Ref,
    word: z.enum(['approve', 'refuse', 'expire']),
    /** Who pressed what; absent: the clock. */
    press: z.object({ by: TelegramId, chatId: TelegramId, messageId: z.number().int() }).optional(),
  }),
} as const
