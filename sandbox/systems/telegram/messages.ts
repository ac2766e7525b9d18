// Methods that write, change, pin and delete messages.
import { isRecord } from '../../bodies.ts'
import { BOT, FIRST_MESSAGE_ID, type Message, type Room, type Rooms, writableTopic } from './chats.ts'
import { badRequest, content, integer, markup, type Parameters } from './parameters.ts'

export type Method = (parameters: Parameters) => unknown

export function messageMethods(rooms: Rooms, now: () => Date): Record<string, Method> {
  const seconds = () => Math.floor(now().getTime() / 1000)
  const target = (parameters: Parameters, what: string) => {
    const room = rooms.get(integer(parameters, 'chat_id'))
    const message = room.messages.get(integer(parameters, 'message_id') ?? -1)
    if (!message) throw badRequest(`message to ${what} not found`)
    return { room, message }
  }
  return {
    sendMessage: (parameters) => send(rooms.get(integer(parameters, 'chat_id')), parameters, seconds()),

    editMessageText(parameters) {
      const { message } = target(parameters, 'edit')
      const { text, entities } = content(parameters)
      return edit(message, { text, entities: entities.length > 0 ? entities : undefined, reply_markup: markup(parameters) }, seconds())
    },

    editMessageReplyMarkup(parameters) {
      const { message } = target(parameters, 'edit')
      return edit(message, { text: message.text, entities: message.entities, reply_markup: markup(parameters) }, seconds())
    },

    deleteMessage(parameters) {
      const { room, message } = target(parameters, 'delete')
      room.pinned.delete(message.message_id)
      return room.messages.delete(message.message_id)
    },

    pinChatMessage(parameters) {
      const { room, message } = target(parameters, 'pin')
      room.pinned.add(message.message_id)
      return true
    },

    unpinChatMessage(parameters) {
      const room = rooms.get(integer(parameters, 'chat_id'))
      // Without an id the newest pinned message is meant.
      const id = integer(parameters, 'message_id') ?? Math.max(...room.pinned)
      if (!room.pinned.delete(id)) throw badRequest('message to unpin not found')
      return true
    },
  }
}

function send(room: Room, parameters: Parameters, date: number): Message {
  const { text, entities } = content(parameters)
  return written(room, parameters, date, { text, ...(entities.length > 0 ? { entities } : {}) })
}

/** A new message of the bot, whatever it carries. */
export function written(room: Room, parameters: Parameters, date: number, carried: Partial<Message>): Message {
  const topic = writableTopic(room, integer(parameters, 'message_thread_id'))
  const reply_markup = markup(parameters)
  const message: Message = {
    message_id: room.nextId(),
    from: BOT,
    chat: room.shown,
    date,
    ...(topic ? { message_thread_id: topic.message_thread_id, is_topic_message: true } : {}),
    ...repliedTo(room, parameters),
    ...carried,
    ...(reply_markup === undefined ? {} : { reply_markup }),
  }
  room.messages.set(message.message_id, message)
  return message
}

function repliedTo(room: Room, { reply_parameters, reply_to_message_id }: Parameters): { reply_to_message?: { message_id: number } } {
  const wanted = isRecord(reply_parameters) ? reply_parameters : { message_id: reply_to_message_id }
  const message_id = integer(wanted, 'message_id')
  if (message_id === undefined) return {}
  // People's messages are not kept here; they have the ids below the bot's first.
  if (message_id < FIRST_MESSAGE_ID || room.messages.get(message_id)) return { reply_to_message: { message_id } }
  if (wanted.allow_sending_without_reply === true) return {}
  throw badRequest('message to be replied not found')
}

function edit(message: Message, changed: Pick<Message, 'text' | 'entities' | 'reply_markup'>, edit_date: number): Message {
  const { text, entities, reply_markup } = message
  if (JSON.stringify([changed.text, changed.entities, changed.reply_markup]) === JSON.stringify([text, entities, reply_markup])) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  }
  return Object.assign(message, changed, { edit_date })
}
