// What a booking owes: RentProg's words beside Stripe's money, to the last minor unit.
import { describe, expect, test } from 'vitest'
import { viewOf } from '../../src/agents/booking-facts.ts'
import { accountText, debtOf, debtText } from '../../src/agents/debts.ts'
import type { Booking, Payment } from '../../src/tools/rental.ts'
import { bookingRow, paymentRow } from './rows.ts'

const of = (booking: Partial<Booking>, payments: Partial<Payment>[] = []) =>
  debtOf(viewOf(bookingRow(booking)), payments.map(paymentRow), 'gel')

describe('what is owed', () => {
  test.each<[string, Partial<Booking>, Partial<Payment>[], owed: number | null, text: string]>([
    ['nothing paid', { totalMinor: 45000, paidMinor: 0 }, [], 45000, 'долг 450,00 GEL'],
    ['all paid', { totalMinor: 45000, paidMinor: 45000 }, [], 0, 'оплачено полностью'],
    ['paid too much, to the tetri', { totalMinor: 45000, paidMinor: 45001 }, [], -1, 'переплата 0,01 GEL'],
    ['RentProg names no sum', { totalMinor: null, paidMinor: 100 }, [], null, 'сколько оплачено, неизвестно'],
    ['RentProg does not say what was paid', { totalMinor: 45000, paidMinor: null }, [], 45000, 'долг не больше 450,00 GEL'],
    ['Stripe brought it and nobody wrote it down', { totalMinor: 45000, paidMinor: 0 }, [{ amountMinor: 45000 }], 0, 'оплачено полностью'],
    ['Stripe’s money stands in RentProg too', { totalMinor: 45000, paidMinor: 20000 }, [{ amountMinor: 20000 }], 25000, 'долг 250,00 GEL'],
    [
      'part of it went back',
      { totalMinor: 45000, paidMinor: 0 },
      [{ amountMinor: 45000, refundedMinor: 15000, status: 'partially_refunded' }],
      15000,
      'долг 150,00 GEL',
    ],
    [
      'all of it went back',
      { totalMinor: 45000, paidMinor: 0 },
      [{ amountMinor: 45000, refundedMinor: 45000, status: 'refunded' }],
      45000,
      'долг 450,00 GEL',
    ],
    [
      'what failed, expired or was only begun is no money',
      { totalMinor: 45000, paidMinor: 0 },
      (['failed', 'expired', 'created'] as const).map((status) => ({ status })),
      45000,
      'долг 450,00 GEL',
    ],
    [
      'dollars do not count as lari',
      { totalMinor: 45000, paidMinor: 0 },
      [{ amountMinor: 45000, currency: 'USD' }],
      45000,
      'долг 450,00 GEL',
    ],
    ['cancelled with money in it', { totalMinor: 45000, paidMinor: 10000, state: 'Отмена' }, [], -10000, 'переплата 100,00 GEL'],
    ['cancelled, nothing paid', { totalMinor: 45000, paidMinor: 0, state: 'Отказ клиента' }, [], 0, 'оплачено полностью'],
    [
      'cancelled, nobody knows what was paid',
      { totalMinor: 45000, paidMinor: null, state: 'Отмена' },
      [],
      null,
      'сколько оплачено, неизвестно',
    ],
  ])('%s', (_name, booking, payments, owed, text) => {
    const debt = of(booking, payments)
    expect([debt.owedMinor, debtText(debt)]).toEqual([owed, text])
  })

  test('the account names every currency by itself', () => {
    const debt = of({ totalMinor: 45000, paidMinor: 100 }, [
      { amountMinor: 12345 },
      { amountMinor: 5000, currency: 'usd' },
      { amountMinor: 700, currency: 'USD', refundedMinor: 100, status: 'partially_refunded' },
      { amountMinor: 300, currency: 'eur', refundedMinor: 300, status: 'refunded' },
    ])
    expect(accountText(debt)).toBe('сумма 450,00 GEL, оплачено по RentProg 1,00 GEL, из Stripe пришло 123,45 GEL, и ещё 56,00 USD')
  })
})
