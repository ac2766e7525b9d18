// What RentProg's public API lets us change: fields of a booking, and payments of it.
import { z } from 'zod'
import { operation } from './integration.ts'
import type { Session } from './rentprog-session.ts'

const OfBooking = z.object({ branch: z.string().min(1), bookingId: z.number().int().positive() })
const Value = z.union([z.string(), z.number(), z.boolean()])
const Field = z.string().regex(/^[a-z_]{1,40}$/)
/** What it answers is not documented. */
const Done = z.unknown().transform(() => ({}))

export const bookingWrites = (session: Session) => ({
  updateBooking: operation({
    summary: 'Sets fields of a booking.',
    input: OfBooking.extend({ set: z.record(Field, Value).refine((set) => Object.keys(set).length > 0, 'nothing to set') }),
    output: Done,
    limit: 'rentprog.post',
    idempotency: 'Sets values: twice is the same as once.',
    run: async ({ branch, bookingId, set }, call) => {
      const fields = Object.entries(set).map(([name, value]): [string, string] => [name, String(value)])
      const query = new URLSearchParams([['booking_id', String(bookingId)], ...fields])
      return (await session(branch, { method: 'POST', path: `/update_booking?${query}` }, call)).body
    },
  }),
  createPayment: operation({
    summary: 'Books a payment of a booking.',
    input: OfBooking.extend({ amountMinor: z.number().int().safe(), group: z.number().int() }),
    output: Done,
    limit: 'rentprog.post',
    idempotency: 'Every call books one more payment; RentProg has no key for it.',
    run: async ({ branch, bookingId, amountMinor, group }, call) => {
      const body = JSON.stringify({ booking_id: bookingId, payments: [{ sum: units(amountMinor), group }] })
      return (await session(branch, { method: 'POST', path: '/create_payments', body }, call)).body
    },
  }),
})

/** A hundredth of a whole number: JSON writes it as the decimal it is, for any sum there can be. */
const units = (minor: number): number => minor / 100
