// Words of staff: «обслужили AA-000-AA на 52000», «когда то у AA-000-AA», `/service`.
import type { Place } from '../../effects/catalogue.ts'
import { may } from '../../effects/roles.ts'
import { BRANCHES, type Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Staff } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { plateIn } from '../phrases.ts'
import { intentIn } from '../understanding.ts'
import { carLabel, threadOf } from '../words.ts'
import { type Decision, nothing } from './acts.ts'
import { recorded } from './done.ts'
import { keywords } from './keywords.ts'
import { type CaredCar, look } from './look.ts'
import { type Told, toldIn } from './reading.ts'
import { kilometres, listText, statusText, strangeDayText, strangeKmText, whichCarText } from './words.ts'

export interface SaidFacts {
  what: 'said'
  place: Place
  staff: Staff | null
  /** A service was done, or somebody asks how things stand. */
  wish: 'done' | 'status'
  /** The car that is named, or whose topic it is. */
  car: CaredCar | null
  /** A plate was named that we do not know. */
  unknownPlate: string | null
  told: Told
  /** Without a car: those of the branch, or of all. */
  fleet: CaredCar[]
}

export async function gatherSaid({ payload }: EventOf<'message.employee'>, context: GatherContext): Promise<SaidFacts> {
  const { rental } = context.read
  const { chatId, threadId, fromId, text } = payload
  const [staff, topic] = await Promise.all([
    rental.staffByTelegram(fromId),
    threadId === undefined ? null : rental.topic({ chatId, threadId }),
  ])
  const [, topicCar] = /^car:(\d+)$/.exec(topic?.subject ?? '') ?? []
  const plate = plateIn(text)
  if (staff !== null) context.progress('Смотрю авто и его обслуживание…')
  const row = plate !== undefined ? await rental.carByPlate(plate) : topicCar === undefined ? null : await rental.car(Number(topicCar))
  const own = branchOf(staff?.branch)
  const car = row === null ? null : await look(row, own ?? BRANCHES[0], context)
  const told = toldIn(text, context.clock.now())
  const intent = context.intent ?? intentIn(text, keywords)
  const wish = intent === 'service_done' || (text.startsWith('/service') && told.km !== null) ? 'done' : 'status'
  const fleet = wish === 'status' && row === null ? await fleetOf(own ?? null, context) : []
  return { what: 'said', place: threadOf(payload), staff, wish, car, unknownPlate: row === null ? (plate ?? null) : null, told, fleet }
}

/** The cars of a branch, or of all. */
export async function fleetOf(branch: Branch | null, context: GatherContext): Promise<CaredCar[]> {
  const branches: readonly Branch[] = branch === null ? BRANCHES : [branch]
  const rows = (await Promise.all(branches.map((one) => context.read.rental.carsOf(one)))).flat()
  return Promise.all(rows.map((found) => look(found, branchOf(found.branch) ?? BRANCHES[0], context)))
}

/** A mileage so far from what RentProg says is a slip of the finger. */
const STRANGE_KM = 20_000

export function said({ place, staff, wish, car, unknownPlate, told, fleet }: SaidFacts, { clock, settings }: DecideContext): Decision {
  const reply = (html: string, summary: string): Decision => ({ acts: [{ act: 'tell', slot: 'answer', to: place, html }], summary })
  if (staff === null) return nothing('Написал не сотрудник: молчу.')
  const now = clock.now()
  if (unknownPlate !== null || (wish === 'done' && car === null))
    return reply(whichCarText(unknownPlate), 'Не понял, о какой машине речь: спросил.')
  if (car === null) return reply(listText(fleet, settings, now), `Спросили об обслуживании: показал, машин ${fleet.length}.`)
  const name = carLabel(car)
  if (wish === 'status')
    return reply(statusText(car, { settings: settings(car.branch), now }), `${name}: рассказал об обслуживании и техосмотре.`)
  const allowed = may(staff, 'service.record', { branch: car.branch })
  if (!allowed.yes) return reply(allowed.because, `${name}: об обслуживании написал тот, кто его не отмечает, отказал.`)
  const { km, on, strangeDay } = told
  if (strangeDay !== null) return reply(strangeDayText(car, strangeDay), `${name}: дата ${strangeDay} не похожа на правду, переспросил.`)
  const isStrange = km !== null && car.mileageKm !== null && Math.abs(km - car.mileageKm) > STRANGE_KM && on === null
  if (isStrange) return reply(strangeKmText(car, km), `${name}: пробег ${kilometres(km)} не похож на правду, переспросил.`)
  const at = on ?? now
  // Of an earlier day the mileage of now says nothing.
  const mileageKm = km ?? (on === null ? car.mileageKm : null)
  const noted = recorded(car, { at, mileageKm, by: allowed.person }).filter((act) => act.act !== 'tell')
  return {
    acts: [
      ...noted,
      {
        act: 'tell',
        slot: 'answer',
        to: place,
        html: statusText(
          { ...car, service: serviceAt(car, at, mileageKm, now) },
          { settings: settings(car.branch), now },
          'Записал, спасибо!',
        ),
      },
    ],
    summary: `${name}: ${staff.name} сообщил(а) об обслуживании${mileageKm === null ? '' : ` на ${kilometres(mileageKm)}`}, записал.`,
  }
}

const serviceAt = (car: CaredCar, lastAt: Date, lastMileageKm: number | null, now: Date): CaredCar['service'] => ({
  carId: car.id,
  lastAt,
  lastMileageKm,
  recordedBy: null,
  reminded: null,
  remindedAt: null,
  cardKey: null,
  updatedAt: now,
})
