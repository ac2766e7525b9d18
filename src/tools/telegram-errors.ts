// What Telegram means by its error texts: a code for every refusal somebody can act on.
import { HttpError } from 'grammy'
import { Refused, Unavailable } from '../errors.ts'
import type { Explanation } from './vendor.ts'

/** The bot's view of a refusal; handlers act on these. */
export type TelegramCode =
  | 'not-modified'
  | 'thread-not-found'
  | 'topic-closed'
  | 'topic-not-modified'
  | 'query-too-old'
  | 'message-gone'
  | 'chat-not-found'
  | 'bad-html'
  | 'bad-file'
  | 'unreachable'
  | 'migrated'
  | 'conflict'

const CODES: readonly [RegExp, TelegramCode][] = [
  [/message is not modified/i, 'not-modified'],
  [/message thread not found|TOPIC_DELETED|TOPIC_ID_INVALID/i, 'thread-not-found'],
  [/TOPIC_CLOSED/i, 'topic-closed'],
  [/TOPIC_NOT_MODIFIED/i, 'topic-not-modified'],
  [/query is too old|query ID is invalid/i, 'query-too-old'],
  [/message to (edit|delete|pin|unpin|be pinned) not found|MESSAGE_ID_INVALID/i, 'message-gone'],
  [/chat not found/i, 'chat-not-found'],
  [/can't parse entities/i, 'bad-html'],
  // An id of another bot, or of a document where a photo is sent.
  [/wrong file identifier|wrong remote file|can't use file of type|type of file mismatch/i, 'bad-file'],
  // A webhook is set, or somebody else polls: updates go to one place.
  [/^Conflict:/, 'conflict'],
]

interface Failed {
  description?: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

export function explainTelegram(status: number, body: unknown): Explanation {
  const { description = '', parameters = {} } = (body ?? {}) as Failed
  const retryAfterMs = parameters.retry_after === undefined ? undefined : parameters.retry_after * 1000
  if (parameters.migrate_to_chat_id !== undefined) {
    return { code: 'migrated' satisfies TelegramCode, message: description, cause: { migratedTo: parameters.migrate_to_chat_id } }
  }
  if (status === 403) {
    return {
      code: 'unreachable' satisfies TelegramCode,
      message: `${description} (a person has not started the bot or blocked it; from a group the bot was removed)`,
    }
  }
  return { code: CODES.find(([pattern]) => pattern.test(description))?.[1], retryAfterMs }
}

export const hasCode = (error: unknown, ...codes: TelegramCode[]): error is Refused =>
  error instanceof Refused && codes.includes(error.code as TelegramCode)

/** The id of the supergroup a group became. */
export function migratedTo(error: unknown): number | null {
  if (!hasCode(error, 'migrated')) return null
  const cause = error.cause as { migratedTo?: number } | undefined
  return cause?.migratedTo ?? null
}

/** grammY wraps what our fetch throws; its own errors may quote the message, so they go no further. */
export function unwrapped(error: unknown): Error {
  const inner = error instanceof HttpError ? error.error : error
  if (inner instanceof Refused || inner instanceof Unavailable) return inner
  return new Unavailable('telegram: the answer could not be read', { maybeDone: true })
}
