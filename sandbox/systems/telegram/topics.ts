// Methods of forum topics.
import type { Room, Rooms, Topic } from './chats.ts'
import type { Method } from './messages.ts'
import { badRequest, integer, type Parameters, text } from './parameters.ts'

const COLOURS = [7322096, 16766590, 13338331, 9367192, 16749490, 16478047]

export function topicMethods(rooms: Rooms): Record<string, Method> {
  const forum = (parameters: Parameters): Room => {
    const room = rooms.get(integer(parameters, 'chat_id'))
    if (!room.forum) throw badRequest('the chat is not a forum')
    return room
  }
  const topicOf = (parameters: Parameters): { room: Room; topic: Topic } => {
    const room = forum(parameters)
    const topic = room.topics.get(integer(parameters, 'message_thread_id') ?? 0)
    if (!topic) throw badRequest('TOPIC_ID_INVALID')
    return { room, topic }
  }
  const setClosed =
    (closed: boolean): Method =>
    (parameters) => {
      const { topic } = topicOf(parameters)
      if (topic.closed === closed) throw badRequest('TOPIC_NOT_MODIFIED')
      topic.closed = closed
      return true
    }

  return {
    // As in Telegram, the same name may be taken twice: each call makes another topic.
    createForumTopic(parameters) {
      const room = forum(parameters)
      const icon_color = integer(parameters, 'icon_color') ?? COLOURS[0] ?? 0
      if (!COLOURS.includes(icon_color)) throw badRequest('TOPIC_ICON_COLOR_INVALID')
      const topic = { message_thread_id: room.nextId(), name: nameOf(parameters), icon_color, closed: false }
      room.topics.set(topic.message_thread_id, topic)
      return { message_thread_id: topic.message_thread_id, name: topic.name, icon_color }
    },
    editForumTopic(parameters) {
      const { topic } = topicOf(parameters)
      const name = parameters.name === undefined ? topic.name : nameOf(parameters)
      if (name === topic.name && parameters.icon_custom_emoji_id === undefined) throw badRequest('TOPIC_NOT_MODIFIED')
      topic.name = name
      return true
    },
    closeForumTopic: setClosed(true),
    reopenForumTopic: setClosed(false),
    deleteForumTopic(parameters) {
      const { room, topic } = topicOf(parameters)
      room.topics.delete(topic.message_thread_id)
      for (const message of room.messages.values()) {
        if (message.message_thread_id === topic.message_thread_id) room.messages.delete(message.message_id)
      }
      return true
    },
  }
}

function nameOf(parameters: Parameters): string {
  const name = text(parameters, 'name').trim()
  if (name === '') throw badRequest('topic name must be non-empty')
  if ([...name].length > 128) throw badRequest('topic name is too long')
  return name
}
