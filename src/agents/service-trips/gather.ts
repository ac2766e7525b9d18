// What the agent of service trips looks up before it decides: our own tables, never a vendor.
import { addMs, DAY_MS, HOUR_MS } from '../../clock.ts'
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { plateIn } from '../phrases.ts'
import { threadOf } from '../words.ts'
import { type AlarmFacts, incidentOf } from './alarm.ts'
import { type BindFacts, deviceIn } from './bind.ts'
import type { DetectedFacts } from './detected.ts'
import { type CarOnRoad, type Known, knownOf } from './known.ts'
import { askedIn, type PermitFacts } from './permit.ts'
import type { PressFacts } from './pressed.ts'
import type { SampleEvent, SampleFacts } from './sample.ts'
import { gatherSweep, type SweepFacts } from './sweep.ts'
import type { UnansweredFacts } from './unanswered.ts'

export type Heard =
  | SampleEvent
  | EventOf<
      'trip.detected' | 'unauthorized.trip' | 'browser.result' | 'check.starline' | 'callback.button' | 'message.employee' | 'reminder.due'
    >

export type Facts =
  | SampleFacts
  | DetectedFacts
  | AlarmFacts
  | SweepFacts
  | PermitFacts
  | PressFacts
  | UnansweredFacts
  | BindFacts
  | { what: 'browser'; source: string; name: string }

export async function gather(event: Heard, context: GatherContext): Promise<Facts> {
  switch (event.type) {
    case 'unauthorized.trip': {
      const { payload, id, cause } = event
      const known = await deviceOf(payload, payload.startedAt, context)
      return { what: 'alarm', eventId: id, payload, isOwn: cause?.agent === 'service-trips', known }
    }
    case 'trip.detected':
      return { what: 'detected', payload: event.payload, known: await deviceOf(event.payload, event.payload.startedAt, context) }
    case 'check.starline':
      return gatherSweep(event.payload.branch, context)
    case 'browser.result':
      return { what: 'browser', source: event.source, name: event.payload.plate ?? event.payload.deviceId ?? '' }
    case 'reminder.due':
      return unanswered(event, context)
    case 'callback.button':
      return pressed(event, context)
    case 'message.employee':
      return context.intent === 'bind_tracker' ? binding(event, context) : said(event, context)
    default:
      return sample(event, context)
  }
}

const deviceOf = (
  { deviceId, carPlate }: { deviceId: string; carPlate?: string },
  from: string,
  context: GatherContext,
  wants: { responsible?: boolean } = {},
): Promise<Known> => knownOf({ deviceId, label: carPlate ?? null, from: new Date(from) }, context, wants)

async function sample(event: SampleEvent, context: GatherContext): Promise<SampleFacts> {
  const { batteryV, fixAt, deviceId } = event.payload
  const [known, fleet] = await Promise.all([
    deviceOf(event.payload, fixAt, context, { responsible: true }),
    batteryV === undefined ? [] : context.read.rental.trackersSince(addMs(context.clock.now(), -DAY_MS)),
  ])
  const fleetV = fleet
    .filter(({ id, engine }) => id !== deviceId && engine !== true)
    .flatMap((one) => (one.batteryV === null ? [] : [one.batteryV]))
  return { what: 'sample', event, known, fleetV }
}

async function unanswered({ payload }: EventOf<'reminder.due'>, { read: { rental } }: GatherContext): Promise<UnansweredFacts> {
  const { ref: eventId = '', stage } = payload
  const [incident, head, director] = await Promise.all([
    eventId === '' ? null : rental.incident(incidentOf(eventId)),
    rental.holderOf({ role: 'head', ...(payload.branch !== undefined && { branch: payload.branch }) }),
    rental.holderOf({ role: 'director' }),
  ])
  const trip = incident === null ? null : await rental.tripOfIncident(incident.id)
  return { what: 'unanswered', eventId, stage, incident, trip, held: { head: head !== null, director: director !== null } }
}

async function carAt(carId: number | null, { read: { rental } }: GatherContext): Promise<CarOnRoad | null> {
  const row = carId === null ? null : await rental.car(carId)
  return row && { id: row.id, name: row.name, plate: row.plate, branch: branchOf(row.branch) ?? null, mileageKm: row.mileageKm }
}

async function said({ payload }: EventOf<'message.employee'>, context: GatherContext): Promise<PermitFacts> {
  const { rental } = context.read
  const { chatId, threadId, fromId, messageId, text } = payload
  const plate = plateIn(text)
  const [staff, topic, named] = await Promise.all([
    rental.staffByTelegram(fromId),
    threadId === undefined ? null : rental.topic({ chatId, threadId }),
    plate === undefined ? null : rental.carByPlate(plate),
  ])
  const [, topicCar] = /^car:(\d+)$/.exec(topic?.subject ?? '') ?? []
  const carId = plate === undefined ? (topicCar === undefined ? null : Number(topicCar)) : (named?.id ?? null)
  const car = await carAt(carId, context)
  const open = car === null ? [] : await rental.openIncidents({ carId: car.id })
  const alarms = open.filter(({ kind }) => kind === 'unauthorized.trip')
  return {
    what: 'said',
    text,
    id: `${chatId}:${messageId}`,
    place: threadOf(payload),
    staff,
    car,
    alarms: await Promise.all(alarms.map(async (incident) => ({ incident, trip: await rental.tripOfIncident(incident.id) }))),
  }
}

async function binding({ payload }: EventOf<'message.employee'>, context: GatherContext): Promise<BindFacts> {
  const { rental } = context.read
  const plate = plateIn(payload.text)
  const deviceId = deviceIn(payload.text)
  const [staff, row, tracker] = await Promise.all([
    rental.staffByTelegram(payload.fromId),
    plate === undefined ? null : rental.carByPlate(plate),
    deviceId === null ? null : rental.tracker(deviceId),
  ])
  const [car, was] = await Promise.all([carAt(row?.id ?? null, context), carAt(tracker?.carId ?? null, context)])
  return { what: 'bind', place: threadOf(payload), staff, deviceId, tracker, car, was }
}

async function pressed({ payload }: EventOf<'callback.button'>, context: GatherContext): Promise<PressFacts> {
  const { rental } = context.read
  const { callbackQueryId: queryId, fromId, data } = payload
  const [, ref = '', action = ''] = /^st\|([\w.-]{1,40})\|(permit|mine|close|grant)$/.exec(data) ?? []
  const staff = await rental.staffByTelegram(fromId)
  if (action === 'grant') {
    const asked = askedIn(ref)
    if (asked === null) return { what: 'pressed-nothing', queryId }
    const { carId, until, driverId } = asked
    const [car, driver, permits] = await Promise.all([
      carAt(carId, context),
      rental.staff(driverId),
      rental.permitsOf({ carId, from: addMs(until, -HOUR_MS), to: until }),
    ])
    return { what: 'pressed-request', queryId, staff, driver, car, until, permits, permitId: `asked:${ref}` }
  }
  const incident = action === '' ? null : await rental.incident(incidentOf(ref))
  if (incident === null) return { what: 'pressed-nothing', queryId }
  const trip = await rental.tripOfIncident(incident.id)
  return { what: 'pressed-alarm', queryId, action: action as 'permit' | 'mine' | 'close', staff, incident, trip }
}
