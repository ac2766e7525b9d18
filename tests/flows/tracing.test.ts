// What LangSmith is told of a booking and of a message: one trace per run with all its effects, and not one word about the people in it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LANGSMITH_KEY } from '../../sandbox/systems/langsmith.ts'
import { HOUR_MS, inTbilisi } from '../../src/clock.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { PROMPT } from '../../src/graph/nodes/classify.ts'
import { until } from '../process/children.ts'
import { type EventView, NOON, startWorld, type World } from '../support/world.ts'

interface Run {
  id: string
  name: string
  run_type: string
  trace_id: string
  parent_run_id?: string
  session_name?: string
  end_time?: string
  error?: string
  inputs: Record<string, unknown>
  outputs?: Record<string, unknown>
  extra: { metadata: Record<string, unknown> }
}

/** Who it is about; every one of them stands in the payload, in the sandbox's world, or in a message. */
const CLIENT = { first_name: 'Аполлинария', last_name: 'Незабудкина', phone: '+995598765432', email: 'apollinaria@private.example' }
const SAID = 'Незабудкина Аполлинария (+995598765432, apollinaria@private.example) спрашивает, можно ли с собакой'
const PERSONAL = ['Аполлинари', 'Незабудкин', '598765432', '598 76 54 32', 'apollinaria', 'private.example', 'с собакой']

const QUESTION = 'хватит ли гостю бензина до гор'

const runsAt = async (world: World): Promise<Run[]> => (await (await fetch(`${world.sandbox.url}/_langsmith/runs`)).json()) as Run[]
const clientOf = (world: World): string[] => {
  const client = world.sandbox.world.clients.get(60001)
  return [client?.lastname, client?.phone, client?.email].map(String)
}
const staffOf = (world: World): string[] => world.sandbox.world.staff.map(({ name }) => name)

const booking = (id: number) => {
  const local = (ms: number) => inTbilisi(new Date(NOON.getTime() + ms)).toFormat('dd-MM-yyyy H:mm')
  const dates = { start_date: local(HOUR_MS), end_date: local(72 * HOUR_MS) }
  return { id, state: 'Активная', active: true, car_id: 80001, client_id: 60001, responsible_id: 90001, ...CLIENT, ...dates }
}
const message: NewEvent = {
  type: 'message.employee',
  payload: {
    chatId: -1000000000001,
    chatType: 'supergroup',
    threadId: 77,
    fromId: 100000001,
    fromName: 'Аполлинария Н.',
    messageId: 4001,
    text: SAID,
  },
}

