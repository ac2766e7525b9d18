// What the agent of service and inspection looks up before it decides.
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { type ChangedFacts, gatherChanged } from './changed.ts'
import { type CheckFacts, gatherCheck } from './check.ts'
import { type CheckedFacts, gatherChecked, gatherResult } from './checked.ts'
import { gatherPressed, type PressedFacts } from './pressed.ts'
import { gatherSaid, type SaidFacts } from './said.ts'
import { gatherTimer, type TimerFacts } from './timer.ts'

export type Heard = EventOf<
  | 'car.updated'
  | 'car.moved'
  | 'check.to'
  | 'inspection.checked'
  | 'browser.result'
  | 'reminder.due'
  | 'callback.button'
  | 'message.employee'
>

export type Facts = ChangedFacts | CheckFacts | CheckedFacts | TimerFacts | PressedFacts | SaidFacts

export function gather(event: Heard, context: GatherContext): Promise<Facts> {
  switch (event.type) {
    case 'car.updated':
    case 'car.moved':
      return gatherChanged(event, context)
    case 'check.to':
      return gatherCheck(event, context)
    case 'inspection.checked':
      return gatherChecked(event, context)
    case 'browser.result':
      return gatherResult(event, context)
    case 'reminder.due':
      return gatherTimer(event, context)
    case 'callback.button':
      return gatherPressed(event, context)
    case 'message.employee':
      return gatherSaid(event, context)
  }
}
