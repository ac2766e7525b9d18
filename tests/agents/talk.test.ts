// Talking on: what short words mean after what was spoken of. Now: Tuesday, 5 November 2030, 10:00 in Tbilisi.
import { describe, expect, test } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { settingsTable } from '../../src/agents/settings.ts'
import { staffAssistant } from '../../src/agents/staff-assistant/index.ts'
import { talkingOf } from '../../src/agents/talk.ts'
import { frozenClock } from '../../src/clock.ts'
import type { About, Turn } from '../../src/effects/catalogue.ts'
import { createEvent } from '../../src/events/index.ts'
import { byRules } from '../../src/graph/nodes/rules.ts'
import { whereOf } from '../../src/graph/nodes/where.ts'
import type { Talk } from '../../src/tools/rental.ts'
import { at, bookingRow, carRow, chatRow, clientRow, staffRow, topicRow } from './rows.ts'
import { NOW, readsOf, run, type World } from './world.ts'

const nino = staffRow({ id: 90003, name: 'Нино Лагидзе', telegramId: 100000003n })
const prius = carRow({ code: null })
const rio = carRow({ id: 80002, name: 'Kia Rio', code: null, plate: 'AA-002-BT' })
const rented = bookingRow({ inRent: true, startAt: at('2030-11-03T08:00:00Z'), endAt: at('2030-11-06T05:00:00Z') })

const talk = (
  about: About | null,
  { chat = 100000003, thread = 0, minutesAgo = 1, fromId = 100000003, key = undefined as string | undefined } = {},
): Talk => {
  const at = new Date(NOW.getTime() - minutesAgo * 60_000)
  return {
    subject: `chat:telegram:${chat}:${thread}`,
    summary: '',
    turns: [
      { by: 'staff', fromId, messageId: 1, text: 'что с приусом', at: at.toISOString() },
      { by: 'bot', fromId, messageId: 1, text: 'ответ', ...(key && { key }), ...(about && { about }), at: at.toISOString() },
    ] satisfies Turn[] as never,
    updatedAt: at,
  }
}

/** The agent the rules choose, at work. */
const say = async (text: string, world: World, more: Record<string, unknown> = {}, fallback = 'staff-assistant') => {
  const payload = { chatId: 100000003, chatType: 'private' as const, fromId: 100000003, messageId: 2, text, ...more }
  const all = { staff: [nino], cars: [prius, rio], bookings: [rented], clients: [clientRow()], ...world }
  const event = createEvent({ type: 'message.employee', payload }, NOW)
  const plan = byRules(event, await whereOf(event, { read: readsOf(all).reads, clock: frozenClock(NOW), settings: settingsTable() }))
  const agent = agents.find(({ name }) => name === (plan?.agents[0] ?? fallback)) ?? staffAssistant
  const { intent, follows } = { intent: undefined, follows: undefined, ...plan }
  const done = await run(agent, { type: 'message.employee', payload }, { intent, follows, ...all })
  const [first] = done.effects
  const html = first?.kind === 'telegram.message' || first?.kind === 'telegram.edit' ? first.payload.html : null
  return { ...done, html, agent: agent.name, plan }
}

const CAR: About = { agent: 'staff-assistant', intent: 'car', carId: 80001, branch: 'batumi' }
const FREE: About = {
  ...{ agent: 'staff-assistant', intent: 'free_cars', branch: 'batumi' },
  ...{ from: '2030-11-06T06:00:00.000Z', to: '2030-11-06T14:00:00.000Z' },
}
const BOOKING: About = { agent: 'booking-controller', intent: 'booking_status', bookingId: 700001, branch: 'batumi' }
const BRANCH: About = { agent: 'staff-assistant', intent: 'branch', branch: 'batumi' }
const PLAN: About = { agent: 'daily-plan', intent: 'plan_today', branch: 'batumi', from: '2030-11-04T20:00:00.000Z' }
const CASH: About = { agent: 'cash-control', intent: 'cash_holdings' }
const TASKS: About = { agent: 'tasks', intent: 'task_list' }
const OWED: About = { agent: 'payments', intent: 'payment_state', bookingId: 700001 }
const CARE: About = { agent: 'maintenance', intent: 'care_status', carId: 80001 }

