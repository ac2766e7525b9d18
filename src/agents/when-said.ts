// When people mean, in their own words: «завтра в 18:00», «в пятницу», «через 2 часа», «с 5 по 8 ноября». Asia/Tbilisi.
import type { DateTime } from 'luxon'
import { inTbilisi } from '../clock.ts'

export interface Moment {
  at: Date
  /** False where a day was named and no hour: `at` is then its beginning. */
  hasTime: boolean
}

const DAY_WORDS: Readonly<Record<string, number>> = {
  ...{ сегодня: 0, завтра: 1, послезавтра: 2 },
  ...{ 'day after tomorrow': 2, today: 0, tomorrow: 1 },
  ...{ დღეს: 0, ხვალ: 1, ზეგ: 2 },
  ...{ segodnya: 0, zavtra: 1, poslezavtra: 2, xval: 1, khval: 1 },
}
const WEEKDAYS = ['понедельник', 'вторник', 'сред', 'четверг', 'пятниц', 'суббот', 'воскресень']
// biome-ignore format: a week
const WEEKDAYS_ELSE = ['monday|ორშაბათ', 'tuesday|სამშაბათ', 'wednesday|ოთხშაბათ', 'thursday|ხუთშაბათ', 'friday|პარასკევ', 'saturday|შაბათ', 'sunday|კვირას']
const MONTHS = ['январ', 'феврал', 'март', 'апрел', 'ма[йя]', 'июн', 'июл', 'август', 'сентябр', 'октябр', 'ноябр', 'декабр']
const PARTS: readonly [beginning: string, hour: number][] = [
  ['утр', 9],
  ['днем', 14],
  ['вечер', 19],
]

