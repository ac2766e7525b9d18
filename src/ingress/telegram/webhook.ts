// The webhook: has Telegram push updates to our public URL, and looks from time to time whether it still does.
import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import { MINUTE_MS } from '../../clock.ts'
import type { Sql } from '../../db.ts'
import { sentence } from '../../errors.ts'
import { type ClaimedCursor, claimCursor, releaseCursor } from '../../inbox/cursor.ts'
import type { Happenings } from '../../observability/happenings.ts'
import type { Log } from '../../observability/log.ts'
import type { Tools } from '../../tools/index.ts'
import { fingerprintOf } from '../secrets.ts'
import { patienceMs, pause } from './patience.ts'

export interface WebhookOptions {
  sql: Sql
  clock: Clock
  telegram: {
    read: Pick<Tools['telegram']['read'], 'getWebhookInfo'>
    write: Pick<Tools['telegram']['write'], 'setWebhook'>
  }
  /** Where Telegram is to send updates, https. */
  url: string
  /** The first live value: the one to be used from now on. */
  secret: string
  happenings: Pick<Happenings, 'pollFailed'>
  log: Pick<Log, 'info'>
}

const CURSOR = 'telegram.webhook'
const HOLD_MS = MINUTE_MS
const LOOK_EVERY_MS = 10 * MINUTE_MS
/** Another replica is at it. */
const BUSY_MS = 3_000

/** Telegram does not tell which secret it has, so we remember which one we gave. */
const Given = z.object({ secret: z.string().optional() }).catch({})

/** Goes on until it is stopped. Whatever fails is told and tried again. */
export async function keepWebhook(options: WebhookOptions, signal: AbortSignal): Promise<void> {
  const { sql, clock, happenings } = options
  let failures = 0
  while (!signal.aborted) {
    let restMs = BUSY_MS
    try {
      const held = await claimCursor(sql, CURSOR, clock.now(), HOLD_MS)
      if (held !== null) {
        await look(held, options, signal)
        failures = 0
        restMs = LOOK_EVERY_MS
      }
    } catch (error) {
      if (signal.aborted) return
      failures++
      restMs = patienceMs(failures)
      happenings.pollFailed({ poll: CURSOR, error: sentence(error) })
    }
    await pause(restMs, signal)
  }
}

async function look(held: ClaimedCursor, { sql, clock, telegram, url, secret, log }: WebhookOptions, signal: AbortSignal): Promise<void> {
  let given = Given.parse(held.value)
  try {
    const info = await telegram.read.getWebhookInfo({}, { signal })
    if (info.url === url && info.sendsWhatWeWant && given.secret === fingerprintOf(secret)) return
    await telegram.write.setWebhook({ url, secret }, { signal })
    given = { secret: fingerprintOf(secret) }
    log.info({ url }, 'telegram webhook set')
  } finally {
    const now = clock.now()
    await releaseCursor(sql, held, { value: given, dueAt: now, now })
  }
}