describe('with a key', () => {
  let world: World
  let runs: Run[]
  let events: EventView[]
  let said: EventView
  let asked: string

  beforeAll(async () => {
    world = await startWorld({
      environment: { LANGSMITH_API_KEY: LANGSMITH_KEY, LANGSMITH_PROJECT: 'test-traces' },
      config: (config) => ({
        ...config,
        langsmith: config.langsmith && { ...config.langsmith, apiUrl: `${config.sandbox?.url}/langsmith` },
      }),
    })
    await world.rentprog('batumi', 'booking_create', booking(730_001))
    await world.app.drain()
    const answer = {
      meant: ['car-topics/client_problem'],
      urgency: 'normal',
      language: 'ru',
      reason: `${CLIENT.last_name} asks whether a dog may come`,
    }
    await fetch(`${world.sandbox.url}/_model`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ answer }),
    })
    const { id } = await world.app.orchestrator.route(message)
    await world.app.drain()
    said = await world.event(id)
    // A question the model answers with a tool, which asks RentProg in turn.
    for (const line of [
      { match: QUESTION, answer: { ...answer, meant: ['nobody'] } },
      { match: QUESTION, tool: { name: 'find_car', args: { query: `AA-000-AA ${CLIENT.last_name}` } } },
      { match: 'Prius', answer: `Хватит, ${CLIENT.first_name}.` },
    ])
      await fetch(`${world.sandbox.url}/_model`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(line),
      })
    const question = { chatId: 100000001, chatType: 'private', fromId: 100000001, messageId: 4002, text: QUESTION } as const
    asked = (await world.app.orchestrator.route({ type: 'message.employee', payload: question })).id
    await world.app.drain()
    const rows = await world.app.db.prisma.event.findMany({ where: { status: 'done' }, orderBy: { seq: 'asc' } })
    events = await Promise.all(rows.map((row) => world.event(row.id)))
    const expected = events.flatMap(performed).length
    runs = await until(10_000, async () => {
      const seen = await runsAt(world)
      const open = seen.filter(({ end_time }) => !end_time).length
      return open === 0 && roots(seen).length === events.length && seen.filter(isEffect).length === expected ? seen : undefined
    })
  })
  afterAll(() => world.stop())

  const roots = (among: Run[]) => among.filter(({ parent_run_id }) => parent_run_id === undefined)
  const isEffect = ({ extra }: Run) => 'effectKey' in extra.metadata
  const performed = ({ effects }: EventView) => effects.filter(({ attempts }) => attempts > 0)
  const traceOf = (event: EventView) => {
    const root = roots(runs).find(({ extra }) => extra.metadata.eventId === event.id)
    if (!root) throw new Error(`no trace of ${event.type} ${event.id}`)
    return { root, runs: runs.filter(({ trace_id }) => trace_id === root.id) }
  }

  it('every run of an event is one trace that says which event, of which type and branch', () => {
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['booking.created', 'booking.issue.planned', 'message.employee']))
    for (const event of events) {
      const { root } = traceOf(event)
      expect(root).toMatchObject({ name: event.type, session_name: 'test-traces', end_time: expect.anything() })
      expect(root.extra.metadata).toMatchObject({ eventId: event.id, type: event.type, thread_id: event.id, attempt: 1 })
      if (event.type.startsWith('booking.')) expect(root.extra.metadata.branch).toBe('batumi')
    }
    expect(new Set(runs.map(({ trace_id }) => trace_id)).size).toBe(events.length)
  })

  it('every agent is a part of it, named in the metadata of its steps', () => {
    for (const event of events) {
      for (const { name } of event.agents) {
        const parts = traceOf(event).runs.filter((run) => run.extra.metadata.agent === name && !isEffect(run))
        expect(parts.map((part) => part.name)).toEqual(expect.arrayContaining([name, 'gather', 'decide', 'propose']))
        for (const { extra } of parts) expect(extra.metadata).toMatchObject({ eventId: event.id, type: event.type })
      }
    }
  })

  it('every effect that left is a tool call in the trace of its event', () => {
    const left = events.flatMap(performed)
    expect(left.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['telegram.message', 'yougile.task']))
    for (const event of events) {
      const { root, runs: parts } = traceOf(event)
      const tools = parts.filter(isEffect)
      expect(tools.map(({ extra }) => extra.metadata.effectKey).sort()).toEqual(
        performed(event)
          .map(({ key }) => key)
          .sort(),
      )
      for (const tool of tools) {
        expect(tool).toMatchObject({ run_type: 'tool', parent_run_id: root.id })
        expect(tool.extra.metadata).toMatchObject({ eventId: event.id, agent: expect.any(String) })
      }
    }
  })

  it('the model’s call says which version of the prompt was asked', () => {
    expect(said.plan).toMatchObject({ by: 'model', agents: ['car-topics'], intent: 'client_problem' })
    const calls = traceOf(said).runs.filter(({ run_type }) => run_type === 'llm')
    expect(calls).toHaveLength(1)
    expect(calls[0]?.extra.metadata).toMatchObject({ prompt: 'graph/nodes/classify', promptVersion: PROMPT.version, eventId: said.id })
    expect(calls[0]?.outputs).toBeDefined()
  })

  it('what an agent asks a vendor, and what the model asks a tool, is a tool call inside that agent', () => {
    const asking = (event: EventView) => {
      const { runs: parts } = traceOf(event)
      const inside = (run: Run | undefined): string[] =>
        run === undefined ? [] : [run.name, ...inside(parts.find(({ id }) => id === run.parent_run_id))]
      return parts.filter((run) => run.run_type === 'tool' && !isEffect(run)).map((run) => inside(run).join(' < '))
    }
    const [created] = events.filter(({ type }) => type === 'booking.created')
    expect(asking(created as EventView)).toContain('rentprog.client < gather < booking-controller < booking-controller < booking.created')
    const question = events.find(({ id }) => id === asked) as EventView
    expect(question.agents[0]?.summary).toContain('ответила модель')
    const calls = asking(question)
    expect(calls).toContain('find_car < gather < staff-assistant < staff-assistant < message.employee')
    const models = traceOf(question).runs.filter(({ run_type, extra }) => run_type === 'llm' && extra.metadata.agent === 'staff-assistant')
    expect(models).toHaveLength(2)
  })

  it('names nobody: no client, no phone, no e-mail, no words of a message, no member of staff, no secret', () => {
    const everything = JSON.stringify(runs)
    for (const word of [...PERSONAL, ...clientOf(world), ...staffOf(world), LANGSMITH_KEY, '100000099:sandbox'])
      expect(everything).not.toContain(word)
  })

  it('still says what helps to understand a run', () => {
    const everything = JSON.stringify(runs)
    for (const word of ['730001', 'AA-000-AA', 'batumi', 'booking.issue.planned', 'client_problem', 'YouGile'.toLowerCase()])
      expect(everything).toContain(word)
  })
})

it('without a key nothing is sent to anybody', async () => {
  const world = await startWorld()
  try {
    await world.rentprog('batumi', 'booking_create', booking(730_002))
    await world.app.drain()
    expect((await world.app.db.prisma.event.findMany({ where: { status: 'done' } })).length).toBeGreaterThan(1)
    expect(await world.calls('langsmith')).toEqual([])
    expect(await runsAt(world)).toEqual([])
  } finally {
    await world.stop()
  }
})
