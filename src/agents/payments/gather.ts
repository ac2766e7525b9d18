// What the agent of payments looks up before it decides.
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { type AskedFacts, gatherAsked } from './asked-facts.ts'
import { type ClientFacts, gatherClient } from './client.ts'
import { gatherPressed, type PressedFacts } from './pressed.ts'
import type { PaymentEvent } from './progress.ts'
import { gatherReminded, type UnknownTimer, type UnpaidFacts } from './reminded.ts'
import { gatherSettling, type SettleFacts } from './settling.ts'
import { gatherStripe, type StripeFacts } from './stripe-facts.ts'
import { gatherTaken, type UnknownWish } from './wishes.ts'

export type Heard =
  | PaymentEvent
  | EventOf<
      | 'booking.created'
      | 'booking.returned'
      | 'booking.cancelled'
      | 'message.employee'
      | 'message.incoming'
      | 'callback.button'
      | 'reminder.due'
      | 'suggestion.taken'
    >

export type Facts = StripeFacts | SettleFacts | AskedFacts | PressedFacts | UnpaidFacts | UnknownTimer | ClientFacts | UnknownWish

export async function gather(event: Heard, context: GatherContext): Promise<Facts> {
  switch (event.type) {
    case 'booking.created':
    case 'booking.returned':
    case 'booking.cancelled':
      return gatherSettling(event, context)
    case 'message.employee':
      return gatherAsked(event, context)
    case 'message.incoming':
      return gatherClient(event, context)
    case 'callback.button':
      return gatherPressed(event, context)
    case 'reminder.due':
      return gatherReminded(event, context)
    case 'suggestion.taken':
      return gatherTaken(event, context)
    default:
      return gatherStripe(event, context)
  }
}
