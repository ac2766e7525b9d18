// What staff read from the assistant. Every answer says where its facts come from.
import { inTbilisi } from '../../clock.ts'
import { escapeHtml } from '../../effects/html.ts'
import type { Branch } from '../../events/event.ts'
import type { Incident } from '../../tools/rental.ts'
import type { BookingView } from '../booking-facts.ts'
import { stateText } from '../booking-state.ts'
import type { SettingsTable } from '../settings.ts'
import type { Span } from '../when-said.ts'
import { BRANCH_NAME, bookingLink, bookingNumber, CAR_STATE, carLabel, dateTime, lines, plural, source, span, when } from '../words.ts'
import type { BranchDay, BranchFacts } from './branch.ts'
import type { CarFound, CarsFacts } from './cars.ts'
import type { ClientFacts, ClientFound } from './clients.ts'
import type { FreeFacts } from './free.ts'
import type { FreeAnswer } from './free-question.ts'
import type { PeopleFacts } from './people.ts'

export const HELP = lines(
  'Вот что умею:',
  '• авто — «что с AA-000-AA», «где приус», /car',
  '• свободные авто — «какие авто свободны завтра с 10 до 18», /free',
  '• бронь — «что с бронью 4001», /booking',
  '• клиент — «что за клиент Иван Тестов», /client',
  '• сводка по филиалу — «как дела в Батуми», /status',
  '• план на день — /plan, кассы — /cash, задачи — /task',
  '• материалы — фото по выдаче или приемке в тему авто или с подписью «бронь 4001, кузов»; словами — «помыл и заправил по выдаче 4001»',
  '• деньги — «ссылка на оплату 200 USD по брони 4001», /pay; «сколько должны по брони 4001», /debt',
  '• обслуживание — «обслужили AA-000-AA на 52000», «когда ТО у AA-000-AA», /service',
  '• служебная поездка — «разрешаю поездку на AA-000-AA до 18:00», /trip',
  '• маяк без авто — /tracker 860000000000001 AA-000-AA',
  '• поломка, ДТП, чек — напишите в тему авто, передам в HQ',
  '• почему я так написал — ответьте на моё сообщение командой /why',
  '• можно продолжать: «а завтра?», «а в Батуми?», «а кто клиент?»; забыть, о чём говорили, — /forget',
  '• кто есть кто — «кто руководитель в Тбилиси», /people; подключить коллегу к боту — /invite',
)

const first = (name: string | null): string => (name === null ? '' : `, ${escapeHtml(name.split(' ')[0] ?? name)}`)

export const START = (name: string | null): string =>
  lines(`Здравствуйте${first(name)}! Я на связи: сюда буду присылать напоминания.`, '', HELP)
export const HELLO = (name: string | null): string => `Здравствуйте${first(name)}! Чем помочь? Что умею — /help`
export const THANKS = 'Пожалуйста! Обращайтесь.'
export const notUnderstoodText = (): string => lines('Я пока не понял, чем помочь.', '', HELP)

export const FORGOTTEN = 'Забыл, о чём мы здесь говорили. Начнём сначала: чем помочь?'

const OURS = 'наша база (RentProg, Starline, Greenway)'

const TRACKER: Readonly<Record<string, string>> = {
  offline: 'нет связи',
  gps_offline: 'слабый GPS',
  moving: 'едет',
  parked_on: 'стоит, заведена',
  parked_off: 'припаркована',
}

export function carsText({ shown, more, day, now }: CarsFacts, settings: SettingsTable): string {
  if (shown.length === 0) return 'Не понял, о каком авто речь. Напишите номер, например AA-000-AA, или модель: «где приус».'
  return lines(
    ...shown.flatMap((found) => [carText(found, settings, now), day !== null && dayOfCar(found, day, now), '']),
    more > 0 && `Подходит ещё ${plural(more, 'авто', 'авто', 'авто')}: уточните номер.`,
    source(shown.some((found) => found.source === 'rentprog') ? 'RentProg, прямо сейчас' : OURS),
  )
}

