// The registry of polls.
import type { Poll } from '../poll.ts'
import { rentprogCashPolls } from './rentprog-cash.ts'
import { stripeEvents } from './stripe-events.ts'

export const polls: readonly Poll[] = [...rentprogCashPolls, stripeEvents]
