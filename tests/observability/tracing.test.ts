// What LangSmith gets to see: the whole story of an event, and nobody's name, phone or words.
import { createServer } from 'node:http'
import { HumanMessage } from '@langchain/core/messages'
import { FakeListChatModel } from '@langchain/core/utils/testing'
import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { LANGSMITH_KEY } from '../../sandbox/systems/langsmith.ts'
import { Refused } from '../../src/errors.ts'
import { createLog } from '../../src/observability/log.ts'
import { createTracing, type Tracing } from '../../src/observability/tracing.ts'

interface SeenRun {
  id: string
  name: string
  run_type: string
  trace_id: string
  parent_run_id?: string
  session_name: string
  end_time?: string
  error?: string
  tags?: string[]
  inputs: Record<string, unknown>
  outputs?: Record<string, unknown>
  extra: { metadata: Record<string, unknown> }
}

const PERSONAL = { client_name: 'Иван Тестов', phone: '+995555123456', email: 'ivan.testov@example.com' }
const event = {
  id: '0198a1b2-0000-7000-8000-00000000000e',
  type: 'booking.created',
  source: 'rentprog',
  deliveryId: '0198a1b2-0000-7000-8000-00000000000d',
  payload: { branch: 'batumi', booking_id: 700001, fields: PERSONAL, changes: { phone: [null, PERSONAL.phone] } },
}
const effect = {
  key: `${event.id}:booking-controller:telegram.message:main`,
  kind: 'telegram.message',
  payload: { place: { to: 'branch', branch: 'batumi' }, html: 'Клиент Иван Тестов, +995555123456' },
}

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
afterAll(() => sandbox.stop())
afterEach(() => fetch(`${sandbox.url}/_langsmith/runs`, { method: 'DELETE' }))

const quiet = createLog({ level: 'silent' })
const tracingTo = (apiUrl: string): Tracing =>
  createTracing({ apiKey: LANGSMITH_KEY, apiUrl, project: 'rental', log: quiet, secrets: ['hunter22'] }) as Tracing
const toSandbox = () => tracingTo(`${sandbox.url}/langsmith`)

async function seen(): Promise<SeenRun[]> {
  return (await (await fetch(`${sandbox.url}/_langsmith/runs`)).json()) as SeenRun[]
}
const named = (runs: SeenRun[], name: string): SeenRun => {
  const run = runs.find((candidate) => candidate.name === name)
  if (!run) throw new Error(`no run "${name}" among ${runs.map((r) => r.name).join(', ')}`)
  return run
}

const State = Annotation.Root({ event: Annotation<typeof event>, summary: Annotation<string> })

/** One agent with a model inside, as the real graph has them. */
function graph({ failing = false } = {}) {
  const model = new FakeListChatModel({ responses: ['{"reason":"Иван Тестов просит детское кресло"}'] })
  const agent = new StateGraph(State)
    .addNode('decide', async (state, config) => {
      if (failing) throw new Error(`no rate for Иван Тестов, ${PERSONAL.phone}, Bearer hunter22`)
      await model.invoke([new HumanMessage(`Меня зовут Иван Тестов, ${PERSONAL.phone}`)], config)
      return { summary: `Встретить: ${state.event.payload.fields.client_name}` }
    })
    .addEdge(START, 'decide')
    .addEdge('decide', END)
    .compile({ checkpointer: false })
  return new StateGraph(State)
    .addNode('booking-controller', (state, config) =>
      agent.invoke(state, { ...config, metadata: { agent: 'booking-controller', promptVersion: 'v3' } }),
    )
    .addEdge(START, 'booking-controller')
    .addEdge('booking-controller', END)
    .compile()
}

it('shows a run with event, type, branch, attempt, agent and prompt version', async () => {
  const tracing = toSandbox()
  const run = tracing.traceRun(event, 2)
  await graph().invoke({ event }, run.config)
  await tracing.flush()
  const runs = await seen()
  const root = named(runs, 'booking.created')
  expect(root.parent_run_id).toBeUndefined()
  expect(root.session_name).toBe('rental')
  expect(root.end_time).toBeDefined()
  expect(root.tags).toEqual(expect.arrayContaining(['booking.created', 'source:rentprog']))
  expect(root.extra.metadata).toMatchObject({
    eventId: event.id,
    deliveryId: event.deliveryId,
    thread_id: event.id,
    type: 'booking.created',
    branch: 'batumi',
    attempt: 2,
  })
  const model = named(runs, 'FakeListChatModel')
  expect(model.trace_id).toBe(root.id)
  expect(model.extra.metadata).toMatchObject({ eventId: event.id, agent: 'booking-controller', promptVersion: 'v3' })
  expect(new Set(runs.map((r) => r.trace_id))).toEqual(new Set([root.id]))
})

