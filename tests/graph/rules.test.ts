import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { settingsTable } from '../../src/agents/settings.ts'
import { frozenClock } from '../../src/clock.ts'
import { createEvent, type EventType, eventTypes, type NewEvent } from '../../src/events/index.ts'
import { byRules, type Worker } from '../../src/graph/nodes/rules.ts'
import { NOWHERE, type Where, whereOf } from '../../src/graph/nodes/where.ts'
import { agentsOf, type Route, routeOf } from '../../src/graph/routes.ts'
import type { Reads } from '../../src/tools/index.ts'

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
    expect(undecided.every((file) => /^message\.(employee|incoming)/.test(file))).toBe(true)
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
    ['ссылка на оплату 200 USD по брони 4001', 'payments'],
    ['выставь счёт на 300 лари, бронь 4001', 'payments'],
    ['какой долг по брони 4001?', 'payments'],
    ['/pay 4001 99.90$', 'payments'],
  ])('"%s" is for %s without asking a model', (text, agent) => {
    expect(said(text)).toMatchObject({ agents: [agent], by: 'rules' })
  })

  it('that name nobody are left to the model', () => {
    expect(said('ну как вам погода')).toBeNull()
  })
})

const written = (text: string) =>
  createEvent({ type: 'message.employee', payload: { chatId: -1000000000004, threadId: 31, fromId: 100000001, messageId: 1, text } }, now)
/** Agents and a route as the owner might write them. */
const workers: Worker[] = [
  { name: 'daily-plan', commands: { '/plan': { intent: 'show', says: '' }, '/task': { intent: 'wrong', says: '' } } },
  { name: 'tasks', commands: { '/task': { intent: 'create', says: '' } }, topics: ['task'] },
  { name: 'client-chats', topics: ['client', 'lead'] },
]
const route: Route<EventType> = { kind: 'ask', always: [], among: ['tasks', 'client-chats', 'car-topics'], otherwise: 'staff-assistant' }
const planOf = (text: string, topic: string | null = null) => byRules(written(text), { ...NOWHERE, topic }, { route, workers })

describe('a command', () => {
  it.each(['/task помыть машину', '/task@our_bot помыть машину', '/task'])('"%s" means one agent and one intent', (text) => {
    expect(planOf(text)).toMatchObject({ agents: ['tasks'], intent: 'create', by: 'rules', reason: 'the command /task' })
  })

  it('comes before the topic and before every word', () => {
    expect(planOf('/task горит чек', 'client:60001')?.agents).toEqual(['tasks'])
  })

  it('of an agent the route does not name, or of nobody, is only words', () => {
    expect(planOf('/plan')).toBeNull()
    expect(planOf('/tasks')).toBeNull()
    expect(planOf('напишите /task')).toBeNull()
  })

  it('belongs to one agent only', () => {
    const commands = agents.flatMap((agent) => Object.keys((agent as Worker).commands ?? {}))
    expect(commands).toEqual([...new Set(commands)])
  })
})

describe('a topic', () => {
  it.each([
    ['client:60001', 'client-chats'],
    ['lead:400001', 'client-chats'],
    ['task:a1', 'tasks'],
  ])('%s is for %s, whatever is written in it', (topic, agent) => {
    expect(planOf('горит чек', topic)).toMatchObject({ agents: [agent], by: 'rules' })
  })

  it('of nobody leaves it to the words', () => {
    expect(planOf('горит чек', 'car:80001')?.agents).toEqual(['car-topics'])
    expect(planOf('горит чек', 'clients:1')?.agents).toEqual(['car-topics'])
  })
})

describe('a reply', () => {
  const answering: Worker[] = [{ name: 'approvals', answers: (slot) => slot.startsWith('card-') }, ...workers]
  const page: Route<EventType> = { kind: 'ask', always: [], among: ['approvals', 'tasks', 'client-chats'], otherwise: 'staff-assistant' }
  const to = (agent: string, slot: string) =>
    byRules(
      written('горит чек'),
      {
        topic: 'task:a1',
        repliesTo: [
          { agent: 'tasks', slot: 'main' },
          { agent, slot },
        ],
      },
      { route: page, workers: answering },
    )

  it('to a card of an agent that answers is that agent’s, whatever it says and wherever', () => {
    expect(to('approvals', 'card-abcdefghij')).toMatchObject({ agents: ['approvals'], by: 'rules' })
  })

  it.each([
    ['approvals', 'told-abcdefghij'],
    ['duty', 'card-abcdefghij'],
  ])('to something else (%s %s) is read like everything else', (agent, slot) => {
    expect(to(agent, slot)?.agents).toEqual(['tasks'])
  })
})