const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е')
/** `\b` knows Latin letters only. */
const word = (pattern: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{N}])`, 'u')

/** The first moment the text names, or null. A time without a day is the next one that comes. */
export function momentIn(text: string, now: Date): Moment | null {
  const said = plain(text)
  const later = afterwardsIn(said, now)
  if (later !== null) return { at: later, hasTime: true }
  const local = inTbilisi(now)
  const day = dayIn(said, local)
  const time = timeIn(said)
  if (day === null && time === null) return null
  if (time === null) return { at: (day ?? local).startOf('day').toJSDate(), hasTime: false }
  const at = (day ?? local).set({ ...time, second: 0, millisecond: 0 })
  return { at: (day === null && at <= local ? at.plus({ days: 1 }) : at).toJSDate(), hasTime: true }
}

const UNITS: readonly [beginning: string, unit: 'minutes' | 'hours' | 'days' | 'weeks'][] = [
  ['мин', 'minutes'],
  ['час', 'hours'],
  ['дн', 'days'],
  ['ден', 'days'],
  ['недел', 'weeks'],
]

/** `через полчаса`, `через час`, `через 2 дня` */
function afterwardsIn(said: string, now: Date): Date | null {
  if (word('через полчаса').test(said)) return inTbilisi(now).plus({ minutes: 30 }).toJSDate()
  const [, count, unit = ''] = word('через (?:(\\d{1,3}) )?(мин|час|дн|ден|недел)').exec(said) ?? []
  const [, name] = UNITS.find(([beginning]) => beginning === unit) ?? []
  return name === undefined
    ? null
    : inTbilisi(now)
        .plus({ [name]: Number(count ?? 1) })
        .toJSDate()
}

function dayIn(said: string, today: DateTime): DateTime | null {
  const relative = Object.entries(DAY_WORDS).find(([name]) => word(name).test(said))
  if (relative) return today.startOf('day').plus({ days: relative[1] })
  return dateIn(said, today) ?? weekdayIn(said, today)
}

/** `5 ноября`, `05.11`, `05.11.2026`: without a year, the next one that comes. */
function dateIn(said: string, today: DateTime): DateTime | null {
  const [, dayNamed, monthNamed = ''] = word(`(\\d{1,2})(?:-го)? (${MONTHS.join('|')})`).exec(said) ?? []
  const month = MONTHS.findIndex((name) => monthNamed !== '' && new RegExp(`^${name}`).test(monthNamed)) + 1
  const [, d, m, y] = /(?<![\d.:])(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?(?![\d:])/.exec(said) ?? []
  if (dayNamed === undefined && d === undefined) return null
  const wanted = dayNamed === undefined ? { day: Number(d), month: Number(m) } : { day: Number(dayNamed), month }
  const date = today
    .startOf('day')
    .set({ ...(y === undefined ? {} : { year: Number(y) }), day: 1 })
    .set({ month: wanted.month })
    .set({ day: wanted.day })
  if (!date.isValid || date.day !== wanted.day || date.month !== wanted.month) return null
  return y === undefined && date < today.startOf('day') ? date.plus({ years: 1 }) : date
}

/** Today is not «в пятницу» when it is Friday: then the next one is meant. */
function weekdayIn(said: string, today: DateTime): DateTime | null {
  const index = WEEKDAYS.findIndex((name, at) => word(`(?:в|во|к|до|на) ${name}|${WEEKDAYS_ELSE[at]}`).test(said))
  if (index < 0) return null
  const days = (index + 1 - today.weekday + 7) % 7
  return today.startOf('day').plus({ days: days === 0 ? 7 : days })
}

function timeIn(said: string): { hour: number; minute: number } | null {
  const [, hour, minute] = /(?<![\d.:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])/.exec(said) ?? []
  if (hour !== undefined) return { hour: Number(hour), minute: Number(minute) }
  const [, full] =
    word(`(?:в|к|до|с) ([01]?\\d|2[0-3])(?: час[а-я]*)?(?![\\d.:]| (?:${MONTHS.join('|')}|дн|ден|авто|брон))`).exec(said) ?? []
  if (full !== undefined) return { hour: Number(full), minute: 0 }
  const part = PARTS.find(([beginning]) => word(beginning).test(said))
  return part === undefined ? null : { hour: part[1], minute: 0 }
}

export interface Span {
  from: Date
  to: Date
}

/**
 * The span the text names: `с 5 по 8 ноября`, `завтра с 10 до 18`, `на выходные`, `завтра` (the whole day).
 * @returns null when it names none, or one that ends before it begins.
 */
export function spanIn(text: string, now: Date): Span | null {
  const said = plain(text)
  const local = inTbilisi(now)
  if (word('на выходные|в выходные').test(said)) {
    const saturday = local.startOf('day').plus({ days: (6 - local.weekday + 7) % 7 })
    return { from: saturday.toJSDate(), to: saturday.plus({ days: 1 }).endOf('day').toJSDate() }
  }
  const [, first, last] = /(?:^|\s)с\s+(.+?)\s+(?:по|до)\s+(.+)$/.exec(said) ?? []
  if (first !== undefined && last !== undefined) return between(first, last, said, now)
  const moment = momentIn(text, now)
  if (moment === null) return null
  return moment.hasTime ? { from: moment.at, to: inTbilisi(moment.at).plus({ days: 1 }).toJSDate() } : wholeDay(moment.at)
}

const wholeDay = (at: Date): Span => ({ from: at, to: inTbilisi(at).endOf('day').toJSDate() })

/** What the first half leaves out (the month, the day) the whole sentence may say. */
function between(first: string, last: string, said: string, now: Date): Span | null {
  const month = new RegExp(`(?:${MONTHS.join('|')})[а-я]*`).exec(said)?.[0]
  const withMonth = (part: string) => (month !== undefined && /^\d{1,2}$/.test(part.trim()) ? `${part} ${month}` : part)
  const to = momentIn(withMonth(last), now) ?? momentIn(`в ${last}`, now)
  const from = momentIn(withMonth(first), now) ?? momentIn(`в ${first}`, now)
  if (to === null || from === null) return null
  const day = dayIn(said, inTbilisi(now))
  const isTimes = month === undefined && /^\d{1,2}(:\d\d)?(\s|$)/.test(first.trim()) && !/\d\.\d/.test(first)
  if (isTimes && day !== null) {
    const hours = (at: Date) => day.set({ hour: inTbilisi(at).hour, minute: inTbilisi(at).minute }).toJSDate()
    return ordered(hours(from.at), hours(to.at))
  }
  return ordered(from.at, to.hasTime ? to.at : inTbilisi(to.at).endOf('day').toJSDate())
}

const ordered = (from: Date, to: Date): Span | null => (from < to ? { from, to } : null)
