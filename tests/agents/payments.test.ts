// The agent of payments: whom it tells what of Stripe's news, and what it makes of links.
import { describe, expect, test } from 'vitest'
import { payments } from '../../src/agents/payments/index.ts'
import type { NewEvent } from '../../src/events/index.ts'
import { bookingRow, clientRow, conversationRow, linkRow, paymentRow, staffRow } from './rows.ts'
import { run, type World } from './world.ts'

const act = (event: NewEvent, world: World = {}) => run(payments, event, { rentprog: 'down', ...world })
const payment = { stripeEventId: 'evt_1', paymentId: 'pi_1', amountMinor: 15050, currency: 'gel', bookingId: 700001 }
const succeeded = (more: object = {}): NewEvent => ({ type: 'payment.succeeded', payload: { ...payment, ...more } })
const disputed = (more: object = {}): NewEvent => ({
  type: 'payment.disputed',
  payload: { ...payment, disputeId: 'dp_1', disputeStatus: 'needs_response', evidenceDueAt: '2030-11-12T19:59:00.000Z', ...more },
})
const director = staffRow({ id: 90100, role: 'director', branch: null, telegramId: 5n })
const known: World = {
  bookings: [bookingRow({ paidMinor: 0 })],
  clients: [clientRow()],
  conversations: [conversationRow()],
  staff: [staffRow()],
}

describe('news of a payment', () => {
  test('goes to the manager of the booking’s branch and into the client’s topic, with what is left to pay', async () => {
    const { listing, only, summary } = await act(succeeded(), known)
    expect(listing).toEqual([
      'payment.record main',
      'telegram.message manager → role-manager-batumi',
      'telegram.message topic → client-client-60001',
    ])
    expect(only('telegram.message', 'manager').html).toBe(
      [
        '✅ <b>Оплата прошла: 150,50 GEL</b>',
        '<a href="https://web.rentprog.ru/bookings/700001">Бронь #4001</a> · Иван Тестов',
        '💰 Долг 49,50 GEL (сумма 200,00 GEL, оплачено по RentProg 0,00 GEL, из Stripe пришло 150,50 GEL).',
        'Отметьте её в RentProg, если там её ещё нет.',
      ].join('\n'),
    )
    expect(summary).toBe('Оплата прошла, 150,50 GEL, бронь 700001: сообщил руководителям.')
  })

  test('of a booking nobody knows goes to the managers’ chat', async () => {
    const { listing, only } = await act(succeeded())
    expect(listing).toEqual(['payment.record main', 'telegram.message manager → chat-managers'])
    expect(only('telegram.message').html).toContain('<a href="https://web.rentprog.ru/bookings/700001">Бронь 700001</a>')
  })

  test('that names no booking says so', async () => {
    const { only } = await act({ type: 'payment.link.expired', payload: { ...payment, bookingId: undefined } })
    expect(only('telegram.message').html).toContain('К какой брони — не указано.')
  })

  test('of a failure gives the bank’s reason in words', async () => {
    const { only } = await act({ type: 'payment.failed', payload: { ...payment, reason: 'insufficient_funds' } })
    expect(only('telegram.message').html).toContain('Причина: на карте не хватает денег')
  })

  test('of a refund says how much went back altogether, and what the booking owes then', async () => {
    const event: NewEvent = { type: 'payment.refunded', payload: { ...payment, refundedMinor: 5000, full: false } }
    const { only } = await act(event, { ...known, payments: [paymentRow({ amountMinor: 15050 })] })
    const { html } = only('telegram.message', 'manager')
    expect(html).toContain('<b>Частичный возврат: всего вернули 50,00 GEL из 150,50 GEL</b>')
    expect(html).toContain('Долг 99,50 GEL')
  })

  test('whatever the client is called stays text', async () => {
    const { all } = await act(succeeded(), { ...known, bookings: [bookingRow({ clientName: '<b>Иван & Ко</b>' })] })
    for (const { payload } of all('telegram.message')) expect(payload.html).toContain('&lt;b&gt;Иван &amp; Ко&lt;/b&gt;')
  })
})

