import { MemorySaver } from '@langchain/langgraph'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Earlier } from '../../src/agents/agent.ts'
import type { AgentName } from '../../src/agents/index.ts'
import { settingsTable } from '../../src/agents/settings.ts'
import { frozenClock } from '../../src/clock.ts'
import type { Proposal } from '../../src/effects/catalogue.ts'
import { BadInput, Unavailable } from '../../src/errors.ts'
import { createEvent, type Event, type NewEvent } from '../../src/events/index.ts'
import { createGraph } from '../../src/graph/index.ts'
import type { AnyAgent } from '../../src/graph/nodes/agent.ts'
import type { Plan, RunState } from '../../src/graph/state.ts'
import { readsOf, toolsForStudio } from '../../src/tools/index.ts'
import type { ModelAccess } from '../../src/tools/model.ts'

const clock = frozenClock(new Date('2030-11-05T06:00:00Z'))
const event = (over: Partial<NewEvent> = {}): Event =>
  createEvent({ type: 'booking.updated', payload: { rentprog_id: 1, booking_id: 1, branch: 'batumi' }, ...over } as NewEvent, clock.now())

/** Names of the registry are borrowed, so that the types hold; what they do is written in each test. */
const A: AgentName = 'booking-controller'
const B: AgentName = 'issue-assistant'
const C: AgentName = 'car-topics'

let ran: string[]
beforeEach(() => {
  ran = []
})

const note = (slot: string): Proposal => ({
  kind: 'event.withdraw',
  slot,
  payload: { type: 'reminder.due', subject: slot, timerSlot: slot, reason: 'test' },
})
const agent = (name: AgentName, gather: () => unknown = () => ({})): AnyAgent => ({
  name,
  title: name,
  accepts: ['booking.updated'],
  gather: async () => {
    ran.push(name)
    return gather()
  },
  decide: () => ({ summary: `${name} decided` }),
  propose: () => [note(name)],
})

function graphOf(
  agents: AnyAgent[],
  plan: Partial<Plan> & Pick<Plan, 'agents'>,
  model: ModelAccess | null = null,
  degraded: string[] = [],
) {
  return createGraph({
    agents,
    rules: () => ({ mode: 'parallel', by: 'rules', reason: 'test', ...plan }),
    read: readsOf(toolsForStudio()),
    clock,
    settings: settingsTable(),
    timeoutMs: 1_000,
    model,
    onDegraded: (reason) => degraded.push(reason),
    checkpointer: new MemorySaver(),
  })
}
const config = (id: string) => ({ configurable: { thread_id: id } })
const run = async (graph: ReturnType<typeof graphOf>, input: object | null, id = 'thread') =>
  (await graph.invoke(input as never, config(id))) as RunState
const statuses = ({ reports }: RunState) => Object.fromEntries(Object.values(reports).map((report) => [report.agent, report.status]))

