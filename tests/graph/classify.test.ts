// Who reads what people wrote: the model within its list, and what happens when it is wrong, slow or off.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { answerSchema } from '../../src/graph/nodes/classify.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())
afterEach(async () => {
  await fetch(`${world.sandbox.url}/_model`, { method: 'DELETE' })
  await fetch(`${world.sandbox.url}/_faults`, { method: 'DELETE' })
})

const script = (body: object) =>
  fetch(`${world.sandbox.url}/_model`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const asked = async () => (await world.calls('openai')).filter(({ path }) => path.includes('chat/completions')).length
let nextMessage = 1
async function say(text: string) {
  const { id } = await world.app.orchestrator.route({
    type: 'message.employee',
    payload: { chatId: -1000000000001, threadId: 77, fromId: 100000001, messageId: nextMessage++, text },
  })
  await world.app.drain()
  return world.event(id)
}
const UNCLEAR = 'тут такое дело, посмотрите пожалуйста'
const answer = (over: object = {}) => ({
  meant: ['car-topics'],
  urgency: 'high',
  language: 'ru',
  reason: 'somebody describes a problem',
  ...over,
})

describe('a message of staff', () => {
  it('with a clear word goes to its agent without the model', async () => {
    const before = await asked()
    expect((await say('Горит чек, еду в сервис')).plan).toMatchObject({ agents: ['car-topics'], by: 'rules' })
    expect(await asked()).toBe(before)
  })

  it('without one is given to whom the model chooses, with its reason', async () => {
    await script({ match: UNCLEAR, answer: answer() })
    expect((await say(UNCLEAR)).plan).toMatchObject({
      agents: ['car-topics'],
      by: 'model',
      reason: 'somebody describes a problem',
      urgency: 'high',
      language: 'ru',
    })
  })

  it('has for each agent an intent of its own', async () => {
    await script({ match: UNCLEAR, answer: answer({ meant: ['car-topics/breakdown', 'tasks'] }) })
    const { plan } = await say(UNCLEAR)
    expect(plan).toMatchObject({ agents: ['tasks', 'car-topics'], by: 'model', intents: { 'car-topics': 'breakdown' } })
    expect(plan).not.toHaveProperty('intent')
  })

  it('that the model gives to nobody goes to the assistant', async () => {
    await script({ match: UNCLEAR, answer: answer({ meant: ['nobody'] }) })
    expect((await say(UNCLEAR)).plan).toMatchObject({ agents: ['staff-assistant'], by: 'model' })
  })

  it('is asked about once more when the answer is no answer', async () => {
    await script({ match: UNCLEAR, garbage: 'я не JSON' })
    await script({ match: UNCLEAR, answer: answer() })
    const before = await asked()
    expect((await say(UNCLEAR)).plan).toMatchObject({ agents: ['car-topics'], by: 'model' })
    expect(await asked()).toBe(before + 2)
  })

  it('falls back to the assistant when the model answers nonsense twice', async () => {
    await script({ match: UNCLEAR, garbage: 'я не JSON' })
    await script({ match: UNCLEAR, garbage: '{"meant":["sell-the-fleet"]}' })
    const event = await say(UNCLEAR)
    expect(event.plan).toMatchObject({ agents: ['staff-assistant'], by: 'fallback' })
    expect(event.status).toBe('done')
  })

  it('falls back to words, then to the assistant, when the model is down', async () => {
    await world.fault({ system: 'openai', status: 500, times: 10 })
    expect((await say(UNCLEAR)).plan).toMatchObject({ agents: ['staff-assistant'], by: 'fallback' })
  })

  it('can never be sent to an agent outside the route, whatever the model says', () => {
    const schema = answerSchema(['booking-controller', 'car-topics'])
    expect(schema.safeParse(answer({ meant: ['issue-assistant'] })).success).toBe(false)
    expect(schema.safeParse(answer({ meant: ['car-topics/cash_holdings'] })).success).toBe(false)
    expect(schema.safeParse(answer({ meant: ['car-topics', 'booking-controller/booking_status'] })).success).toBe(true)
  })
})
