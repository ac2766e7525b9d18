// What people read from the agent of service trips.
import { escapeHtml } from '../../effects/html.ts'
import type { Branch } from '../../events/event.ts'
import type { Incident, Trip } from '../../tools/rental.ts'
import type { Settings } from '../settings.ts'
import { BRANCH_NAME, bookingLink, carLabel, dateTime, lines, plural, span, when } from '../words.ts'
import type { CarOnRoad, Known } from './known.ts'
import { type Position, positionOf } from './position.ts'
import type { Judged } from './trips.ts'

/** Plain text. */
export const nameOf = ({ car, label, deviceId }: Pick<Known, 'car' | 'label' | 'deviceId'>): string =>
  car === null ? (label ?? `маяк ${deviceId}`) : carLabel(car)

export const bold = (text: string): string => `<b>${escapeHtml(text)}</b>`
export const number = (value: number): string => String(Math.round(value * 10) / 10).replace('.', ',')
export const map = ({ lat, lon }: Position): string => `<a href="https://maps.google.com/?q=${lat},${lon}">Где авто</a>`

/** How old a position is, where that matters. */
export const agedText = (fixAt: Date, { fixStaleMin }: Pick<Settings, 'fixStaleMin'>, now: Date): string | false =>
  now.getTime() - fixAt.getTime() > fixStaleMin * 60_000 &&
  `⚠️ Данные старые: на ${when(fixAt, now)}, ${span(now.getTime() - fixAt.getTime())} назад.`

export const strangerText = ({ car, deviceId, label }: Known): string | false =>
  car === null &&
  `Маяк ${escapeHtml(deviceId)}${label === null ? '' : ` («${escapeHtml(label)}»)`} не привязан к авто: посмотрите, пожалуйста, чьё это.`

export interface Story {
  startedAt: Date
  fixAt: Date
  distanceKm: number | null
  at: Position | null
  because: string
}

const passed = (distanceKm: number | null): string => (distanceKm === null ? '' : `, пройдено ${number(distanceKm)} км`)

export const alarmText = (known: Known, { startedAt, fixAt, distanceKm, at, because }: Story, settings: Settings, now: Date): string =>
  lines(
    `🚨 <b>Несанкционированная поездка</b> — ${bold(nameOf(known))}`,
    `Началась ${when(startedAt, now)}${passed(distanceKm)}.`,
    known.car !== null && `Почему тревога: ${escapeHtml(because)}.`,
    strangerText(known),
    at !== null && `${map(at)} (на ${when(fixAt, now)})`,
    agedText(fixAt, settings, now),
    'Выясните, пожалуйста, кто за рулём. Инцидент заведён.',
  )

/** Stays true however long it is read. */
export const incidentSummary = (known: Known, { startedAt, distanceKm }: Story, now: Date): string =>
  `Несанкционированная поездка: ${nameOf(known)}, началась ${dateTime(startedAt, now)}${passed(distanceKm)}`

export const cardText = (
  { summary }: Pick<Incident, 'summary'>,
  trip: Trip | null,
  { text, isOpen }: { text: string; isOpen: boolean },
): string => {
  const at = positionOf(trip?.endLat, trip?.endLon)
  return lines(
    `${isOpen ? '🚨' : '✔️'} ${escapeHtml(summary)}.`,
    trip?.distanceKm != null && !summary.endsWith(passed(trip.distanceKm)) && `Пройдено ${number(trip.distanceKm)} км.`,
    isOpen && at !== null && map(at),
    `${isOpen ? '🔎' : 'Итог:'} ${escapeHtml(text)}.`,
  )
}

export const questionText = (
  known: Known,
  { startedAt, distanceKm, at, fixAt, because }: Story,
  bookingId: number | null,
  settings: Settings,
  now: Date,
): string =>
  lines(
    `❓ <b>Проверьте, пожалуйста, поездку</b> — ${bold(nameOf(known))}`,
    `Сборщик считает её несанкционированной: началась ${when(startedAt, now)}${passed(distanceKm)}.`,
    `У нас по этому авто есть ${escapeHtml(because)}, поэтому инцидент я не завёл.`,
    bookingId !== null && bookingLink(bookingId),
    at !== null && `${map(at)} (на ${when(fixAt, now)})`,
    agedText(fixAt, settings, now),
    'Если авто едет не с клиентом — звоните, а выдачу или возврат проведите в RentProg.',
  )

