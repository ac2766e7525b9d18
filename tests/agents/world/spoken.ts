// What staff and clients have written in a world under test, and what became of it, as lists.

import type { SpokenReads } from '../../../src/tools/rental/spoken.ts'
import type { HeardFrom, Posted, Spoken } from '../../../src/tools/rental.ts'

export interface SpokenRows {
  spoken?: Spoken[]
  /** What clients wrote, the latest last. */
  heard?: (HeardFrom & { at?: Date })[]
  /** Messages of ours. */
  posted?: (Posted & { messageId: number })[]
  /** `leadId slot` of replies on their way. */
  replied?: string[]
  /** Keys of effects that exist. */
  effects?: string[]
  isBeingPressed?: boolean
}

export function spokenOf({
  spoken = [],
  heard = [],
  posted = [],
  replied = [],
  effects = [],
  isBeingPressed = false,
}: SpokenRows): SpokenReads {
  return {
    spoken: async (eventId) => spoken.find((row) => row.eventId === eventId) ?? null,
    spokenIn: async ({ chatId, threadId, messageId }) =>
      spoken.find((row) => row.chatId === chatId && row.threadId === threadId && row.messageId === messageId) ?? null,
    lastHeard: async ({ leadIds, until }) =>
      heard.findLast(({ leadId, at }) => leadIds.includes(leadId) && (at === undefined || at <= until)) ?? null,
    postedAs: async ({ messageId }) => posted.find((row) => row.messageId === messageId) ?? null,
    isReplied: async ({ leadIds, slot }) => leadIds.some((leadId) => replied.includes(`${leadId} ${slot}`)),
    hasEffect: async (key) => effects.includes(key),
    isBeingPressed: async () => isBeingPressed,
  }
}
