// Every route of the table, walked once: the event is recorded, runs through the whole house, and ends done; told again, nothing happens.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EventType, eventTypes, type NewEvent } from '../../src/events/index.ts'
import { agentsOf, routeOf } from '../../src/graph/routes.ts'
import { NOW } from '../agents/world.ts'
import { eventFixture } from '../support/event-fixtures.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  // Tuesday, ten in the morning: no quiet hours.
  world = await startWorld({ at: NOW, environment: { OPENAI_MODEL: 'off' } })
})
afterAll(() => world.stop())

const WRITES = (call: { method: string; path: string; effectKey?: string }) => call.effectKey !== undefined

/** The vendor's own answer to what no longer exists is an ending, too; what must not be is a failure of ours. */
const OURS_TO_ANSWER_FOR = ['failed', 'uncertain', 'sending', 'planned']

describe.each(eventTypes)('%s', (type: EventType) => {
  it('goes where the table says, and ends well', async () => {
    // Deferred ones are due at once.
    const { notBefore: _notBefore, slot: _slot, ...example } = eventFixture<EventType>(type)
    const event = { ...example, dedupeKey: `route:${type}` } as NewEvent
    const { id, duplicate } = await world.app.orchestrator.route(event)
    expect(duplicate).toBe(false)
    await world.app.drain()

    const { status, plan, agents, effects, error } = await world.event(id)
    expect({ status, error }).toEqual({ status: 'done', error: null })
    const route = routeOf(type)
    expect(plan?.agents).toEqual(expect.arrayContaining([...route.always]))
    for (const name of plan?.agents ?? [])
      expect(
        agentsOf(route)
          .map(String)
          .concat(event.cause?.agent ?? []),
      ).toContain(name)
    if (route.kind !== 'ask' && route.kind !== 'beside') expect(plan?.by).toBe('rules')
    // Whoever decided says in one Russian sentence what and why.
    for (const { name, summary } of agents) expect([name, summary]).toEqual([name, expect.stringMatching(/[а-яё]{3}/i)])
    expect(effects.filter((effect) => OURS_TO_ANSWER_FOR.includes(effect.status)).map(({ kind, error: why }) => [kind, why])).toEqual([])

    const calls = (await world.calls()).filter(WRITES).length
    expect(await world.app.orchestrator.route(event)).toEqual({ id, duplicate: true })
    await world.app.drain()
    expect((await world.calls()).filter(WRITES)).toHaveLength(calls)
  })
})
