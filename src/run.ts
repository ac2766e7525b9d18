// One run of the graph under its lease: started, gone on with after a crash, gone on with after somebody's word, or repeated for what failed.
import type { RunnableConfig } from '@langchain/core/runnables'
import { Command, INTERRUPT, isInterrupted } from '@langchain/langgraph'
import type { Sql } from './db.ts'
import { wordsOf } from './effects/approvals.ts'
import type { PlannedEffect } from './effects/plan.ts'
import type { Event } from './events/index.ts'
import type { OrchestratorGraph } from './graph/index.ts'
import { type Doing, doingIn } from './graph/progress.ts'
import type { Plan, Report, Reports } from './graph/state.ts'
import type { Finish } from './inbox/finish.ts'
import type { Claim } from './inbox/lease.ts'

export interface RunResult {
  /** What the run waits for: one interrupt per effect that needs somebody's word. */
  __interrupt__?: readonly Interrupted[]
  planned: Plan | null
  reports: Reports
  effects: PlannedEffect[]
}

interface Interrupted {
  id?: string
  value?: { effect: string }
}

export interface RunOptions {
  traced: RunnableConfig
  sql: Sql
  /** Is told what is being done, while it is. */
  onDoing: (doing: Doing) => void
}

/** Starts, resumes or repeats the run: what is done is not done again. */
export async function runGraph(
  graph: OrchestratorGraph,
  event: Event,
  { attempt, fence }: Pick<Claim, 'attempt' | 'fence'>,
  { traced, sql, onDoing }: RunOptions,
): Promise<RunResult> {
  const config = { ...traced, configurable: { thread_id: event.id }, durability: 'sync', recursionLimit: 100 } as const
  const go = (input: GraphInput) => followed(graph, input, config, onDoing)
  if (fence === 1) return go({ event, attempt })
  const known = await graph.getState({ configurable: { thread_id: event.id } })
  const values = known.values as Partial<RunResult>
  if (values.planned === undefined && known.next.length === 0) {
    // Its checkpoints are gone, but everything it did is in the ledgers: nobody runs again because somebody was asked.
    return (await settledRun(event.id, sql)) ?? go({ event, attempt })
  }
  if (known.next.length > 0) {
    const words = await wordsOf(event.id, sql)
    const answered = known.tasks
      .flatMap(({ interrupts }) => interrupts as Interrupted[])
      .flatMap(({ id, value }) => (id !== undefined && value && words.has(value.effect) ? [[id, words.get(value.effect)] as const] : []))
    // A crash in the middle goes on where it was; what a person was asked about goes on when there is an answer.
    return go(answered.length > 0 ? new Command({ resume: Object.fromEntries(answered) }) : null)
  }
  // A finished run with failures goes back to its plan.
  const finished = values as RunResult
  const sick = Object.values(finished.reports).some((report) => report.status === 'failed')
  return sick ? go({ event, attempt }) : finished
}

type GraphInput = { event: Event; attempt: number } | Command | null

/** As `invoke` does, but what nodes write to the custom stream is passed on. Agents are subgraphs: their state is theirs. */
async function followed(
  graph: OrchestratorGraph,
  input: GraphInput,
  config: RunnableConfig & { durability: 'sync' },
  onDoing: (doing: Doing) => void,
): Promise<RunResult> {
  let state: object = {}
  const asked: Interrupted[] = []
  const stream = await graph.stream(input, { ...config, streamMode: ['values', 'custom'], subgraphs: true })
  for await (const [inside, mode, chunk] of stream) {
    if (mode === 'custom') {
      const doing = doingIn(chunk)
      if (doing) onDoing(doing)
    } else if (inside.length === 0) {
      if (isInterrupted(chunk)) asked.push(...(chunk[INTERRUPT] as Interrupted[]))
      else state = chunk
    }
  }
  return { ...(state as RunResult), ...(asked.length > 0 && { [INTERRUPT]: asked }) }
}

/** All is done but what somebody must allow. */
export const waitingOr = (finish: Finish, { __interrupt__: asked = [] }: RunResult): Finish =>
  finish.status === 'done' && asked.length > 0 ? { ...finish, status: 'waiting' } : finish

/** A run that had come to its question, as the ledgers know it; null when it never came so far. */
async function settledRun(eventId: string, sql: Sql): Promise<RunResult | null> {
  const [row] = await sql.query<{ plan: Plan | null; asked: number; pending: number }>(
    `SELECT plan, count(ref)::int AS asked, (count(ref) FILTER (WHERE approvals.status = 'pending'))::int AS pending
       FROM events LEFT JOIN approvals ON event_id = id WHERE id = $1 GROUP BY id`,
    [eventId],
  )
  if (!row || row.asked === 0 || row.plan === null) return null
  const reports = await sql.query<Omit<Report, 'failure' | 'proposals'> & Record<string, unknown>>(
    `SELECT agent, status, attempts AS attempt, duration_ms AS "durationMs", summary, error FROM outcomes WHERE event_id = $1 AND status = 'done'`,
    [eventId],
  )
  if (reports.length < row.plan.agents.length) return null
  return {
    planned: row.plan,
    ...(row.pending > 0 && { __interrupt__: [{}] }),
    effects: [],
    reports: Object.fromEntries(reports.map((one) => [one.agent, { ...one, failure: null, proposals: [] }])),
  }
}
