// The chat model: answers that fit, one repair, a stand-in model, and an honest end when there is none.

import { RunnableLambda } from '@langchain/core/runnables'
// It carries the callbacks of a run to whatever is asked inside it.
import '@langchain/langgraph'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import type { ModelAccess } from '../../src/tools/model.ts'
import { Prompt } from '../../src/tools/model-prompt.ts'
import { type Sandboxed, sandboxed } from './sandboxed.ts'

const Choice = z.object({ agent: z.enum(['return-assistant', 'payments']), reason: z.string(), confidence: z.number().min(0).max(1) })
const question = {
  name: 'classify',
  schema: Choice,
  system: Prompt.from(import.meta.dirname, 'prompt.md'),
  user: 'Где моя оплата?',
}
const good = { agent: 'payments', reason: 'money', confidence: 0.9 }

let world: Sandboxed
let model: ModelAccess
beforeAll(async () => {
  world = await sandboxed((config) => ({
    ...config,
    model: config.model && { ...config.model, fallback: 'sandbox-second' },
    timeoutMs: 500,
  }))
  if (!world.tools.model) throw new Error('the model is configured here')
  model = world.tools.model
})
beforeEach(() => world.clear())
afterAll(() => world.stop())

interface ChatCall {
  model: string
  messages: { role: string; content: string }[]
  response_format: unknown
}
const bodies = async () => (await world.calls('openai')).map(({ body }) => body as ChatCall)

it('answers by the schema it was given, which travels with the question', async () => {
  const answer = await model.structured(question)
  expect(answer).toMatchObject({ model: 'sandbox-scripted', repaired: false, value: { agent: 'payments' } })
  const [body] = await bodies()
  expect(body).toMatchObject({
    model: 'sandbox-scripted',
    temperature: 0,
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'classify', strict: true, schema: { required: ['agent', 'reason', 'confidence'], additionalProperties: false } },
    },
  })
  expect(body?.messages.map(({ role }) => role)).toEqual(['system', 'user'])
  expect(world.records).toMatchObject([{ system: 'openai', operation: 'classify', outcome: 'ok' }])
})

it('repairs an answer that does not fit, telling the model what was wrong', async () => {
  await world.say({ answer: { ...good, agent: 'nobody' } })
  await world.say({ answer: good })
  expect(await model.structured(question)).toEqual({ value: good, model: 'sandbox-scripted', repaired: true })
  const [, second] = await bodies()
  expect(second?.messages).toHaveLength(4)
  expect(second?.messages.at(-1)?.content).toContain('agent:')
})

it('repairs what is no JSON at all', async () => {
  await world.say({ garbage: 'Я думаю, это оплата.' })
  await world.say({ answer: good })
  expect((await model.structured(question)).repaired).toBe(true)
})

it('is not asked a third time', async () => {
  await world.say({ garbage: true, times: 3 })
  await expect(model.structured(question)).rejects.toMatchObject({ name: 'BadInput', message: expect.stringContaining('twice') })
  expect(await bodies()).toHaveLength(2)
})

it('lets the second model answer when the first cannot', async () => {
  await world.say({ status: 500 })
  expect(await model.structured(question)).toMatchObject({ model: 'sandbox-second', repaired: false })
  expect((await bodies()).map((body) => body.model)).toEqual(['sandbox-scripted', 'sandbox-second'])
})

it('is unavailable when both fail, when it is slow, and when the key is wrong', async () => {
  await world.say({ status: 503, times: 2 })
  await expect(model.structured(question)).rejects.toMatchObject({ name: 'Unavailable' })

  await world.say({ delayMs: 900, times: 2 })
  await expect(model.structured(question)).rejects.toMatchObject({
    name: 'Unavailable',
    message: expect.stringContaining('no answer within 500 ms'),
  })

  await world.fault({ system: 'openai', status: 401, times: 2 })
  await expect(model.structured(question)).rejects.toMatchObject({
    name: 'Unavailable',
    message: expect.stringContaining('OPENAI_API_KEY'),
  })
})

it('says how long to wait after too many requests, and asks nobody else twice', async () => {
  await world.fault({ system: 'openai', retryAfter: 20, times: 2 })
  await expect(model.structured(question)).rejects.toMatchObject({ name: 'Unavailable', retryAfterMs: 20_000 })
  expect(await bodies()).toHaveLength(2)
})

it('stops when its caller does', async () => {
  await world.say({ delayMs: 400 })
  const stopper = new AbortController()
  const asking = model.structured({ ...question, signal: stopper.signal })
  stopper.abort()
  await expect(asking).rejects.toMatchObject({ name: 'Unavailable' })
})

it('stands in the trace of whoever asks', async () => {
  const runs: string[] = []
  const callbacks = [{ handleChatModelStart: (...[, , , , , , , name]: unknown[]) => void runs.push(String(name)) }]
  await model.structured({ ...question, config: { callbacks, metadata: { event_id: 'e1' } } })
  expect(runs).toHaveLength(1)
})

it('is null when it is off', async () => {
  const off = await sandboxed((config) => ({ ...config, model: null }))
  expect(off.tools.model).toBeNull()
  await off.stop()
})

it('each question stands in the trace with its prompt and the version of it', async () => {
  const seen: unknown[] = []
  const callbacks = [{ handleChatModelStart: (...given: unknown[]) => void seen.push(given[6]) }]
  const asked = RunnableLambda.from(async () => {
    await model.structured(question)
    await model.withTools({ name: 'talk', system: question.system, before: [], user: 'Где моя оплата?', tools: [], maxCalls: 1 })
  })
  await asked.invoke('', { callbacks })
  const { traced } = question.system
  expect(traced.promptVersion).toMatch(/^[0-9a-f]{8}$/)
  expect(seen).toEqual([expect.objectContaining(traced), expect.objectContaining(traced)])
})