function carText({ car, tracker, bookings, inspection, service, incidents, tasks }: CarFound, settings: SettingsTable, now: Date): string {
  const [current, ...next] = bookings
  const out = current?.inRent ? current : undefined
  const coming = (out === undefined ? bookings : next).slice(0, 2)
  const branch = Object.entries(BRANCH_NAME).find(([code]) => code === car.branch)?.[1]
  return lines(
    `🚗 <b>${escapeHtml(carLabel(car))}</b>${branch === undefined ? '' : ` · ${branch}`}`,
    car.state !== null && `Состояние: ${CAR_STATE[car.state] ?? `код ${car.state}`}${car.clean === false ? ', не помыта' : ''}`,
    out === undefined ? 'Сейчас не в аренде.' : `В аренде: ${bookingLine(out, now)}`,
    ...coming.map((booking) => `Дальше: ${bookingLine(booking, now)} — ${escapeHtml(stateText(booking, settings(booking.branch)))}`),
    tracker !== null && trackerText(tracker, now),
    (tracker?.mileageKm ?? car.mileageKm) !== null && `Пробег: ${kilometres((tracker?.mileageKm ?? car.mileageKm) as number)}`,
    inspection?.validUntil != null && `Техосмотр действует до ${day(inspection.validUntil)}`,
    service?.lastAt != null &&
      `Обслуживание: ${day(service.lastAt)}${service.lastMileageKm === null ? '' : ` на ${kilometres(service.lastMileageKm)}`}`,
    ...incidents.slice(0, 3).map(({ summary, openedAt }) => `❗️ Инцидент (${when(openedAt, now)}): ${escapeHtml(cut(summary))}`),
    ...tasks
      .slice(0, 3)
      .map(({ title, dueAt }) => `☑️ Задача: ${escapeHtml(cut(title))}${dueAt === null ? '' : `, срок ${when(dueAt, now)}`}`),
  )
}

/** Whether it is taken in the hours that are asked about. */
function dayOfCar({ bookings }: CarFound, { from, to }: Span, now: Date): string {
  const taken = bookings.filter(({ startAt, endAt, inRent }) => (startAt ?? from) < to && ((endAt ?? to) > from || (inRent && from <= now)))
  const label = `${dateTime(from, now)} → ${dateTime(to, now)}`
  return taken.length === 0
    ? `🟢 ${label}: свободна`
    : `🔴 ${label}: ${taken.map((booking) => `занята, ${bookingLine(booking, now)}`).join('; ')}`
}

function trackerText({ status, speedKmh, lat, lon, fixAt, seenAt, batteryV }: NonNullable<CarFound['tracker']>, now: Date): string {
  const seen = fixAt ?? seenAt
  const facts = [
    TRACKER[status ?? ''] ?? 'состояние неизвестно',
    status === 'moving' && speedKmh !== null && `${Math.round(speedKmh)} км/ч`,
    batteryV !== null && `${String(batteryV).replace('.', ',')} В`,
    seen !== null && `${span(now.getTime() - seen.getTime())} назад`,
  ].filter((part) => typeof part === 'string')
  const map = lat === null || lon === null ? '' : ` — <a href="https://maps.google.com/?q=${lat},${lon}">на карте</a>`
  return `Маяк: ${facts.join(', ')}${map}`
}

const bookingLine = (booking: BookingView, now: Date): string =>
  [
    bookingLink(booking.id, bookingNumber(booking)),
    booking.clientName === null ? null : escapeHtml(booking.clientName),
    `${booking.startAt === null ? '?' : when(booking.startAt, now)} → ${booking.endAt === null ? '?' : when(booking.endAt, now)}`,
  ]
    .filter((part) => part !== null)
    .join(', ')

export function freeText({ branch, span: wanted, free, taken, blocked, now }: FreeFacts): string {
  if (wanted === null) return 'На какое время? Например: «какие авто свободны завтра с 10 до 18» или «свободные авто с 8 по 12 ноября».'
  if (branch === null) return 'В каком филиале? Например: «какие авто свободны завтра в Батуми».'
  return lines(
    `🟢 <b>${BRANCH_NAME[branch]}: ${free.length === 0 ? 'свободных авто нет' : `свободно ${plural(free.length, 'авто', 'авто', 'авто')}`}</b>`,
    `${dateTime(wanted.from, now)} → ${dateTime(wanted.to, now)}`,
    ...free.map((car) => `• ${escapeHtml(carLabel(car))}${car.clean === false ? ' (не помыта)' : ''}`),
    taken + blocked > 0 && `Заняты: ${taken}${blocked === 0 ? '' : `, нельзя выдавать: ${blocked}`}.`,
    source(`${OURS}; перед тем как обещать клиенту, проверьте в RentProg`),
  )
}

export function clientText({ shown, more, isNobodyNamed, now }: ClientFacts): string {
  if (isNobodyNamed) return 'О каком клиенте рассказать? Напишите имя или телефон: «клиент Иван Тестов».'
  if (shown.length === 0) return 'Такого клиента я не знаю. Проверьте имя или пришлите телефон целиком.'
  return lines(
    ...shown.flatMap((found) => [clientCard(found, now), '']),
    more > 0 && `Подходит ещё ${plural(more, 'клиент', 'клиента', 'клиентов')}: уточните имя.`,
    source('наша база (RentProg, Umnico)'),
  )
}

