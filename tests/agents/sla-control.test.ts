// SLA control: when a client's clock starts, what stops it, and who hears of it.
import { describe, expect, test } from 'vitest'
import { slaControl } from '../../src/agents/sla-control/index.ts'
import { addMs, MINUTE_MS } from '../../src/clock.ts'
import type { NewEvent } from '../../src/events/index.ts'
import type { SlaClock } from '../../src/tools/rental.ts'
import { at, bookingRow, chatRow, clientRow, conversationRow, staffRow, topicRow } from './rows.ts'
import { NOW, run, type World } from './world.ts'

const LEAD = '400001'
const CLIENTS = -1000000000004n
const ago = (minutes: number) => addMs(NOW, -minutes * MINUTE_MS)

const asks = (text = 'Где забрать машину?', payload: object = {}, timestamp = NOW): NewEvent => ({
  type: 'message.incoming',
  timestamp: timestamp.toISOString(),
  payload: { leadId: LEAD, messageId: 'msg-1', text, channel: 'whatsapp2', customerPhone: '995599000001', ...payload },
})
const answers = (payload: object = {}, timestamp = NOW): NewEvent => ({
  type: 'message.sent',
  timestamp: timestamp.toISOString(),
  payload: { leadId: LEAD, messageId: 'msg-2', text: 'Адрес отправили.', userId: '15', ...payload },
})
const due: NewEvent = { type: 'sla.due', payload: { subject: `chat:umnico:${LEAD}`, stage: 'warn', ref: LEAD } }

const clockRow = (row: Partial<SlaClock> = {}): SlaClock => ({
  leadId: LEAD,
  branch: 'batumi',
  bookingId: 700001,
  responsibleId: 90001,
  messageId: 'msg-1',
  startedAt: ago(5),
  countsFrom: row.startedAt ?? ago(5),
  status: 'running',
  stage: null,
  answeredAt: null,
  answeredBy: null,
  updatedAt: NOW,
  ...row,
})
/** A client of Batumi who has a booking and a topic. */
const known = (world: World = {}): World => ({
  clients: [clientRow({ phone: '+995 599 000 001' })],
  bookings: [bookingRow()],
  staff: [
    staffRow(),
    staffRow({ id: 90002, role: 'manager', telegramId: 2n }),
    staffRow({ id: 90041, role: 'head', branch: null, telegramId: 3n }),
    staffRow({ id: 90042, role: 'director', branch: null, telegramId: 4n }),
  ],
  chats: [chatRow({ id: CLIENTS, purpose: 'clients', branch: null })],
  topics: [topicRow({ chatId: CLIENTS, threadId: 31, subject: 'client:60001' })],
  conversations: [
    conversationRow({ leadId: LEAD, topic: 'client:60001', clientId: 60001, channel: 'whatsapp2', status: 'open', lastOutgoingAt: null }),
  ],
  ...world,
})
const act = (event: NewEvent, world: World = known()) => run(slaControl, event, world)

describe('a client writes', () => {
  test('the clock starts, and looks again in five minutes', async () => {
    const { listing, only, summary } = await act(asks())
    expect(listing).toEqual(['sla.upsert main', 'event.defer main'])
    expect(only('sla.upsert').set).toMatchObject({
      branch: 'batumi',
      responsibleId: 90001,
      messageId: 'msg-1',
      startedAt: NOW.toISOString(),
      countsFrom: NOW.toISOString(),
      status: 'running',
      stage: null,
    })
    expect(only('event.defer')).toMatchObject({
      type: 'sla.due',
      notBefore: '2030-11-05T06:05:00.000Z',
      timerSlot: 'answer',
      payload: { subject: 'chat:umnico:400001', ref: LEAD },
    })
    expect(summary).toBe('Иван Тестов ждёт ответа: часы запущены, напомню сегодня 10:05.')
  })

  test('before our row of the conversation is there, the clock starts all the same', async () => {
    expect((await act(asks(), known({ conversations: [] }))).listing).toEqual(['sla.upsert main', 'event.defer main'])
  })

  test('somebody nobody knows has the hours of Tbilisi and no branch', async () => {
    const { only } = await act(asks(), {})
    expect(only('sla.upsert').set).toMatchObject({ branch: null, status: 'running' })
  })

  test.each([
    ['at night', '2030-11-05T20:00:00.000Z', '2030-11-06T05:00:00.000Z', '2030-11-06T05:05:00.000Z'],
    ['early in the morning', '2030-11-05T01:00:00.000Z', '2030-11-05T05:00:00.000Z', '2030-11-05T05:05:00.000Z'],
    ['three minutes before closing', '2030-11-05T15:57:00.000Z', '2030-11-05T15:57:00.000Z', '2030-11-06T05:02:00.000Z'],
    ['on a Sunday', '2030-11-10T10:00:00.000Z', '2030-11-10T10:00:00.000Z', '2030-11-10T10:05:00.000Z'],
  ])('%s', async (_, wrote, counts, look) => {
    const { only } = await act(asks('Здравствуйте', {}, at(wrote)), known({ now: at(wrote) }))
    expect(only('sla.upsert').set).toMatchObject({ startedAt: wrote, countsFrom: counts })
    expect(only('event.defer').notBefore).toBe(look)
  })

  test('again, before anybody answered: the first message keeps counting', async () => {
    const { listing, summary } = await act(asks('Вы тут?'), known({ clocks: [clockRow({ startedAt: ago(3) })] }))
    expect(listing).toEqual([])
    expect(summary).toBe('Иван Тестов: часы уже идут, клиент написал первым сегодня 09:57.')
  })

  test('again, after an answer through the bot: the clock starts anew', async () => {
    const replies = [{ status: 'sent', createdAt: ago(2), finishedAt: ago(2) }]
    const { only } = await act(asks('А какой залог?', { messageId: 'msg-3' }), known({ clocks: [clockRow()], replies }))
    expect(only('sla.upsert').set).toMatchObject({ messageId: 'msg-3', startedAt: NOW.toISOString(), status: 'running' })
  })

  test('but the answer overtook the question: no clock', async () => {
    const conversations = [conversationRow({ leadId: LEAD, lastOutgoingAt: addMs(NOW, 1_000) })]
    expect((await act(asks(), known({ conversations }))).listing).toEqual([])
  })
})

