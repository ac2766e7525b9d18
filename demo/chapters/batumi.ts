// Batumi: one rental from the booking to the return, with everything that changes on the way; then a car goes to Tbilisi and back.
import { DAY_MS, MINUTE_MS } from '../../src/clock.ts'
import type { Fleet, Place } from '../fleet.ts'
import { type ExpectedEvent, type Line, line, type Said, update } from '../line.ts'
import { becomesMember, presses, sendsPhoto, writes } from '../telegram.ts'
import { bookingOf } from './booking.ts'

const ISSUE = { type: 'booking.issue.planned' } as const
const RETURN = { type: 'booking.return.planned' } as const

export function batumi(fleet: Fleet): Line[] {
  const { branch, cars, employees } = fleet.at.batumi
  const [first, second] = employees
  const id = fleet.fresh()
  const start = fleet.date(90 * MINUTE_MS)
  const moved = fleet.date(110 * MINUTE_MS)
  const end = fleet.date(3 * DAY_MS)
  const back = fleet.date(60 * MINUTE_MS)
  const change = (title: string, changes: Said['payload'], user: number, encoding?: Said['encoding']): Said => ({
    title,
    branch,
    event: 'booking_update',
    payload: update(id, user, changes),
    encoding,
  })
  const created: Said = {
    title: 'a booking: the car goes out in 90 minutes',
    branch,
    event: 'booking_create',
    payload: bookingOf({ id, car: cars[0], client: fleet.clients[0], responsible: first, start, end, place: 'Аэропорт Батуми' }),
  }

  return [
    line(created, {
      outcome: 'accepted',
      becomes: { type: 'booking.created', effects: ['booking.upsert', 'event.defer'] },
      next: [{ ...ISSUE, effects: ['telegram.message', 'yougile.task', 'operation.open'] }],
      later: ['booking.return.planned', 'reminder.due'],
    }),
    line({ ...created, title: 'RentProg repeats itself' }, { outcome: 'duplicate' }),
    line(change('the client comes 20 minutes later', { start_date: [start, moved] }, first.id), {
      outcome: 'accepted',
      becomes: {
        type: 'booking.updated',
        effects: ['telegram.message', 'telegram.edit', 'yougile.update'],
      },
      next: [{ ...ISSUE, effects: [] }],
      later: ['reminder.due'],
    }),
    line(
      change(
        'a colleague takes over',
        { responsible: [first.name, second.name], responsible_id: [first.id, second.id] },
        second.id,
        'ruby-3.4',
      ),
      {
        outcome: 'accepted',
        becomes: { type: 'booking.updated', effects: ['telegram.message', 'telegram.edit'] },
      },
    ),
    ...preparing(fleet, id),
    line(
      change(
        'the car is issued',
        { in_rent: [false, true], start_worker_id: [null, second.id], start_mileage: [0, cars[0].mileage], gas_start_full: [false, true] },
        second.id,
      ),
      {
        outcome: 'accepted',
        becomes: {
          type: 'booking.issued',
          effects: ['telegram.message', 'telegram.edit', 'yougile.comment', 'operation.close'],
        },
      },
    ),
    line(change('the client will be back in an hour', { end_date: [end, back] }, second.id, 'json-string'), {
      outcome: 'accepted',
      becomes: { type: 'booking.updated', effects: ['event.defer'] },
      next: [{ ...RETURN, effects: ['telegram.message', 'yougile.task', 'operation.open'] }],
      later: ['reminder.due'],
    }),
    line(
      change(
        'the car is back',
        {
          in_rent: [true, false],
          ride: [false, true],
          state: ['Активная', 'Отъездила'],
          active: [true, false],
          end_worker_id: [null, second.id],
          end_mileage: [0, cars[0].mileage + 240],
        },
        second.id,
      ),
      {
        outcome: 'accepted',
        becomes: {
          type: 'booking.returned',
          effects: ['telegram.message', 'telegram.edit', 'yougile.comment', 'operation.close'],
        },
      },
    ),
    ...journey(fleet),
  ]
}

/** Staff prepare the car, in its own topic. */
function preparing(fleet: Fleet, id: number): Line[] {
  const place = fleet.at.batumi
  const scene = { fleet, place, car: 0, person: place.employees[1] } as const
  const accepted = (becomes: ExpectedEvent) => ({ outcome: 'accepted', becomes }) as const
  return [
    presses(
      scene,
      'an employee presses «Мойка» on the card',
      `is|${id}|wash`,
      accepted({ type: 'callback.button', agents: ['issue-assistant'], effects: ['operation.tick', 'telegram.answer', 'telegram.edit'] }),
    ),
    writes(
      scene,
      'and writes that the car is refuelled',
      `заправил по выдаче ${id % 10_000}`,
      accepted({ type: 'message.employee', agents: ['issue-assistant'], effects: ['operation.tick', 'telegram.edit'] }),
    ),
    sendsPhoto(
      scene,
      'sends a photo of the body',
      `бронь ${id % 10_000}, кузов`,
      accepted({ type: 'photo.uploaded', effects: ['operation.tick'] }),
    ),
    becomesMember(
      scene,
      'somebody makes the bot an administrator again',
      'member',
      'administrator',
      accepted({ type: 'chat.changed', effects: [] }),
    ),
  ]
}

/** There and back: the next demo finds the car where it was. */
function journey({ at: { batumi, tbilisi } }: Fleet): Line[] {
  const [, car] = batumi.cars
  const move = (title: string, from: Place, to: Place, mileage: number, encoding?: Said['encoding']): Line =>
    line(
      {
        title,
        branch: from.branch,
        event: 'car_update',
        payload: update(car.id, from.employees[0].id, {
          company_id: [from.companyId, to.companyId],
          mileage: [mileage, mileage + KM],
          branch_name: to.branch,
        }),
        encoding,
      },
      {
        outcome: 'accepted',
        becomes: { type: 'car.moved', effects: ['telegram.topic', 'telegram.message', 'car.upsert'] },
      },
    )
  return [
    move('a car moves to Tbilisi', batumi, tbilisi, car.mileage),
    move('and comes home again', tbilisi, batumi, car.mileage + KM, 'ruby-3.4'),
  ]
}

/** From one city to the other. */
const KM = 380
