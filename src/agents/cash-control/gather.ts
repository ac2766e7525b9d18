// What the agent of the cash registers looks up before it decides.
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { type AskedFacts, gatherAsked } from './asked.ts'
import { type CollectedFacts, gatherCollected } from './collected.ts'
import { type EveningFacts, gatherEvening } from './evening.ts'
import { gatherPressed, type PressedFacts } from './pressed.ts'
import { gatherReconcile, type ReconcileFacts } from './reconcile.ts'
import { gatherReminder, type ReminderFacts } from './reminder.ts'

export type Heard = EventOf<'cash.collected' | 'cash.reconcile' | 'check.cash' | 'reminder.due' | 'callback.button' | 'message.employee'>

export type Facts = CollectedFacts | ReconcileFacts | EveningFacts | ReminderFacts | PressedFacts | AskedFacts

export function gather(event: Heard, context: GatherContext): Promise<Facts> {
  switch (event.type) {
    case 'cash.collected':
      return gatherCollected(event, context)
    case 'cash.reconcile':
      return gatherReconcile(event, context)
    case 'check.cash':
      return gatherEvening(event, context)
    case 'reminder.due':
      return gatherReminder(event, context)
    case 'callback.button':
      return gatherPressed(event, context)
    case 'message.employee':
      return gatherAsked(event, context)
  }
}
