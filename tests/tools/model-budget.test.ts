// What the model may cost: per event and per day, for all replicas, and as if it were off when that is used up.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { type FrozenClock, frozenClock, HOUR_MS } from '../../src/clock.ts'
import { askedFor, createModel, type ModelAccess } from '../../src/tools/model.ts'
import { type Budget, createBudget, type Spent } from '../../src/tools/model-budget.ts'
import { Prompt } from '../../src/tools/model-prompt.ts'
import { type Sandboxed, sandboxConfig, sandboxed } from './sandboxed.ts'

const NOON = new Date('2030-11-05T08:00:00Z')
const PRICES = { inputUsd: 1_000, outputUsd: 1_000 }
const question = {
  name: 'ask',
  schema: z.object({ answer: z.string() }),
  system: Prompt.from(import.meta.dirname, 'prompt.md'),
  user: 'Вопрос',
}

let world: Sandboxed
let clock: FrozenClock
let spent: Spent[]
let alerts: string[]
beforeAll(async () => {
  world = await sandboxed()
})
beforeEach(async () => {
  await world.clear()
  clock = frozenClock(NOON)
  spent = []
  alerts = []
  await world.db.pool.query('DROP TABLE IF EXISTS limits.model_spending')
})
afterAll(() => world.stop())

const budgetOf = (limits: { eventTokens?: number; dayUsd?: number } = {}, pool: { query: never } = world.db.pool as never): Budget =>
  createBudget(
    { eventTokens: 1_000_000, dayUsd: 1_000, ...PRICES, ...limits },
    { pool, clock, onSpent: (one) => spent.push(one), onUsedUp: ({ day }) => alerts.push(day) },
  )
const unlimited = { take: async () => undefined }
function modelOf(budget: Budget): ModelAccess {
  const { model } = sandboxConfig(world.sandbox.url)
  if (model === null) throw new Error('the model is configured here')
  return createModel({ ...model, fallback: 'sandbox-second' }, 5_000, { limiter: unlimited }, budget)
}
const asked = async () => (await world.calls('openai')).length
const off = { name: 'Unavailable', notTried: true }

it('counts what the answer says it used, by the prices', async () => {
  await modelOf(budgetOf()).structured(question)
  const [one] = spent
  expect(one?.inputTokens).toBeGreaterThan(0)
  expect(one?.usd).toBeCloseTo(((one?.inputTokens ?? 0) + (one?.outputTokens ?? 0)) / 1_000, 6)
  expect(one?.model).toBe('sandbox-scripted')
})

it('is off for an event that used its tokens, and not for others', async () => {
  const model = modelOf(budgetOf({ eventTokens: 1 }))
  const [first, other] = ['019a5e3c-0000-7000-8000-000000000001', '019a5e3c-0000-7000-8000-000000000002'].map((id) => askedFor(model, id))
  await first?.structured(question)
  const before = await asked()
  await expect(first?.structured(question)).rejects.toMatchObject({
    ...off,
    message: expect.stringContaining('one event may use 1 tokens'),
  })
  expect(await asked()).toBe(before)
  await other?.structured(question)
  expect(alerts).toEqual([])
})

it('is off for the rest of the day once the day has cost enough, for every replica, with one alert', async () => {
  const [one, two] = [modelOf(budgetOf({ dayUsd: 0.001 })), modelOf(budgetOf({ dayUsd: 0.001 }))]
  await one.structured(question)
  const before = await asked()
  for (const model of [one, two, one]) await expect(model.structured(question)).rejects.toMatchObject(off)
  expect(await asked()).toBe(before)
  expect(alerts).toEqual(['2030-11-05'])
  clock.set(new Date(NOON.getTime() + 24 * HOUR_MS))
  await two.structured(question)
})

it('counts a repair as well', async () => {
  await world.say({ garbage: true })
  await world.say({ answer: { answer: 'да' } })
  await modelOf(budgetOf()).structured(question)
  expect(spent).toHaveLength(2)
})

it('does without counting while the database is away', async () => {
  const away = { query: (() => Promise.reject(new Error('connection refused'))) as never }
  await expect(modelOf(budgetOf({ dayUsd: 0.001 }, away)).structured(question)).resolves.toMatchObject({ model: 'sandbox-scripted' })
})

it('estimates an answer that does not say what it used', async () => {
  await budgetOf().count('m', '{"choices":[]}', undefined)
  expect(spent).toEqual([{ model: 'm', inputTokens: 1_000, outputTokens: 5, usd: 1.005 }])
})
