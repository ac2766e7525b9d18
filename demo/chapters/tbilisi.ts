// Tbilisi: a booking for tomorrow that the client calls off, and a client's card that comes, changes and goes.
import { DAY_MS, HOUR_MS } from '../../src/clock.ts'
import type { Fleet } from '../fleet.ts'
import { type Line, line, update } from '../line.ts'
import { bookingOf } from './booking.ts'

export function tbilisi(fleet: Fleet): Line[] {
  const { branch, cars, employees } = fleet.at.tbilisi
  const id = fleet.fresh()
  const payload = bookingOf({
    id,
    car: cars[0],
    client: fleet.clients[1],
    responsible: employees[0],
    start: fleet.date(DAY_MS + 2 * HOUR_MS),
    end: fleet.date(4 * DAY_MS),
    place: 'Офис Тбилиси',
  })
  return [
    line(
      { title: 'a booking for tomorrow', branch, event: 'booking_create', payload, encoding: 'json-string' },
      {
        outcome: 'accepted',
        becomes: {
          type: 'booking.created',
          effects: ['booking.upsert', 'event.defer'],
          silent: true,
        },
        later: ['booking.issue.planned', 'booking.return.planned'],
      },
    ),
    line(
      {
        title: 'the client calls it off',
        branch,
        event: 'booking_update',
        payload: update(id, employees[0].id, { state: ['Активная', 'Отказ клиента'], active: [true, false] }),
      },
      {
        outcome: 'accepted',
        becomes: { type: 'booking.cancelled', effects: ['event.withdraw'], silent: true },
      },
    ),
    ...client(fleet),
  ]
}

function client(fleet: Fleet): Line[] {
  const { branch, employees } = fleet.at.tbilisi
  const id = fleet.fresh()
  const heard = { outcome: 'accepted', becomes: { type: 'client.updated', effects: [] } } as const
  const card = { id, name: 'Анна', lastname: 'Демонстрационная', phone: '+995000000000', email: 'client@example.com' }
  return [
    line(
      {
        title: 'a new client',
        branch,
        event: 'client_create',
        payload: { ...card, category: 'Новый', created_from_api: true, user_id: null },
        encoding: 'object',
      },
      heard,
    ),
    line(
      {
        title: 'becomes a regular',
        branch,
        event: 'client_update',
        payload: update(id, employees[1].id, { category: ['Новый', 'Постоянный'], email: ['client@example.com', null] }),
      },
      heard,
    ),
    line({ title: 'and was entered twice: removed', branch, event: 'client_destroy', payload: { id } }, heard),
  ]
}
