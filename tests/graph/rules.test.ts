import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { createEvent, eventTypes, type NewEvent } from '../../src/events/index.ts'
import { byRules } from '../../src/graph/nodes/rules.ts'
import { agentsOf, routeOf } from '../../src/graph/routes.ts'

const now = new Date('2030-11-05T06:00:00Z')
const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/events')
const fixture = (file: string) => JSON.parse(readFileSync(path.join(FIXTURES, file), 'utf8')) as NewEvent
const said = (text: string) =>
  byRules(
    createEvent(
      { type: 'message.employee', payload: { chatId: -1000000000001, threadId: 77, fromId: 100000001, messageId: 1, text } },
      now,
    ),
  )

describe('the route table', () => {
  it.each(eventTypes.map((type) => [type]))('%s leads to agents that accept it', (type) => {
    const names = agentsOf(routeOf(type))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(agents.find((agent) => agent.name === name)?.accepts).toContain(type)
  })

  it('sends a planned issue to the controller and the assistant at once', () => {
    const planned = createEvent(fixture('booking.issue.planned.json'), now)
    expect(byRules(planned)).toMatchObject({ agents: ['booking-controller', 'issue-assistant'], mode: 'parallel', by: 'rules' })
  })

  it('never leaves a critical event to the model', () => {
    for (const type of ['unauthorized.trip', 'payment.disputed'])
      expect(byRules(createEvent(fixture(`${type}.json`), now))).toMatchObject({ by: 'rules' })
  })

  it('asks nobody about anything but what people wrote', () => {
    const undecided = readdirSync(FIXTURES).filter((file) => byRules(createEvent(fixture(file), now)) === null)
    expect(undecided.every((file) => file.startsWith('message.employee'))).toBe(true)
  })

  it('gives a timer to the agent that set it, and an orphan to the person on duty', () => {
    const timer: NewEvent = { type: 'reminder.due', payload: { subject: 'booking:1', stage: 'issue:T-30' } }
    const cause = { eventId: '019a5e3c-0000-7000-8000-000000000000', agent: 'booking-controller' }
    expect(byRules(createEvent({ ...timer, cause }, now))?.agents).toEqual(['booking-controller'])
    expect(byRules(createEvent(timer, now))?.agents).toEqual(['duty'])
  })

  it('gives a pressed button to the agent whose code it carries', () => {
    const press = (data: string) =>
      byRules(createEvent({ type: 'callback.button', payload: { chatId: -1, messageId: 1, fromId: 1, callbackQueryId: 'x', data } }, now))
        ?.agents
    expect(press('is|700001|wash')).toEqual(['issue-assistant'])
    expect(press('rt|700001|body')).toEqual(['return-assistant'])
    expect(press('zz|1|x')).toEqual(['duty'])
  })
})

describe('words', () => {
  it.each([
    ['Горит чек, еду в сервис', 'car-topics'],
    ['что с бронью 700001', 'booking-controller'],
  ])('"%s" is for %s without asking a model', (text, agent) => {
    expect(said(text)).toMatchObject({ agents: [agent], by: 'rules' })
  })

  it('that name nobody are left to the model', () => {
    expect(said('ну как вам погода')).toBeNull()
  })
})
