// Payments of a booking, as the public API takes them: each becomes a row of the cash register.
import { fields, isRecord } from '../../bodies.ts'
import { type Answer, type Call, ok } from '../../system.ts'
import { type Company, changeCash, nextCashId, type World } from '../../world.ts'
import { fail } from './doors.ts'
import { cashRow } from './rows.ts'

export function createPayments({ body }: Call, company: Company, world: World, now: () => Date): Answer {
  const { booking_id, payments } = fields(body)
  const booking = world.bookings.get(Number(booking_id))
  if (!booking || booking.branch !== company.branch) return fail({ status: 404 })
  const given = Array.isArray(payments) ? payments.filter(isRecord) : []
  if (given.length === 0) return fail({ status: 422, message: 'payments is required' })
  if (given.some(({ sum, group }) => typeof sum !== 'number' || !Number.isInteger(group)))
    return fail({ status: 422, message: 'every payment needs a sum and a group' })
  const rows = given.map(({ sum, group }) => {
    const row = {
      branch: company.branch,
      user_id: booking.responsible_id ?? null,
      booking_id: booking.id,
      sum,
      group: `${group}`,
      operation: true,
    }
    return cashRow(changeCash(world, nextCashId(world), row, now()), company)
  })
  return ok({ payments: rows })
}