describe('after', () => {
  test.each<[string, About, string, string | RegExp]>([
    ['a car', CAR, 'а когда вернётся?', 'Toyota Prius AA-000-AA'],
    ['a car', CAR, 'а завтра?', '🔴 6 ноября 00:00 → 6 ноября 23:59: занята'],
    ['a car', CAR, 'а 8 ноября?', '🟢 8 ноября 00:00 → 8 ноября 23:59: свободна'],
    ['a car', CAR, 'а рио?', 'Kia Rio'],
    ['a car', { ...CAR, bookingId: 700001 }, 'а кто клиент?', '👤 <b>Иван Тестов</b>'],
    ['a booking', BOOKING, 'а когда вернётся?', 'Toyota Prius AA-000-AA'],
    ['a booking', BOOKING, 'а кто ответственный?', '📄 <b>Бронь <a href="https://web.rentprog.ru/bookings/700001">#4001</a></b> · Батуми'],
    ['a booking', BOOKING, 'и что за клиент?', '👤 <b>Иван Тестов</b>'],
    ['free cars', FREE, 'а в Тбилиси?', /Тбилиси.*\n6 ноября 10:00 → 6 ноября 18:00/],
    ['free cars', FREE, 'а послезавтра?', /Батуми.*\n7 ноября 00:00 → 7 ноября 23:59/],
    ['a branch', BRANCH, 'а завтра?', '<b>Батуми</b>\nЗавтра: выдачи 0, приемки 1.'],
    ['a branch', BRANCH, 'а в Кутаиси?', '<b>Кутаиси</b>'],
    ['a branch', BRANCH, 'and tomorrow?', 'Завтра: выдачи 0'],
    ['a branch', BRANCH, 'ხვალ?', 'Завтра: выдачи 0'],
    ['free cars', FREE, 'what about Tbilisi?', /Тбилиси.*\n6 ноября 10:00 → 6 ноября 18:00/],
    ['free cars', FREE, 'თბილისში?', /Тбилиси.*\n6 ноября 10:00 → 6 ноября 18:00/],
    ['a plan', PLAN, 'а завтра?', /План на завтра — Батуми[\s\S]*среда, 6 ноября/],
    ['a plan', PLAN, 'а в пятницу?', /План — Батуми[\s\S]*пятница, 8 ноября/],
    ['a plan', PLAN, 'what about Tbilisi?', /План на сегодня — Тбилиси/],
    ['a plan', { ...PLAN, from: '2030-11-05T20:00:00.000Z' }, 'და თბილისში?', /План на завтра — Тбилиси/],
    ['tasks', TASKS, 'а завтра?', 'Открытых задач у вас на 6 ноября нет'],
    ['tasks', TASKS, 'а по Тбилиси?', /^Задачи другого филиала видят/],
    ['cash', CASH, 'а по Тбилиси?', /^Чужие кассы видит/],
    ['cash', CASH, 'а завтра?', /^Кассу другого дня не знаю/],
    ['a booking', BOOKING, 'а по брони 4001?', '#4001'],
    ['a payment', OWED, 'and 4001?', 'Долг не больше 200,00 GEL'],
    ['a service', CARE, 'а рио?', 'Kia Rio'],
    ['a client', { agent: 'staff-assistant', intent: 'client', clientId: 60001, carId: 80001 }, 'а завтра?', 'Toyota Prius'],
  ])('%s, %o, «%s» is understood', async (_, about, text, said) => {
    const { html, agent, plan } = await say(text, { talks: [talk(about)] })
    expect(plan?.by).toBe('rules')
    if (plan?.intent === about.intent) expect(agent).toBe(about.agent)
    if (typeof said === 'string') expect(html).toContain(said)
    else expect(html).toMatch(said)
  })
})

describe('what is spoken of', () => {
  test('is remembered of an answer about one thing', async () => {
    const of = { carId: 80001, branch: 'batumi', bookingId: 700001, clientId: 60001 }
    expect((await say('что с приусом', {})).about).toEqual({ ...of, intent: 'car' })
    expect((await say('/booking 4001', {})).about).toEqual(of)
    expect((await say('/debt 4001', {})).about).toEqual(of)
  })

  test('stays what it was when the answer names nothing or several', async () => {
    expect((await say('спасибо', { talks: [talk(CAR)] })).about).toBeNull()
    expect((await say('что с авто', { cars: [prius, carRow({ id: 3, code: null, plate: 'BB-001-BB' })] })).about).toBeNull()
  })

  test('is not taken for meant after some hours', async () => {
    expect((await say('а завтра?', { talks: [talk(CAR, { minutesAgo: 300 })] })).summary).toMatch(/^Не понял/)
  })

  test('gives way to the message that is replied to', async () => {
    const sent = [{ chatId: 100000003, messageId: 7, message: { key: 'k', edits: [], run: runAbout({ ...CAR, carId: 80002 }) } }]
    expect((await say('а завтра?', { talks: [talk(CAR)], sent }, { replyToMessageId: 7 })).html).toContain('Kia Rio')
  })

  test('of a message that remembers nothing is what its event is about', async () => {
    const sent = [
      { chatId: 100000003, messageId: 7, message: { key: 'k', edits: [], run: { ...runAbout(null), payload: { booking_id: 700001 } } } },
    ]
    expect((await say('/booking', { sent }, { replyToMessageId: 7 })).html).toContain('#4001')
  })

  test('a bare /booking means', async () => {
    expect((await say('/booking', { talks: [talk(BOOKING)] })).html).toContain('#4001')
    const topic = { chats: [chatRow()], topics: [topicRow()] }
    expect((await say('/booking', topic, { chatId: -1000000000001, threadId: 77, chatType: 'supergroup' })).html).toContain('#4001')
  })
})

