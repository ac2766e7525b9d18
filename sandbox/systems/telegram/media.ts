// Methods that send files by the ids Telegram knows them by: one, or two to ten as an album.
import { isRecord } from '../../bodies.ts'
import type { Message, Rooms } from './chats.ts'
import { type Method, written } from './messages.ts'
import { badRequest, captionOf, integer, type Parameters, text } from './parameters.ts'

const KINDS = ['photo', 'video', 'document'] as const
type Kind = (typeof KINDS)[number]

export function mediaMethods(rooms: Rooms, now: () => Date): Record<string, Method> {
  let albums = 0
  const seconds = () => Math.floor(now().getTime() / 1000)
  const send = (kind: Kind, parameters: Parameters, file: Parameters, album: Partial<Message> = {}) =>
    written(rooms.get(integer(parameters, 'chat_id')), parameters, seconds(), {
      ...carried(kind, text(file, kind === file.type ? 'media' : kind)),
      ...album,
      ...captionOf(file),
    })
  return {
    sendPhoto: (parameters) => send('photo', parameters, parameters),
    sendVideo: (parameters) => send('video', parameters, parameters),
    sendDocument: (parameters) => send('document', parameters, parameters),
    sendMediaGroup(parameters) {
      const files = albumIn(parameters)
      // Whatever is wrong with one of them, none is sent.
      for (const { kind, file } of files) {
        carried(kind, text(file, 'media'))
        captionOf(file)
      }
      albums += 1
      const media_group_id = `1300000000000${albums}`
      return files.map(({ kind, file }) => send(kind, parameters, file, { media_group_id }))
    },
  }
}

function albumIn({ media }: Parameters): { kind: Kind; file: Parameters }[] {
  if (!Array.isArray(media)) throw badRequest("can't parse media JSON object")
  if (media.length < 2) throw badRequest('there are not enough media in the request')
  if (media.length > 10) throw badRequest('too many messages to send as an album')
  const files = media.map((file: unknown) => {
    const kind = isRecord(file) ? KINDS.find((one) => one === file.type) : undefined
    if (!isRecord(file) || kind === undefined) throw badRequest("can't parse InputMedia: type must be photo, video or document")
    return { kind, file }
  })
  const documents = files.filter(({ kind }) => kind === 'document').length
  if (documents > 0 && documents < files.length) throw badRequest("document can't be mixed with other media types")
  return files
}

function carried(kind: Kind, id: string): Partial<Message> {
  if (!/^[\w-]{1,300}$/.test(id)) throw badRequest('wrong file identifier/HTTP URL specified')
  const file = { file_id: id, file_unique_id: `U${id}` }
  if (kind === 'photo') return { photo: [{ ...file, width: 1280, height: 960 }] }
  return { [kind]: file }
}
