// What the model may cost: per event and per day, for all replicas, and as if it were off when that is used up.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { type FrozenClock, frozenClock, HOUR_MS } from '../../src/clock.ts'
import { askedFor, createModel, type ModelAccess } from '../../src/tools/model.ts'
import { type Budget, type BudgetConfig, createBudget, type Spent } from '../../src/tools/model-budget.ts'
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
  await world.db.pool.query('DELETE FROM limits.model_spending')
})
afterAll(() => world.stop())

const budgetOf = (limits: Partial<BudgetConfig> = {}, pool: { query: never } = world.db.pool as never): Budget =>
  createBudget(
    { eventTokens: 1_000_000, dayUsd: 1_000, answerTokens: 100, ...PRICES, ...limits },
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

it('is off for an event that has used its tokens, and not for others', async () => {
  // A question and the longest answer fit once.
  const model = modelOf(budgetOf({ eventTokens: 700 }))
  const [first, other] = ['019a5e3c-0000-7000-8000-000000000001', '019a5e3c-0000-7000-8000-000000000002'].map((id) => askedFor(model, id))
  await world.say({ answer: { answer: 'x'.repeat(3_000) } })
  await first?.structured(question)
  const before = await asked()
  await expect(first?.structured(question)).rejects.toMatchObject({
    ...off,
    message: expect.stringContaining('one event may use 700 tokens'),
  })
  expect(await asked()).toBe(before)
  await other?.structured(question)
  expect(alerts).toEqual([])
})

it('is off for the rest of the day once the day may not cost another question, for every replica, with one alert', async () => {
  // Prices make a token a thousandth of a dollar.
  const [one, two] = [modelOf(budgetOf({ dayUsd: 0.7 })), modelOf(budgetOf({ dayUsd: 0.7 }))]
  await world.say({ answer: { answer: 'x'.repeat(3_000) } })
  await one.structured(question)
  const before = await asked()
  for (const model of [one, two, one]) await expect(model.structured(question)).rejects.toMatchObject(off)
  expect(await asked()).toBe(before)
  expect(alerts).toEqual(['2030-11-05'])
  clock.set(new Date(NOON.getTime() + 24 * HOUR_MS))
  await two.structured(question)
})

const EVENT = '019a5e3c-0000-7000-8000-000000000003'
const counted = async () => {
  const { rows } = await world.db.pool.query<{ key: string; tokens: string; micro: string }>(
    'SELECT key, tokens, micro_usd AS micro FROM limits.model_spending ORDER BY key',
  )
  return Object.fromEntries(rows.map(({ key, tokens, micro }) => [key.split(':')[0], [Number(tokens), Number(micro)]]))
}

it('forty workers at once never reserve more than there is', async () => {
  const budgets = [1, 2, 3, 4].map(() => budgetOf({ dayUsd: 1, answerTokens: 90, inputUsd: 1_000, outputUsd: 1_000 }))
  const workers = Array.from({ length: 40 }, (_, at) => ({ budget: budgets[at % 4] as Budget, event: `${EVENT.slice(0, -2)}${at + 10}` }))
  const tried = await Promise.allSettled(workers.map(({ budget, event }) => budget.reserve('x'.repeat(20), event)))
  // A question is ten tokens, its answer ninety, and each a tenth of the day.
  expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  expect((await counted()).day).toEqual([1_000, 1_000_000])
  // What the refused ones had counted on their events is taken back.
  const { rows } = await world.db.pool.query<{ tokens: string }>(
    `SELECT tokens FROM limits.model_spending WHERE key LIKE 'event:%' AND tokens > 0`,
  )
  expect(rows).toHaveLength(10)
  // Settled for less, there is room again; settled by one while others reserve, nobody waits for ever.
  const [given] = tried.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []))
  const usage = JSON.stringify({ usage: { prompt_tokens: 5, completion_tokens: 5 } })
  const more = workers.map(({ budget, event }) => budget.reserve('x'.repeat(20), event))
  await Promise.all([budgets[0]?.settle(given, 'm', usage), ...more.map((one) => one.catch(() => undefined))])
  await budgets[1]?.settle(undefined, 'm', usage)
  const [tokens, micro] = (await counted()).day ?? []
  expect([tokens, micro]).toEqual([910, 910_000])
})

it('what was refused costs nothing; what was cut off, or whose worker died, stays counted', async () => {
  const model = askedFor(modelOf(budgetOf()), EVENT)
  await world.fault({ system: 'openai', status: 500, times: 2 })
  await expect(model?.structured(question)).rejects.toMatchObject({ name: 'Unavailable' })
  expect(await counted()).toEqual({ day: [0, 0], event: [0, 0] })
  const cut = AbortSignal.timeout(100)
  await world.say({ answer: { answer: 'да' }, delayMs: 5_000 })
  await expect(model?.structured({ ...question, signal: cut })).rejects.toMatchObject({ name: 'Unavailable' })
  const left = await counted()
  expect(left.day?.[0]).toBeGreaterThan(100)
  expect(left.event).toEqual(left.day)
})

it('no answer is asked for that is longer than what was reserved', async () => {
  await modelOf(budgetOf()).structured(question)
  const [call] = await world.calls('openai')
  expect(call?.body).toMatchObject({ max_tokens: 100 })
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
  await budgetOf().settle(undefined, 'm', '{"choices":[]}')
  expect(spent).toEqual([{ model: 'm', inputTokens: 1_000, outputTokens: 5, usd: 1.005 }])
})
