// What we write into Umnico's conversations, files first handed over, and what can be read back.
import { fields, isRecord, parts } from '../../bodies.ts'
import { type Call, type Handler, ok } from '../../system.ts'
import { fail } from './answers.ts'
import { type Conversations, placeOf } from './conversations.ts'

const PAGE = 50

export function messageDoors(conversations: Conversations): Record<string, Handler> {
  let lastFile = 0
  return {
    'POST /messaging/:lead/send': ({ body }, lead = '') => {
      const { message, source, userId, customId } = fields(body)
      const { text, attachment } = fields(message)
      if (typeof text !== 'string') return fail({ status: 422, message: 'message.text is required' })
      if (source === undefined || userId === undefined) return fail({ status: 422, message: 'source and userId are required' })
      if (attachment !== undefined && !isRecord(fields(attachment).media))
        return fail({ status: 422, message: 'attachment.media is required' })
      const attachments = isRecord(attachment) ? [attachment] : []
      return ok(conversations.keep(conversations.get(lead), { incoming: false, text, attachments, customId, userId }))
    },
    'POST /messaging/upload': (call) => {
      const file = parts(call.raw, call.headers['content-type'] ?? '').find(({ name }) => name === 'media')
      if (!file) return fail({ status: 422, message: 'media is required' })
      const { source, saId } = fields(call.body)
      if ((source === undefined) === (saId === undefined)) return fail({ status: 422, message: 'either source or saId is required' })
      const filename = nameOf(call) ?? 'file'
      return ok({
        type: typeOf(call),
        filename,
        size: file.data.length,
        src: `https://umnico.example/files/${++lastFile}/${encodeURIComponent(filename)}`,
      })
    },
    'POST /messaging/post': ({ body }) => {
      const { message, destination, saId, customId } = fields(body)
      const { text } = fields(message)
      if (!/^\d{6,15}$/.test(String(destination))) return fail({ status: 422, message: 'destination must be digits' })
      if (typeof text !== 'string' || text === '') return fail({ status: 422, message: 'message.text is required' })
      if (Number(saId) !== 88) return fail({ status: 422, message: 'only WhatsApp integrations can write first' })
      const conversation = conversations.openedFor(String(destination))
      conversations.keep(conversation, { incoming: false, text, customId })
      return ok({ leadId: conversation.id })
    },
    'GET /messaging/:lead/sources': (_, lead = '') => {
      const { identifier: _own, ...source } = placeOf(conversations.get(lead).channel).source
      return ok([source])
    },
    'POST /messaging/:lead/history/:source': ({ body }, lead = '') => {
      const from = Number(fields(body).cursor ?? 0)
      const all = conversations.history(lead)
      return ok({ messages: all.slice(from, from + PAGE), cursor: from + PAGE < all.length ? String(from + PAGE) : null })
    },
  }
}

const head = ({ raw }: Call): string => raw.toString('latin1')
const nameOf = (call: Call): string | undefined => {
  const name = /name="media"; filename="([^"]*)"/.exec(head(call))?.[1]
  return name === undefined ? undefined : Buffer.from(name, 'latin1').toString()
}
const typeOf = (call: Call): string =>
  /name="media"[^\r\n]*\r\nContent-Type: ([^\r\n]+)/i.exec(head(call))?.[1] ?? 'application/octet-stream'
