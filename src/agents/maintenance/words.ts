// What people read from the agent of service and inspection.
import { inTbilisi } from '../../clock.ts'
import { escapeHtml } from '../../effects/html.ts'
import type { Branch } from '../../events/event.ts'
import type { PayloadOf } from '../../events/index.ts'
import { insteadText } from '../people.ts'
import type { SettingsTable } from '../settings.ts'
import { BRANCH_NAME, CAR_STATE, carLabel, dateTime, lines, plural, source, when } from '../words.ts'
import type { ServiceState } from './intervals.ts'
import { daysLeft } from './leads.ts'
import { type CaredCar, isServiced } from './look.ts'
import { type Moment, type Offer, stateOf } from './outlook.ts'
import type { Window } from './windows.ts'

/** `52 000 км` */
export const kilometres = (km: number): string => `${String(km).replaceAll(/\B(?=(\d{3})+$)/g, ' ')} км`

const day = (at: Date): string => inTbilisi(at).toFormat('dd.MM.yyyy')
/** Of a column of type date. */
const dateOf = (at: Date): string => at.toISOString().slice(0, 10).split('-').reverse().join('.')
const days = (n: number): string => plural(n, 'день', 'дня', 'дней')

const label = (car: CaredCar): string => escapeHtml(carLabel(car))

/** What RentProg says where it matters: in repair, critical, not to be issued, needs maintenance. */
const stateLine = ({ state }: Pick<CaredCar, 'state'>): string | false =>
  state === null || state === 1 || state === 4 || CAR_STATE[state] === undefined ? false : `🔧 В RentProg: ${CAR_STATE[state]}.`

const windowText = ({ from, to }: Window, now: Date): string => `• ${when(from, now)}–${inTbilisi(to).toFormat('HH:mm')}`

function offerText({ windows, isLate }: Offer, now: Date): string {
  if (windows.length === 0) return 'Свободных окон в ближайшие недели нет: авто занято. Договоритесь, пожалуйста, о замене.'
  return lines(
    isLate ? '⚠️ До срока авто занято. Первые свободные окна после него:' : 'Свободные окна без броней:',
    ...windows.map((w) => windowText(w, now)),
  )
}

export function serviceText(
  car: CaredCar,
  { is, leftKm, dueAt }: Extract<ServiceState, { leftKm: number | null }>,
  found: Offer,
  { now }: Moment,
): string {
  const byKm = leftKm === null ? null : leftKm > 0 ? `осталось ${kilometres(leftKm)}` : `перепробег ${kilometres(-leftKm)}`
  const byDate = dueAt === null ? null : dueAt > now ? `срок ${day(dueAt)}` : `срок прошёл ${day(dueAt)}`
  return lines(
    `🛠 <b>${is === 'overdue' ? 'Обслуживание просрочено' : 'Скоро обслуживание'}</b> — ${label(car)}`,
    `${[byKm, byDate].filter(Boolean).join(', ')}${car.mileageKm === null ? '' : ` (пробег ${kilometres(car.mileageKm)})`}.`,
    stateLine(car),
    offerText(found, now),
    car.responsible && insteadText(car.responsible),
  )
}

export interface Term {
  validUntil: Date
  left: number
  /** As Greenway last told. */
  status: string
}

export const inspectionText = (car: CaredCar, { validUntil, left, status }: Term, found: Offer, { now }: Moment): string =>
  lines(
    left < 0
      ? `🛠 <b>Техосмотр просрочен</b> — ${label(car)}: действовал до ${dateOf(validUntil)}.`
      : `🛠 <b>Техосмотр до ${dateOf(validUntil)}</b> — ${label(car)}: ${left === 0 ? 'сегодня последний день' : `осталось ${days(left)}`}.`,
    status === 'unknown' && 'Последняя проверка на сайте не удалась, срок — по прежней.',
    stateLine(car),
    offerText(found, now),
    car.responsible && insteadText(car.responsible),
  )

export const INSPECTION_STATUS: Record<PayloadOf<'inspection.checked'>['status'], string> = {
  valid: 'действует',
  expired: 'просрочен',
  failed: 'не пройден',
  not_found: 'не найден',
  unknown: 'проверить не удалось',
}

export const badInspectionText = (
  name: string,
  { status, validUntil, checkedAt }: PayloadOf<'inspection.checked'>,
  car: CaredCar | null,
  found: Offer | null,
  now: Date,
): string =>
  lines(
    `⚠️ <b>Техосмотр ${INSPECTION_STATUS[status]}</b> — ${escapeHtml(name)}`,
    validUntil !== undefined && `Действовал до ${validUntil.split('-').reverse().join('.')}.`,
    `Проверено ${when(new Date(checkedAt), now)}.`,
    car === null ? 'Такого авто нет среди наших: проверьте, пожалуйста, номер.' : stateLine(car),
    found !== null && offerText(found, now),
  )

export const brokenText = (name: string, note: string): string =>
  lines(
    `🔌 <b>Автопроверка не удалась</b> — ${escapeHtml(name)}: ${escapeHtml(note.slice(0, 300))}`,
    'Это не значит, что техосмотра нет. Проверьте, пожалуйста, сборщик greenway; сегодня об этом больше не напишу.',
  )

const LISTED = 40

