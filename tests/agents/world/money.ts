// The money of a world under test, as lists.

import type { MoneyReads } from '../../../src/tools/rental/money.ts'
import type { Booking, CashBalance, CashEntry, Payment, PaymentLink, Rental } from '../../../src/tools/rental.ts'

export interface MoneyRows {
  payments?: Payment[]
  links?: PaymentLink[]
  balances?: CashBalance[]
  entries?: CashEntry[]
}

const CANCELLED = ['Отмена', 'Отказ клиента', 'Нет машин']

export function moneyOf(
  { payments = [], links = [], balances = [], entries = [] }: MoneyRows,
  { bookings = [] }: { bookings?: Booking[] },
): Pick<Rental, keyof MoneyReads> {
  return {
    payment: async (id) => payments.find((row) => row.id === id) ?? null,
    paymentsOf: async (bookingId) => payments.filter((row) => row.bookingId === bookingId),
    link: async (id) => links.find((row) => row.id === id) ?? null,
    linksOf: async (bookingId) => links.filter((row) => row.bookingId === bookingId),
    bookingsToSettle: async ({ branch, since }) =>
      bookings.filter(
        (row) =>
          row.branch === branch &&
          !row.archived &&
          (row.inRent || (row.endAt !== null && row.endAt >= since && !CANCELLED.includes(row.state ?? ''))),
      ),
    balances: async ({ branch, employeeId }) =>
      balances.filter(
        (row) => (branch === undefined || row.branch === branch) && (employeeId === undefined || row.employeeId === employeeId),
      ),
    balance: async ({ employeeId, currency }) => balances.find((row) => row.employeeId === employeeId && row.currency === currency) ?? null,
    cashEntry: async (id) => entries.find((row) => row.id === id) ?? null,
    cashEntries: async ({ employeeId, branch, since }) =>
      entries.filter(
        (row) =>
          row.at >= since && (employeeId === undefined || row.employeeId === employeeId) && (branch === undefined || row.branch === branch),
      ),
  }
}