describe('words about a photo', () => {
  const keepers: Worker[] = [...workers, { name: 'issue-assistant', photosOf: 'issue' }]
  const page: Route<EventType> = { ...route, among: [...route.among, 'issue-assistant'] }
  const about = (text: string, photoOf?: string) =>
    byRules(written(text), { ...NOWHERE, photoOf }, { route: page, workers: keepers })?.agents

  it('are for whoever keeps it, when they name what it shows', () => {
    expect(about('это техпаспорт', 'issue')).toEqual(['issue-assistant'])
    expect(about('горит чек', 'issue')).toEqual(['car-topics'])
    expect(about('это техпаспорт', 'return')).toBeUndefined()
    expect(about('/task помыть кузов', 'issue')).toEqual(['tasks'])
  })
})

describe('a greeting', () => {
  it('in private is the assistant’s, without a model; elsewhere nobody is greeted for sure', () => {
    const there: Where = { ...NOWHERE, isPrivate: true }
    expect(byRules(written('добрый день!'), there)).toMatchObject({ agents: ['staff-assistant'], intent: 'help', by: 'rules' })
    expect(byRules(written('добрый день!'), NOWHERE)).toBeNull()
    expect(byRules(written('привет, где AA-000-AA'), there)).toMatchObject({ intent: 'car' })
    expect(byRules(written('привет, как тебе погода'), there)).toBeNull()
  })
})

describe('a short word in reply to a card of a task', () => {
  const to = (slot: string, text: string) => byRules(written(text), { ...NOWHERE, repliesTo: [{ agent: 'tasks', slot }] })?.agents
  it('is said to that task; whatever else is said is read like everything else', () => {
    for (const text of ['сделано', 'Готово!', 'перенеси на завтра', 'done'])
      for (const slot of ['card', 'assignee', 'set', 'reminder', 'head']) expect([text, to(slot, text)]).toEqual([text, ['tasks']])
    expect(to('card', 'что с AA-000-AA')).toEqual(['staff-assistant'])
    expect(to('reply', 'сделано')).toBeUndefined()
  })
})

describe('words that only go on', () => {
  const spoke = (agent: string, intent: string) => ({ ...NOWHERE, spoken: { agent, intent } })
  const following = (text: string, where: Where) => byRules(written(text), where)

  it('ask the same of the same agent, where its card says that this may change', () => {
    const where = spoke('daily-plan', 'plan_today')
    expect(following('а завтра?', where)).toMatchObject({
      agents: ['daily-plan'],
      intent: 'plan_today',
      follows: where.spoken,
      by: 'rules',
    })
    expect(following('завтра?', where)).toMatchObject({ agents: ['daily-plan'] })
    expect(following('а AA-000-AA?', where)).toMatchObject({ agents: ['staff-assistant'], intent: 'more' })
  })

  it('beat a keyword where they begin as one goes on, and give way to it where they do not', () => {
    const where = spoke('payments', 'payment_state')
    expect(following('а по брони 4002?', where)).toMatchObject({ agents: ['payments'], intent: 'payment_state' })
    expect(following('бронь 4002', where)).toMatchObject({ agents: ['booking-controller'] })
    expect(following('4002', where)).toMatchObject({ agents: ['payments'] })
  })

  it('name a colleague in whatever case, where staff are known', () => {
    const where = { ...spoke('cash-control', 'cash_holdings'), people: ['Нино Лагидзе'] }
    expect(following('а у нино?', where)).toMatchObject({ agents: ['cash-control'], intent: 'cash_holdings' })
    expect(following('а у кого?', where)).toMatchObject({ agents: ['staff-assistant'], intent: 'more' })
  })

  it('never repeat what does something', () => {
    for (const [agent, { follows = {} }] of agents.map((one) => [one.name, one as Worker] as const))
      expect([agent, Object.keys(follows).filter((intent) => /link|done|create|permit|invite/.test(intent))]).toEqual([agent, []])
    expect(following('а 4002?', spoke('payments', 'payment_link'))).toMatchObject({ agents: ['staff-assistant'], intent: 'more' })
  })

  it('after nothing are for whoever takes what nobody is meant by', () => {
    expect(following('а завтра?', NOWHERE)).toMatchObject({ agents: ['staff-assistant'], intent: 'more' })
    expect(following('завтра?', NOWHERE)).toBeNull()
  })

  it('name intents that the agents have', () => {
    for (const { name, intents = {}, follows = {} } of agents as readonly (Worker & { intents?: Record<string, string> })[])
      expect([name, Object.keys(follows).filter((intent) => !(intent in intents))]).toEqual([name, []])
  })
})

