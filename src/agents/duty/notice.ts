// What the duty agent makes of one kind of event: a message, an answer, or only a line in the journal.
import type { EventType, PayloadOf } from '../../events/index.ts'

export type Notice =
  /** Tell the branch manager, or the managers' chat where the branch is unknown. */
  | { tell: string; summary: string }
  /** Answer where it was written. */
  | { reply: string; summary: string }
  /** Answer a pressed button. */
  | { answer: string; summary: string }
  | { quiet: string }

export type Notices = { readonly [T in EventType]: (payload: PayloadOf<T>) => Notice }
