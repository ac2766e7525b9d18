// Writing to a booking, as the public API takes it: the id and the fields in the query or the body.
import { fields } from '../../bodies.ts'
import { type Answer, type Call, ok } from '../../system.ts'
import { type Company, changeBooking, type World } from '../../world.ts'
import { fail } from './doors.ts'
import { bookingRow } from './rows.ts'

const STATES = [
  'Новая',
  'В обработке',
  'Недозвон',
  'Отказ клиента',
  'Нет машин',
  'Ожидает ответа клиента',
  'Ожидает оплаты',
  'Активная',
  'Отмена',
  'Отъездила',
  'Вернуть залог',
  'Подтверждена',
  'Не подтверждена',
  'Другое',
]

export function updateBooking({ query, body }: Call, company: Company, world: World, now: () => Date): Answer {
  const { booking_id, ...rest } = { ...Object.fromEntries(query), ...fields(body) }
  if (booking_id === undefined) return fail({ status: 422, message: 'booking_id is required' })
  const before = world.bookings.get(Number(booking_id))
  if (!before || before.branch !== company.branch) return fail({ status: 404 })
  if (rest.state !== undefined && !STATES.includes(String(rest.state)))
    return fail({ status: 422, message: 'state is not included in the list' })
  const shown = bookingRow(before, world)
  const changes = Object.fromEntries(Object.entries(rest).map(([field, value]) => [field, typed(value, shown[field])]))
  try {
    return ok(bookingRow(changeBooking(world, before.id, { ...changes, updated_from_api: true }, now()), world))
  } catch (error) {
    return fail({ status: 422, message: error instanceof Error ? error.message : undefined })
  }
}

/** Query values are text; the field's present value tells what they mean. */
function typed(value: unknown, present: unknown): unknown {
  if (typeof value !== 'string') return value
  if (typeof present === 'boolean') return value === 'true' || value === '1'
  if (/^-?\d+(\.\d+)?$/.test(value) && (typeof present === 'number' || present === null)) return Number(value)
  return value
}
