// The supervisor: rules → classify → plan → agents → aggregate → publish. Nodes and edges as a table; each node is a file.

import type { BaseCheckpointSaver, LangGraphRunnableConfig } from '@langchain/langgraph'
import { END, interrupt, Send, START, StateGraph } from '@langchain/langgraph'
import { type AgentName, agents as registry } from '../agents/index.ts'
import { WORKING } from '../agents/words.ts'
import { type ProposedBy, planEffects } from '../effects/plan.ts'
import { BRANCHES } from '../events/event.ts'
import { createEvent, type Event, isCritical, type NewEvent, parseEvent } from '../events/index.ts'
import { approvalsFor } from './approvals.ts'
import { type AgentContext, type AnyAgent, agentGraph, failed } from './nodes/agent.ts'
import { classify } from './nodes/classify.ts'
import { byRules } from './nodes/rules.ts'
import { type Where, whereOf } from './nodes/where.ts'
import { sayer } from './progress.ts'
import { remembered } from './remembering.ts'
import { type Plan, type Report, RunState, type RunUpdate } from './state.ts'

export interface GraphOptions extends AgentContext {
  /** The model could not help and something simpler decided. */
  onDegraded: (reason: string, eventId: string) => void
  /** Absent in Studio, which brings its own. */
  checkpointer?: BaseCheckpointSaver
  /** Tests may bring their own agents and rules; otherwise the registry and the route table. */
  agents?: readonly AnyAgent[]
  rules?: (event: Event, where: Where) => Plan | null
}

type State = typeof RunState.State

export function createGraph(options: GraphOptions) {
  const { model, onDegraded, clock, checkpointer, rules = byRules } = options
  const agents = options.agents ?? (registry as unknown as readonly AnyAgent[])
  const names = agents.map(({ name }) => name)
  const patience = options.settings(BRANCHES[0]).modelBesideSec * 1_000

  const nodes = {
    rules: async (state: State): Promise<RunUpdate> => {
      const event = complete(state.event, clock.now())
      return { event, verdict: rules(event, await whereOf(event, options)) }
    },
    classify: async (state: State, config: LangGraphRunnableConfig): Promise<RunUpdate> => {
      sayer(config, false)(WORKING.classifying)
      return { verdict: await classify(state.event as Event, { model, onDegraded, withinMs: patience, config }) }
    },
    plan: (state: State): RunUpdate => ({ planned: state.verdict }),
    aggregate: (state: State): RunUpdate => ({ reports: silentOnes(state) }),
    publish: async (state: State): Promise<RunUpdate> => ({ effects: await effectsOf(state, options) }),
    /** Nothing is done here, before or after: a click releases the effect itself, this only waits until it has. */
    approve: ({ asks }: { asks: string }): RunUpdate => ({ words: { [asks]: interrupt({ effect: asks }) } }),
  }

  const graph = new StateGraph(RunState)
    .addNode('rules', nodes.rules)
    .addNode('classify', nodes.classify)
    .addNode('plan', nodes.plan)
    .addNode('aggregate', nodes.aggregate, { defer: true })
    .addNode('publish', nodes.publish)
    .addNode('approve', nodes.approve as never)

  // The registry is a list, so its nodes are added in a loop; the type of a graph grows only by literal names.
  const open = graph as unknown as StateGraph<typeof RunState, State, RunUpdate, string>
  for (const agent of agents) open.addNode(agent.name, agentGraph(agent, options) as never)

  open
    .addConditionalEdges(START, (state) => (state.planned ? unfinished(state) : 'rules'), ['rules', 'aggregate', ...names])
    .addConditionalEdges('rules', (state) => (state.verdict ? 'plan' : 'classify'), ['plan', 'classify'])
    .addEdge('classify', 'plan')
    .addConditionalEdges('plan', unfinished, ['aggregate', ...names])
  for (const name of names) open.addConditionalEdges(name, next(name), ['aggregate', ...names])
  open.addEdge('aggregate', 'publish').addConditionalEdges('publish', awaited, ['approve', END]).addEdge('approve', END)

  return open.compile({ checkpointer, name: 'orchestrator' })
}

export type OrchestratorGraph = ReturnType<typeof createGraph>

/** Studio and scripts may give a new event without its envelope. */
const complete = (event: Event | NewEvent, now: Date): Event => ('id' in event ? parseEvent(event) : createEvent(event, now))

const branch = (name: AgentName, { event, attempt, planned, reports }: State) => new Send(name, { event, attempt, planned, reports })

/** To every planned agent that has not done its work; in a sequence, to the first of them. */
function unfinished(state: State): Send[] | 'aggregate' {
  const { planned, reports } = state
  const waiting = (planned?.agents ?? []).filter((name) => reports[name]?.status !== 'done')
  const now = planned?.mode === 'sequence' ? waiting.slice(0, 1) : waiting
  return now.length > 0 ? now.map((name) => branch(name, state)) : 'aggregate'
}

/** After an agent of a sequence comes the next one; a failed one does not hold up those behind it. */
const next =
  (name: AgentName) =>
  (state: State): Send[] | 'aggregate' => {
    const { planned, reports } = state
    if (planned?.mode !== 'sequence') return 'aggregate'
    const following = planned.agents.slice(planned.agents.indexOf(name) + 1).find((agent) => reports[agent]?.status !== 'done')
    return following === undefined ? 'aggregate' : [branch(following, state)]
  }

/** Every planned agent must report: silence is a failure, never a success. */
function silentOnes({ planned, reports, attempt }: State): Partial<Record<AgentName, Report>> {
  const silent = (planned?.agents ?? []).filter((name) => reports[name] === undefined)
  return Object.fromEntries(silent.map((name) => [name, failed(name, { attempt })]))
}

/** What the reports of all attempts together propose, in the order of the plan, and who must allow what of it. */
async function effectsOf({ event: given, planned, reports }: State, options: GraphOptions) {
  const { read, settings, clock } = options
  const event = given as Event
  const proposals: ProposedBy[] = (planned?.agents ?? []).flatMap((agent) =>
    (reports[agent]?.proposals ?? []).map((proposal) => ({ agent, proposal, attempt: reports[agent]?.attempt })),
  )
  const run = { eventId: event.id, critical: isCritical(event.type) }
  const proposed = planEffects({ ...run, proposals })
  proposals.push(...(await remembered({ event, planned, reports, effects: proposed }, options)))
  const effects = planEffects({ ...run, proposals })
  const asked = await approvalsFor({ event, effects, reports, rental: read.rental, settings, now: clock.now() })
  if (asked.words.size === 0) return effects
  const all = planEffects({ ...run, proposals: [...proposals, ...asked.proposals] })
  return all.map((effect) => ({ ...effect, ...(asked.words.has(effect.key) && { approval: asked.words.get(effect.key) }) }))
}

/** To one node per effect that waits for somebody's word. While an agent is sick its next attempt comes first. */
function awaited({ effects, reports }: State): Send[] | typeof END {
  const waiting = effects.filter(({ approval }) => approval === 'pending')
  const isSick = Object.values(reports).some((report) => report.status === 'failed')
  return waiting.length === 0 || isSick ? END : waiting.map(({ key }) => new Send('approve', { asks: key }))
}
