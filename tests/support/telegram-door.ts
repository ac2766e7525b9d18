// Telegram at our door: posts updates as it would, and shows what the bot said in return.
import type { Update } from 'grammy/types'
import type { SandboxCall, World } from './world.ts'

export interface TelegramAnswer {
  status: number
  body: { ok: boolean; id: string; duplicate: boolean; events: string[]; quarantined?: true; error?: string }
}

export async function post(
  { app }: Pick<World, 'app'>,
  update: Update | string | Uint8Array<ArrayBuffer>,
  secret = 'sandbox-telegram',
): Promise<TelegramAnswer> {
  const response = await fetch(`${app.url}/webhooks/telegram`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body: typeof update === 'string' || update instanceof Uint8Array ? update : JSON.stringify(update),
  })
  return { status: response.status, body: (await response.json()) as TelegramAnswer['body'] }
}

/** What the bot did, polls and webhooks left out. */
export const botCalls = async ({ calls }: Pick<World, 'calls'>): Promise<SandboxCall[]> =>
  (await calls('telegram')).filter(({ path }) => !/^\/(getUpdates|deleteWebhook|setWebhook|getWebhookInfo|setMyCommands)$/.test(path))

/** The texts by which one callback query was answered. */
export async function answersTo(world: Pick<World, 'calls'>, queryId: string): Promise<string[]> {
  const calls = await botCalls(world)
  return calls
    .filter(({ path, body }) => path === '/answerCallbackQuery' && body.callback_query_id === queryId)
    .map(({ body }) => String(body.text))
}

/** Messages to one chat, in order. */
export async function messagesTo(world: Pick<World, 'calls'>, chatId: number): Promise<string[]> {
  const calls = await botCalls(world)
  return calls.filter(({ path, body }) => path === '/sendMessage' && body.chat_id === chatId).map(({ body }) => String(body.text))
}