const clientCard = ({ client, bookings, conversation, phone }: ClientFound, now: Date): string =>
  lines(
    `👤 <b>${escapeHtml(client.name ?? `клиент ${client.id}`)}</b>${client.category === null ? '' : ` · ${escapeHtml(client.category)}`}`,
    phone !== null && `📞 ${escapeHtml(phone)}`,
    bookings.length === 0 ? 'Действующих броней нет.' : null,
    ...bookings.slice(0, 3).map((booking) => `Бронь ${bookingLine(booking, now)}${booking.inRent ? ' — авто у клиента' : ''}`),
    conversation === null ? 'В Umnico не писал.' : 'Переписка — в его теме в чате клиентов.',
    conversation?.waitsSince != null
      ? `⏳ Ждёт нашего ответа: писал(а) ${when(conversation.waitsSince, now)}, ${span(now.getTime() - conversation.waitsSince.getTime())} назад.`
      : conversation?.lastAt != null && `Последнее сообщение: ${when(conversation.lastAt, now)}; ответа не ждёт.`,
  )

const ANSWER_MAX = 1_500

/** The model's words, and what they rest on. */
export function freeAnswerText({ text, model, sources }: FreeAnswer): string {
  const by = `ответ составила модель ${model}`
  const last = source(sources.length === 0 ? by : `${OURS}: ${sources.join(', ')}; ${by}`)
  const room = ANSWER_MAX - last.length - 3
  // Escaped first: what is cut must not end in half an entity.
  const whole = escapeHtml(text)
  const cutAt = whole.slice(0, room).replace(/&[a-z#0-9]*$/, '')
  return lines(whole.length > room ? `${cutAt}…` : whole, '', last)
}

export const incidentsText = (branch: Branch | null, incidents: readonly Incident[], now: Date): string =>
  lines(
    `❗️ <b>Открытые инциденты${branch === null ? '' : `, ${BRANCH_NAME[branch]}`}</b>: ${incidents.length === 0 ? 'нет' : incidents.length}`,
    ...incidents.slice(0, 10).map(({ summary, openedAt }) => `• ${when(openedAt, now)}: ${escapeHtml(cut(summary))}`),
    source(OURS),
  )

export const branchText = ({ days, on, now }: BranchFacts): string =>
  lines(...days.flatMap((one) => [isToday(on, now) ? dayText(one) : otherDayText(one, on, now), '']), source(`${OURS}, ${when(now, now)}`))

const isToday = (on: Date, now: Date): boolean => inTbilisi(on).hasSame(inTbilisi(now), 'day')

const otherDayText = ({ branch, issues, returns }: BranchDay, on: Date, now: Date): string =>
  lines(`📊 <b>${BRANCH_NAME[branch]}</b>`, `${dayName(on, now)}: выдачи ${issues.all}, приемки ${returns.all}.`)

/** `Завтра`, `5 ноября` */
const dayName = (on: Date, now: Date): string => {
  const said = when(inTbilisi(on).startOf('day').toJSDate(), now).replace(/ \d\d:\d\d$/, '')
  return said.charAt(0).toUpperCase() + said.slice(1)
}

const dayText = ({ branch, issues, returns, late, inRent, incidents, tasks, waiting }: BranchDay): string =>
  lines(
    `📊 <b>${BRANCH_NAME[branch]}</b>`,
    `Выдачи сегодня: ${issues.done} из ${issues.all} · приемки: ${returns.done} из ${returns.all} · в аренде ${plural(inRent, 'авто', 'авто', 'авто')}`,
    late > 0 && `⏰ Не вернулись вовремя: ${late}`,
    waiting > 0 && `💬 Ждут ответа: ${plural(waiting, 'клиент', 'клиента', 'клиентов')}`,
    tasks.open > 0 && `☑️ Задачи: ${tasks.open}${tasks.overdue === 0 ? '' : `, просрочено ${tasks.overdue}`}`,
    incidents > 0 && `❗️ Открытые инциденты: ${incidents}`,
    late + waiting + tasks.overdue + incidents === 0 && 'Всё спокойно.',
  )

const ROLE: Readonly<Record<string, string>> = {
  director: 'директор',
  head: 'руководитель подразделения',
  manager: 'руководитель филиала',
  employee: 'сотрудник',
  admin: 'администратор',
}

export function peopleText({ branch, people }: PeopleFacts): string {
  if (people.length === 0) return 'Сотрудников в списке пока нет: его ведёт администратор.'
  return lines(
    `👥 <b>${branch === null ? 'Сотрудники' : BRANCH_NAME[branch]}</b>`,
    ...people.map(
      (one) =>
        `• ${escapeHtml(one.name)} — ${ROLE[one.role] ?? escapeHtml(one.role)}${one.telegramId === null ? ' (не подключён к боту)' : ''}`,
    ),
    source('список сотрудников'),
  )
}

const MOST = 140
const cut = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)}…` : text)
/** The space must not break the number. */
const kilometres = (km: number): string => `${String(Math.round(km)).replace(/\B(?=(\d{3})+$)/g, '\u00a0')} км`
const day = (at: Date): string => at.toISOString().slice(0, 10).split('-').reverse().join('.')