describe('a link of ours', () => {
  const viaLink = { linkId: linkRow().id, bookingId: undefined }

  test('that was paid is paid, its booking is known by it, and whoever asked for it hears of it', async () => {
    const { listing, only } = await act(succeeded(viaLink), { ...known, links: [linkRow()] })
    expect(listing).toEqual([
      'payment.record main',
      `link.upsert ${linkRow().id}`,
      'telegram.edit card',
      'telegram.message manager → role-manager-batumi',
      'telegram.message topic → client-client-60001',
      'telegram.message asker → staff-90001',
    ])
    expect(only('telegram.edit').message).toBe('01930000-0000-7000-8000-000000000009:payments:telegram.message:card')
    expect(only('telegram.edit').html).toContain('✅ Оплачена.')
    expect(only('telegram.edit').buttons).toBeUndefined()
    expect(only('link.upsert')).toEqual({ id: linkRow().id, set: { status: 'paid', paymentId: 'pi_1' } })
    expect(only('payment.record')).toMatchObject({ bookingId: 700001, clientId: 60001 })
    expect(only('telegram.message', 'asker').html).toContain('по нашей ссылке')
  })

  test('a manager who asked for it is told once', async () => {
    const manager = staffRow({ id: 90002, role: 'manager', telegramId: 2n })
    const { listing } = await act(succeeded(viaLink), { ...known, staff: [manager], links: [linkRow({ requestedBy: 90002 })] })
    expect(listing.filter((line) => line.startsWith('telegram.message'))).toEqual([
      'telegram.message manager → role-manager-batumi',
      'telegram.message topic → client-client-60001',
    ])
  })

  const expired: NewEvent = { type: 'payment.link.expired', payload: { ...payment, ...viaLink, paymentId: 'cs_1' } }

  test('that expired is expired, and may be asked for again', async () => {
    const { only } = await act(expired, { ...known, links: [linkRow()] })
    expect(only('link.upsert').set).toEqual({ status: 'expired' })
    expect(only('telegram.message', 'manager').buttons).toEqual([[{ text: 'Выставить снова', data: `py|${linkRow().id}|again` }]])
  })

  test('that was paid by another visit does not expire any more', async () => {
    const { all, only } = await act(expired, { ...known, links: [linkRow({ status: 'paid' })] })
    expect(all('telegram.edit')).toEqual([])
    expect(only('telegram.message', 'manager').buttons).toBeUndefined()
  })

  test('whose name nobody knows here is nobody’s: only the payment is written down', async () => {
    const { listing } = await act(succeeded({ linkId: 'of-somebody-else' }))
    expect(listing).toEqual(['payment.record main', 'telegram.message manager → chat-managers'])
  })

  test('moves even where the payment is no news any more', async () => {
    const { all, listing } = await act(succeeded(viaLink), { ...known, links: [linkRow()], payments: [paymentRow()] })
    expect(all('telegram.message')).toEqual([])
    expect(listing).toContain(`link.upsert ${linkRow().id}`)
  })
})

describe('a dispute', () => {
  test('reaches the managers, the branch, the director and the client’s topic at any hour, with the date for evidence', async () => {
    const { listing, all, only, asked } = await act(disputed({ reason: 'fraudulent' }), { ...known, staff: [staffRow(), director] })
    expect(listing).toEqual([
      'payment.record main',
      'telegram.message managers → chat-managers',
      'telegram.message manager → role-manager-batumi',
      'telegram.message director → role-director-any',
      'telegram.message topic → client-client-60001',
    ])
    expect(all('telegram.message').every(({ payload }) => payload.urgent)).toBe(true)
    const { html } = only('telegram.message', 'director')
    expect(html).toContain('Доказательства нужны до: <b>12 ноября 23:59</b>')
    expect(html).toContain('Причина: клиент говорит, что платил не он')
    expect(asked).toEqual([])
  })

  test('of a booking nobody knows goes to the managers’ chat once and to the director', async () => {
    expect((await act(disputed(), { staff: [director] })).listing).toEqual([
      'payment.record main',
      'telegram.message manager → chat-managers',
      'telegram.message director → role-director-any',
    ])
  })

  test('with no director in the directory is told to the managers alone', async () => {
    expect((await act(disputed())).listing).toEqual(['payment.record main', 'telegram.message manager → chat-managers'])
  })

  test('that is only a question of the bank says that no money is gone', async () => {
    const { only } = await act(disputed({ disputeStatus: 'warning_needs_response' }))
    expect(only('telegram.message').html).toContain('Пока это запрос банка: деньги ещё не списаны.')
  })
})
