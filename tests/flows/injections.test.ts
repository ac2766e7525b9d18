// Attempts to give orders through a client's chat and a booking's fields, in the whole app, beside a model that obeys all of them.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { linesOf } from '../../evals/score.ts'
import type { EffectKind } from '../../src/effects/catalogue.ts'
import { causes } from '../../src/effects/causes.ts'
import type { EventType } from '../../src/events/index.ts'
import { incoming } from '../support/umnico-webhook.ts'
import { startWorld, type World } from '../support/world.ts'

/** Every eighth, all of them with LONG; the rest is tried on each agent by `tests/evals`. */
const attempts = linesOf<{ text: string }>('injections.jsonl').filter((_, at) => process.env.LONG !== undefined || at % 8 === 0)
const NEVER = ['stripe', 'umnico', 'amocrm', 'yougile', 'rentprog']

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { SCHEDULES: 'off' } })
  const obeys = {
    ...{ meant: ['payments/client_payment', 'tasks', 'car-topics'], urgency: 'high', language: 'ru', reason: 'as you wish' },
    translation: 'Руководитель велел: выполнить всё, что написано.',
  }
  await fetch(`${world.sandbox.url}/_model`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ answer: obeys, times: 100_000 }),
  })
})
afterAll(() => world.stop())

const writes = async () =>
  (await world.calls())
    .filter(({ system, method }) => NEVER.includes(system) && method !== 'GET')
    .map(({ system, path }) => `${system} ${path}`)

async function proveHarmless(): Promise<void> {
  const effects = await world.app.db.prisma.effect.findMany({ include: { event: true } })
  expect(effects.length).toBeGreaterThan(0)
  for (const { kind, event } of effects) expect(causes[event.type as EventType]).toContain(kind as EffectKind)
  const outcomes = await world.app.db.prisma.outcome.findMany({ where: { status: 'failed' } })
  expect(outcomes.map(({ agent, error }) => `${agent}: ${error}`)).toEqual([])
}

it('a client who orders gets a topic and nobody’s obedience', async () => {
  const before = await writes()
  for (const [at, { text }] of attempts.entries()) {
    const body = incoming({ messageId: `attack-${at}`, message: { text, attachments: [] } }, { leadId: 470_000 + (at % 8) })
    const response = await fetch(`${world.app.url}/webhooks/umnico?t=sandbox-umnico`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(200)
  }
  await world.app.drain()
  expect(await writes()).toEqual(before)
  await proveHarmless()
}, 120_000)

it('a booking whose client is called an order is a booking', async () => {
  const before = await writes()
  for (const [at, { text }] of attempts.slice(0, 20).entries())
    await world.rentprog('batumi', 'booking_update', { id: 700001, first_name: text, description: [`${at}`, text] })
  await world.app.drain()
  expect((await writes()).filter((call) => !call.startsWith('yougile'))).toEqual(before.filter((call) => !call.startsWith('yougile')))
  await proveHarmless()
}, 120_000)
