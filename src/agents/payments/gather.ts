// What the agent of payments looks up before it decides.
import type { GatherContext } from '../agent.ts'
import type { PaymentEvent } from './progress.ts'
import { gatherStripe, type StripeFacts } from './stripe-facts.ts'

export type Facts = StripeFacts

export const gather = (event: PaymentEvent, context: GatherContext): Promise<Facts> => gatherStripe(event, context)
