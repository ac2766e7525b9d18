// Runs the polls that are due: claim the cursor, ask, record what is new, release the cursor.
import type { Clock } from '../../clock.ts'
import { addMs, MINUTE_MS } from '../../clock.ts'
import type { Sql } from '../../db.ts'
import { BadInput, sentence } from '../../errors.ts'
import type { NewEvent } from '../../events/index.ts'
import { claimCursor, hurryCursors, releaseCursor } from '../../inbox/cursor.ts'
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
  happenings: Pick<Happenings, 'deliveryRecorded' | 'deliveryQuarantined' | 'staleSamples' | 'reconciled' | 'pollFailed'>
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

/** At a start: polls that make up for our absence do not wait for their hour. Several replicas may do so; each poll still runs in one at a time. */
export const hurryPolls = (polls: readonly Poll[], { sql, clock }: Pick<PollsOptions, 'sql' | 'clock'>): Promise<void> =>
  hurryCursors(sql, polls.filter(({ onStart }) => onStart).map(cursorOf), clock.now())

const cursorOf = ({ name }: Poll): string => `poll:${name}`

async function runPoll(poll: Poll, { sql, clock, read, record, onRecorded, happenings }: PollsOptions): Promise<void> {
  const now = clock.now()
  const claimed = await claimCursor(sql, cursorOf(poll), now, HOLD_MS)
  if (!claimed) return
  let cursor = claimed.value
  let pauseMs = poll.everyMs
  let failures = 0
  try {
    const result = await poll.read({ read, cursor: claimed.value, now, signal: AbortSignal.timeout(READ_LIMIT_MS) })
    for (const finding of result.findings) await keep(finding)
    cursor = result.cursor
  } catch (error) {
    pauseMs = Math.min(poll.everyMs, AGAIN_MS)
    failures = claimed.failures + 1
    happenings.pollFailed({ poll: poll.name, error: sentence(error), failures })
  }
  await releaseCursor(sql, claimed, { value: cursor, dueAt: addMs(now, pauseMs), now: clock.now(), failures })

  async function keep(finding: Finding): Promise<void> {
    const startedAt = performance.now()
    const [done, quarantined] = await recordOrQuarantine(finding)
    if (done.duplicate) return
    const about = { deliveryId: done.id, source: poll.source, door: finding.door, ms: performance.now() - startedAt }
    if (quarantined !== undefined) return happenings.deliveryQuarantined({ ...about, reason: quarantined })
    const outcome = done.events.length === 0 ? 'ignored' : 'accepted'
    happenings.deliveryRecorded({ ...about, outcome, events: done.events })
    if (done.stale > 0) happenings.staleSamples({ source: poll.source, deliveryId: done.id, count: done.stale })
    if (done.events.length === 0) return
    if (poll.catchesUp) happenings.reconciled({ source: poll.source, deliveryId: done.id, events: done.events.length })
    onRecorded()
  }

  /** An event that fits no schema must not keep the findings behind it. */
  async function recordOrQuarantine(finding: Finding): Promise<[Recorded, string | undefined]> {
    try {
      return [await record(deliveryOf(finding, finding.quarantined)), finding.quarantined]
    } catch (error) {
      if (!(error instanceof BadInput)) throw error
      const reason = sentence(error)
      return [await record(deliveryOf(finding, reason)), reason]
    }
  }

  function deliveryOf({ door, raw, dedupeKey, events, ignored }: Finding, quarantined: string | undefined): NewDelivery {
    const base = { source: poll.source, door, dedupeKey, contentType: 'application/json', raw: Buffer.from(JSON.stringify(raw)) }
    if (quarantined !== undefined) return { ...base, status: 'quarantined', reason: quarantined, events: [] }
    if (events.length === 0) return { ...base, status: 'ignored', reason: ignored ?? 'nothing for us in it', events }
    const marked = events.map((event) => ({ ...event, payload: { ...event.payload, reconciled: true } }) as NewEvent)
    return { ...base, status: 'accepted', events: poll.catchesUp ? marked : events }
  }
}
