// A question no rule understands: the model asks our reads, and answers from what they say; without it the bot says so honestly.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { CARD_AFTER_MS, TYPING_AFTER_MS } from '../../src/progress.ts'
import { until } from '../process/children.ts'
import { botCalls, messagesTo, post } from '../support/telegram-door.ts'
import { EMPLOYEE, says } from '../support/telegram-updates.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { SCHEDULES: 'off' } })
  await world.app.db.prisma.car.create({
    data: { id: 80001, branch: 'batumi', name: 'Toyota Prius', plate: 'AA-000-AA', updatedAt: world.clock.now() },
  })
})
afterAll(() => world.stop())
beforeEach(async () => void (await fetch(`${world.sandbox.url}/_model`, { method: 'DELETE' })))

const script = (line: Record<string, unknown>) =>
  fetch(`${world.sandbox.url}/_model`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(line) })
const QUESTION = 'хватит ли гостю бензина до гор'
const ask = async () => {
  const { body } = await post(world, says(QUESTION))
  await world.app.drain()
  return { event: await world.event(body.events[0] ?? ''), said: (await messagesTo(world, EMPLOYEE.id)).at(-1) ?? '' }
}
const NOBODY = { agents: ['nobody'], intent: 'unclear', urgency: 'low', language: 'ru', reason: 'unclear' }
const CAR = { tool: { name: 'find_car', args: { query: 'AA-000-AA' } } }
const questions = async () => (await world.calls('openai')).filter(({ body }) => Array.isArray(body.tools))

it('it asks a read, answers from it, escaped and with its sources', async () => {
  await script({ match: QUESTION, answer: NOBODY })
  await script({ match: QUESTION, ...CAR })
  await script({ match: 'Toyota Prius', answer: 'Бак у <Prius> полный.' })
  const { event, said } = await ask()
  expect(said).toBe(
    'Бак у &lt;Prius&gt; полный.\n\n<i>Источник: наша база (RentProg, Starline, Greenway): авто; ответ составила модель sandbox-scripted</i>',
  )
  expect(event.agents[0]?.summary).toContain('ответила модель sandbox-scripted')
})

it('it asks four times at most', async () => {
  const before = (await questions()).length
  await script({ match: QUESTION, answer: NOBODY })
  await script({ match: QUESTION, ...CAR, times: 10 })
  await ask()
  const asked = (await questions()).slice(before)
  expect(asked.map(({ body }) => body.tool_choice)).toEqual(['auto', 'auto', 'auto', 'auto', 'none'])
})

it('a slow model: «печатает…», then one card that says what is done, and in its place the answer', async () => {
  const before = (await botCalls(world)).length
  await script({ match: QUESTION, answer: NOBODY })
  await script({ match: QUESTION, ...CAR })
  await script({ match: 'Toyota Prius', answer: 'Бак полный.', delayMs: 60_000 })
  const { body } = await post(world, says(QUESTION))
  const scripted = async () => (await (await fetch(`${world.sandbox.url}/_model`)).json()) as unknown[]
  await until(10_000, async () => (await scripted()).length === 0)
  const seen = async () => (await botCalls(world)).slice(before)
  world.clock.advance(TYPING_AFTER_MS)
  await until(10_000, async () => (await seen()).length === 1)
  world.clock.advance(CARD_AFTER_MS)
  await until(10_000, async () => (await seen()).length === 2)
  // Now it thinks no longer.
  await fetch(`${world.sandbox.url}/_model`, { method: 'DELETE' })
  await world.app.drain()

  const [typing, card, answer, ...more] = await seen()
  expect(typing).toMatchObject({ path: '/sendChatAction', body: { chat_id: EMPLOYEE.id, action: 'typing' } })
  expect(card).toMatchObject({ path: '/sendMessage', body: { chat_id: EMPLOYEE.id, text: '⏳ Смотрю: авто…' } })
  expect(answer).toMatchObject({ path: '/editMessageText', body: { text: expect.stringContaining('Бак полный.') } })
  expect(more).toEqual([])
  const { effects } = await world.event(body.events[0] ?? '')
  const messages = effects.filter(({ kind }) => kind === 'telegram.message')
  expect(messages.map(({ status }) => status)).toEqual(['sent', 'sent'])
  expect(messages[1]?.receipt).toEqual(messages[0]?.receipt)
  // Whoever asks about it hears of the answer.
  await post(world, says('/why'))
  await world.app.drain()
  expect((await messagesTo(world, EMPLOYEE.id)).at(-1)).toContain('Сделано: сообщение там, где спросили')
})

it('words that rest on nothing are not passed on', async () => {
  await script({ match: QUESTION, answer: NOBODY })
  await script({ match: QUESTION, answer: 'Конечно хватит, обещаю!' })
  expect((await ask()).said).toContain('Я пока не понял')
})

it('a model that is down leaves the honest answer', async () => {
  await world.fault({ system: 'openai', status: 500, times: 20 })
  const { event, said } = await ask()
  expect(event.status).toBe('done')
  expect(said).toContain('Я пока не понял')
})
