// The rule of the agent maintenance. Pure.
import type { Decided } from '../agent.ts'
import type { Facts } from './gather.ts'
import { nobodySummary, toldSummary } from './words.ts'

export interface Decision extends Decided {
  tell: Facts['event'] | null
}

export const decide = ({ event, hasManager }: Facts): Decision =>
  hasManager ? { tell: event, summary: toldSummary } : { tell: null, summary: nobodySummary }
