// «Почему»: what a person reads of the run behind a message. Now: Tuesday, 5 November 2030, 10:00 in Tbilisi.
import { describe, expect, test } from 'vitest'
import { staffAssistant } from '../../src/agents/staff-assistant/index.ts'
import type { SentMessage } from '../../src/tools/rental.ts'
import { at, bookingRow, staffRow } from './rows.ts'
import { run, type World } from './world.ts'

const nino = staffRow({ id: 90003, name: 'Нино Лагидзе', telegramId: 100000003n, role: 'employee' })
const boss = staffRow({ id: 90002, name: 'Анна Босс', telegramId: 100000002n, role: 'manager' })

const message = (changes: Partial<SentMessage['run']> = {}, edits: SentMessage['edits'] = []): SentMessage => ({
  key: 'k',
  edits,
  run: {
    id: '01930000-0000-7000-8000-0000000000aa',
    type: 'booking.issue.planned',
    source: 'rentprog',
    subject: 'booking:700001',
    payload: { rentprog_id: 700001, branch: 'batumi', booking_id: 700001 },
    timestamp: at('2030-11-05T05:30:00Z'),
    status: 'done',
    plan: {
      agents: ['booking-controller', 'issue-assistant'],
      mode: 'parallel',
      by: 'rules',
      reason: 'booking.issue.planned: by the route table',
    },
    causeEventId: null,
    causeAgent: null,
    outcomes: [
      { agent: 'booking-controller', status: 'done', summary: 'Выдача скоро: напомнил, тел. клиента +995 599 11 22 33.' },
      { agent: 'issue-assistant', status: 'failed', summary: null },
    ],
    effects: [
      effect('telegram.message', 'sent', { place: { to: 'staff', id: 90003 } }),
      effect('telegram.message', 'skipped', { place: { to: 'staff', id: 90003 } }),
      effect('yougile.task', 'failed'),
      effect('event.defer', 'sent'),
      effect('event.defer', 'sent'),
    ],
    ...changes,
  },
})
function effect(kind: string, status: string, payload: object = {}): SentMessage['run']['effects'][number] {
  return {
    key: kind,
    agent: 'booking-controller',
    kind,
    slot: 'main',
    payload: payload as never,
    status,
    createdAt: at('2030-11-05T05:31:00Z'),
  }
}

const ask = async (sent: SentMessage, { as = nino, ...place }: Record<string, unknown> & { as?: typeof nino } = {}, world: World = {}) => {
  const chatId = Number(as.telegramId)
  const { listing, effects, summary } = await run(
    staffAssistant,
    {
      type: 'message.employee',
      payload: { chatId, chatType: 'private', fromId: chatId, messageId: 9, text: '/why', replyToMessageId: 5, ...place },
    },
    { staff: [nino, boss], bookings: [bookingRow()], sent: [{ chatId, messageId: 5, message: sent }], intent: 'why', ...world },
  )
  const [first] = effects
  return { listing, summary, html: first?.kind === 'telegram.message' ? first.payload.html : null }
}

test('what came in, who decided and why, who worked on it with what, what was done, and where to look', async () => {
  const edits = [{ agent: 'booking-controller', eventId: 'e', createdAt: at('2030-11-05T05:50:00Z') }]
  const { html, listing } = await ask(message({}, edits))
  expect(listing).toEqual(['telegram.message why → thread-100000003-0'])
  expect(html).toBe(
    [
      '🔎 <b>Почему я это написал</b>',
      'Пришло: <b>подошло время готовить выдачу</b> — RentProg, Батуми, сегодня 09:30',
      'Кто решил: правило — таблица маршрутов',
      '• Контролер броней: Выдача скоро: напомнил, тел. клиента ***.',
      '• Помощник по выдаче: не получилось, дежурный знает',
      'Сделано: сообщение сотруднику лично; задача в YouGile — не получилось; таймер поставлен (2).',
      'Потом я правил это сообщение: Контролер броней, сегодня 09:50',
      '<a href="https://web.rentprog.ru/bookings/700001">Бронь #4001 в RentProg</a>',
      '<i>Источник: журнал событий. Для разработчиков: GET /api/events/01930000-0000-7000-8000-0000000000aa</i>',
    ].join('\n'),
  )
})

