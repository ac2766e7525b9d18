// Which rule of the agent of payments answers which facts.
import type { DecideContext } from '../agent.ts'
import type { Decision } from './acts.ts'
import type { Facts } from './gather.ts'
import { stripeTold } from './stripe-told.ts'

export const decide = (facts: Facts, context: DecideContext): Decision => stripeTold(facts, context)