function runAbout(about: About | null) {
  const effect = {
    key: 'k',
    agent: 'staff-assistant',
    kind: 'conversation.remember',
    slot: 'main',
    payload: { turns: [{ about }] } as never,
    status: 'sent',
    createdAt: NOW,
  }
  return {
    ...{ id: 'e', type: 'message.employee', source: 'telegram', subject: 's', payload: {}, timestamp: NOW, status: 'done', plan: null },
    ...{ causeEventId: null, causeAgent: null, outcomes: [], effects: about === null ? [] : [effect] },
  }
}

describe('among several people', () => {
  const GROUP = { chatId: -1000000000001, threadId: 5, chatType: 'supergroup' }
  const there = (more: object) => [talk(CAR, { chat: -1000000000001, thread: 5, ...more })]
  test('the one who has just spoken with us goes on', async () => {
    expect((await say('а завтра?', { talks: there({}) }, GROUP)).html).toContain('Toyota Prius')
  })

  test.each([{ fromId: 100000002 }, { minutesAgo: 6 }])('%o: it is not said to us', async (more) => {
    expect((await say('а завтра?', { talks: there(more) }, GROUP)).listing).toEqual([])
  })

  test('in the topic of a car one replies about that car', async () => {
    const sent = [{ chatId: -1000000000001, threadId: 77, messageId: 7, message: { key: 'k', edits: [], run: runAbout(null) } }]
    const topic = { chats: [chatRow()], topics: [topicRow()], sent }
    expect((await say('а завтра?', topic, { ...GROUP, threadId: 77, replyToMessageId: 7 })).html).toContain('Toyota Prius')
  })
})

describe('what older turns leave', () => {
  const turn = (n: number, minutesAgo: number): Turn => ({
    ...{ by: 'bot', fromId: 100000003, messageId: n, text: `ответ ${n}`, asked: `Брони: бронь #${n} (booking_status)` },
    at: new Date(NOW.getTime() - minutesAgo * 60_000).toISOString(),
  })
  const of = (turns: Turn[], summary = '', minutesAgo = 1) =>
    talkingOf(
      { chatId: 100000003, fromId: 100000003, messageId: 99, edited: false },
      {
        read: readsOf({
          talks: [{ ...talk(null), turns: turns as never, summary, updatedAt: new Date(NOW.getTime() - minutesAgo * 60_000) }],
        }).reads,
        clock: frozenClock(NOW),
        settings: settingsTable(),
      },
    )

  test('is what was asked before the last six', async () => {
    const { turns, earlier } = await of(
      [1, 2, 3, 4, 5, 6, 7].map((n) => turn(n, 8 - n)),
      '2030-11-01 Задачи (task_list)',
    )
    expect(turns.map(({ messageId }) => messageId)).toEqual([2, 3, 4, 5, 6, 7])
    expect(earlier).toBe('2030-11-05 Брони: бронь #1 (booking_status)\n2030-11-01 Задачи (task_list)')
  })

  test('is all there is after some hours, and nothing after some days', async () => {
    expect(await of([turn(1, 300)], '', 300)).toMatchObject({ turns: [], earlier: '2030-11-05 Брони: бронь #1 (booking_status)' })
    expect(await of([turn(1, 60 * 24 * 31), turn(2, 1)], '2030-10-01 Задачи (task_list)')).toMatchObject({
      turns: [{ messageId: 2 }],
      earlier: '',
    })
  })
})

test('/forget forgets', async () => {
  const { effects, html } = await say('/forget', { talks: [talk(CAR)] })
  expect(html).toBe('Забыл, о чём мы здесь говорили. Начнём сначала: чем помочь?')
  expect(effects[1]).toMatchObject({ kind: 'conversation.remember', payload: { chatId: 100000003, forget: true } })
})
