// The chats a bot can reach, their topics, and the messages that stand in them.
import { createShelf, type Shelf } from '../../shelf.ts'
import type { Chat, World } from '../../world.ts'
import type { Entity } from './html.ts'
import { badRequest, Refusal } from './parameters.ts'

const MAX_MESSAGES_PER_CHAT = 10_000
/** Above every id the samples and world.json name. */
export const FIRST_MESSAGE_ID = 10_001

export const BOT = { id: 100000099, is_bot: true, first_name: 'Jarvis', username: 'example_staff_bot' } as const

export interface Topic {
  message_thread_id: number
  name: string
  icon_color: number
  closed: boolean
}

interface File {
  file_id: string
  file_unique_id: string
}
interface FileSize extends File {
  width: number
  height: number
}

export interface Message {
  message_id: number
  from: typeof BOT
  chat: Record<string, unknown>
  date: number
  message_thread_id?: number
  is_topic_message?: true
  /** Absent where the message is a file. */
  text?: string
  entities?: Entity[]
  photo?: FileSize[]
  document?: File
  video?: File
  media_group_id?: string
  caption?: string
  caption_entities?: Entity[]
  reply_markup?: unknown
  reply_to_message?: { message_id: number }
  edit_date?: number
}

export interface Room {
  /** As it stands inside a message. */
  shown: Record<string, unknown> & { id: number }
  private: boolean
  forum: boolean
  topics: Map<number, Topic>
  messages: Shelf<number, Message>
  pinned: Set<number>
  nextId(): number
}

export interface Rooms {
  /** @throws the refusal Telegram gives for a chat the bot cannot reach. */
  get(chatId: number | undefined): Room
  find(chatId: number): Room | undefined
  /** Somebody wrote to the bot first: from now on it may answer. */
  greeted(chat: Record<string, unknown>): void
}

export function createRooms(world: World): Rooms {
  const rooms = new Map<number, Room>()
  for (const chat of world.chats) rooms.set(chat.id, groupRoom(chat))
  // Staff of the world have all pressed Start; anybody else has not.
  for (const { telegramId, name, language } of world.staff) {
    rooms.set(telegramId, room({ id: telegramId, type: 'private', first_name: name, language_code: language }, true, false))
  }
  return {
    find: (chatId) => rooms.get(chatId),
    greeted(chat) {
      const { id } = chat
      if (chat.type === 'private' && typeof id === 'number' && !rooms.has(id)) rooms.set(id, room({ ...chat, id }, true, false))
    },
    get(chatId) {
      if (chatId === undefined) throw badRequest('chat_id is empty')
      const found = rooms.get(chatId)
      if (found) return found
      throw chatId > 0 ? new Refusal(403, "Forbidden: bot can't initiate conversation with a user") : badRequest('chat not found')
    },
  }
}

function groupRoom({ id, title, topics }: Chat): Room {
  const forum = topics.length > 0
  const made = room({ id, type: 'supergroup', title, ...(forum ? { is_forum: true } : {}) }, false, forum)
  for (const { threadId, name } of topics)
    made.topics.set(threadId, { message_thread_id: threadId, name, icon_color: 7322096, closed: false })
  return made
}

function room(shown: Room['shown'], isPrivate: boolean, forum: boolean): Room {
  let last = FIRST_MESSAGE_ID - 1
  return {
    shown,
    private: isPrivate,
    forum,
    topics: new Map(),
    messages: createShelf(MAX_MESSAGES_PER_CHAT),
    pinned: new Set(),
    nextId: () => ++last,
  }
}

/** The topic to write to; undefined for General and for chats without topics. */
export function writableTopic({ topics }: Room, threadId: number | undefined): Topic | undefined {
  if (threadId === undefined) return undefined
  const topic = topics.get(threadId)
  if (!topic) throw badRequest('message thread not found')
  if (topic.closed) throw badRequest('TOPIC_CLOSED')
  return topic
}
