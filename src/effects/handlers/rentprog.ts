// The handlers of what goes out to RentProg.
import type { Handler } from '../handler.ts'

export const rentprogUpdate: Handler<'rentprog.update'> = {
  async perform({ branch, bookingId, set }, { key, critical, tools }) {
    await tools.rentprog.write.updateBooking({ branch, bookingId, set }, { effectKey: key, critical })
    return { bookingId, set: Object.keys(set) }
  },
}

export const rentprogPayment: Handler<'rentprog.payment'> = {
  async perform({ branch, bookingId, amountMinor, group }, { key, critical, tools }) {
    await tools.rentprog.write.createPayment({ branch, bookingId, amountMinor, group }, { effectKey: key, critical })
    return { bookingId, amountMinor }
  },
}
