// Long polling: where nobody can reach us from outside, Telegram is asked for updates, by one replica at a time.
import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { Sql } from '../../db.ts'
import { sentence } from '../../errors.ts'
import { type ClaimedCursor, claimCursor, keepCursor, releaseCursor } from '../../inbox/cursor.ts'
import type { Happenings } from '../../observability/happenings.ts'
import type { Tools } from '../../tools/index.ts'
import type { Intake } from '../intake.ts'
import type { Source } from '../source.ts'
import { patienceMs, pause } from './patience.ts'

export interface PollingOptions {
  sql: Sql
  clock: Clock
  source: Source
  intake: Intake
  telegram: Pick<Tools['telegram']['write'], 'getUpdates' | 'deleteWebhook'>
  happenings: Pick<Happenings, 'pollFailed'>
}

const CURSOR = 'telegram.updates'
/** How long Telegram waits for something to happen before it answers with nothing. */
const POLL_S = 25
/** Whoever says so soon that there is nothing does not wait as Telegram does, and must not be asked without end. */
const HASTY_MS = 1_000
/** Renewed all the time; so long after its death another replica takes over. */
const HOLD_MS = 10_000
const RENEW_MS = 3_000

/** An offset is kept only until it is confirmed: after a quiet week ids begin anywhere, and a high old offset would swallow them. */
const Progress = z.object({ offset: z.number().int().safe().optional() }).catch({})

/** Goes on until it is stopped. Whatever fails is told and tried again. */
export async function pollTelegram(options: PollingOptions, signal: AbortSignal): Promise<void> {
  const { sql, clock, happenings } = options
  let failures = 0
  while (!signal.aborted) {
    let restMs = RENEW_MS
    try {
      const held = await claimCursor(sql, CURSOR, clock.now(), HOLD_MS)
      if (held !== null) {
        await turn(held, options, signal, () => {
          failures = 0
        })
      }
    } catch (error) {
      failures++
      restMs = patienceMs(failures)
      happenings.pollFailed({ poll: CURSOR, error: sentence(error) })
    }
    await pause(restMs, signal)
  }
}

/** Polls for as long as it is ours to do. */
async function turn(held: ClaimedCursor, options: PollingOptions, stopped: AbortSignal, onAnswer: () => void): Promise<void> {
  const { sql, clock, telegram } = options
  const lost = new AbortController()
  const signal = AbortSignal.any([stopped, lost.signal])
  const keep = async (value?: unknown) => {
    if (!(await keepCursor(sql, held, { value, holdMs: HOLD_MS, now: clock.now() }))) lost.abort()
  }
  // While Postgres is away nobody else can take it either.
  const heart = setInterval(() => void keep().catch(() => undefined), RENEW_MS)
  let { offset } = Progress.parse(held.value)
  try {
    await telegram.deleteWebhook({}, { signal })
    while (!signal.aborted) {
      const askedAt = performance.now()
      const updates = await telegram.getUpdates({ offset, timeoutS: POLL_S }, { signal })
      onAnswer()
      if (updates.length === 0 && performance.now() - askedAt < HASTY_MS) await pause(HASTY_MS, signal)
      let next: number | undefined
      for (const update of updates) {
        if (!(await recorded(update, options, signal))) return
        next = update.update_id + 1
      }
      if (next !== offset) await keep({ offset: next })
      offset = next
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    clearInterval(heart)
    const now = clock.now()
    await releaseCursor(sql, held, { value: { offset }, dueAt: now, now }).catch(() => undefined)
  }
}

/** The same way as through the door, again and again until it is in the inbox. @returns false when stopped before that. */
async function recorded(update: unknown, { source, intake }: PollingOptions, signal: AbortSignal): Promise<boolean> {
  // We asked for it ourselves: there is no signature, and no need of one.
  const asked: Source = { ...source, verify: () => 'ok' }
  const raw = Buffer.from(JSON.stringify(update))
  for (let failures = 1; !signal.aborted; failures++) {
    const { outcome } = await intake(asked, { door: 'polling', headers: { 'content-type': 'application/json' }, query: {}, raw })
    if (outcome !== 'unavailable') return true
    await pause(patienceMs(failures), signal)
  }
  return false
}
