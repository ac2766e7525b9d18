// What staff do in Telegram: messages, buttons, photos, and chats that change.
import { z } from 'zod'
import { defineEvent } from './event.ts'

/** Ids have up to 52 significant bits; a JavaScript number holds them. */
export const TelegramId = z.number().int().safe()

const Place = z.object({
  chatId: TelegramId,
  /** Forum topic; absent in private chats and in General. */
  threadId: z.number().int().optional(),
  chatType: z.enum(['private', 'group', 'supergroup', 'channel']).optional(),
})
const From = z.object({
  fromId: TelegramId,
  fromName: z.string().optional(),
})

export const EmployeeMessage = Place.extend(From.shape).extend({
  messageId: z.number().int(),
  text: z.string(),
  edited: z.boolean().default(false),
  replyToMessageId: z.number().int().optional(),
})
export type EmployeeMessage = z.infer<typeof EmployeeMessage>

export const ButtonPress = Place.extend(From.shape).extend({
  callbackQueryId: z.string(),
  messageId: z.number().int(),
  /** `<agent code>|<reference>|<action>`, at most 64 bytes; it comes from a client and is not to be believed. */
  data: z.string().max(64),
  /** The message was forwarded to where it stands. */
  forwarded: z.boolean().optional(),
})
export type ButtonPress = z.infer<typeof ButtonPress>

export const PhotoUpload = Place.extend(From.shape).extend({
  messageId: z.number().int(),
  mediaGroupId: z.string().optional(),
  caption: z.string().default(''),
  replyToMessageId: z.number().int().optional(),
  files: z
    .array(
      z.object({
        kind: z.enum(['photo', 'document', 'video']),
        fileId: z.string(),
        /** Stable across time and bots: tells a photo that was sent twice. */
        fileUniqueId: z.string(),
        name: z.string().optional(),
        /** The message of an album it came in. */
        messageId: z.number().int().optional(),
      }),
    )
    .min(1)
    // Parts of an album arrive in any order; people see them in the order of their messages.
    .overwrite((files) => files.toSorted((a, b) => (a.messageId ?? 0) - (b.messageId ?? 0))),
})
export type PhotoUpload = z.infer<typeof PhotoUpload>

const lane = (p: { chatId: number; threadId?: number | undefined }) => `chat:telegram:${p.chatId}:${p.threadId ?? 0}`

export const telegramEvents = [
  defineEvent('message.employee', EmployeeMessage, { sources: ['telegram'], subject: lane, priority: 'high', awaited: true }),
  defineEvent('callback.button', ButtonPress, {
    sources: ['telegram'],
    subject: (p) => `card:${p.chatId}:${p.messageId}`,
    priority: 'high',
    criticalQueue: true,
  }),
  defineEvent('photo.uploaded', PhotoUpload, { sources: ['telegram'], subject: lane, priority: 'high' }),
  defineEvent(
    'chat.changed',
    Place.extend({
      title: z.string().optional(),
      change: z.enum(['added', 'removed', 'promoted', 'demoted', 'migrated']),
      /** The new chat id after a group became a supergroup. */
      migratedTo: TelegramId.optional(),
    }),
    { sources: ['telegram'], subject: (p) => `place:${p.chatId}`, priority: 'normal' },
  ),
] as const
