// Payment links: asked for by staff, agreed to by a manager, sent by a press, reminded of while nobody pays.
import { describe, expect, test } from 'vitest'
import { payments } from '../../src/agents/payments/index.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { at, bookingRow, clientRow, conversationRow, linkRow, paymentRow, staffRow, topicRow } from './rows.ts'
import { run, type World } from './world.ts'

const ID = '01930000000070008000000000000001'
const CLIENTS = -1000000000004
const known = (more: World = {}): World => ({
  bookings: [bookingRow({ paidMinor: 5000 })],
  clients: [clientRow()],
  conversations: [conversationRow({ language: 'en' })],
  staff: [staffRow()],
  topics: [topicRow({ chatId: BigInt(CLIENTS), threadId: 31, subject: 'client:60001' }), topicRow()],
  rentprog: 'down',
  ...more,
})
const says = (text: string, more: object = {}): NewEvent => ({
  type: 'message.employee',
  payload: { chatId: 100000001, chatType: 'private', fromId: 100000001, messageId: 5, text, ...more },
})
const act = (event: NewEvent, world: World = known()) => run(payments, event, world)
const asks = (text: string, world: World = known(), more: object = {}) => act(says(text, more), { intent: 'payment_link', ...world })

describe('a link that staff ask for', () => {
  test('is a row, a wish that a manager must agree to, a card that waits for its address, and reminders', async () => {
    const { listing, only, all, summary } = await asks('ссылка на оплату 200 USD по брони 4001')
    expect(listing).toEqual([
      `link.upsert ${ID}`,
      'stripe.link main',
      'telegram.message card → client-client-60001',
      `event.defer link.${ID}.unpaid.24`,
      `event.defer link.${ID}.unpaid.72`,
      'telegram.message reply → thread-100000001-0',
    ])
    expect(only('link.upsert').set).toMatchObject({
      bookingId: 700001,
      clientId: 60001,
      amountMinor: 20000,
      currency: 'usd',
      status: 'requested',
      requestedBy: 90001,
    })
    expect(only('stripe.link')).toMatchObject({ linkId: ID, amountMinor: 20000, currency: 'usd', bookingId: 700001, clientId: 60001 })
    const card = only('telegram.message', 'card')
    expect(card.from).toBe('01930000-0000-7000-8000-000000000001:payments:stripe.link:main')
    expect(card.html).toContain('{{url}}')
    expect(card.buttons).toEqual([[{ text: 'Отправить клиенту', data: `py|${ID}|send` }]])
    expect(all('event.defer')[0]?.payload).toMatchObject({
      type: 'reminder.due',
      notBefore: '2030-11-06T06:00:00.000Z',
      payload: { subject: `link:${ID}`, stage: 'unpaid:24', ref: ID, booking_id: 700001 },
    })
    expect(only('telegram.message', 'reply').html).toContain('Попросил руководителя согласовать ссылку на <b>200,00 USD</b>')
    expect(summary).toBe('Ссылка на оплату, бронь #4001: запросил 200,00 USD, жду согласия руководителя.')
  })

  test('without a sum is for what is still owed', async () => {
    const { only } = await asks('выставь счёт по брони 4001', known({ payments: [paymentRow({ amountMinor: 3000 })] }))
    expect(only('stripe.link')).toMatchObject({ amountMinor: 15000, currency: 'gel' })
  })

  test('asks RentProg where our row does not say what was paid', async () => {
    const world = known({ bookings: [bookingRow()], rentprog: { bookings: [{ id: 700001, total: 200, paid: 120.5 }] } })
    const { only, asked } = await asks('/pay 4001', world)
    expect(asked).toEqual(['booking 700001'])
    expect(only('stripe.link').amountMinor).toBe(7950)
  })

  test.each<[string, string, World]>([
    ['nobody knows what is owed', 'На какую сумму?', { bookings: [bookingRow()] }],
    ['nothing is owed', 'оплачено полностью', { bookings: [bookingRow({ paidMinor: 20000 })] }],
  ])('without a sum when %s is asked about', async (_name, words, more) => {
    const { listing, only } = await asks('/pay 4001', known(more))
    expect(listing).toEqual(['telegram.message reply → thread-100000001-0'])
    expect(only('telegram.message').html).toContain(words)
  })

  test.each([
    ['/pay 4001 1.200 GEL', 'можно понять по-разному'],
    ['/pay 4001 100 руб', 'только GEL, USD и EUR'],
    ['/pay', 'Не понял, о какой брони речь'],
    ['/pay 9999', 'Не нашёл брони <b>9999</b>'],
  ])('%s is answered with a question', async (text, words) => {
    const { listing, only } = await asks(text)
    expect(listing).toEqual(['telegram.message reply → thread-100000001-0'])
    expect(only('telegram.message').html).toContain(words)
  })

  test.each([
    ['client’s', { chatId: CLIENTS, threadId: 31, chatType: 'supergroup' }],
    ['car’s', { chatId: -1000000000001, threadId: 77, chatType: 'supergroup' }],
  ])('in a %s topic needs no number', async (_name, place) => {
    const { only } = await asks('/pay 50 евро', known(), place)
    expect(only('stripe.link')).toMatchObject({ bookingId: 700001, amountMinor: 5000, currency: 'eur' })
  })

  test('of a number that two branches count is asked about', async () => {
    const world = known({ bookings: [bookingRow({ branch: 'tbilisi' }), bookingRow({ id: 700002, branch: 'kutaisi' })] })
    const { listing, only } = await asks('/pay 4001 50 GEL', world)
    expect(listing).toHaveLength(1)
    expect(only('telegram.message').html).toMatch(/700001[\s\S]*700002/)
  })

  test('for a client who never wrote appears where it was asked for, without the button', async () => {
    const { only } = await asks('/pay 4001 50 GEL', known({ conversations: [] }))
    expect(only('telegram.message', 'card')).toMatchObject({ place: { to: 'thread', chatId: 100000001 } })
    expect(only('telegram.message', 'card').buttons).toBeUndefined()
  })

  test('in an edited message is not made: there may be one already', async () => {
    expect((await asks('/pay 4001 50 GEL', known(), { edited: true })).all('stripe.link')).toEqual([])
  })

  test('by nobody of ours is refused', async () => {
    const { listing, only } = await asks('/pay 4001 50 GEL', known({ staff: [] }))
    expect(listing).toEqual(['telegram.message reply → thread-100000001-0'])
    expect(only('telegram.message').html).toContain('только для сотрудников')
  })

  test('an account is told with its links', async () => {
    const { only } = await act(says('какой долг по брони 4001'), known({ links: [linkRow()] }))
    expect(only('telegram.message').html).toBe(
      [
        '💰 <b>Долг 150,00 GEL</b> — <a href="https://web.rentprog.ru/bookings/700001">Бронь #4001</a> · Иван Тестов',
        'Сумма 200,00 GEL, оплачено по RentProg 50,00 GEL.',
        'Залог 100,00 GEL.',
        '🔗 Ссылка на 200,00 USD — ещё не оплачена.',
        '<i>Источник: RentProg и Stripe, по нашей базе</i>',
      ].join('\n'),
    )
  })
})