export function alarmSummary(name: string, how: 'known' | 'entitled' | 'doubtful' | 'raised', because = ''): string {
  switch (how) {
    case 'known':
      return `${name}: об этой поездке уже сообщил, инцидент есть.`
    case 'entitled':
      return `${name}: заявлена несанкционированная поездка, но ${because}; записал без тревоги.`
    case 'doubtful':
      return `${name}: заявлена несанкционированная поездка, у нас ${because}; спросил руководителя.`
    case 'raised':
      return `${name}: несанкционированная поездка (${because}); завёл инцидент, сообщил в тему авто и руководителю.`
  }
}

const STATUS: Record<string, string> = {
  offline: 'нет связи',
  gps_offline: 'слабый GPS',
  moving: 'едет',
  parked_on: 'стоит (заведена)',
  parked_off: 'припаркована',
}

export const outdatedSummary = (name: string): string => `${name}: данные старше последних известных, не учитываю.`

export function sampleSummary(
  known: Known,
  {
    status,
    alerts,
    ride,
    isStale,
    isStranger,
  }: { status: string | null; alerts: readonly string[]; ride: Judged | null; isStale: boolean; isStranger: boolean },
): string {
  const parts = [
    status !== null && (STATUS[status] ?? status),
    isStale && 'данные старые',
    ...alerts,
    ride !== null && rideWords(ride),
    isStranger && 'авто не узнал, попросил посмотреть',
  ].filter((part) => typeof part === 'string')
  return `${nameOf(known)}: ${parts.length === 0 ? 'состояние записал' : parts.join('; ')}.`
}

const VERDICT: Record<string, string> = {
  rental: 'поездка по брони',
  technical: 'поездка по технической брони',
  permitted: 'поездка разрешена',
  short: 'ещё не поездка',
  unauthorized: 'поездка без брони и разрешения',
  unknown: 'поездка неизвестного авто',
}

const rideWords = ({ judgement: { verdict, because }, isRaised }: Judged): string =>
  `${VERDICT[verdict] ?? verdict} (${because})${verdict === 'unauthorized' ? (isRaised ? ', поднимаю тревогу' : ', уже сообщал') : ''}`

export const tripSummary = (
  known: Known,
  { distanceKm, isStranger, ...ride }: Judged & { distanceKm: number | null; isStranger: boolean },
): string =>
  `${nameOf(known)}${distanceKm === null ? '' : `, ${number(distanceKm)} км`}: ${rideWords(ride)}${isStranger ? '; попросил посмотреть, чьё это авто' : ''}.`

export const sweepSummary = (branch: Branch, looked: number, said: readonly string[]): string =>
  `${BRANCH_NAME[branch]}: посмотрел ${plural(looked, 'маяк', 'маяка', 'маяков')}; ${said.length === 0 ? 'всё в порядке' : said.join('; ')}.`

export const browserSummary = (source: string, name: string): string =>
  source === 'starline' ? `Результат автопроверки (${name}): записал в журнал.` : `Результат автопроверки (${name}) не о поездках: не моё.`

export const bindWords = {
  denied: 'Привязать маяк просил тот, кому это не разрешено: отказал.',
  howText: 'Напишите номер маяка и номер авто, например: <code>/tracker 860000000000001 AA-000-AA</code>.',
  how: 'Не понял, какой маяк и в каком авто: подсказал, как написать.',
  unknownText: (id: string) => `Маяка ${escapeHtml(id)} я ещё не видел. Проверьте, пожалуйста, номер: он стоит в моём сообщении о нём.`,
  unknown: (id: string) => `Маяка ${id} нет в наших записях: так и ответил.`,
  alreadyText: (id: string, car: CarOnRoad) => `Маяк ${escapeHtml(id)} уже привязан к ${escapeHtml(carLabel(car))}.`,
  already: (id: string, car: CarOnRoad) => `Маяк ${id} уже в ${carLabel(car)}: ничего не изменил.`,
  boundText: (id: string, car: CarOnRoad, was: CarOnRoad | null) =>
    `✅ Маяк ${escapeHtml(id)} теперь в ${escapeHtml(carLabel(car))}, его поездки проверяю.${was === null ? '' : ` Раньше был в ${escapeHtml(carLabel(was))}.`}`,
  bound: (name: string, id: string, car: CarOnRoad) => `${name}: маяк ${id} привязан к ${carLabel(car)}.`,
}
