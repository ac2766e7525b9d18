// Messages and their edits: words, files, albums, and a group that became a supergroup.
import { addMs } from '../../../clock.ts'
import { nothingIn } from './contents.ts'
import { type Finding, ignored, Message, parsed, personOf, placeOf, timeOf } from './shapes.ts'

/** Parts of an album come one by one, and nothing says which is the last. */
const ALBUM_PAUSE_MS = 1_500

export function message(value: unknown, receivedAt: Date): Finding {
  const read = parsed(Message, value, 'message')
  const { chat, date, migrate_to_chat_id: migratedTo } = read
  if (migratedTo !== undefined) {
    const payload = { chatId: chat.id, chatType: chat.type, title: chat.title, change: 'migrated' as const, migratedTo }
    return { type: 'chat.changed', payload, timestamp: timeOf(date) }
  }
  if (read.migrate_from_chat_id !== undefined) return ignored('the new chat says the same as the old one: the group has migrated')
  return byPerson(read) ?? files(read, receivedAt) ?? words(read) ?? ignored(nothingIn(value))
}

/** Files were read when they came; of an edit only the new words count. */
export function editedMessage(value: unknown): Finding {
  const read = parsed(Message, value, 'edited_message')
  return byPerson(read) ?? words(read) ?? ignored('an edit that left no words')
}

/** Nobody answers to machines. */
function byPerson({ from, sender_chat }: Message): Finding | null {
  if (from === undefined || sender_chat !== undefined) return ignored('written in the name of a chat, not by a person')
  return from.is_bot === true ? ignored('written by a bot') : null
}

function words(read: Message): Finding | null {
  const text = read.text ?? read.caption
  if (text === undefined || read.from === undefined) return null
  const replyToMessageId = repliedTo(read)
  return {
    type: 'message.employee',
    payload: {
      ...placeOf(read),
      ...personOf(read.from),
      messageId: read.message_id,
      text,
      edited: read.edit_date !== undefined,
      ...(replyToMessageId !== undefined && { replyToMessageId }),
    },
    timestamp: timeOf(read.edit_date ?? read.date),
  }
}

/** Whatever is written in a topic "replies" to the message that opened it. */
function repliedTo({ reply_to_message: to, is_topic_message, message_thread_id }: Message): number | undefined {
  const isRoot = to?.forum_topic_created !== undefined || (is_topic_message === true && to?.message_id === message_thread_id)
  return isRoot ? undefined : to?.message_id
}

function files(read: Message, receivedAt: Date): Finding | null {
  const file = fileOf(read)
  if (file === null || read.from === undefined) return null
  const { media_group_id: mediaGroupId, message_id: messageId } = read
  const replyToMessageId = repliedTo(read)
  const payload = {
    ...placeOf(read),
    ...personOf(read.from),
    messageId,
    ...(mediaGroupId !== undefined && { mediaGroupId }),
    caption: read.caption ?? '',
    ...(replyToMessageId !== undefined && { replyToMessageId }),
    files: [{ ...file, messageId }],
  }
  const event = { type: 'photo.uploaded', payload, timestamp: timeOf(read.date) } as const
  if (mediaGroupId === undefined) return event
  return { ...event, notBefore: addMs(receivedAt, ALBUM_PAUSE_MS).toISOString(), slot: `album:${mediaGroupId}`, join: true }
}

function fileOf({ photo, video, animation, video_note, document }: Message) {
  const moving = video ?? animation ?? video_note
  const [kind, file] =
    photo !== undefined
      ? (['photo', photo.at(-1)] as const)
      : moving !== undefined
        ? (['video', moving] as const)
        : (['document', document] as const)
  if (file === undefined) return null
  return { kind, fileId: file.file_id, fileUniqueId: file.file_unique_id, ...(file.file_name !== undefined && { name: file.file_name }) }
}
