// What a poll is: where a vendor sends nothing, or may have failed to, it is asked. One replica at a time; the cursor is in the database.
import type { SourceName } from '../events/event.ts'
import type { NewEvent } from '../events/index.ts'
import type { Reads } from '../tools/index.ts'

/** One thing the vendor told when asked; recorded like a delivery that came through a door. */
export interface Finding {
  /** The branch, or `poll`. */
  door: string
  /** What the vendor said of it, kept as JSON. */
  raw: unknown
  /** The vendor's own id of it: seen before, by a poll or at the door, it is a duplicate. */
  dedupeKey: string
  events: NewEvent[]
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
  /** What it finds new should have come through a door: each is a gap, marked `reconciled` and counted. */
  readonly catchesUp?: true
  /** Reads everything since the cursor. What it throws is tried again soon, from the same cursor. */
  read(context: PollContext): Promise<PollResult>
}

export const definePoll = (poll: Poll): Poll => poll