const press = (wish: string, more: object = {}): NewEvent => ({
  type: 'callback.button',
  payload: {
    chatId: CLIENTS,
    threadId: 31,
    messageId: 9,
    fromId: 100000001,
    callbackQueryId: 'q1',
    data: `py|${linkRow().id}|${wish}`,
    ...more,
  },
})

describe('«Отправить клиенту»', () => {
  test('sends the address in the client’s language, writes down where it went, and the card says so', async () => {
    const { listing, only } = await act(press('send'), known({ links: [linkRow()] }))
    expect(listing).toEqual(['telegram.answer main', 'umnico.reply main', `link.upsert ${linkRow().id}`, 'telegram.edit card'])
    expect(only('umnico.reply')).toEqual({
      leadId: '400001',
      realId: '255',
      saId: '88',
      text: 'Hello! Here is your payment link for 200.00 USD: https://buy.stripe.com/test_plink_1',
    })
    expect(only('link.upsert').set).toEqual({ leadId: '400001' })
    expect(only('telegram.edit').html).toContain('📤 Отправлена клиенту.')
  })

  test.each<[string, string, World]>([
    ['ru', 'Здравствуйте! Ссылка для оплаты 200.00 USD: https://', {}],
    ['ka', 'გამარჯობა!', {}],
    ['de', 'Hello!', {}],
  ])('speaks %s', async (language, words) => {
    const { only } = await act(press('send'), known({ links: [linkRow()], conversations: [conversationRow({ language })] }))
    expect(only('umnico.reply').text).toContain(words)
  })

  test.each<[string, string, World]>([
    ['a second time', 'Уже отправил', { links: [linkRow({ leadId: '400001' })] }],
    ['of a paid link', 'уже оплачена', { links: [linkRow({ status: 'paid' })] }],
    ['of an expired link', 'больше не действует', { links: [linkRow({ status: 'expired' })] }],
    ['of a link nobody agreed to', 'больше не действует', { links: [linkRow({ status: 'requested', url: null })] }],
    ['of a link that is not ours', 'уже не работает', { links: [] }],
    ['by somebody who is not staff', 'только для сотрудников', { links: [linkRow()], staff: [] }],
    ['where the client never wrote', 'ещё не писал', { links: [linkRow()], conversations: [] }],
  ])('pressed %s sends nothing and says why', async (_name, words, more) => {
    const { listing, only } = await act(press('send'), known(more))
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toContain(words)
  })
})

