// The service center: a booking that falls through, a new car that leaves the fleet again, and a car in a company we do not know.
import { DAY_MS, MINUTE_MS } from '../../src/clock.ts'
import type { Fleet } from '../fleet.ts'
import { type Line, line, type Said, update } from '../line.ts'
import { bookingOf } from './booking.ts'

export function serviceCenter(fleet: Fleet): Line[] {
  const { branch, cars, employees } = fleet.at['service-center']
  const id = fleet.fresh()
  const payload = bookingOf({
    id,
    car: cars[0],
    client: fleet.clients[3],
    responsible: employees[0],
    start: fleet.date(100 * MINUTE_MS),
    end: fleet.date(2 * DAY_MS),
    place: 'Сервисный центр',
  })
  return [
    line(
      { title: 'a booking from the service center', branch, event: 'booking_create', payload },
      {
        outcome: 'accepted',
        becomes: { type: 'booking.created', effects: ['booking.upsert', 'event.defer'] },
        next: [
          {
            type: 'booking.issue.planned',
            effects: ['telegram.message', 'yougile.task', 'operation.open'],
          },
        ],
        later: ['booking.return.planned', 'reminder.due'],
      },
    ),
    line(
      {
        title: 'no car can be found for it',
        branch,
        event: 'booking_update',
        payload: update(id, employees[1].id, { state: ['Активная', 'Нет машин'], active: [true, false] }),
      },
      {
        outcome: 'accepted',
        becomes: {
          type: 'booking.cancelled',
          effects: ['telegram.message', 'telegram.edit', 'yougile.update', 'operation.close'],
        },
      },
    ),
    ...garage(fleet),
  ]
}

function garage(fleet: Fleet): Line[] {
  const { branch, companyId, cars, employees } = fleet.at['service-center']
  const id = fleet.fresh()
  const heard = { outcome: 'accepted', becomes: { type: 'car.updated', effects: [] } } as const
  const car = (title: string, event: string, payload: Said['payload'], encoding?: Said['encoding']): Line =>
    line({ title, branch, event, payload, encoding }, heard)
  const { mileage, state } = cars[1]
  return [
    car(
      'a car joins the fleet',
      'car_create',
      {
        id,
        car_name: 'Toyota Yaris',
        code: `Demo ${fleet.mark}`,
        number: 'DE-000-MO',
        year: 2024,
        mileage: 12,
        state: 1,
        active: true,
        company_id: companyId,
      },
      'object',
    ),
    car(
      'a car is washed, its mileage read',
      'car_update',
      update(cars[1].id, employees[0].id, {
        mileage: [mileage, mileage + 60],
        state: [state, state === 1 ? 2 : 1],
        clean_state: [null, true],
      }),
      'json-string',
    ),
    // The alert names the company id; the event itself is an ordinary change of a car.
    car(
      'a car moves to a company we do not know',
      'car_update',
      update(id, employees[0].id, { company_id: [companyId, 99_999], branch_name: 'Demo' }),
    ),
    car('a car leaves the fleet', 'car_destroy', { id }),
  ]
}
