// What «обслужили AA-000-AA на 52 000 12.03» says besides the plate: kilometres and the day. Pure.
import { inTbilisi } from '../../clock.ts'

const PLATE = /(?<![A-Z])[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}(?![A-Z])/gi
const DATE = /(?<![\d.])(\d{1,2})\.(\d{1,2})(?:\.(\d{2}|\d{4}))?(?![\d.])/
const THOUSANDS = /(?<!\d)(\d{1,3})(?:[.,](\d))?\s*тыс/iu
const PLAIN = /(?<![\d.])(\d{1,3}(?:[ .\u00a0]\d{3})+|\d{3,7})(?![\d.]*\d)/

const LONGEST_KM = 2_000_000

export interface Told {
  km: number | null
  /** Null where no day is named: then it is today. */
  on: Date | null
  /** A day that does not exist, or has not come yet. */
  strangeDay: string | null
}

export function toldIn(text: string, now: Date): Told {
  const bare = text.replace(PLATE, ' ')
  const found = DATE.exec(bare)
  const on = found === null ? yesterdayIn(bare, now) : dayIn(found, now)
  // `52.000` is no date; a number that was one is no mileage.
  const rest = on !== null && found !== null ? bare.replace(DATE, ' ') : bare
  const isDay = found !== null && on === null && (found[3] !== undefined || Number(found[2]) <= 12)
  return { km: kmIn(isDay ? bare.replace(DATE, ' ') : rest), on, strangeDay: isDay ? found[0] : null }
}

function kmIn(text: string): number | null {
  const [, thousands, tenth = '0'] = THOUSANDS.exec(text) ?? []
  const [, plain] = PLAIN.exec(text) ?? []
  const km =
    thousands === undefined
      ? plain === undefined
        ? null
        : Number(plain.replaceAll(/\D/g, ''))
      : Number(thousands) * 1_000 + Number(tenth) * 100
  return km === null || km > LONGEST_KM ? null : km
}

const yesterdayIn = (text: string, now: Date): Date | null =>
  /вчера/iu.test(text) ? inTbilisi(now).startOf('day').minus({ days: 1 }).plus({ hours: 12 }).toJSDate() : null

/** Without a year it is the last such day. */
function dayIn([, day, month, year]: RegExpExecArray, now: Date): Date | null {
  const today = inTbilisi(now)
  const named = year === undefined ? today.year : Number(year.length === 2 ? `20${year}` : year)
  const at = inTbilisi(now)
    .set({ year: named, month: Number(month), day: Number(day) })
    .startOf('day')
    .plus({ hours: 12 })
  if (!at.isValid || at.month !== Number(month) || at.day !== Number(day)) return null
  const isAhead = at.toJSDate() > today.endOf('day').toJSDate()
  if (isAhead && year !== undefined) return null
  return (isAhead ? at.minus({ years: 1 }) : at).toJSDate()
}
