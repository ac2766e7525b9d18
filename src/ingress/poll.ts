// What a poll is: where a vendor sends nothing, or may have failed to, it is asked. One replica at a time; the cursor is in the database.
import type { SourceName } from '../events/event.ts'
import type { NewEvent } from '../events/index.ts'
import type { Reads } from '../tools/index.ts'

/** One thing the vendor told when asked; recorded like a delivery that came through a door. */
export interface Finding {
  /** `poll`, with the branch where there is one (`poll:batumi`): what was asked for is no sign that the door is alive. */
  door: string
  /** What the vendor said of it, kept as JSON. */
  raw: unknown
  /** The vendor's own id of it: seen before, by a poll or at the door, it is a duplicate. */
  dedupeKey: string
  events: NewEvent[]
  /** Why it is understood and of no use, where it makes no event. */
  ignored?: string
  /** Why it is not understood: it is kept for a person, and the poll goes on. */
  quarantined?: string
}

export interface PollContext {
  read: Reads
  /** What the last successful read returned; null the very first time. It is our own JSON, but of an older version maybe: parse it. */
  cursor: unknown
  now: Date
  signal: AbortSignal
}

export interface PollResult {
  findings: Finding[]
  /** Remembered only after all findings are recorded. */
  cursor: unknown
}

export interface Poll {
  /** Unique, `rentprog.cash:batumi`; names the cursor. */
  readonly name: string
  readonly source: SourceName
  readonly everyMs: number
  /** It is due as well whenever a scheduler starts: something may have been missed while nobody was there. */
  readonly onStart?: true
  /** What it finds new should have come through a door: each is a gap, marked `reconciled` and counted. */
  readonly catchesUp?: true
  /** Reads everything since the cursor. What it throws is tried again soon, from the same cursor. */
  read(context: PollContext): Promise<PollResult>
}

export const definePoll = (poll: Poll): Poll => poll
