// What a run remembers: the channels of the supervisor's graph. Small on purpose, since every step of it is checkpointed.
import { ReducedValue, StateSchema } from '@langchain/langgraph'
import { z } from 'zod'
import type { Spoken } from '../agents/agent.ts'
import type { AgentName } from '../agents/index.ts'
import type { About, Proposal } from '../effects/catalogue.ts'
import type { PlannedEffect } from '../effects/plan.ts'
import type { Event, NewEvent } from '../events/index.ts'

/** Who does the work, in which order, who said so and why. */
export interface Plan {
  agents: AgentName[]
  mode: 'parallel' | 'sequence'
  by: 'rules' | 'model' | 'fallback'
  reason: string
  /** Which model, where one decided. */
  model?: string
  /** The event that answers this one too. */
  into?: string
  intent?: string
  /** What each agent was understood to be wanted for, where words named them. */
  intents?: Partial<Record<AgentName, string>>
  /** Where words only go on: what they go on from. */
  follows?: About
  urgency?: 'low' | 'normal' | 'high'
  language?: string
}

export type FailureKind = 'bad-input' | 'refused' | 'unavailable' | 'bug'

/** What one agent made of the event in one attempt. Agents return this; they never throw. */
export interface Report {
  agent: AgentName
  status: 'done' | 'failed'
  /** The attempt (from 1) in which it ran. */
  attempt: number
  durationMs: number
  summary: string | null
  error: string | null
  failure: { kind: FailureKind; retryAfterMs?: number; notTried?: boolean } | null
  proposals: Proposal[]
  /** What its decision was about. */
  about?: Spoken | null
}

export type Reports = Partial<Record<AgentName, Report>>

/** Later attempts overwrite the report of the same agent. */
const mergeReports = (known: Reports, news: Reports): Reports => ({ ...known, ...news })

/** Our own values, trusted inside; Studio sees them as plain JSON. */
const json = <T>() => z.any() as unknown as z.ZodType<T, T>

export const RunState = new StateSchema({
  /** The event, complete; Studio may send one without an envelope. */
  event: z.looseObject({ type: z.string(), payload: z.looseObject({}), dedupeKey: z.string().optional() }) as unknown as z.ZodType<
    Event | NewEvent,
    Event | NewEvent
  >,
  /** Grows with every retry; a new value starts the run at its plan again. */
  attempt: z.number().int().default(1),
  /** Set by rules when they decide alone, by classify otherwise. */
  verdict: json<Plan | null>().default(null),
  planned: json<Plan | null>().default(null),
  reports: new ReducedValue(
    json<Reports>().default(() => ({})),
    { inputSchema: json<Reports>(), reducer: mergeReports },
  ),
  /** Effect key → what somebody said; the ledger knows it too, and is believed. */
  words: new ReducedValue(
    json<Record<string, string>>().default(() => ({})),
    { inputSchema: json<Record<string, string>>(), reducer: (known, news) => ({ ...known, ...news }) },
  ),
  effects: json<PlannedEffect[]>().default(() => []),
})
export type RunState = typeof RunState.State
export type RunUpdate = typeof RunState.Update
