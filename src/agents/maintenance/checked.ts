// What Greenway's page said of a plate: the row follows, what is wrong is told at once, what ends soon is announced.
import { inTbilisi } from '../../clock.ts'
import type { EventOf } from '../../events/index.ts'
import { plainPlate } from '../../events/plate.ts'
import type { Inspection } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { carLabel } from '../words.ts'
import { type Act, type Decision, nothing } from './acts.ts'
import { dayOf } from './leads.ts'
import { type CaredCar, look } from './look.ts'
import { offer } from './outlook.ts'
import { inspectionDue } from './remind.ts'
import { badInspectionText, brokenText, INSPECTION_STATUS } from './words.ts'

type Checked = EventOf<'inspection.checked'>['payload']

export type CheckedFacts =
  | { what: 'checked'; plate: string; check: Checked; before: Inspection | null; car: CaredCar | null }
  | { what: 'result'; name: string; note: string | null; incident: string; isKnown: boolean }
  | { what: 'not-ours' }

export async function gatherChecked({ payload }: EventOf<'inspection.checked'>, context: GatherContext): Promise<CheckedFacts> {
  const { rental } = context.read
  const plate = plainPlate(payload.plate)
  const [before, row] = await Promise.all([rental.inspection(plate), rental.carByPlate(plate)])
  const branch = branchOf(row?.branch)
  const car = row === null || branch === undefined ? null : await look(row, branch, context)
  return { what: 'checked', plate, check: payload, before, car }
}

/** Whatever else a collector says of a plate; of a device it is another's business. */
export async function gatherResult({ payload }: EventOf<'browser.result'>, { read, clock }: GatherContext): Promise<CheckedFacts> {
  const { plate, deviceId, resultType, note } = payload
  if (plate === undefined || deviceId !== undefined) return { what: 'not-ours' }
  const car = await read.rental.carByPlate(plainPlate(plate))
  const incident = `browser.result:greenway:${inTbilisi(clock.now()).toFormat('yyyy-MM-dd')}`
  const said = [resultType, note].filter((text): text is string => typeof text === 'string' && text !== '').join(': ')
  const isKnown = (await read.rental.incident(incident)) !== null
  return { what: 'result', name: car === null ? plate : carLabel(car), note: said === '' ? null : said, incident, isKnown }
}

export function checked(
  { plate, check, before, car }: Extract<CheckedFacts, { what: 'checked' }>,
  { clock, settings }: DecideContext,
): Decision {
  const now = clock.now()
  const name = car === null ? plate : carLabel(car)
  const { status, validUntil, lastInspectionAt, checkedAt } = check
  if (status === 'unknown') {
    // The door has told the person on duty; what is known of the validity stays as it is.
    const set = { status, checkedAt, ...(car !== null && { carId: car.id }) } as const
    return {
      acts: [{ act: 'inspection', plate, set }],
      summary: `Техосмотр ${name}: проверить не удалось (не «не найден»), дежурный предупреждён, прежний срок остаётся.`,
    }
  }
  const isNewTerm = validUntil !== undefined && (before?.validUntil == null || dayOf(before.validUntil) !== validUntil)
  const remindedLead = isNewTerm ? null : (before?.remindedLead ?? null)
  const row: Inspection = {
    plate,
    carId: car?.id ?? null,
    status,
    validUntil: validUntil === undefined ? (status === 'valid' ? (before?.validUntil ?? null) : null) : new Date(validUntil),
    lastInspectionAt: lastInspectionAt === undefined ? (before?.lastInspectionAt ?? null) : new Date(lastInspectionAt),
    checkedAt: new Date(checkedAt),
    remindedLead,
    updatedAt: now,
  }
  const set = {
    carId: row.carId,
    status,
    validUntil: row.validUntil && dayOf(row.validUntil),
    lastInspectionAt: row.lastInspectionAt && dayOf(row.lastInspectionAt),
    checkedAt,
  }
  const moment = { settings: settings(car?.branch ?? 'tbilisi'), now }
  const reminders = car === null || status !== 'valid' ? [] : inspectionDue({ ...car, inspection: row }, moment)
  const lead = reminders.find((act) => act.act === 'inspection')?.set.remindedLead ?? remindedLead
  const isWrong = status !== 'valid' && (before?.status !== status || isNewTerm)
  const told: Act[] = isWrong
    ? [
        {
          act: 'tell',
          slot: 'wrong',
          to: car === null ? MANAGERS : { to: 'role', role: 'manager', branch: car.branch },
          html: badInspectionText(name, check, car, car === null ? null : offer(car, null, moment), now),
        },
      ]
    : []
  // What is over by date is recalled every week from today on.
  const after = isWrong && row.validUntil !== null && row.validUntil < now ? -1 : lead
  return {
    acts: [
      { act: 'inspection', plate, set: { ...set, remindedLead: after } },
      ...reminders.filter((act) => act.act !== 'inspection'),
      ...told,
    ],
    summary: `Техосмотр ${name}: ${INSPECTION_STATUS[status]}${row.validUntil === null ? '' : ` до ${dayOf(row.validUntil).split('-').reverse().join('.')}`}, ${isWrong ? 'сообщил руководителю' : reminders.length > 0 ? 'напомнил' : 'записал'}.`,
  }
}

const MANAGERS = { to: 'chat', purpose: 'managers' } as const

/** Words of a collector that could not do its work. */
const BROKEN = /captcha|капч|layout|changed|error|ошибк|fail|timeout|denied|blocked/i

export function result({ name, note, incident, isKnown }: Extract<CheckedFacts, { what: 'result' }>): Decision {
  if (note === null || !BROKEN.test(note)) return nothing(`Результат автопроверки (${name}): ничего срочного, записал в журнал.`)
  if (isKnown) return nothing(`Автопроверка ${name} не удалась (${note}): сегодня дежурному уже сообщал.`)
  return {
    acts: [
      { act: 'incident', id: incident, summary: `Автопроверка не удалась: ${name}, ${note}`.slice(0, 1_000) },
      { act: 'tell', slot: 'broken', to: { to: 'chat', purpose: 'alerts' }, html: brokenText(name, note) },
    ],
    summary: `Автопроверка ${name} не удалась (${note}): сообщил дежурному.`,
  }
}
