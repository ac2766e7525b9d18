// «Напомнить завтра» has come: the car is looked at again, and people hear of it if it still needs care.
import type { EventOf } from '../../events/index.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { carLabel } from '../words.ts'
import { type Care, type Decision, nothing } from './acts.ts'
import { type CaredCar, look } from './look.ts'
import { inspectionDue, serviceDue } from './remind.ts'

export interface TimerFacts {
  what: 'timer'
  care: Care | null
  car: CaredCar | null
}

export async function gatherTimer({ payload }: EventOf<'reminder.due'>, context: GatherContext): Promise<TimerFacts> {
  const [, care] = /^care:(service|inspection)$/.exec(payload.stage) ?? []
  const id = Number(payload.ref)
  const row = care === undefined || !Number.isSafeInteger(id) ? null : await context.read.rental.car(id)
  const branch = branchOf(row?.branch) ?? payload.branch
  const car = row === null || row.archived || branch === undefined ? null : await look(row, branch, context)
  return { what: 'timer', care: care === 'service' || care === 'inspection' ? care : null, car }
}

export function timer({ care, car }: TimerFacts, { clock, settings }: DecideContext): Decision {
  if (care === null || car === null) return nothing('Таймер ни к какой машине больше не относится: ничего не делаю.')
  const moment = { settings: settings(car.branch), now: clock.now() }
  const acts = care === 'service' ? serviceDue(car, moment, true) : inspectionDue(car, moment, true)
  const what = care === 'service' ? 'обслуживание' : 'техосмотр'
  return acts.length === 0
    ? nothing(`${carLabel(car)}: ${what} больше не ждёт, не напоминаю.`)
    : { acts, summary: `${carLabel(car)}: напомнил ещё раз, ${what}.` }
}
