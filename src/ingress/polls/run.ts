// Runs the polls that are due: claim the cursor, ask, record what is new, release the cursor.
import type { Clock } from '../../clock.ts'
import { addMs, MINUTE_MS } from '../../clock.ts'
import type { Sql } from '../../db.ts'
import { sentence } from '../../errors.ts'
import type { NewEvent } from '../../events/index.ts'
import { claimCursor, releaseCursor } from '../../inbox/cursor.ts'
import type { NewDelivery, Recorded } from '../../inbox/record.ts'
import type { Happenings } from '../../observability/happenings.ts'
import type { Reads } from '../../tools/index.ts'
import type { Finding, Poll } from '../poll.ts'

export interface PollsOptions {
  sql: Sql
  clock: Clock
  read: Reads
  record: (delivery: NewDelivery) => Promise<Recorded>
  /** Something was recorded: the dispatcher may look. */
  onRecorded: () => void
  happenings: Pick<Happenings, 'deliveryRecorded' | 'reconciled' | 'pollFailed'>
}

/** A read may take so long; then another replica may try. */
const READ_LIMIT_MS = MINUTE_MS
const HOLD_MS = 2 * MINUTE_MS
/** After a failure it is tried again after so long, or at its usual time if that is sooner. */
const AGAIN_MS = MINUTE_MS

/** Runs each poll whose time has come, one after another. A poll that fails is told of and never keeps the others. */
export async function runDuePolls(polls: readonly Poll[], options: PollsOptions): Promise<void> {
  for (const poll of polls) await runPoll(poll, options)
}

async function runPoll(poll: Poll, { sql, clock, read, record, onRecorded, happenings }: PollsOptions): Promise<void> {
  const now = clock.now()
  const claimed = await claimCursor(sql, `poll:${poll.name}`, now, HOLD_MS)
  if (!claimed) return
  let cursor = claimed.value
  let pauseMs = poll.everyMs
  try {
    const result = await poll.read({ read, cursor: claimed.value, now, signal: AbortSignal.timeout(READ_LIMIT_MS) })
    for (const finding of result.findings) await keep(finding)
    cursor = result.cursor
  } catch (error) {
    pauseMs = Math.min(poll.everyMs, AGAIN_MS)
    happenings.pollFailed({ poll: poll.name, error: sentence(error) })
  }
  await releaseCursor(sql, claimed, { value: cursor, dueAt: addMs(now, pauseMs), now: clock.now() })

  async function keep({ door, raw, dedupeKey, events }: Finding): Promise<void> {
    const startedAt = performance.now()
    const marked = poll.catchesUp
      ? events.map((event) => ({ ...event, payload: { ...event.payload, reconciled: true } }) as NewEvent)
      : events
    const done = await record({
      source: poll.source,
      door,
      status: events.length > 0 ? 'accepted' : 'ignored',
      ...(events.length === 0 && { reason: 'nothing for us in it' }),
      dedupeKey,
      contentType: 'application/json',
      raw: Buffer.from(JSON.stringify(raw)),
      events: marked,
    })
    if (done.duplicate) return
    const ms = performance.now() - startedAt
    happenings.deliveryRecorded({ deliveryId: done.id, source: poll.source, door, outcome: 'accepted', events: done.events, ms })
    if (poll.catchesUp && done.events.length > 0)
      happenings.reconciled({ source: poll.source, deliveryId: done.id, events: done.events.length })
    onRecorded()
  }
}
