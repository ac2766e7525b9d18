// Kutaisi: a technical booking nobody is bothered with, and a booking that is deleted while its issue is being prepared.
import { DAY_MS, MINUTE_MS } from '../../src/clock.ts'
import type { Fleet } from '../fleet.ts'
import { type Line, line } from '../line.ts'
import { bookingOf } from './booking.ts'

export function kutaisi(fleet: Fleet): Line[] {
  const { branch, cars, employees } = fleet.at.kutaisi
  const soon = { start: fleet.date(80 * MINUTE_MS), end: fleet.date(2 * DAY_MS), place: 'Офис Кутаиси' }
  const technical = bookingOf({ ...soon, id: fleet.fresh(), car: cars[1], client: undefined, responsible: employees[1] })
  const id = fleet.fresh()
  const payload = bookingOf({ ...soon, id, car: cars[0], client: fleet.clients[2], responsible: employees[0] })
  return [
    line(
      {
        title: 'a technical booking: the car goes to the workshop',
        branch,
        event: 'booking_create',
        payload: { ...technical, technical: true, repair: true, total: 0, description: 'Замена колодок' },
        encoding: 'object',
      },
      {
        outcome: 'accepted',
        becomes: { type: 'booking.created', effects: ['booking.upsert'], silent: true },
      },
    ),
    line(
      { title: 'a booking for this evening', branch, event: 'booking_create', payload, encoding: 'ruby-3.4' },
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
      { title: 'is deleted in RentProg', branch, event: 'booking_destroy', payload: { id } },
      {
        outcome: 'accepted',
        becomes: {
          type: 'booking.cancelled',
          effects: ['telegram.message', 'telegram.edit', 'yougile.update', 'operation.close', 'event.withdraw'],
        },
      },
    ),
  ]
}