describe('a run', () => {
  it('sends the event to every planned agent and publishes what they propose, in the order of the plan', async () => {
    const state = await run(graphOf([agent(A), agent(B)], { agents: [B, A] }), { event: event(), attempt: 1 })
    expect(statuses(state)).toEqual({ [A]: 'done', [B]: 'done' })
    expect(state.effects.map(({ slot }) => slot)).toEqual([B, A])
    expect(state.effects[0]?.key).toBe(`${(state.event as Event).id}:${B}:event.withdraw:${B}`)
  })

  it('goes on when one agent fails: the others are heard, the sick one is named', async () => {
    const sick = agent(A, () => {
      throw new Unavailable('rentprog booking: no answer')
    })
    const state = await run(graphOf([sick, agent(B)], { agents: [A, B] }), { event: event(), attempt: 1 })
    expect(statuses(state)).toEqual({ [A]: 'failed', [B]: 'done' })
    expect(state.reports[A]).toMatchObject({ error: 'Unavailable: rentprog booking: no answer', failure: { kind: 'unavailable' } })
    expect(state.effects.map(({ slot }) => slot)).toEqual([B])
  })

  it('does again only what failed, however often it is repeated', async () => {
    let healthy = false
    const sick = agent(A, () => {
      if (!healthy) throw new Unavailable('not yet')
    })
    const graph = graphOf([sick, agent(B), agent(C)], { agents: [A, B, C] })
    await run(graph, { event: event(), attempt: 1 })
    await run(graph, { attempt: 2 })
    healthy = true
    const state = await run(graph, { attempt: 3 })
    expect(ran).toEqual([A, B, C, A, A])
    expect(statuses(state)).toEqual({ [A]: 'done', [B]: 'done', [C]: 'done' })
    expect(state.reports[A]?.attempt).toBe(3)
    expect(state.effects.map(({ slot }) => slot)).toEqual([A, B, C])
  })

  it('does nothing again when it had finished', async () => {
    const graph = graphOf([agent(A)], { agents: [A] })
    await run(graph, { event: event(), attempt: 1 })
    await run(graph, { attempt: 2 })
    expect(ran).toEqual([A])
  })

  it('in a sequence runs one after another, and a failed one does not hold up the rest', async () => {
    const sick = agent(A, () => {
      throw new BadInput('cannot be read')
    })
    const state = await run(graphOf([agent(B), sick, agent(C)], { agents: [A, B, C], mode: 'sequence' }), { event: event(), attempt: 1 })
    expect(ran).toEqual([A, B, C])
    expect(statuses(state)).toEqual({ [A]: 'failed', [B]: 'done', [C]: 'done' })
  })

  it('in a sequence each hears what came of those before it, also that one failed; beside each other nobody hears anything', async () => {
    const heard: Record<string, Earlier[]> = {}
    const listener = (name: AgentName, fails = false): AnyAgent => ({
      ...agent(name),
      gather: async (_event, { earlier }) => {
        heard[name] = [...earlier]
        if (fails) throw new BadInput('cannot be read')
        return {}
      },
    })
    const trio = [listener(A), listener(B, true), listener(C)]
    await run(graphOf(trio, { agents: [A, B, C], mode: 'sequence' }), { event: event(), attempt: 1 })
    const a: Earlier = { agent: A, status: 'done', summary: `${A} decided` }
    expect(heard).toEqual({ [A]: [], [B]: [a], [C]: [a, { agent: B, status: 'failed', summary: null }] })
    await run(graphOf(trio, { agents: [A, B, C] }), { event: event(), attempt: 1 })
    expect(heard).toEqual({ [A]: [], [B]: [], [C]: [] })
  })

  it('does only the first of two proposals that contradict each other, and says so of the second', async () => {
    const writer = (name: AgentName, price: number): AnyAgent => ({
      ...agent(name),
      propose: () => [{ kind: 'yougile.update', payload: { task: 'e:duty:yougile.task:x', completed: price > 1 } }],
    })
    const state = await run(graphOf([writer(A, 1), writer(B, 2)], { agents: [A, B] }), { event: event(), attempt: 1 })
    expect(state.effects.map(({ agent: who, lost }) => [who, lost?.with ?? null])).toEqual([
      [A, null],
      [B, state.effects[0]?.key],
    ])
  })

  it('counts a proposal that fits no catalogue as the failure of its agent alone', async () => {
    const wrong: AnyAgent = {
      ...agent(A),
      propose: () => [{ kind: 'telegram.message', payload: { place: { to: 'branch', branch: 'paris' }, html: '' } } as never],
    }
    const state = await run(graphOf([wrong, agent(B)], { agents: [A, B] }), { event: event(), attempt: 1 })
    expect(state.reports[A]?.error).toContain('booking-controller proposed telegram.message')
    expect(state.effects.map(({ slot }) => slot)).toEqual([B])
  })

  it('counts a proposal that the event may not cause as the failure of its agent alone', async () => {
    const greedy: AnyAgent = {
      ...agent(A),
      propose: () => [{ kind: 'stripe.link', payload: { linkId: 'l1', amountMinor: 100, currency: 'gel', description: 'x' } }],
    }
    const state = await run(graphOf([greedy, agent(B)], { agents: [A, B] }), { event: event(), attempt: 1 })
    expect(state.reports[A]?.error).toContain(
      'booking-controller proposed what the event may not cause: stripe.link may not come of booking.updated',
    )
    expect(state.effects.map(({ slot }) => slot)).toEqual([B])
  })

  it('fails an agent that takes too long instead of waiting for ever', async () => {
    const slow = agent(A, () => new Promise(() => undefined))
    const state = await run(graphOf([slow], { agents: [A] }), { event: event(), attempt: 1 })
    expect(state.reports[A]?.error).toContain('gathered facts for more than 1000 ms')
  })

  it('refuses what is no event', async () => {
    await expect(run(graphOf([agent(A)], { agents: [A] }), { event: { type: 'booking.sold', payload: {} }, attempt: 1 })).rejects.toThrow(
      'unknown event type "booking.sold"',
    )
  })

  it('gives an event without an envelope one, as Studio sends it', async () => {
    const state = await run(graphOf([agent(A)], { agents: [A] }), {
      event: { type: 'booking.updated', payload: { rentprog_id: 1, booking_id: 1, branch: 'batumi' } },
    })
    expect(state.event).toMatchObject({ subject: 'booking:1', priority: 5, source: 'rentprog' })
  })
})