describe('thanks after an answer', () => {
  const answered = known({ clocks: [clockRow({ status: 'answered', answeredAt: ago(1) })] })

  test.each(['Спасибо', 'Ок, понял, спасибо большое!', 'ok thanks', '👍', 'მადლობა', '🙏❤️'])('«%s» starts no clock', async (text) => {
    const { listing, summary } = await act(asks(text), answered)
    expect(listing).toEqual([])
    expect(summary).toBe('Иван Тестов: клиент благодарит или соглашается, ответа не ждёт.')
  })
  test.each(['Да', 'Спасибо, а во сколько?', 'ok?', 'Хорошо, но я опоздаю', '2', ''])('«%s» does', async (text) => {
    expect((await act(asks(text), answered)).listing).toContain('sla.upsert main')
  })
  test('a sticker starts none, a photo does', async () => {
    const sends = (type: string) => act(asks('', { attachments: [{ type }] }), answered)
    expect((await sends('sticker')).listing).toEqual([])
    expect((await sends('photo')).listing).toContain('sla.upsert main')
  })
  test('as the very first word it does: nobody has answered anything', async () => {
    expect((await act(asks('ок'), known({ conversations: [] }))).listing).toContain('sla.upsert main')
  })
})

describe('a message leaves Umnico', () => {
  const waiting = (clock: Partial<SlaClock> = {}) => known({ clocks: [clockRow(clock)] })

  test('an operator’s answer stops the clock and its timer', async () => {
    const { listing, only, summary } = await act(answers(), waiting())
    expect(listing).toEqual(['sla.upsert main', 'conversation.upsert main', 'event.withdraw main'])
    expect(only('sla.upsert').set).toEqual({ status: 'answered', answeredAt: NOW.toISOString(), answeredBy: 'в Umnico, оператор 15' })
    expect(only('conversation.upsert').set).toEqual({ lastOutgoingAt: NOW.toISOString() })
    expect(only('event.withdraw')).toMatchObject({ type: 'sla.due', subject: 'chat:umnico:400001', timerSlot: 'answer' })
    expect(summary).toBe('Иван Тестов: ответили в Umnico через 5 мин, часы остановлены.')
  })

  test.each<[string, object, Date, Partial<SlaClock>, boolean]>([
    ['typed on the phone, by nobody’s name', { userId: undefined }, NOW, {}, true],
    ['a photo without words', { text: '', attachments: [{ type: 'photo' }] }, NOW, {}, true],
    ['without content, which stands in the history', { text: '', bodyMissing: true }, NOW, {}, true],
    ['by an operator at once', {}, NOW, { startedAt: addMs(NOW, -2_000) }, true],
    ['by another program, in an operator’s name', { customId: 'crm-77' }, NOW, {}, false],
    ['an auto-reply: by nobody, at once', { userId: undefined }, NOW, { startedAt: addMs(NOW, -2_000) }, false],
    ['empty', { text: ' ' }, NOW, {}, false],
    ['older than the question', {}, ago(9), {}, false],
  ])('%s', async (_, payload, timestamp, clock, stops) => {
    const { listing } = await act(answers(payload, timestamp), waiting(clock))
    expect(listing.includes('event.withdraw main')).toBe(stops)
    expect(listing.includes('sla.upsert main')).toBe(stops)
  })

  test('while no clock runs: only noted; an older one not even that', async () => {
    expect((await act(answers())).listing).toEqual(['conversation.upsert main'])
    const conversations = [conversationRow({ leadId: LEAD, lastOutgoingAt: addMs(NOW, 1_000) })]
    expect((await act(answers(), known({ conversations }))).listing).toEqual([])
    expect((await act(answers(), {})).listing).toEqual([])
  })
})

