// Database changes: effects that the committing transaction itself applies, so that the next event of the lane sees them.
import { BadInput } from '../errors.ts'
import { createEvent, isEventType, type NewEvent } from '../events/index.ts'
import { recordEvent, withdrawEvent } from '../inbox/record.ts'
import type { EffectKind } from './catalogue.ts'
import { approvalChanges } from './changes/approvals.ts'
import { auditChanges } from './changes/audit.ts'
import type { Change, ChangeContext, Changes } from './changes/change.ts'
import { conversationChanges } from './changes/conversations.ts'
import { fleetChanges } from './changes/fleet.ts'
import { moneyChanges } from './changes/money.ts'
import { rentalChanges } from './changes/rental.ts'
import { talkChanges } from './changes/talk.ts'
import { taskChanges } from './changes/tasks.ts'
import { moveChat } from './chats.ts'

const changes = {
  ...rentalChanges,
  ...conversationChanges,
  ...fleetChanges,
  ...moneyChanges,
  ...talkChanges,
  ...taskChanges,
  ...approvalChanges,
  ...auditChanges,

  async 'chat.move'({ from, to }, { sql }) {
    return { moved: await moveChat(sql, from, to) }
  },

  async 'event.defer'({ type, payload, notBefore, timerSlot, dedupeKey }, { sql, clock, cause }) {
    if (!isEventType(type)) throw new BadInput(`event.defer: unknown event type "${type}"`)
    const event = createEvent({ type, payload, notBefore, slot: timerSlot, dedupeKey, cause } as NewEvent, clock.now())
    return recordEvent(event, { sql, clock })
  },

  async 'event.withdraw'({ type, subject, timerSlot, reason }, { sql, clock }) {
    return { withdrawn: await withdrawEvent({ type, subject, slot: timerSlot, reason }, { sql, clock }) }
  },
} as const satisfies Changes

export type LocalKind = keyof typeof changes
export const isLocal = (kind: EffectKind): kind is LocalKind => kind in changes

/** Applies one change inside the committing transaction. @returns its receipt. */
export const applyChange = (kind: LocalKind, payload: unknown, context: ChangeContext): Promise<Record<string, unknown>> =>
  (changes[kind] as Change<typeof kind>)(payload as never, context)
