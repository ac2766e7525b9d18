// The Telegram door: updates of our bot, pushed to the webhook or fetched by long polling; both are read here.
import { matchesSecret } from '../secrets.ts'
import { defineSource, type Source } from '../source.ts'
import { readUpdate } from './telegram/update.ts'

export interface TelegramDoor {
  /** The live values of the secret token given to `setWebhook`. */
  secrets: readonly string[]
  /** `<bot id>:<key>`; update ids count per bot, so the bot's id belongs to what tells two deliveries apart. */
  token: string
}

const MAX_BODY_BYTES = 1024 * 1024

export function telegramSource({ secrets, token }: TelegramDoor): Source {
  const [bot = ''] = token.split(':')
  return defineSource({
    id: 'telegram',
    path: '/webhooks/telegram',
    maxBytes: MAX_BODY_BYTES,
    verify({ headers }) {
      const given = headers['x-telegram-bot-api-secret-token']
      return matchesSecret(typeof given === 'string' ? given : undefined, secrets) ? 'ok' : 'unsigned'
    },
    read: ({ raw, receivedAt }) => readUpdate(raw, { bot, receivedAt }),
  })
}
