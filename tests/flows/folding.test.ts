// Messages that wait behind each other are answered together, once; nothing that means something else is lost among them.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { messagesTo } from '../support/telegram-door.ts'
import { EMPLOYEE } from '../support/telegram-updates.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let before = 0
let nextMessage = 1
let hold: Promise<void> = Promise.resolve()
beforeAll(async () => {
  world = await startWorld({
    environment: { SCHEDULES: 'off', OPENAI_MODEL: 'off' },
    overrides: { at: async (step) => (step === 'claimed' ? hold : undefined) },
  })
  const { prisma } = world.app.db
  const base = { branch: 'batumi', updatedAt: world.clock.now() }
  await prisma.car.createMany({
    data: [
      { ...base, id: 80001, name: 'Toyota Prius', plate: 'AA-000-AA' },
      { ...base, id: 80002, name: 'Kia Rio', plate: 'AA-002-BT' },
    ],
  })
})
afterAll(() => world.stop())
beforeEach(async () => {
  before = (await messagesTo(world, EMPLOYEE.id)).length
})

/** All of them are there before the first one begins. */
async function arrive(...messages: { text: string; of?: number; edited?: boolean; fromId?: number }[]) {
  const first = nextMessage
  const ids: string[] = []
  const { orchestrator } = world.app
  const gate = Promise.withResolvers<void>()
  hold = gate.promise
  for (const { text, of, edited = false, fromId = EMPLOYEE.id } of messages) {
    const messageId = of === undefined ? nextMessage++ : first + of
    const { id } = await orchestrator.route({
      type: 'message.employee',
      payload: { chatId: EMPLOYEE.id, chatType: 'private', fromId, messageId, text, edited },
    })
    ids.push(id)
  }
  gate.resolve()
  await world.app.drain()
  return Promise.all(ids.map((id) => world.event(id)))
}
const said = async () => (await messagesTo(world, EMPLOYEE.id)).slice(before)

it('three messages of one person are one question with one answer, in the run of the last', async () => {
  const [first, second, last] = await arrive({ text: 'что с приусом' }, { text: 'и с рио' }, { text: 'а?' })
  expect(first).toMatchObject({ status: 'done', agents: [{ summary: 'Следующее сообщение уже ждало: отвечу на оба сразу.' }], effects: [] })
  expect(second).toMatchObject({ status: 'done', effects: [], plan: { agents: [] } })
  expect(last).toMatchObject({ status: 'done', plan: { agents: ['staff-assistant'] } })
  const [answer, ...others] = await said()
  expect(others).toEqual([])
  expect(answer).toContain('Toyota Prius')
  expect(answer).toContain('Kia Rio')
})

it('an edit that waits takes the place of what it edits', async () => {
  await arrive({ text: 'что с приусом' }, { text: 'что с рио', of: 0, edited: true })
  const [answer, ...others] = await said()
  expect(others).toEqual([])
  expect(answer).toContain('Kia Rio')
  expect(answer).not.toContain('Toyota Prius')
})

it('what means something else keeps its own run: a task, a command, another person', async () => {
  const [question, task, command] = await arrive({ text: 'что с приусом' }, { text: 'поставь задачу помыть Rio' }, { text: '/people' })
  expect([question, task, command].map((event) => event?.plan?.agents)).toEqual([['staff-assistant'], ['tasks'], ['staff-assistant']])
  const others = await arrive({ text: 'что с приусом' }, { text: 'что с рио', fromId: 100000003 })
  for (const event of others) expect(event.plan?.agents).toEqual(['staff-assistant'])
  expect((await said()).filter((text) => text.includes('🚗'))).toHaveLength(3)
})

it('what goes on with another agent keeps it, whatever waits behind', async () => {
  await arrive({ text: '/plan' })
  const events = await arrive({ text: 'а завтра?' }, { text: 'спасибо' })
  expect(events.map(({ plan }) => plan?.agents)).toEqual([['daily-plan'], ['staff-assistant']])
  expect((await said())[1]).toContain('План на завтра')
})

it('replayed, what was folded stays answered and the answer is not said again', async () => {
  const [first, last] = await arrive({ text: 'что с приусом' }, { text: 'и с рио' })
  for (const event of [first, last]) await world.api(`/events/${event?.id}/replay`, 'POST')
  await world.app.drain()
  expect(await said()).toHaveLength(1)
  expect(await world.event(first?.id ?? '')).toMatchObject({ status: 'done', effects: [] })
})
