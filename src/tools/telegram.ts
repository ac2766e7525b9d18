// The Telegram bot: messages, pins and forum topics, through grammY's Api with our own HTTP under it.
import { Api } from 'grammy'
import { z } from 'zod'
import { Refused } from '../errors.ts'
import type { Http } from './http.ts'
import { type Call, defineIntegration, operation } from './integration.ts'
import { explainTelegram, hasCode, type TelegramCode, unwrapped } from './telegram-errors.ts'
import { download, FILE_MOST } from './telegram-file.ts'
import type { Vendor } from './vendor.ts'

export interface TelegramConfig {
  apiRoot: string
  token: string
}

export const telegramVendor = ({ token }: TelegramConfig, timeoutMs: number): Vendor => ({
  system: 'telegram',
  timeoutMs,
  credential: 'TELEGRAM_BOT_TOKEN',
  secrets: [token],
  afterTooManyMs: 5_000,
  explain: explainTelegram,
})

const ChatId = z.number().int()
const Keyboard = z.array(z.array(z.object({ text: z.string(), data: z.string() }))).optional()
const Text = z.object({ html: z.string().min(1), buttons: Keyboard })
const File = z.object({ kind: z.enum(['photo', 'document', 'video']), fileId: z.string().min(1) })
/** Telegram counts the caption without its tags. */
const Caption = z.string().min(1).max(1024).optional()
const MessageId = z.object({ message_id: z.number().int() })
const InChat = z.object({ chatId: ChatId })
const OfMessage = InChat.extend({ messageId: z.number().int() })
const OfTopic = InChat.extend({ threadId: z.number().int() })
/** `note` says why nothing had to be done. */
const Done = z.object({ note: z.string().optional() })
const HARMLESS = 'Twice is the same as once.'

/** What we want to hear of. Without the list Telegram leaves out `chat_member` and sends kinds we have no use for. */
const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member', 'chat_member'] as const
/** Beside the time Telegram may wait for something to happen: for the way there and back. */
const POLL_MARGIN_MS = 10_000

const WebhookInfo = z
  .object({
    url: z.string(),
    pending_update_count: z.number().int().optional(),
    last_error_message: z.string().optional(),
    allowed_updates: z.array(z.string()).optional(),
  })
  .transform(({ url, pending_update_count, last_error_message, allowed_updates = [] }) => ({
    /** Empty: there is no webhook. */
    url,
    pending: pending_update_count ?? 0,
    lastError: last_error_message ?? null,
    /** It sends exactly the kinds of updates we want. */
    sendsWhatWeWant: [...allowed_updates].sort().join() === [...ALLOWED_UPDATES].sort().join(),
  }))

const keyboard = (rows: z.output<typeof Keyboard>) =>
  rows && { inline_keyboard: rows.map((row) => row.map(({ text, data }) => ({ text, callback_data: data }))) }

interface Media {
  chatId: number
  threadId?: number
  caption?: string
  files: z.output<typeof File>[]
}

function sendMedia(api: Api, { chatId, threadId, caption, files }: Media): Promise<unknown> {
  const place = { message_thread_id: threadId }
  const words = caption === undefined ? {} : { caption, parse_mode: 'HTML' as const }
  const [first, ...others] = files
  if (first === undefined || others.length > 0) {
    const item = (file: (typeof files)[number]) => ({ media: file.fileId, ...(file === first && words) })
    return files.every(({ kind }) => kind === 'document')
      ? api.sendMediaGroup(
          chatId,
          files.map((file) => ({ type: 'document', ...item(file) })),
          place,
        )
      : api.sendMediaGroup(
          chatId,
          files.map((file) => (file.kind === 'video' ? { type: 'video', ...item(file) } : { type: 'photo', ...item(file) })),
          place,
        )
  }
  switch (first.kind) {
    case 'photo':
      return api.sendPhoto(chatId, first.fileId, { ...place, ...words })
    case 'document':
      return api.sendDocument(chatId, first.fileId, { ...place, ...words })
    case 'video':
      return api.sendVideo(chatId, first.fileId, { ...place, ...words })
  }
}