it('hides who it is about everywhere: inputs, outputs, model messages, errors, effects', async () => {
  const tracing = toSandbox()
  const run = tracing.traceRun(event, 1)
  await graph().invoke({ event }, run.config)
  await expect(graph({ failing: true }).invoke({ event }, tracing.traceRun(event, 2).config)).rejects.toThrow('no rate')
  await tracing.traceEffect(run.header(), effect, async () => ({ messageIds: [5], sentTo: PERSONAL.phone }))
  await tracing.flush()
  const runs = await seen()
  expect(runs.map((r) => r.name)).toEqual(expect.arrayContaining(['booking.created', 'decide', 'FakeListChatModel', 'telegram.message']))
  expect(named(runs, 'FakeListChatModel').outputs).toBeDefined()
  expect(runs.some((r) => r.error?.includes('no rate for ***'))).toBe(true)
  const everything = JSON.stringify(runs)
  for (const leak of ['Иван', 'Тестов', '995555123456', 'ivan.testov', 'hunter22', LANGSMITH_KEY]) expect(everything).not.toContain(leak)
  // What is not personal stays readable.
  expect(everything).toContain('700001')
  expect(everything).toContain('Встретить: ***')
})

it('records the delivery of an effect as a tool call of its event’s trace, long after the run has ended', async () => {
  const first = toSandbox()
  const run = first.traceRun(event, 1)
  expect(run.header()).toBeUndefined()
  await graph().invoke({ event }, run.config)
  await first.flush()
  // Another process, later: all it has is the header that was stored with the event.
  const later = toSandbox()
  const receipt = await later.traceEffect(run.header(), effect, async () => ({ chatId: -100, messageIds: [5] }))
  expect(receipt).toEqual({ chatId: -100, messageIds: [5] })
  await later.flush()
  const runs = await seen()
  const root = named(runs, 'booking.created')
  const tool = named(runs, 'telegram.message')
  expect(tool).toMatchObject({ run_type: 'tool', trace_id: root.id, parent_run_id: root.id, session_name: 'rental' })
  expect(tool.inputs).toEqual({ payload: { place: { to: 'branch', branch: 'batumi' }, html: '[text 33]' } })
  expect(tool.outputs).toEqual({ chatId: -100, messageIds: [5] })
  expect(tool.extra.metadata).toMatchObject({ effectKey: effect.key, eventId: event.id, agent: 'booking-controller' })
})

it('records why a delivery failed, and lets the failure through', async () => {
  const tracing = toSandbox()
  const run = tracing.traceRun(event, 1)
  await graph().invoke({ event }, run.config)
  const refusal = new Refused('chat not found', { status: 400 })
  await expect(tracing.traceEffect(run.header(), effect, () => Promise.reject(refusal))).rejects.toBe(refusal)
  await tracing.flush()
  expect(named(await seen(), 'telegram.message')).toMatchObject({ error: 'Refused: chat not found', end_time: expect.anything() })
})

it.each([undefined, null, '', 'not a header', '20301105T060000000000Znot-a-run'])(
  'does the work untraced when the header is %j',
  async (header) => {
    const tracing = toSandbox()
    expect(await tracing.traceEffect(header, effect, async () => ({ taskId: 't1' }))).toEqual({ taskId: 't1' })
    await tracing.flush()
    expect(await seen()).toEqual([])
  },
)

it('keeps concurrent runs apart', async () => {
  const tracing = toSandbox()
  const runs = [1, 2, 3, 4].map((attempt) => tracing.traceRun(event, attempt))
  await Promise.all(runs.map((run) => graph().invoke({ event }, run.config)))
  expect(new Set(runs.map((run) => run.header())).size).toBe(4)
  await tracing.flush()
  const roots = (await seen()).filter((run) => run.name === 'booking.created')
  expect(roots.map((root) => root.extra.metadata.attempt).sort()).toEqual([1, 2, 3, 4])
  expect(roots.map((root) => root.id).sort()).toEqual(runs.map((run) => run.config.runId).sort())
})

it('neither fails nor delays the work when LangSmith hangs', async () => {
  const deaf = createServer(() => undefined)
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
  const { port } = deaf.address() as { port: number }
  vi.spyOn(console, 'warn').mockReturnValue(undefined)
  try {
    const tracing = tracingTo(`http://127.0.0.1:${port}`)
    const started = performance.now()
    const run = tracing.traceRun(event, 1)
    await graph().invoke({ event }, run.config)
    await tracing.traceEffect(run.header(), effect, async () => ({ taskId: 't1' }))
    await tracing.flush(200)
    expect(performance.now() - started).toBeLessThan(5_000)
  } finally {
    deaf.closeAllConnections()
    deaf.close()
    vi.restoreAllMocks()
  }
})

it('does not exist without a key', () => {
  expect(createTracing({ apiUrl: `${sandbox.url}/langsmith`, project: 'rental', log: quiet })).toBeNull()
  expect(createTracing({ apiKey: '', apiUrl: `${sandbox.url}/langsmith`, project: 'rental', log: quiet })).toBeNull()
})