const plan = (by: string, reason: string, more: object = {}) =>
  message({ plan: { agents: [], mode: 'parallel', by, reason, ...more } as never })
test.each([
  [plan('model', 'спрашивают об <авто>', { model: 'gpt-x' }), 'Кто решил: модель gpt-x: «спрашивают об &lt;авто&gt;»'],
  [plan('rules', 'the command /task'), 'правило — команда /task'],
  [plan('rules', 'sla-control set the timer or sent the card'), 'правило — это таймер или кнопка агента «Контроль ответов»'],
  [plan('rules', 'no agent owns this (no cause)'), 'правило — у этой кнопки или таймера больше нет агента'],
  [plan('rules', 'the words name payments (payment_link), tasks (promise)'), 'по словам сообщения это для агентов «Платежи», «Задачи»'],
  [
    plan('fallback', 'without the model: the words name tasks (promise)'),
    'модели не было, поэтому правило — по словам сообщения это для агента «Задачи»',
  ],
  [plan('fallback', 'without the model and without a clear word: a person decides'), 'модели не было, и слова не подсказали'],
  [plan('rules', 'unauthorized.trip: critical, by the route table'), 'критичное событие, модель не спрашивают'],
  [plan('rules', 'written in the topic task:a1'), 'написано в теме этого агента'],
])('who decided is said in words: %#', async (sent, said) => {
  const { html } = await ask(sent)
  expect(html).toContain(said)
})

test('a timer names what led to it', async () => {
  const first = message().run
  const due = message({ type: 'reminder.due', source: 'internal', causeEventId: first.id, causeAgent: 'booking-controller' })
  expect((await ask(due, {}, { runs: [first] })).html).toContain(
    'К этому привело: подошло время готовить выдачу, сегодня 09:30 («Контролер броней»)',
  )
})

describe('what somebody wrote elsewhere', () => {
  const written = (fromId: number) =>
    message({
      type: 'message.employee',
      source: 'telegram',
      payload: { chatId: fromId, fromId, messageId: 1, text: 'деньги у <Гоги>, тел. 599112233' },
    })

  test('an employee does not read', async () => {
    const { html } = await ask(written(100000002))
    expect(html).toContain('сообщение сотрудника</b> — Telegram, Анна Босс')
    expect(html).not.toContain('Гоги')
  })

  test('a manager reads it, escaped and without the phone', async () => {
    expect((await ask(written(100000003), { as: boss })).html).toContain('<blockquote>деньги у &lt;Гоги&gt;, тел. •••</blockquote>')
  })

  test('whoever wrote it reads it', async () => {
    expect((await ask(written(100000003))).html).toContain('деньги у')
  })
})

describe('without a reply', () => {
  test('the last message there is meant', async () => {
    expect((await ask(message(), { replyToMessageId: undefined })).html).toContain('Выдача скоро')
  })

  test('where nothing was said yet, one is told how to ask', async () => {
    expect((await ask(message(), { replyToMessageId: undefined }, { sent: [] })).html).toMatch(/^Здесь я ещё ничего не писал/)
    expect((await ask(message(), { replyToMessageId: 6 })).html).toMatch(/^Не нашёл, откуда это сообщение/)
  })
})

const GROUP = { chatId: -1000000000001, threadId: 77, chatType: 'supergroup' }
test.each([
  ['почему ты опоздал?', { replyToMessageId: undefined }],
  ['почему ты опоздал?', { replyToMessageId: 6 }],
])('in a group people ask each other: «%s» %#', async (text, reply) => {
  expect((await ask(message(), { ...GROUP, ...reply, text })).listing).toEqual([])
})
