// Two people decide the same thing at the same moment, on two replicas: one word counts, and both hear how it stands.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import { MINUTE_MS } from '../../src/clock.ts'
import { type Card, cardsIn, EMPLOYEE, HEAD, MANAGER, pressOf, wishing } from '../support/approvals.ts'
import { answersTo, post } from '../support/telegram-door.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let other: App
beforeAll(async () => {
  world = await startWorld({ replicas: 2, overrides: { graph: wishing() } })
  other = world.apps[1] as App
})
afterAll(() => world.stop())

it('whoever is first', async () => {
  for (let round = 0; round < 5; round++) {
    const seen = (await cardsIn(world)).length
    const { id } = await world.app.orchestrator.route({
      type: 'message.employee',
      payload: { chatId: EMPLOYEE, chatType: 'private', fromId: EMPLOYEE, messageId: round + 1, text: `ссылка на ${400 + round}` },
    })
    await world.drain()
    // The reminder is a card of its own, in a lane of its own.
    world.clock.advance(30 * MINUTE_MS)
    await world.drain()
    const [first, second] = (await cardsIn(world)).slice(seen) as [Card, Card]
    const yes = pressOf(first, first.buttons.Одобрить ?? '', MANAGER)
    const no = pressOf(second, second.buttons.Отказать ?? '', HEAD)
    await Promise.all([post(world, yes.update), post({ app: other }, no.update)])
    await world.drain()

    const event = await world.event(id)
    const [link] = event.effects.filter(({ kind }) => kind === 'stripe.link')
    const [toManager, toHead] = await Promise.all([answersTo(world, yes.queryId), answersTo(world, no.queryId)])
    expect([toManager.length, toHead.length, event.status]).toEqual([1, 1, 'done'])
    if (link?.status === 'sent') {
      expect([toManager[0], toHead[0]]).toEqual(['Одобрено, выполняю.', expect.stringMatching(/^Уже одобрено/)])
    } else {
      expect([link?.status, toHead[0], toManager[0]]).toEqual([
        'skipped',
        'Отказано, ничего не сделаю.',
        expect.stringMatching(/^Уже отказано/),
      ])
    }
    const made = (await world.calls('stripe')).filter(({ effectKey, method }) => effectKey === link?.key && method === 'POST')
    expect(made.length > 0).toBe(link?.status === 'sent')
    const words = await world.app.db.prisma.decision.findMany({ where: { about: link?.key, what: { in: ['approved', 'refused'] } } })
    expect(words).toHaveLength(1)
  }
})
