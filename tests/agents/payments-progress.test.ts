// Payments move forward: which event is news, which is late, and what is written down of each.
import { describe, expect, test } from 'vitest'
import { payments } from '../../src/agents/payments/index.ts'
import { PAYMENT_STATUSES, type PaymentStatus } from '../../src/effects/catalogue.ts'
import type { NewEvent } from '../../src/events/index.ts'
import type { Payment } from '../../src/tools/rental.ts'
import { NOW, run } from './world.ts'

const paid = { stripeEventId: 'evt_1', paymentId: 'pi_1', amountMinor: 45000, currency: 'gel' }
const row = (status: PaymentStatus, more: Partial<Payment> = {}): Payment => ({
  id: 'pi_1',
  bookingId: 700001,
  clientId: null,
  amountMinor: 45000,
  refundedMinor: status === 'refunded' ? 45000 : status === 'partially_refunded' ? 15000 : 0,
  currency: 'gel',
  status,
  disputed: false,
  disputeId: null,
  lastEventAt: NOW,
  updatedAt: NOW,
  ...more,
})
const act = (event: NewEvent, known: Payment | null) => run(payments, event, { rentprog: 'down', payments: known === null ? [] : [known] })

const succeeded: NewEvent = { type: 'payment.succeeded', payload: paid }
const failed: NewEvent = { type: 'payment.failed', payload: paid }
const expired: NewEvent = { type: 'payment.link.expired', payload: paid }
const refund = (refundedMinor: number): NewEvent => ({
  type: 'payment.refunded',
  payload: { ...paid, refundedMinor, full: refundedMinor === 45000 },
})
const dispute: NewEvent = {
  type: 'payment.disputed',
  payload: { ...paid, disputeId: 'dp_1', disputeStatus: 'needs_response' },
}

/** Event → which of the known states it is news after: none, and then in the order of a payment's life. */
const NEWS: [name: string, event: NewEvent, after: Record<PaymentStatus | 'unknown', boolean>][] = [
  [
    'a success',
    succeeded,
    { unknown: true, created: true, failed: true, expired: true, succeeded: false, partially_refunded: false, refunded: false },
  ],
  [
    'a failure',
    failed,
    { unknown: true, created: true, failed: false, expired: false, succeeded: false, partially_refunded: false, refunded: false },
  ],
  [
    'an expired link',
    expired,
    { unknown: true, created: true, failed: true, expired: false, succeeded: false, partially_refunded: false, refunded: false },
  ],
  [
    'a first refund',
    refund(15000),
    { unknown: true, created: true, failed: true, expired: true, succeeded: true, partially_refunded: false, refunded: false },
  ],
  [
    'a further refund',
    refund(30000),
    { unknown: true, created: true, failed: true, expired: true, succeeded: true, partially_refunded: true, refunded: false },
  ],
  [
    'the whole refund',
    refund(45000),
    { unknown: true, created: true, failed: true, expired: true, succeeded: true, partially_refunded: true, refunded: false },
  ],
  [
    'a dispute',
    dispute,
    { unknown: true, created: true, failed: true, expired: true, succeeded: true, partially_refunded: true, refunded: true },
  ],
]

describe.each(NEWS)('%s', (_name, event, after) => {
  test.each(['unknown', ...PAYMENT_STATUSES] as const)('after %s', async (status) => {
    const { all, only, summary, asked } = await act(event, status === 'unknown' ? null : row(status))
    expect(all('telegram.message').length > 0).toBe(after[status])
    expect(summary).toMatch(/^[А-ЯЁ].+\.$/)
    if (!after[status]) expect(summary).toMatch(/не пересылаю|второй раз не пишу/)
    // Whether told or not, the row hears of it: it knows itself what is less than it has.
    expect(only('payment.record')).toMatchObject({ id: 'pi_1', amountMinor: 45000, currency: 'gel', at: NOW.toISOString() })
    expect(asked).toEqual([])
  })
})

test.each<[NewEvent, object]>([
  [succeeded, { status: 'succeeded', refundedMinor: 0 }],
  [failed, { status: 'failed' }],
  [expired, { status: 'expired' }],
  [refund(15000), { status: 'partially_refunded', refundedMinor: 15000 }],
  [refund(45000), { status: 'refunded', refundedMinor: 45000 }],
  [dispute, { status: 'created', disputeId: 'dp_1' }],
])('%j is written down as %j', async (event, record) => {
  expect((await act(event, null)).only('payment.record')).toMatchObject(record)
})

test('a dispute is told once, another one of the same payment again', async () => {
  expect((await act(dispute, row('succeeded', { disputed: true, disputeId: 'dp_1' }))).all('telegram.message')).toEqual([])
  expect((await act(dispute, row('succeeded', { disputed: true, disputeId: 'dp_0' }))).all('telegram.message')).toHaveLength(1)
})

test('a question of the bank is told as what it is', async () => {
  const { only } = await act({ ...dispute, payload: { ...dispute.payload, disputeStatus: 'warning_needs_response' } } as NewEvent, null)
  expect(only('telegram.message').html).toContain('Пока это запрос банка: деньги ещё не списаны.')
})

test('the booking we know of the payment is named where the event names none', async () => {
  for (const event of [refund(15000), dispute])
    expect((await act(event, row('succeeded'))).all('telegram.message')[0]?.payload.html).toContain('Бронь 700001')
})

test('reasons are told in words, an unknown one as Stripe names it', async () => {
  const html = async (reason: string) =>
    (await act({ type: 'payment.failed', payload: { ...paid, reason } }, null)).only('telegram.message').html
  expect(await html('insufficient_funds')).toContain('Причина: на карте не хватает денег')
  expect(await html('new_velocity_modified')).toContain('Причина: new_velocity_modified')
})