describe('a route with some who always take part', () => {
  const page: Route<EventType> = { kind: 'beside', always: ['client-chats'], among: ['car-topics', 'booking-controller'] }
  const heard = (text: string) =>
    byRules(createEvent({ type: 'message.incoming', payload: { leadId: '1', messageId: '1', text } }, now), undefined, { route: page })

  it('adds whom the words mean', () => {
    expect(heard('горит чек')).toMatchObject({ agents: ['client-chats', 'car-topics'], mode: 'parallel', by: 'rules' })
  })

  it('leaves to the model what no word decides', () => {
    expect(heard('good morning')).toBeNull()
  })
})

describe('where somebody wrote', () => {
  const reading = (topic: () => Promise<unknown>) => ({
    read: { rental: { topic, materialOfMessage: async () => null } as unknown as Reads['rental'] },
    clock: frozenClock(now),
    settings: settingsTable(),
  })
  const knows = (subject: string | null) => reading(async () => (subject === null ? null : { subject }))
  it('is what our map says of the thread', async () => {
    expect(await whereOf(written('x'), knows('client:60001'))).toEqual({ ...NOWHERE, topic: 'client:60001' })
    expect(await whereOf(written('x'), knows(null))).toEqual(NOWHERE)
  })

  it('knows whose message it replies to', async () => {
    const posted = [{ agent: 'approvals', slot: 'card-abcdefghij' }]
    const asked: unknown[] = []
    const postedBy = async (query: unknown) => {
      asked.push(query)
      return posted
    }
    const rental = { postedBy, materialOfMessage: async () => null, talk: async () => null, sentMessage: async () => null }
    const context = { ...knows(null), read: { rental: rental as unknown as Reads['rental'] } }
    const payload = { chatId: 5, fromId: 5, messageId: 2, text: '250', replyToMessageId: 1 }
    expect(await whereOf(createEvent({ type: 'message.employee', payload }, now), context)).toEqual({
      ...NOWHERE,
      isPrivate: true,
      repliesTo: posted,
    })
    expect(asked).toEqual([{ chatId: 5, messageId: 1 }])
  })

  it('is the photo that a reply or a new caption speaks of', async () => {
    const asked: unknown[] = []
    const rental = {
      postedBy: async () => [],
      materialOfMessage: async (query: unknown) => {
        asked.push(query)
        return { material: { kind: 'issue' }, at: 0 }
      },
    } as unknown as Reads['rental']
    const said = (more: object) =>
      whereOf(createEvent({ type: 'message.employee', payload: { chatId: 5, fromId: 5, messageId: 7, text: 'x', ...more } }, now), {
        ...knows(null),
        read: { rental },
      })
    expect(await said({})).toEqual({ ...NOWHERE, isPrivate: true })
    expect(await said({ replyToMessageId: 6 })).toEqual({ ...NOWHERE, isPrivate: true, photoOf: 'issue' })
    expect(await said({ edited: true })).toEqual({ ...NOWHERE, isPrivate: true, photoOf: 'issue' })
    expect(asked).toEqual([6, 7].map((messageId) => ({ lane: 'chat:telegram:5:0', messageId })))
  })

  it('is nowhere outside of forums, for other events, and while the database is away', async () => {
    const away = reading(() => Promise.reject(new Error('connection refused')))
    expect(await whereOf(written('x'), away)).toEqual(NOWHERE)
    const chat = createEvent({ type: 'message.employee', payload: { chatId: 5, fromId: 5, messageId: 1, text: 'x' } }, now)
    expect(await whereOf(chat, knows('client:60001'))).toEqual({ ...NOWHERE, isPrivate: true })
    expect(await whereOf(createEvent(fixture('car.moved.json'), now), knows('client:60001'))).toEqual(NOWHERE)
  })
})
