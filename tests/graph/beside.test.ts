// Beside those who always take part somebody else may be meant: nobody waits long for the model to say who.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createEvent, type EventType } from '../../src/events/index.ts'
import { classify } from '../../src/graph/nodes/classify.ts'
import type { Route } from '../../src/graph/routes.ts'
import { type Sandboxed, sandboxed } from '../tools/sandboxed.ts'

let world: Sandboxed
const degraded: string[] = []
beforeAll(async () => {
  world = await sandboxed((config) => ({ ...config, model: config.model && { ...config.model, fallback: 'sandbox-second' } }))
})
afterEach(async () => {
  degraded.length = 0
  await world.clear()
})
afterAll(() => world.stop())

const beside: Route<EventType> = { kind: 'beside', always: ['client-chats'], among: ['booking-controller', 'car-topics'] }
const event = createEvent(
  { type: 'message.incoming', payload: { leadId: '400001', messageId: '1', text: 'my flight is late' } },
  new Date(),
)
const ask = (withinMs: number, route = beside) =>
  classify(event, { model: world.tools.model, onDegraded: (reason) => degraded.push(reason), withinMs }, route)

it('whom the model means comes beside those who always take part', async () => {
  await world.say({
    match: 'my flight is late',
    answer: { meant: ['booking-controller'], urgency: 'normal', language: 'en', reason: 'the handover moves' },
  })
  expect(await ask(4_000)).toMatchObject({ agents: ['client-chats', 'booking-controller'], by: 'model', reason: 'the handover moves' })
})

it('a model that keeps silent is not waited for, nor is the second one asked: those who always take part go on alone', async () => {
  await world.fault({ system: 'openai', delayMs: 3_000, times: 2 })
  const begin = performance.now()
  const plan = await ask(200)
  expect(performance.now() - begin).toBeLessThan(1_500)
  expect(plan).toMatchObject({ agents: ['client-chats'], by: 'fallback' })
  expect(degraded).toHaveLength(1)
  expect(await world.calls('openai')).toHaveLength(1)
})

it('where nobody else does anything meanwhile the model has its own time', async () => {
  await world.fault({ system: 'openai', delayMs: 400, times: 1 })
  const route: Route<EventType> = { kind: 'ask', always: [], among: ['booking-controller', 'car-topics'], otherwise: 'duty' }
  expect((await ask(100, route)).by).toBe('model')
})
