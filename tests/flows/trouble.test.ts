// Somebody wrote and an agent could not: the person hears which one and what happens next, once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { duty } from '../../src/agents/duty/index.ts'
import { agents } from '../../src/agents/index.ts'
import { MINUTE_MS } from '../../src/clock.ts'
import { BadInput, Unavailable } from '../../src/errors.ts'
import { createGraph } from '../../src/graph/index.ts'
import type { AnyAgent } from '../../src/graph/nodes/agent.ts'
import { CARD_AFTER_MS } from '../../src/progress.ts'
import { until } from '../process/children.ts'
import { botCalls, messagesTo } from '../support/telegram-door.ts'
import { startWorld, type World } from '../support/world.ts'

const CHAT = 100000001
let trouble: Error | null = null
/** It takes so long that a card is posted. */
let isSlow = false
const troubled = {
  ...duty,
  async gather(...given: Parameters<typeof duty.gather>) {
    if (isSlow) {
      given[1].progress('Смотрю журнал…')
      const cards = async () => (await messagesTo(world, CHAT)).filter((text) => text === '⏳ Смотрю журнал…').length
      const before = await cards()
      world.clock.advance(CARD_AFTER_MS)
      await until(10_000, async () => (await cards()) > before || (await hasCard(given[0].id)))
    }
    if (trouble) throw trouble
    return duty.gather(...given)
  },
} as unknown as AnyAgent

let world: World
beforeAll(async () => {
  world = await startWorld({
    overrides: {
      graph: (stock) =>
        createGraph({
          ...stock,
          agents: [...agents.filter(({ name }) => name !== 'duty'), troubled] as unknown as AnyAgent[],
          rules: () => ({ agents: ['duty'], mode: 'parallel', by: 'rules', reason: 'test' }),
        }),
    },
  })
})
afterAll(() => world.stop())

const hasCard = async (eventId: string) =>
  (await world.app.db.prisma.effect.count({ where: { eventId, slot: 'progress', status: 'sent' } })) > 0

let nextMessage = 1
async function say(): Promise<string> {
  const messageId = nextMessage++
  const { id } = await world.app.orchestrator.route({
    type: 'message.employee',
    payload: { chatId: CHAT, chatType: 'private', fromId: CHAT, messageId, text: 'что с машиной?' },
  })
  await world.app.drain()
  return id
}
const edits = async () => (await botCalls(world)).filter(({ path }) => path === '/editMessageText').map(({ body }) => String(body.text))

it('a vendor away for long: told that it is tried again, and then that it worked, in the same message', async () => {
  trouble = new Unavailable('the circuit is open', { notTried: true, retryAfterMs: 10 * MINUTE_MS })
  const before = await messagesTo(world, CHAT)
  const id = await say()
  world.clock.advance(10 * MINUTE_MS)
  await world.app.drain()
  const told = (await messagesTo(world, CHAT)).slice(before.length)
  expect(told).toEqual([`⏳ Пока не получается у помощника «${duty.title}». Попробую ещё раз сам сегодня 12:10, писать заново не нужно.`])
  expect(await world.event(id)).toMatchObject({ status: 'received', agents: [{ name: 'duty', status: 'failed' }] })
  trouble = null
  world.clock.advance(10 * MINUTE_MS)
  await world.app.drain()
  expect((await world.event(id)).status).toBe('done')
  expect((await edits()).at(-1)).toBe('✅ Теперь получилось.')
})

it('a hopeless case: told at once and once, whatever is replayed', async () => {
  trouble = new BadInput('the booking cannot be read')
  const before = (await messagesTo(world, CHAT)).length
  const id = await say()
  expect(await world.event(id)).toMatchObject({ status: 'dead', error: expect.stringContaining('duty: ') })
  await world.api(`/events/${id}/replay`, 'POST')
  await world.app.drain()
  const told = (await messagesTo(world, CHAT)).slice(before)
  expect(told).toEqual([
    `⚠️ Не получилось у помощника «${duty.title}». Дежурный уже знает; если срочно, напишите, пожалуйста, руководителю.`,
  ])
})

it('a moment of trouble: nobody is bothered with it', async () => {
  trouble = new Unavailable('no answer')
  const before = (await messagesTo(world, CHAT)).length
  await say()
  trouble = null
  world.clock.advance(MINUTE_MS)
  await world.app.drain()
  expect((await messagesTo(world, CHAT)).slice(before).filter((text) => /Не получилось|Пока/.test(text))).toEqual([])
})

describe('a card that says what is done', () => {
  it('is edited when it was in vain', async () => {
    trouble = new BadInput('the booking cannot be read')
    isSlow = true
    const before = (await messagesTo(world, CHAT)).length
    const id = await say()
    expect((await world.event(id)).status).toBe('dead')
    expect((await messagesTo(world, CHAT)).slice(before)).toEqual(['⏳ Смотрю журнал…'])
    expect((await edits()).at(-1)).toContain('⚠️ Не получилось')
  })

  it('is the same for every attempt, and the answer comes in its place', async () => {
    trouble = new Unavailable('no answer')
    isSlow = true
    const before = (await messagesTo(world, CHAT)).length
    const id = await say()
    trouble = null
    world.clock.advance(MINUTE_MS)
    await world.app.drain()
    expect(await world.event(id)).toMatchObject({ status: 'done', agents: [{ status: 'done', attempts: 2 }] })
    expect((await messagesTo(world, CHAT)).slice(before)).toEqual(['⏳ Смотрю журнал…'])
    expect((await edits()).at(-1)).not.toContain('⏳')
  })
})
