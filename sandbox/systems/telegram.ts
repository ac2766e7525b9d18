// Telegram's Bot API: one bot, the chats of the world, answers in `{ok, result}`.
import { fields } from '../bodies.ts'
import { createLimiter, inSeconds, MINUTE_MS, type Rule } from '../limits.ts'
import { pictureOf } from '../pictures.ts'
import { type Answer, type Call, type Failure, type Handler, ok, retryAfterHeader, type Surroundings, type System } from '../system.ts'
import { BOT, createRooms, type Message, type Rooms } from './telegram/chats.ts'
import { mediaMethods } from './telegram/media.ts'
import { type Method, messageMethods } from './telegram/messages.ts'
import { badRequest, integer, type Parameters, parametersOf, Refusal, text } from './telegram/parameters.ts'
import { topicMethods } from './telegram/topics.ts'
import { createUpdates, type Updates } from './telegram/updates.ts'

export const TELEGRAM_TOKEN = '100000099:sandbox'

const PATH = /^\/bot([^/]+)\/(\w+)$/
const FILE = /^\/file\/bot([^/]+)\/(.+)$/
const MESSAGES: Record<number, string> = {
  401: 'Unauthorized',
  403: 'Forbidden: bot was kicked from the supergroup chat',
  404: 'Not Found',
}
export function createTelegram({ world, now, vendorLimits, stopping }: Surroundings): System {
  const limiter = createLimiter(now)
  const rooms = createRooms(world)
  const updates = createUpdates(stopping, now)
  const methods: Record<string, Method> = {
    ...messageMethods(rooms, now),
    ...mediaMethods(rooms, now),
    ...topicMethods(rooms),
    ...updates.methods,
    ...smallMethods(rooms),
  }

  return {
    name: 'telegram',
    mount: '/telegram',
    fail,
    // The token stands in the path: what is written down has none.
    record: ({ path, query, raw }) => ({
      path: path.replace(/^(\/file)?\/bot[^/]+/, '$1'),
      ...(raw.length === 0 && query.size > 0 ? { body: Object.fromEntries(query) } : {}),
    }),
    async answer(call) {
      const file = FILE.exec(call.path)
      if (file)
        return file[1] === TELEGRAM_TOKEN
          ? { status: 200, pieces: [pictureOf(file[2] ?? '')], headers: { 'content-type': 'application/octet-stream' } }
          : fail({ status: 401 })
      const [, token, name = ''] = PATH.exec(call.path) ?? []
      const method = methods[name]
      if (token !== undefined && token !== TELEGRAM_TOKEN) return fail({ status: 401 })
      if (!method) return fail({ status: 404 })
      try {
        const parameters = parametersOf(call)
        const wait = vendorLimits ? limiter(rules(name, parameters)) : 0
        if (wait > 0) return fail({ status: 429, retryAfter: inSeconds(wait) })
        return ok({ ok: true, result: await method(parameters) })
      } catch (error) {
        if (error instanceof Refusal) return fail({ status: error.status, message: error.message })
        throw error
      }
    },
    control: controlDoors(rooms, updates),
  }
}

function fail({ status, message, retryAfter = status === 429 ? 1 : undefined }: Failure): Answer {
  const usual = status === 429 ? `Too Many Requests: retry after ${retryAfter}` : (MESSAGES[status] ?? 'Internal Server Error')
  const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }
  return {
    status,
    body: { ok: false, error_code: status, description: message ?? usual, ...parameters },
    headers: retryAfterHeader(retryAfter),
  }
}

/** Messages and their edits count; a group has a second rule for all its topics together. */
function rules(name: string, parameters: Parameters): Rule[] {
  if (!/^(sendMessage|sendMediaGroup|sendPhoto|sendDocument|sendVideo|editMessage)/.test(name)) return []
  const chat = integer(parameters, 'chat_id') ?? 0
  return [
    { key: 'bot', calls: 30, windowMs: 1_000 },
    { key: `${chat}`, calls: 1, windowMs: 1_000 },
    ...(chat < 0 ? [{ key: `group ${chat}`, calls: 20, windowMs: MINUTE_MS }] : []),
  ]
}

const smallMethods = (rooms: Rooms): Record<string, Method> => ({
  getMe: () => ({ ...BOT, can_join_groups: true, can_read_all_group_messages: true, supports_inline_queries: false }),
  sendChatAction: (parameters) => rooms.get(integer(parameters, 'chat_id')) !== undefined,
  setMyCommands: () => true,
  answerCallbackQuery(parameters) {
    if (text(parameters, 'callback_query_id') === '') {
      throw badRequest('query is too old and response timeout expired or query ID is invalid')
    }
    if ([...text(parameters, 'text')].length > 200) throw badRequest('MESSAGE_TOO_LONG')
    return true
  },
  getFile(parameters) {
    const file_id = text(parameters, 'file_id')
    if (file_id === '') throw badRequest('file_id not specified')
    const file_path = `photos/${encodeURIComponent(file_id)}.jpg`
    return { file_id, file_unique_id: `U${file_id}`, file_size: pictureOf(file_path).length, file_path }
  },
})

function controlDoors(rooms: Rooms, updates: Updates): Record<string, Handler> {
  const roomOf = (call: Call) => rooms.find(Number(call.query.get('chat')))
  const unknown: Answer = { status: 404, body: { error: 'unknown chat; ?chat= takes a chat id of sandbox/world.json' } }
  return {
    'GET /_telegram/messages': (call) => {
      const room = roomOf(call)
      const thread = call.query.get('thread')
      const inThread = ({ message_thread_id = 0 }: Message) => thread === null || message_thread_id === Number(thread)
      if (!room) return unknown
      return ok(
        room.messages
          .values()
          .filter(inThread)
          .map((message) => ({ ...message, pinned: room.pinned.has(message.message_id) })),
      )
    },
    'GET /_telegram/topics': (call) => {
      const room = roomOf(call)
      return room ? ok([...room.topics.values()]) : unknown
    },
    'POST /_telegram/updates': ({ body }) => {
      const update = fields(body)
      rooms.greeted(fields(fields(update.message).chat))
      return ok(updates.push(update))
    },
  }
}
