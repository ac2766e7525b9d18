// Reads of payments, payment links and cash. Sums are whole minor units, as JavaScript numbers.
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { BookingModel, CashBalanceModel, CashEntryModel, PaymentLinkModel, PaymentModel } from '../../generated/prisma/models.ts'
import { CANCELLED } from './states.ts'

export type Payment = Omit<PaymentModel, 'amountMinor' | 'refundedMinor'> & { amountMinor: number; refundedMinor: number }
export type PaymentLink = Omit<PaymentLinkModel, 'amountMinor'> & { amountMinor: number }
export type CashBalance = Omit<CashBalanceModel, 'balanceMinor'> & { balanceMinor: number }
export type CashEntry = Omit<CashEntryModel, 'amountMinor'> & { amountMinor: number }

export interface MoneyReads {
  /** By its payment intent, or what stands for it; what Stripe's events have told us so far. */
  payment(id: string): Promise<Payment | null>
  /** Latest first. */
  paymentsOf(bookingId: number): Promise<Payment[]>
  link(id: string): Promise<PaymentLink | null>
  /** Latest first. */
  linksOf(bookingId: number): Promise<PaymentLink[]>
  /** Bookings of a branch that are in rent, or ended since then and are not cancelled. */
  bookingsToSettle(query: { branch: string; since: Date }): Promise<BookingModel[]>
  balances(query: { branch?: string; employeeId?: number }): Promise<CashBalance[]>
  balance(query: { employeeId: number; currency: string }): Promise<CashBalance | null>
  cashEntry(id: number): Promise<CashEntry | null>
  /** In the order of time. */
  cashEntries(query: { employeeId?: number; branch?: string; since: Date }): Promise<CashEntry[]>
}

const paymentOf = (row: PaymentModel): Payment => ({
  ...row,
  amountMinor: Number(row.amountMinor),
  refundedMinor: Number(row.refundedMinor),
})
const linkOf = (row: PaymentLinkModel): PaymentLink => ({ ...row, amountMinor: Number(row.amountMinor) })
const balanceOf = (row: CashBalanceModel): CashBalance => ({ ...row, balanceMinor: Number(row.balanceMinor) })
const entryOf = (row: CashEntryModel): CashEntry => ({ ...row, amountMinor: Number(row.amountMinor) })

export function moneyReads(prisma: PrismaClient): MoneyReads {
  return {
    async payment(id) {
      const row = await prisma.payment.findUnique({ where: { id } })
      return row && paymentOf(row)
    },
    paymentsOf: async (bookingId) =>
      (await prisma.payment.findMany({ where: { bookingId }, orderBy: { lastEventAt: 'desc' } })).map(paymentOf),
    async link(id) {
      const row = await prisma.paymentLink.findUnique({ where: { id } })
      return row && linkOf(row)
    },
    linksOf: async (bookingId) => (await prisma.paymentLink.findMany({ where: { bookingId }, orderBy: { createdAt: 'desc' } })).map(linkOf),
    bookingsToSettle: ({ branch, since }) =>
      prisma.booking.findMany({
        where: {
          branch,
          archived: false,
          OR: [{ inRent: true }, { endAt: { gte: since }, OR: [{ state: null }, { state: { notIn: CANCELLED } }] }],
        },
        orderBy: { endAt: 'asc' },
      }),
    balances: async ({ branch, employeeId }) =>
      (await prisma.cashBalance.findMany({ where: { branch, employeeId }, orderBy: [{ employeeId: 'asc' }, { currency: 'asc' }] })).map(
        balanceOf,
      ),
    async balance({ employeeId, currency }) {
      const row = await prisma.cashBalance.findUnique({ where: { employeeId_currency: { employeeId, currency } } })
      return row && balanceOf(row)
    },
    async cashEntry(id) {
      const row = await prisma.cashEntry.findUnique({ where: { id } })
      return row && entryOf(row)
    },
    cashEntries: async ({ employeeId, branch, since }) =>
      (await prisma.cashEntry.findMany({ where: { employeeId, branch, at: { gte: since } }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })).map(
        entryOf,
      ),
  }
}
