// Words of staff: «обслужили AA-000-AA на 52000», «когда то у AA-000-AA», `/service`.
import type { Place } from '../../effects/catalogue.ts'
import { may } from '../../effects/roles.ts'
import { BRANCHES, type Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Car, Staff } from '../../tools/rental.ts'
import type { DecideContext, GatherContext, Spoken } from '../agent.ts'
import { branchIn } from '../asker.ts'
import { branchOf } from '../booking-facts.ts'
import { carsMeant } from '../cars-said.ts'
import { denied } from '../denied.ts'
import { plateIn, says } from '../phrases.ts'
import { intentIn } from '../understanding.ts'
import { carLabel, threadOf } from '../words.ts'
import { type Decision, nothing } from './acts.ts'
import { recorded } from './done.ts'
import { keywords } from './keywords.ts'
import { type CaredCar, look, servicedIn } from './look.ts'
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
  branch: Branch | null
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
  const own = branchOf(staff?.branch)
  const branch = branchIn(text) ?? context.follows?.branch ?? own ?? null
  const row =
    plate !== undefined
      ? await rental.carByPlate(plate)
      : topicCar === undefined
        ? await onlyOne(text, branch, context)
        : await rental.car(Number(topicCar))
  const car = row === null ? null : await look(row, own ?? BRANCHES[0], context)
  const told = toldIn(text, context.clock.now())
  const intent = context.intent ?? intentIn(text, keywords)
  const wish = intent === 'service_done' || (text.startsWith('/service') && told.km !== null) ? 'done' : 'status'
  const fleet = wish === 'status' && row === null ? await fleetOf(branch, context) : []
  return {
    what: 'said',
    place: threadOf(payload),
    staff,
    wish,
    car,
    unknownPlate: row === null ? (plate ?? null) : null,
    told,
    branch,
    fleet,
  }
}

/** «А приус?»: the only car of that name. */
async function onlyOne(text: string, branch: Branch | null, context: GatherContext): Promise<Car | null> {
  if (!says(text, ['{car}'])) return null
  const [one, ...others] = carsMeant(text, await carsIn(branch, context))
  return others.length === 0 ? (one ?? null) : null
}

const carsIn = async (branch: Branch | null, { read }: GatherContext): Promise<Car[]> =>
  (await Promise.all((branch === null ? BRANCHES : [branch]).map((one) => read.rental.carsOf(one)))).flat()

/** The cars of a branch, or of all. */
export async function fleetOf(branch: Branch | null, context: GatherContext): Promise<CaredCar[]> {
  const rows = await carsIn(branch, context)
  return Promise.all(rows.map((found) => look(found, branchOf(found.branch) ?? BRANCHES[0], context)))
}

/** A mileage so far from what RentProg says is a slip of the finger. */
const STRANGE_KM = 20_000

const reply = (place: Place, html: string, summary: string, about: Spoken): Decision => ({
  acts: [{ act: 'tell', slot: 'answer', to: place, html }],
  summary,
  about,
})

export function said(facts: SaidFacts, { clock, settings }: DecideContext): Decision {
  const { place, staff, wish, car, unknownPlate, branch, fleet } = facts
  if (staff === null) return nothing('Написал не сотрудник: молчу.')
  const now = clock.now()
  if (unknownPlate !== null || (wish === 'done' && car === null))
    return reply(place, whichCarText(unknownPlate), 'Не понял, о какой машине речь: спросил.', {})
  if (car === null) {
    const html = listText(fleet, settings, now)
    return reply(place, html, `Спросили об обслуживании: показал, машин ${fleet.length}.`, branch === null ? {} : { branch })
  }
  const about = { carId: car.id, branch: car.branch }
  const name = carLabel(car)
  if (wish === 'done') return { ...done({ ...facts, car, staff }, { clock, settings }), about }
  const html = statusText(car, { settings: settings(car.branch), now })
  return reply(place, html, `${name}: рассказал об обслуживании и техосмотре.`, about)
}

function done({ place, staff, car, told }: SaidFacts & { car: CaredCar; staff: Staff }, { clock, settings }: DecideContext): Decision {
  const now = clock.now()
  const name = carLabel(car)
  const refuse = (html: string, summary: string): Decision => reply(place, html, summary, {})
  const allowed = may(staff, 'service.record', { branch: servicedIn(car, staff) })
  if (!allowed.yes) {
    const refusal = refuse(allowed.because, `${name}: об обслуживании написал тот, кто его не отмечает, отказал.`)
    return denied(refusal, staff, 'service.record', `car:${car.id}`)
  }
  const { km, on, strangeDay } = told
  if (strangeDay !== null) return refuse(strangeDayText(car, strangeDay), `${name}: дата ${strangeDay} не похожа на правду, переспросил.`)
  const isStrange = km !== null && car.mileageKm !== null && Math.abs(km - car.mileageKm) > STRANGE_KM && on === null
  if (isStrange) return refuse(strangeKmText(car, km), `${name}: пробег ${kilometres(km)} не похож на правду, переспросил.`)
  const at = on ?? now
  // Of an earlier day the mileage of now says nothing.
  const mileageKm = km ?? (on === null ? car.mileageKm : null)
  const noted = recorded(car, { at, mileageKm, by: allowed.person }).filter((act) => act.act !== 'tell')
  const html = statusText(
    { ...car, service: serviceAt(car, at, mileageKm, now) },
    { settings: settings(car.branch), now },
    'Записал, спасибо!',
  )
  return {
    acts: [...noted, { act: 'tell', slot: 'answer', to: place, html }],
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
