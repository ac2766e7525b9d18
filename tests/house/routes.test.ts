// The route table and the agents' cards say the same thing; what the compiler cannot see of it.
import { describe, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { definitionOf, type EventType, eventTypes } from '../../src/events/index.ts'
import { agentsOf, routeOf } from '../../src/graph/routes.ts'

describe.each(eventTypes)('the route of %s', (type) => {
  const route = routeOf(type)

  it('leads to somebody', () => {
    expect(agentsOf(route).length).toBeGreaterThan(0)
  })

  it('asks no model when it is critical, and is critical when the event is', () => {
    expect(route.kind === 'critical').toBe(definitionOf(type).priority === 'critical')
  })

  it('names nobody twice, and asks only where there is a choice', () => {
    expect(new Set([...route.always, ...route.among]).size).toBe(route.always.length + route.among.length)
    if (route.kind === 'ask') expect(route.among.length).toBeGreaterThanOrEqual(2)
    // One or nobody is a choice, too.
    else if (route.kind === 'beside') expect(route.among.length).toBeGreaterThanOrEqual(1)
    else expect(route.among).toEqual([])
  })
})

/** Duty accepts everything, so that nothing is without an owner. */
const specialists = agents.filter(({ name }) => name !== 'duty')

describe.each(specialists.map((agent) => [agent.name, agent] as const))('%s', (name, { accepts }) => {
  it('accepts nothing that no route brings', () => {
    const unrouted = (accepts as readonly EventType[]).filter(
      (type) => routeOf(type).kind !== 'owner' && !agentsOf(routeOf(type)).includes(name),
    )
    expect(unrouted).toEqual([])
  })
})
