// What we use of Telegram's messages, presses and members. Everything else of an update is passed over unread.
import { z } from 'zod'
import { BadInput } from '../../../errors.ts'
import { firstIssue, type NewEvent } from '../../../events/index.ts'
import { TelegramId } from '../../../events/telegram.ts'

/** An event as an update tells it; its source and keys are those of the delivery. */
export type Told = Pick<NewEvent, 'type' | 'payload' | 'timestamp' | 'notBefore' | 'slot' | 'join'>

/** What an update turns out to be: an event, or the reason why there is none. */
export type Finding = Told | { ignored: string }
export const ignored = (reason: string): Finding => ({ ignored: reason })

/** Seconds since 1970, up to the year 9999. */
const Seconds = z.number().int().min(0).max(253_402_300_799)

const Chat = z.object({
  id: TelegramId,
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: z.string().optional(),
})

const User = z.object({
  id: TelegramId,
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
})

/** Where a message stands: its chat and, in a forum, its topic. */
const Standing = z.object({
  message_id: z.number().int(),
  chat: Chat,
  message_thread_id: z.number().int().optional(),
  is_topic_message: z.boolean().optional(),
})

const File = z.object({ file_id: z.string().min(1), file_unique_id: z.string().min(1), file_name: z.string().optional() })

export const Message = Standing.extend({
  date: Seconds,
  edit_date: Seconds.optional(),
  from: User.optional(),
  sender_chat: z.unknown().optional(),
  reply_to_message: z.object({ message_id: z.number().int(), forum_topic_created: z.unknown().optional() }).optional(),
  media_group_id: z.string().min(1).max(100).optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  /** The same picture in growing sizes. */
  photo: z.array(File).min(1).optional(),
  video: File.optional(),
  /** A video without sound becomes one of these. */
  animation: File.optional(),
  video_note: File.optional(),
  document: File.optional(),
  migrate_to_chat_id: TelegramId.optional(),
  migrate_from_chat_id: TelegramId.optional(),
})
export type Message = z.infer<typeof Message>

export const Press = z.object({
  id: z.string().min(1).max(100),
  from: User,
  data: z.string().optional(),
  /** Of a message too old to be seen only chat and id are there. */
  message: Standing.extend({ forward_origin: z.unknown().optional(), from: User.optional() }).optional(),
})

const Member = z.object({
  status: z.enum(['creator', 'administrator', 'member', 'restricted', 'left', 'kicked']),
  is_member: z.boolean().optional(),
})
export type Member = z.infer<typeof Member>

export const MemberChange = z.object({ chat: Chat, date: Seconds, old_chat_member: Member, new_chat_member: Member })

/** @throws BadInput naming the first field that does not fit. */
export function parsed<T extends z.ZodType>(shape: T, value: unknown, what: string): z.output<T> {
  const result = shape.safeParse(value)
  if (!result.success) throw new BadInput(`${what}: ${firstIssue(result.error)}`)
  return result.data
}

/** General has no thread; elsewhere the id may be that of a chain of replies, which is no topic. */
export const placeOf = ({ chat, message_thread_id, is_topic_message }: z.infer<typeof Standing>) => ({
  chatId: chat.id,
  chatType: chat.type,
  ...(is_topic_message === true && message_thread_id !== undefined && { threadId: message_thread_id }),
})

export function personOf({ id, first_name, last_name, username }: z.infer<typeof User>) {
  const name = [first_name, last_name].filter(Boolean).join(' ') || username
  return { fromId: id, ...(name !== undefined && { fromName: name }) }
}

export const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString()