export const askText = (cars: readonly CaredCar[], branch: Branch): string =>
  lines(
    `🛠 <b>Когда обслуживали эти авто?</b> — ${BRANCH_NAME[branch]}`,
    'Чтобы напоминать вовремя, мне нужны дата и пробег последнего обслуживания:',
    ...cars.slice(0, LISTED).map((car) => `• ${label(car)}`),
    cars.length > LISTED && `… и ещё ${cars.length - LISTED}`,
    'Напишите, пожалуйста, по каждому: «обслужили AA-000-AA на 52000 12.03». Можно не сразу — больше спрашивать не буду.',
  )

export const doneText = (car: CaredCar, { at, mileageKm, by }: { at: Date; mileageKm: number | null; by: string }): string =>
  `✅ <b>Обслужено ${day(at)}</b> — ${label(car)}${mileageKm === null ? '' : `, пробег ${kilometres(mileageKm)}`}. Отметил(а): ${escapeHtml(by)}.`

const RESTS_ON = 'наша база (RentProg, Starline, Greenway)'

export function statusText(car: CaredCar, moment: Moment, opening?: string): string {
  const state = stateOf(car, moment)
  const { service, inspection } = car
  const last = isServiced(service)
    ? `последнее ${[service?.lastAt && day(service.lastAt), service?.lastMileageKm != null && `на ${kilometres(service.lastMileageKm)}`].filter(Boolean).join(' ')}`
    : 'о последнем ничего не знаю — напишите «обслужили … на 52000»'
  return lines(
    opening !== undefined && `✅ ${opening}`,
    `🛠 <b>${label(car)}</b>${car.mileageKm === null ? '' : `, пробег ${kilometres(car.mileageKm)}`}`,
    stateLine(car),
    `Обслуживание: ${last}.`,
    state.is !== 'unknown' && nextLine(state),
    inspection === null ? 'Техосмотр: ещё не проверяли.' : `Техосмотр: ${inspectionLine(car, moment.now)}.`,
    source(RESTS_ON),
  )
}

function nextLine({ is, leftKm, dueAt }: Extract<ServiceState, { leftKm: number | null }>): string | false {
  const parts = [leftKm !== null && `через ${kilometres(Math.max(0, leftKm))}`, dueAt !== null && `до ${day(dueAt)}`].filter(Boolean)
  if (parts.length === 0) return false
  return is === 'overdue' ? '⚠️ Следующее уже просрочено.' : `Следующее: ${parts.join(' или ')}.`
}

function inspectionLine({ inspection }: CaredCar, now: Date): string {
  if (inspection === null) return 'ещё не проверяли'
  const { validUntil, status, checkedAt } = inspection
  const term =
    validUntil === null
      ? (INSPECTION_STATUS[status as keyof typeof INSPECTION_STATUS] ?? status)
      : daysLeft(validUntil, now) < 0
        ? `⚠️ просрочен, действовал до ${dateOf(validUntil)}`
        : `действует до ${dateOf(validUntil)} (${days(daysLeft(validUntil, now))})`
  return `${term}, проверено ${dateTime(checkedAt, now)}`
}

export const whichCarText = (plate: string | null): string =>
  plate === null
    ? 'Не понял, о каком авто речь. Напишите с номером, например «обслужили AA-000-AA на 52000», или в теме авто.'
    : `Авто с номером ${escapeHtml(plate)} у нас не нашёл. Проверьте, пожалуйста, номер.`

export const strangeDayText = (car: CaredCar, said: string): string =>
  `📅 Обслужили ${label(car)} ${escapeHtml(said)}? Такого дня ещё не было. Напишите, пожалуйста, дату ещё раз, например «12.03», или без неё, если сегодня.`

export const strangeKmText = (car: CaredCar, km: number): string =>
  `Пробег ${kilometres(km)}? По моим данным у ${label(car)} сейчас ${car.mileageKm === null ? 'неизвестно сколько' : kilometres(car.mileageKm)}. Проверьте, пожалуйста, и напишите ещё раз; если обслуживали раньше, добавьте дату.`

/** What needs care first; the rest is a number. */
export function listText(fleet: readonly CaredCar[], settings: SettingsTable, now: Date): string {
  const near = fleet.flatMap((car) => {
    const moment = { settings: settings(car.branch), now }
    const state = stateOf(car, moment)
    const left = car.inspection?.validUntil == null ? null : daysLeft(car.inspection.validUntil, now)
    const isInspection = left !== null && left <= Math.max(...moment.settings.inspectionLeadDays)
    const isService = state.is === 'soon' || state.is === 'overdue'
    const isMarked = stateLine(car)
    if (!isInspection && !isService && isMarked === false) return []
    const parts = [
      isService && (state.is === 'overdue' ? 'обслуживание просрочено' : 'скоро обслуживание'),
      isInspection && (left < 0 ? 'техосмотр просрочен' : `техосмотр через ${days(left)}`),
      isMarked !== false && car.state !== null && `RentProg: ${CAR_STATE[car.state]}`,
    ].filter(Boolean)
    return [`• ${label(car)} — ${parts.join(', ')}`]
  })
  const unknown = fleet.filter(({ service }) => !isServiced(service)).length
  return lines(
    near.length === 0 ? '🛠 Ни одному авто обслуживание и техосмотр сейчас не нужны.' : '🛠 <b>Скоро или уже пора</b>',
    ...near.slice(0, LISTED),
    near.length > LISTED && `… и ещё ${near.length - LISTED}`,
    unknown > 0 && `О последнем обслуживании не знаю: ${plural(unknown, 'авто', 'авто', 'авто')}.`,
    source(RESTS_ON),
  )
}