describe('what we sent ourselves, echoed by Umnico', () => {
  const echo = (replies: World['replies']) => act(answers({ customId: 'our-key' }), known({ clocks: [clockRow()], replies }))

  test('stops the clock where an employee wrote it through the bot', async () => {
    const { only, listing } = await echo([{ status: 'sent', createdAt: ago(2), finishedAt: ago(1) }])
    expect(only('sla.upsert').set).toMatchObject({ status: 'answered', answeredBy: 'сотрудник через бота' })
    expect(listing.some((line) => line.startsWith('event.withdraw'))).toBe(true)
  })

  test.each<[string, World['replies']]>([
    ['by nobody of the staff', []],
    ['and Umnico has not taken it yet', [{ status: 'sending', createdAt: ago(2), finishedAt: null }]],
  ])('does not, %s', async (_, replies) => {
    expect((await echo(replies)).listing.filter((line) => line.startsWith('sla.upsert'))).toEqual([])
  })
})

describe('the timer', () => {
  const waits = (minutes: number, stage: string | null = null, world: World = {}) =>
    act(due, known({ clocks: [clockRow({ startedAt: ago(minutes), stage })], ...world }))

  test('after five minutes the responsible is reminded, and the next look is at ten', async () => {
    const { listing, only, summary } = await waits(5)
    expect(listing).toEqual(['sla.upsert main', 'event.defer main', 'telegram.message warn → staff-90001'])
    expect(only('telegram.message')).toEqual({
      place: { to: 'staff', id: 90001 },
      html: [
        '⏳ <b>Иван Тестов ждёт ответа 5 мин</b>',
        'Клиент написал сегодня 09:55.',
        '<a href="https://web.rentprog.ru/bookings/700001">Бронь #4001</a>',
        '<a href="https://t.me/c/0000000004/31">Ответить клиенту</a>',
      ].join('\n'),
    })
    expect(only('sla.upsert').set.stage).toBe('warn')
    expect(only('event.defer').notBefore).toBe('2030-11-05T06:05:00.000Z')
    expect(summary).toBe('Иван Тестов ждёт ответа 5 мин: сообщил — ответственный.')
  })

  test.each([
    [10, 'warn', 'breach', 'role-manager-batumi', 'Уже сообщил: ответственному.', '2030-11-05T06:10:00.000Z'],
    [20, 'breach', 'escalate-head', 'role-head-batumi', 'Уже сообщил: ответственному, руководителю филиала.', '2030-11-05T06:20:00.000Z'],
    [
      40,
      'escalate-head',
      'escalate-director',
      'role-director-batumi',
      'Уже сообщил: ответственному, руководителю филиала, руководителю подразделения.',
      null,
    ],
  ])('after %i minutes the next one up is told, at once, and reads who knows already', async (minutes, told, stage, place, line, next) => {
    const { listing, only, all } = await waits(minutes, told)
    expect(listing).toContain(`telegram.message ${stage} → ${place}`)
    expect(only('telegram.message')).toMatchObject({ urgent: true, html: expect.stringContaining(line) })
    expect(only('telegram.message').html).toContain('Отвечает: Тест Сотрудник.')
    expect(only('sla.upsert').set.stage).toBe(stage)
    expect(all('event.defer').map(({ payload }) => payload.notBefore)).toEqual(next === null ? [] : [next])
  })

  test('that comes late, after an outage, tells everybody who should know by now', async () => {
    const { listing, only } = await waits(25)
    expect(listing.filter((line) => line.startsWith('telegram.message'))).toEqual([
      'telegram.message warn → staff-90001',
      'telegram.message breach → role-manager-batumi',
      'telegram.message escalate-head → role-head-batumi',
    ])
    expect(only('event.defer').notBefore).toBe('2030-11-05T06:15:00.000Z')
  })

  test('that comes too early, because the owner gave more time, waits for it', async () => {
    const { listing } = await waits(4)
    expect(listing).toEqual(['event.defer main'])
  })

  test('outside business hours tells nobody and comes back at nine', async () => {
    const { listing, only } = await act(due, known({ now: at('2030-11-05T17:00:00.000Z'), clocks: [clockRow({ startedAt: NOW })] }))
    expect(listing).toEqual(['event.defer main'])
    expect(only('event.defer').notBefore).toBe('2030-11-06T05:00:00.000Z')
  })

  test('a message of the night is told with its own time', async () => {
    const clock = clockRow({ startedAt: at('2030-11-04T19:00:00.000Z'), countsFrom: at('2030-11-05T05:00:00.000Z') })
    const { only } = await act(due, known({ now: at('2030-11-05T05:05:00.000Z'), clocks: [clock] }))
    expect(only('telegram.message', 'warn').html).toContain('Клиент написал вчера 23:00, рабочее время считаю с открытия.')
  })

  test('nobody answers for the client: the branch manager is reminded, and those above read that nobody does', async () => {
    const world = { bookings: [bookingRow({ responsibleId: null, responsible: null })] }
    expect((await waits(5, null, world)).listing).toContain('telegram.message warn → role-manager-batumi')
    expect((await waits(10, 'warn', world)).only('telegram.message').html).toContain('Отвечает: никто не назначен.')
  })

  test('nobody knows the branch and nobody holds the role: the managers’ chat', async () => {
    const { listing, only } = await act(due, { clocks: [clockRow({ startedAt: ago(10), branch: null })] })
    expect(listing).toContain('telegram.message warn → chat-managers')
    expect(listing).toContain('telegram.message breach → chat-managers')
    expect(only('telegram.message', 'warn').html).toContain('Ответьте, пожалуйста, клиенту в Umnico.')
  })

  test('the client’s name is escaped', async () => {
    const { only } = await waits(5, null, { clients: [clientRow({ name: '<b>Иван' })] })
    expect(only('telegram.message').html).toContain('&lt;b&gt;Иван')
  })
})

