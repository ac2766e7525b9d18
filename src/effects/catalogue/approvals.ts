// What people are asked to allow, and what they say: changes of our own tables, like everything else that happens to an effect.
import { z } from 'zod'
import { Branch } from '../../events/event.ts'
import { TelegramId } from '../../events/telegram.ts'
import { At, EffectKey, Html, Id, Place } from './shapes.ts'

/** Ours: made from the effect's key, short enough for buttons. */
const Ref = z.string().regex(/^[\w-]{8,16}$/)

/** `asker`: whoever it was suggested to, nobody else. */
export const ApprovalRole = z.enum(['asker', 'manager', 'head', 'director'])
export type ApprovalRole = z.infer<typeof ApprovalRole>

/** The booking a wish is about, as it was known when it was asked. */
const Basis = z.object({
  bookingId: Id,
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Without the booking nobody wants it any more: a link is nothing for a cancelled booking, money given back is. */
  lapses: z.boolean(),
})

/** Who pressed, or replied to, which message. */
const Press = z.object({
  by: TelegramId,
  chatId: TelegramId,
  messageId: z.number().int(),
  /** Of the card, as the button names it. */
  revision: z.number().int().default(0),
  /** Telegram says that the message was forwarded there. */
  forwarded: z.boolean().optional(),
})

export const approvalKinds = {
  /** What the model would do for whoever asked, once they say yes: the wish of an agent with its input. Nothing of it is done before. */
  'suggestion.take': z.object({
    agent: z.string().regex(/^[a-z-]{2,40}$/),
    tool: z.string().regex(/^[a-z_]{1,64}$/),
    input: z.record(z.string(), z.unknown()),
    /** What the card says it is. */
    text: Html,
    chatId: TelegramId,
    threadId: z.number().int().optional(),
    branch: Branch.optional(),
  }),

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
    /** What staff call the agent that wants it, where one of several may be chosen. */
    wantedBy: z.string().nullish(),
    /** A reply to the card may change it. */
    editable: z.boolean().default(false),
    basis: Basis.nullish(),
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
    /** `edit` only asks whether one may, and how. */
    word: z.enum(['approve', 'refuse', 'expire', 'edit']),
    /** Absent: the clock. */
    press: Press.optional(),
    /** What whoever may edit it is told, plain. */
    hint: z.string().max(200).optional(),
  }),
  /** A reply to the card wants it otherwise. The receipt says as `text` what became of that; it stays a question. */
  'approval.edit': z.object({
    ref: Ref,
    press: Press,
    /** Fields of the effect's payload: as they were when it was read, and as they shall be. */
    was: z.record(z.string(), z.unknown()),
    set: z.record(z.string(), z.unknown()),
    /** The same for people, plain. */
    shown: z.object({ was: z.string(), is: z.string() }),
    text: Html,
    /** Whose word the new wish needs, and where they are asked when that is a higher role than before. */
    role: ApprovalRole,
    place: Place,
  }),
} as const
