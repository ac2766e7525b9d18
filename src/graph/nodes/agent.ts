// One agent as a subgraph: gather → decide → propose. Whatever goes wrong inside becomes its report, never an exception.
import { END, type LangGraphRunnableConfig, START, StateGraph, StateSchema } from '@langchain/langgraph'
import { z } from 'zod'
import type { Agent, Decided, Earlier, GatherContext } from '../../agents/agent.ts'
import { type AgentName, agentByName, agents } from '../../agents/index.ts'
import type { OwnedWish, Read } from '../../agents/offer.ts'
import { type EffectKind, effectKey, type Proposal } from '../../effects/catalogue.ts'
import { proveCaused } from '../../effects/causes.ts'
import { planEffects } from '../../effects/plan.ts'
import { BadInput, Refused, sentence, Unavailable } from '../../errors.ts'
import type { Event } from '../../events/index.ts'
import { askedFor } from '../../tools/model.ts'
import { sayer } from '../progress.ts'
import { readsOfRun } from '../reads.ts'
import type { Plan, Report, Reports } from '../state.ts'

export type AgentContext = Omit<
  GatherContext,
  'signal' | 'intent' | 'follows' | 'earlier' | 'titleOf' | 'reads' | 'wishes' | 'progress'
> & {
  /** An agent that takes longer has failed; its reads have time-outs of their own. */
  timeoutMs: number
}

const any = <T>() => z.any() as unknown as z.ZodType<T, T>

/** What a branch is sent. */
export const BranchInput = new StateSchema({ event: any<Event>(), attempt: z.number(), planned: any<Plan>(), reports: any<Reports>() })
export type BranchInput = typeof BranchInput.State

const BranchState = new StateSchema({
  ...BranchInput.fields,
  startedAt: z.number().optional(),
  facts: any<unknown>().optional(),
  decision: any<Decided>().optional(),
  failure: any<unknown>().optional(),
  report: any<Report>().optional(),
})
/** Only reports leave a branch: parallel branches that wrote the event back would collide. */
export const BranchOutput = new StateSchema({ reports: any<Reports>() })

// biome-ignore format: the generic agent, its type parameters erased in this one place
export type AnyAgent = Pick<Agent, 'accepts'> & { readonly name: AgentName; readonly title: string; gather(event: never, context: GatherContext): Promise<unknown>; decide(facts: never, context: Pick<GatherContext, 'clock' | 'settings'>): unknown; propose(decision: never, context: { key: (kind: EffectKind, slot?: string) => string }): Proposal[] }

export function agentGraph(agent: AnyAgent, context: AgentContext) {
  const { read, clock, settings, model, timeoutMs } = context
  type State = typeof BranchState.State

  type Config = LangGraphRunnableConfig

  const guarded = (step: (state: State, config: Config) => Promise<Partial<State>>) => async (state: State, config: Config) => {
    try {
      return await step(state, config)
    } catch (error) {
      return { failure: error ?? new Error('unknown') }
    }
  }

  const gather = guarded(async ({ event, planned, reports }, config) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const late = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new Unavailable(`${agent.name} gathered facts for more than ${timeoutMs} ms`))),
    )
    late.catch(() => undefined)
    const earlier = earlierOf(agent.name, planned, reports)
    const intent = planned.intents?.[agent.name] ?? planned.intent
    const gathering = agent.gather(event as never, {
      read: readsOfRun(read, config, sayer(config, false)),
      clock,
      settings,
      model: askedFor(model, event.id, config),
      signal,
      intent,
      ...(planned.follows && { follows: planned.follows }),
      earlier,
      titleOf,
      reads,
      wishes,
      progress: sayer(config, true),
    })
    return { facts: await Promise.race([gathering, late]) }
  })
  const decide = guarded(async ({ facts }) => ({
    decision: (await agent.decide(facts as never, { clock, settings })) as Decided,
  }))
  const propose = guarded(async ({ event, decision, attempt, startedAt }) => {
    const proposals = agent.propose(decision as never, { key: (kind, slot) => effectKey(event.id, agent.name, kind, slot) })
    proveCaused(event, agent.name, proposals)
    // A proposal that fits no catalogue is this agent's failure, not the run's.
    planEffects({ eventId: event.id, critical: false, proposals: proposals.map((proposal) => ({ agent: agent.name, proposal })) })
    const report: Report = {
      agent: agent.name,
      status: 'done',
      attempt,
      durationMs: since(startedAt),
      summary: decision?.summary ?? null,
      error: null,
      failure: null,
      proposals,
      ...(decision?.about !== undefined && { about: decision.about }),
    }
    return { report }
  })
  const tell = (state: State) => ({ reports: { [agent.name]: state.report ?? failed(agent.name, state) } })
  const unlessFailed = (next: 'decide' | 'propose' | 'tell') => (state: State) => (state.failure === undefined ? next : 'tell')

  return new StateGraph({ state: BranchState, input: BranchInput, output: BranchOutput })
    .addNode('begin', () => ({ startedAt: performance.now() }))
    .addNode('gather', gather)
    .addNode('decide', decide)
    .addNode('propose', propose)
    .addNode('tell', tell)
    .addEdge(START, 'begin')
    .addEdge('begin', 'gather')
    .addConditionalEdges('gather', unlessFailed('decide'), ['decide', 'tell'])
    .addConditionalEdges('decide', unlessFailed('propose'), ['propose', 'tell'])
    .addEdge('propose', 'tell')
    .addEdge('tell', END)
    .compile({ checkpointer: false, name: agent.name })
    .withConfig({ metadata: { agent: agent.name } })
}

/** In a sequence outcomes are passed on; beside each other agents know nothing of each other. */
function earlierOf(name: AgentName, { agents, mode }: Plan, reports: Reports): Earlier[] {
  if (mode !== 'sequence') return []
  return agents.slice(0, agents.indexOf(name)).flatMap((agent) => {
    const report = reports[agent]
    return report ? [{ agent, status: report.status, summary: report.summary }] : []
  })
}

const titleOf = (name: string): string => agentByName(name)?.title ?? name
const reads: readonly Read[] = agents.flatMap((agent: Pick<Agent, 'reads'>) => agent.reads ?? [])
const wishes: readonly OwnedWish[] = agents.flatMap((one: Pick<Agent, 'name' | 'wishes'>) =>
  (one.wishes ?? []).map((wish) => ({ ...wish, agent: one.name })),
)

const since = (startedAt: number | undefined): number => Math.round(performance.now() - (startedAt ?? performance.now()))

export function failed(
  agent: AgentName,
  { failure, attempt, startedAt }: { failure?: unknown; attempt: number; startedAt?: number },
): Report {
  return {
    agent,
    status: 'failed',
    attempt,
    durationMs: since(startedAt),
    summary: null,
    error: sentence(failure ?? 'it reported nothing'),
    failure: kindOf(failure),
    proposals: [],
  }
}

function kindOf(error: unknown): Report['failure'] {
  if (error instanceof BadInput) return { kind: 'bad-input' }
  if (error instanceof Refused) return { kind: 'refused' }
  if (error instanceof Unavailable) return { kind: 'unavailable', retryAfterMs: error.retryAfterMs, notTried: error.notTried }
  return { kind: 'bug' }
}
