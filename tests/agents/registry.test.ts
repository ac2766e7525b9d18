// The registry of agents and the words that choose among them.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { agentByCode, agentByName, agents } from '../../src/agents/index.ts'
import { meantBy } from '../../src/agents/understanding.ts'

const ROOM = path.resolve(import.meta.dirname, '../../src/agents')

test('every folder is an agent of that name, and every agent has a folder', () => {
  const folders = readdirSync(ROOM, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.map(({ name }) => name).sort()).toEqual(agents.map(({ name }) => name).sort())
})

test('each is found by its name and by the code of its buttons', () => {
  for (const agent of agents) {
    expect(agentByName(agent.name)).toBe(agent)
    expect(agentByCode(agent.code)).toBe(agent)
    expect(agent.code).toMatch(/^[a-z]{2,4}$/)
  }
  expect(agentByCode('p')).toBeUndefined()
})

describe('keywords', () => {
  const understood = (text: string) => meantBy(text, agents, 2).map(({ agent, intent }) => `${agent}: ${intent}`)

  test('stand for intents the agent declares', () => {
    for (const agent of agents) expect(Object.keys(agent.intents ?? {}).sort()).toEqual(Object.keys(agent.keywords ?? {}).sort())
    for (const agent of agents) expect(Object.keys(agent.clientIntents ?? {})).toEqual(Object.keys(agent.clientKeywords ?? {}))
  })

  test.each([
    ['что с бронью 4001?', ['booking-controller: booking_status']],
    ['Горит чек, еду в сервис', ['car-topics: breakdown']],
    ['чек за мойку двигателя', ['car-topics: repair_receipt']],
    ['помыл и заправил', ['issue-assistant: issue_done']],
    ['чего не хватает по приемке?', ['return-assistant: return_materials']],
    ['принял машину', ['return-assistant: return_done']],
    ['план на завтра', ['daily-plan: plan_tomorrow']],
    ['покажи план на день', ['daily-plan: plan_today']],
    ['всем привет', []],
  ])('«%s» is understood as %j', (text, meant) => {
    expect(understood(text)).toEqual(meant)
  })
})
