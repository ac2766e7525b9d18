// At the office: staff ask, put tasks down, hand in cash.
import type { Fleet } from '../fleet.ts'
import { comesDue, type ExpectedEvent, isFound, type Line } from '../line.ts'
import { writes } from '../telegram.ts'

const TASK = 'an employee puts a task down'

const LINK = 'an employee asks for a payment link: the manager has to agree'

export function office(fleet: Fleet): Line[] {
  const place = fleet.at.batumi
  const [car] = place.cars
  const [person, colleague] = place.employees
  const said = (title: string, text: string, agents: ExpectedEvent['agents'], effects: ExpectedEvent['effects'], waits?: boolean): Line =>
    writes({ fleet, place, car: 0, person }, title, text, {
      outcome: 'accepted',
      becomes: { type: 'message.employee', agents, effects, waits },
    })
  return [
    said('an employee asks for the plan', '/plan', ['daily-plan'], ['telegram.message']),
    said('and where a car is', `/car ${car.plate}`, ['staff-assistant'], ['telegram.message']),
    said('which cars are free tomorrow', 'какие авто свободны завтра с 10 до 18', ['staff-assistant'], ['telegram.message']),
    said(
      TASK,
      `/task create "Проверить шины ${fleet.mark % 1000}" car:${car.plate} due:завтра 12:00 @${colleague.name.split(' ')[0]} !high`,
      ['tasks'],
      ['task.upsert', 'yougile.task', 'telegram.message', 'event.defer'],
    ),
    comesDue('its reminder comes', TASK, undefined, { type: 'reminder.due', agents: ['tasks'], effects: ['task.log'] }),
    comesDue('nobody has done it', TASK, undefined, { type: 'task.overdue', agents: ['tasks'], effects: [] }),
    isFound(
      'cash is handed in: RentProg is asked, it tells nobody',
      `rentprog.cash:${place.branch}`,
      `cash:${person.id}`,
      { path: '/_world/cash', fields: { branch: place.branch, user_id: person.id, sum: '120.50', description: 'Инкассация' } },
      { type: 'cash.collected', effects: ['cash.entry', 'telegram.message'] },
    ),
    said(LINK, '/pay 700001 99,90 GEL', ['payments'], ['link.upsert', 'telegram.message'], true),
    comesDue('the manager is reminded', LINK, undefined, { type: 'approval.expired', agents: ['approvals'], effects: [] }),
    said('who holds how much', '/cash', ['cash-control'], ['telegram.message']),
  ]
}
