// The chats of YouGile tasks.
import { fields } from '../../bodies.ts'
import { createShelf } from '../../shelf.ts'
import { type Answer, type Call, type Handler, ok } from '../../system.ts'
import { fail, paged } from './answers.ts'
import type { Message, State } from './state.ts'

const MAX_MESSAGES_PER_CHAT = 1_000
/** The owner of the API key. */
const BOT_USER = '00000000-0000-4000-8000-0000000000ff'

export function chatDoors(state: State): Record<string, Handler> {
  return {
    'POST /chats/:id/messages': (call, id = '') => postMessage(call, id, state),
    'GET /chats/:id/messages': ({ query }, id = '') => {
      if (!state.tasks.get(id)) return fail({ status: 404, message: 'Chat not found' })
      const since = Number(query.get('since') ?? 0)
      const text = query.get('text')
      const messages = state.chats.get(id)?.values() ?? []
      return ok(
        paged(
          messages.filter((message) => message.id >= since && (text === null || message.text.includes(text))),
          query,
        ),
      )
    },
  }
}

/** The chat of a task has the task's id. */
function postMessage({ body }: Call, chatId: string, state: State): Answer {
  if (!state.tasks.get(chatId)) return fail({ status: 404, message: 'Chat not found' })
  const { text, textHtml, label } = fields(body)
  for (const [name, value] of Object.entries({ text, textHtml, label })) {
    if (typeof value !== 'string') return fail({ status: 400, message: `${name} must be a string` })
  }
  const id = state.nextMessageId()
  const messages = state.chats.get(chatId) ?? createShelf<number, Message>(MAX_MESSAGES_PER_CHAT)
  state.chats.set(chatId, messages)
  messages.set(id, { id, fromUserId: BOT_USER, text: String(text), textHtml: String(textHtml), label: String(label), reactions: {} })
  return { status: 201, body: { id } }
}