describe('«Выставить снова»', () => {
  test('closes the old link and asks for the same sum once more', async () => {
    const { listing, only, all } = await act(press('again'), known({ links: [linkRow({ status: 'expired' })] }))
    expect(listing).toEqual([
      'telegram.answer main',
      `link.upsert ${linkRow().id}`,
      `stripe.deactivate-link ${linkRow().id}`,
      `link.upsert ${ID}`,
      'stripe.link main',
      'telegram.message card → client-client-60001',
      `event.defer link.${ID}.unpaid.24`,
      `event.defer link.${ID}.unpaid.72`,
      'telegram.edit card',
    ])
    expect(all('link.upsert').map(({ payload }) => payload.set.status)).toEqual(['cancelled', 'requested'])
    expect(only('stripe.link')).toMatchObject({ linkId: ID, amountMinor: 20000, currency: 'usd' })
  })

  test.each([
    ['cancelled', 'уже запрошена'],
    ['created', 'ещё действует'],
    ['paid', 'уже оплачена'],
  ])('of a link that is %s does nothing', async (status, words) => {
    const { listing, only } = await act(press('again'), known({ links: [linkRow({ status })] }))
    expect(listing).toEqual(['telegram.answer main'])
    expect(only('telegram.answer').text).toContain(words)
  })
})

describe('a link that nobody pays', () => {
  const due = (stage = 'unpaid:24'): NewEvent => ({
    type: 'reminder.due',
    payload: { subject: `link:${linkRow().id}`, stage, ref: linkRow().id, booking_id: 700001, branch: 'batumi' },
  })

  test('is told in the client’s topic and to whoever asked for it', async () => {
    const { listing, only } = await act(due(), known({ links: [linkRow()] }))
    expect(listing).toEqual(['telegram.message topic → client-client-60001', 'telegram.message asker → staff-90001'])
    expect(only('telegram.message', 'topic').html).toContain('не оплачена уже 24 ч')
  })

  test.each(['requested', 'paid', 'expired', 'cancelled'])('is let be once it is %s', async (status) => {
    const { listing, summary } = await act(due(), known({ links: [linkRow({ status })] }))
    expect(listing).toEqual([])
    expect(summary).toMatch(/не напоминаю\.$/)
  })

  test('a timer of something that is gone does nothing', async () => {
    expect((await act(due(), known({ now: at('2030-11-06T06:00:00Z') }))).listing).toEqual([])
    expect((await act(due('sla:1'))).listing).toEqual([])
  })
})