describe('before anybody is told, it is looked at again', () => {
  const reply = (status: string) => [{ status, createdAt: ago(1), finishedAt: status === 'sent' ? ago(1) : null }]
  const look = (world: World, clock: Partial<SlaClock> = {}) => act(due, known({ clocks: [clockRow(clock)], ...world }))

  test('answered through the bot: the clock stops in silence', async () => {
    const { listing, only, summary } = await look({ replies: reply('sent') })
    expect(listing).toEqual(['sla.upsert main'])
    expect(only('sla.upsert').set).toMatchObject({ status: 'answered', answeredAt: ago(1).toISOString() })
    expect(summary).toBe('Иван Тестов: ответил сотрудник через бота, часы остановлены.')
  })

  test('answered in Umnico, as our row of the conversation knows', async () => {
    const conversations = [conversationRow({ leadId: LEAD, lastOutgoingAt: ago(1) })]
    expect((await look({ conversations })).only('sla.upsert').set.status).toBe('answered')
  })

  test.each(['planned', 'sending', 'uncertain'])('an answer that is %s spares the responsible, not those above', async (status) => {
    const first = await look({ replies: reply(status) })
    expect(first.listing).toEqual(['sla.upsert main', 'event.defer main'])
    expect(first.only('sla.upsert').set.stage).toBe('warn')
    const second = await look({ replies: reply(status) }, { startedAt: ago(10), stage: 'warn' })
    expect(second.only('telegram.message', 'breach').html).toContain('Ответ написан, но Umnico его пока не принял.')
  })

  test.each(['failed', 'skipped'])('an answer that %s never reached the client, whatever the conversation notes', async (status) => {
    const conversations = [conversationRow({ leadId: LEAD, topic: 'client:60001', clientId: 60001, lastOutgoingAt: ago(1) })]
    expect((await look({ replies: reply(status), conversations })).listing).toContain('telegram.message warn → staff-90001')
  })

  test('stopped before: silence', async () => {
    expect((await look({}, { status: 'answered' })).listing).toEqual([])
    expect((await act(due)).listing).toEqual([])
  })

  test('while our row of the conversation is not there, the clock itself knows branch, booking and responsible', async () => {
    const { listing, only } = await look({ conversations: [] }, { startedAt: ago(10) })
    expect(listing.slice(2)).toEqual(['telegram.message warn → staff-90001', 'telegram.message breach → role-manager-batumi'])
    expect(only('telegram.message', 'breach').html).toContain('Отвечает: Тест Сотрудник.')
  })

  test('a dialogue that somebody closed needs no answer; one that fell asleep does', async () => {
    const closed = (openUntil: Date | null) => [
      conversationRow({ leadId: LEAD, topic: 'client:60001', clientId: 60001, status: 'closed', openUntil }),
    ]
    expect((await look({ conversations: closed(addMs(NOW, MINUTE_MS)) })).only('sla.upsert').set.answeredBy).toBe('диалог закрыт')
    expect((await look({ conversations: closed(ago(1)) })).listing).toContain('telegram.message warn → staff-90001')
  })
})
