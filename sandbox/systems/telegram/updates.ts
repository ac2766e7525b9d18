// Updates on their way to the bot: pulled by long polling or pushed to its webhook, never both.
import { setTimeout as pause } from 'node:timers/promises'
import type { Method } from './messages.ts'
import { badRequest, integer, type Parameters, Refusal, text } from './parameters.ts'

const MAX_PENDING = 10_000
const PUSH_PAUSES_MS = [0, 1_000, 5_000, 15_000, 60_000]

/** Telegram keeps what nobody fetches for a day. */
const KEPT_MS = 24 * 60 * 60_000
/** Kinds that are sent only to whoever names them. */
const ON_REQUEST = ['chat_member', 'message_reaction', 'message_reaction_count']

type Update = Record<string, unknown> & { update_id: number }
interface Webhook {
  url: string
  secret: string
  lastError?: { at: number; message: string }
}

export interface Updates {
  methods: Record<string, Method>
  /** Puts an update on its way, as if somebody wrote or pressed. */
  push(update: Record<string, unknown>): Update
}

export function createUpdates(stopping: AbortSignal, now: () => Date): Updates {
  let pending: Update[] = []
  const arrivedAt = new WeakMap<Update, number>()
  let nextId = 900_000_001
  let webhook: Webhook | undefined
  let change = new AbortController()
  let allowed: string[] = []
  let pushing = false
  /** The poll that waits: something arrived, or a newer poll takes its place. */
  let waiting: { wake(): void; conflict(): void } | undefined

  const expire = () => {
    const oldest = now().getTime() - KEPT_MS
    pending = pending.filter((update) => (arrivedAt.get(update) ?? oldest) >= oldest)
  }
  const isAllowed = (update: Record<string, unknown>) => {
    const kind = Object.keys(update).find((name) => name !== 'update_id') ?? ''
    return allowed.length === 0 ? !ON_REQUEST.includes(kind) : allowed.includes(kind)
  }
  /** Not given means as before; what is queued already stays. */
  const allow = ({ allowed_updates }: Parameters) => {
    if (Array.isArray(allowed_updates)) allowed = allowed_updates.map(String)
  }

  const point = (to: Webhook | undefined) => {
    webhook = to
    change.abort()
    change = new AbortController()
  }

  async function pushAll() {
    if (pushing) return
    pushing = true
    while (webhook && pending[0] && !stopping.aborted) {
      const update = pending[0]
      const { signal } = change
      await deliver(webhook, update, AbortSignal.any([stopping, signal]), now)
      // What was on its way to a webhook that is no more is for whoever comes next.
      if (!signal.aborted) pending = pending.filter((other) => other !== update)
    }
    pushing = false
  }

  /** Waits until something arrives, the time is over, or the sandbox stops. */
  async function arrival(ms: number): Promise<void> {
    const arrived = new AbortController()
    let isConflict = false
    const mine = {
      wake: () => arrived.abort(),
      conflict() {
        isConflict = true
        arrived.abort()
      },
    }
    waiting = mine
    await pause(ms, undefined, { signal: AbortSignal.any([arrived.signal, stopping]) }).catch(() => undefined)
    if (waiting === mine) waiting = undefined
    if (isConflict)
      throw new Refusal(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running')
  }

  return {
    push(given) {
      const update = { ...given, update_id: typeof given.update_id === 'number' ? given.update_id : nextId++ }
      if (!isAllowed(update)) return update
      arrivedAt.set(update, now().getTime())
      pending = [...pending, update].slice(-MAX_PENDING)
      waiting?.wake()
      void pushAll()
      return update
    },
    methods: {
      async getUpdates(parameters) {
        if (webhook) {
          throw new Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
          )
        }
        // Two bots cannot share: the newer call ends the older one.
        waiting?.conflict()
        allow(parameters)
        const offset = integer(parameters, 'offset') ?? 0
        pending = pending.filter(({ update_id }) => update_id >= offset)
        expire()
        if (pending.length === 0) await arrival((integer(parameters, 'timeout') ?? 0) * 1000)
        return pending.slice(0, Math.min(100, integer(parameters, 'limit') ?? 100))
      },
      setWebhook(parameters) {
        const url = text(parameters, 'url')
        point(url === '' ? undefined : { url: checked(url), secret: secretOf(parameters) })
        allow(parameters)
        if (webhook) waiting?.conflict()
        expire()
        if (text(parameters, 'drop_pending_updates') === 'true') pending = []
        void pushAll()
        return true
      },
      deleteWebhook(parameters) {
        point(undefined)
        if (text(parameters, 'drop_pending_updates') === 'true') pending = []
        return true
      },
      getWebhookInfo: () => ({
        url: webhook?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: pending.length,
        ...(webhook?.lastError === undefined
          ? {}
          : { last_error_date: Math.floor(webhook.lastError.at / 1000), last_error_message: webhook.lastError.message }),
        ...(webhook ? { max_connections: 40 } : {}),
        ...(allowed.length === 0 ? {} : { allowed_updates: allowed }),
      }),
    },
  }
}

/** Unlike Telegram, plain HTTP is taken when it stays on this machine. */
function checked(url: string): string {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' }
  const local = protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
  if (protocol !== 'https:' && !local) throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
  return url
}

function secretOf(parameters: Parameters): string {
  const secret = text(parameters, 'secret_token')
  if (!/^[A-Za-z0-9_-]{0,256}$/.test(secret)) throw badRequest('secret token contains unallowed characters')
  return secret
}

/** One update at a time, repeated for a while when the webhook refuses it. */
async function deliver(webhook: Webhook, update: Update, stopping: AbortSignal, now: () => Date): Promise<void> {
  for (const ms of PUSH_PAUSES_MS) {
    await pause(ms, undefined, { signal: stopping }).catch(() => undefined)
    if (stopping.aborted) return
    try {
      const headers = {
        'content-type': 'application/json',
        ...(webhook.secret === '' ? {} : { 'x-telegram-bot-api-secret-token': webhook.secret }),
      }
      const answer = await fetch(webhook.url, { method: 'POST', headers, body: JSON.stringify(update), signal: stopping })
      if (answer.ok) return
      webhook.lastError = { at: now().getTime(), message: `Wrong response from the webhook: ${answer.status} ${answer.statusText}` }
    } catch (error) {
      webhook.lastError = { at: now().getTime(), message: error instanceof Error ? error.message : String(error) }
    }
  }
}