export function telegramTool({ apiRoot, token }: TelegramConfig, http: Http) {
  /** grammY knows no header per call, so every call has an Api of its own. */
  async function through<T>(call: Call, chatId: number | null, work: (api: Api) => Promise<T>, pollMs?: number): Promise<T> {
    const limitKey = chatId === null ? undefined : String(chatId)
    const api = new Api(token, { apiRoot: apiRoot.replace(/\/$/, ''), fetch: http.fetchFor(call, { limitKey, pollMs }) })
    try {
      return await work(api)
    } catch (error) {
      throw unwrapped(error)
    }
  }

  /** @param satisfied refusals that say it is already so. */
  async function done(
    call: Call,
    chatId: number | null,
    satisfied: readonly TelegramCode[],
    work: (api: Api) => Promise<unknown>,
  ): Promise<z.output<typeof Done>> {
    try {
      await through(call, chatId, work)
      return {}
    } catch (error) {
      if (hasCode(error, ...satisfied)) return { note: error.code }
      throw error
    }
  }

  return defineIntegration({
    name: 'telegram',
    read: {
      getWebhookInfo: operation({
        summary: 'Reads where Telegram sends updates to, and how that goes.',
        input: z.object({}),
        output: WebhookInfo,
        limit: 'telegram.bot',
        idempotency: HARMLESS,
        run: (_nothing, call) => through(call, null, (api) => api.getWebhookInfo()),
      }),
      file: operation({
        summary: 'Fetches a picture that somebody sent.',
        input: z.object({ fileId: z.string().min(1).max(300), mostBytes: z.number().int().positive().max(FILE_MOST).default(FILE_MOST) }),
        output: z.object({ type: z.enum(['image/jpeg', 'image/png', 'image/webp']), base64: z.string().min(1) }),
        limit: 'telegram.bot',
        idempotency: HARMLESS,
        run: async ({ fileId, mostBytes }, call) => {
          const { file_path, file_size } = await through(call, null, (api) => api.getFile(fileId))
          if ((file_size ?? 0) > mostBytes) throw new Refused(`telegram file: more than ${mostBytes} bytes`, { code: 'too-large' })
          return download({ apiRoot, token }, { path: file_path, most: mostBytes }, http, call)
        },
      }),
    },
    write: {
      // A write, since it tells Telegram to forget; so it is neither shared nor repeated, and stops when its caller does.
      getUpdates: operation({
        summary: 'Confirms all updates before the offset, and waits for those from it on.',
        input: z.object({ offset: z.number().int().safe().optional(), timeoutS: z.number().int().min(0).max(50) }),
        output: z.array(z.looseObject({ update_id: z.number().int().safe() })),
        limit: 'telegram.bot',
        idempotency: 'The same offset gives the same updates again; what is before it is gone for good.',
        run: ({ offset, timeoutS }, call) =>
          through(
            call,
            null,
            (api) => api.getUpdates({ offset, timeout: timeoutS, limit: 100, allowed_updates: ALLOWED_UPDATES }),
            timeoutS * 1000 + POLL_MARGIN_MS,
          ),
      }),
      setWebhook: operation({
        summary: 'Has Telegram send updates to a URL, with a secret by which we know it.',
        input: z.object({ url: z.url({ protocol: /^https?$/ }), secret: z.string().min(1).max(256) }),
        output: Done,
        limit: 'telegram.bot',
        idempotency: HARMLESS,
        run: ({ url, secret }, call) =>
          done(call, null, [], (api) => api.setWebhook(url, { secret_token: secret, allowed_updates: ALLOWED_UPDATES })),
      }),
      deleteWebhook: operation({
        summary: 'Has Telegram keep updates until they are fetched; those not sent yet stay.',
        input: z.object({}),
        output: Done,
        limit: 'telegram.bot',
        idempotency: HARMLESS,
        run: (_nothing, call) => done(call, null, [], (api) => api.deleteWebhook({ drop_pending_updates: false })),
      }),
      sendMessage: operation({
        summary: 'Sends a message of Telegram HTML, at most 4096 characters.',
        input: Text.extend({ chatId: ChatId, threadId: z.number().int().optional(), silent: z.boolean().optional() }),
        output: z.object({ message_id: z.number().int() }).transform(({ message_id }) => ({ messageId: message_id })),
        limit: 'telegram.chat',
        idempotency: 'Every call sends one more message; Telegram has no key for it.',
        run: ({ chatId, threadId, html, buttons, silent }, call) =>
          through(call, chatId, (api) =>
            api.sendMessage(chatId, html, {
              parse_mode: 'HTML',
              message_thread_id: threadId,
              reply_markup: keyboard(buttons),
              disable_notification: silent,
              link_preview_options: { is_disabled: true },
            }),
          ),
      }),
      sendMedia: operation({
        summary: 'Sends files that Telegram has already: one by itself, two to ten as an album; documents only among themselves.',
        input: InChat.extend({ threadId: z.number().int().optional(), caption: Caption, files: z.array(File).min(1).max(10) }),
        output: z
          .union([MessageId, z.array(MessageId).min(1)])
          .transform((sent) => ({ messageIds: [sent].flat().map(({ message_id }) => message_id) })),
        limit: 'telegram.chat',
        idempotency: 'Every call sends once more; Telegram has no key for it.',
        run: ({ chatId, threadId, caption, files }, call) =>
          through(call, chatId, (api) => sendMedia(api, { chatId, threadId, caption, files })),
      }),
      editMessageText: operation({
        summary: 'Replaces the text and the buttons of a message.',
        input: Text.extend(OfMessage.shape),
        output: Done,
        limit: 'telegram.chat',
        idempotency: `${HARMLESS} "Not modified" is success.`,
        run: ({ chatId, messageId, html, buttons }, call) =>
          done(call, chatId, ['not-modified'], (api) =>
            api.editMessageText(chatId, messageId, html, {
              parse_mode: 'HTML',
              reply_markup: keyboard(buttons),
              link_preview_options: { is_disabled: true },
            }),
          ),
      }),
      pinChatMessage: operation({
        summary: 'Pins a message without a notification.',
        input: OfMessage,
        output: Done,
        limit: 'telegram.chat',
        idempotency: HARMLESS,
        run: ({ chatId, messageId }, call) =>
          done(call, chatId, [], (api) => api.pinChatMessage(chatId, messageId, { disable_notification: true })),
      }),
      unpinChatMessage: operation({
        summary: 'Takes a message off the pinned ones.',
        input: OfMessage,
        output: Done,
        limit: 'telegram.chat',
        idempotency: `${HARMLESS} Not pinned is success.`,
        run: ({ chatId, messageId }, call) => done(call, chatId, ['message-gone'], (api) => api.unpinChatMessage(chatId, messageId)),
      }),
      deleteMessage: operation({
        summary: 'Deletes a message.',
        input: OfMessage,
        output: Done,
        limit: 'telegram.chat',
        idempotency: `${HARMLESS} Already deleted is success.`,
        run: ({ chatId, messageId }, call) => done(call, chatId, ['message-gone'], (api) => api.deleteMessage(chatId, messageId)),
      }),
      createForumTopic: operation({
        summary: 'Opens a topic in a forum.',
        input: InChat.extend({ name: z.string().min(1).max(128) }),
        output: z.object({ message_thread_id: z.number().int() }).transform(({ message_thread_id }) => ({ threadId: message_thread_id })),
        limit: 'telegram.chat',
        idempotency: 'Every call opens one more topic; we keep the map.',
        run: ({ chatId, name }, call) => through(call, chatId, (api) => api.createForumTopic(chatId, name)),
      }),
      editForumTopic: operation({
        summary: 'Gives a topic another name.',
        input: OfTopic.extend({ name: z.string().min(1).max(128) }),
        output: Done,
        limit: 'telegram.chat',
        idempotency: `${HARMLESS} The same name is success.`,
        run: ({ chatId, threadId, name }, call) =>
          done(call, chatId, ['topic-not-modified'], (api) => api.editForumTopic(chatId, threadId, { name })),
      }),
      closeForumTopic: operation({
        summary: 'Closes a topic; its messages stay.',
        input: OfTopic,
        output: Done,
        limit: 'telegram.chat',
        idempotency: `${HARMLESS} Already closed is success.`,
        run: ({ chatId, threadId }, call) => done(call, chatId, ['topic-not-modified'], (api) => api.closeForumTopic(chatId, threadId)),
      }),
      reopenForumTopic: operation({
        summary: 'Opens a closed topic again.',
        input: OfTopic,
        output: Done,
        limit: 'telegram.chat',
        idempotency: `${HARMLESS} Already open is success.`,
        run: ({ chatId, threadId }, call) => done(call, chatId, ['topic-not-modified'], (api) => api.reopenForumTopic(chatId, threadId)),
      }),
      answerCallbackQuery: operation({
        summary: 'Tells the person who pressed a button what came of it.',
        input: z.object({ callbackQueryId: z.string().min(1), text: z.string().max(200), alert: z.boolean().optional() }),
        output: Done,
        limit: 'telegram.bot',
        idempotency: `${HARMLESS} Too late is success: nobody waits any more.`,
        run: ({ callbackQueryId, text, alert }, call) =>
          done(call, null, ['query-too-old'], (api) => api.answerCallbackQuery(callbackQueryId, { text, show_alert: alert })),
      }),
      setMyCommands: operation({
        summary: 'Sets the menu of commands that people see in private chats or in groups.',
        input: z.object({
          scope: z.enum(['all_private_chats', 'all_group_chats']),
          commands: z.array(z.object({ command: z.string().regex(/^[a-z0-9_]{1,32}$/), description: z.string().min(1).max(256) })).max(100),
        }),
        output: Done,
        limit: 'telegram.bot',
        idempotency: HARMLESS,
        run: ({ scope, commands }, call) => done(call, null, [], (api) => api.setMyCommands(commands, { scope: { type: scope } })),
      }),
      sendChatAction: operation({
        summary: 'Shows "typing…" for some seconds.',
        input: InChat.extend({ threadId: z.number().int().optional() }),
        output: Done,
        limit: 'telegram.bot',
        idempotency: HARMLESS,
        run: ({ chatId, threadId }, call) =>
          done(call, null, [], (api) => api.sendChatAction(chatId, 'typing', { message_thread_id: threadId })),
      }),
    },
  })
}

export type TelegramTool = ReturnType<typeof telegramTool>
