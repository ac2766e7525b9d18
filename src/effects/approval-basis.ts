// What a question rests on: the booking as it was known when somebody was asked. Whoever allows it decides on that booking, not on another one.
import type { Sql } from '../db.ts'
import type { BookingModel } from '../generated/prisma/models.ts'
import { CANCELLED } from '../tools/rental/states.ts'
import type { EffectPayload } from './catalogue.ts'
import { dateTime, money } from './words.ts'

export type Basis = NonNullable<EffectPayload<'approval.ask'>['basis']>
type Facts = Basis['facts']

type Known = Pick<
  BookingModel,
  | 'id'
  | 'state'
  | 'archived'
  | 'inRent'
  | 'startAt'
  | 'endAt'
  | 'carId'
  | 'clientId'
  | 'clientName'
  | 'totalMinor'
  | 'paidMinor'
  | 'depositMinor'
>

const COLUMNS = `id, state, archived, in_rent AS "inRent", start_at AS "startAt", end_at AS "endAt", car_id AS "carId", client_id AS "clientId",
  client_name AS "clientName", total_minor AS "totalMinor", paid_minor AS "paidMinor", deposit_minor AS "depositMinor"`

const moment = (at: unknown): string | null => (at == null ? null : new Date(at as string).toISOString())

/** @param also columns that the same run sets. */
export function factsOf(booking: Known, also: Readonly<Record<string, unknown>> = {}): Facts {
  const now: Readonly<Record<string, unknown>> = {
    ...booking,
    ...Object.fromEntries(Object.entries(also).filter(([, v]) => v !== undefined)),
  }
  const { state, archived, inRent, carId, clientId, clientName, totalMinor, paidMinor, depositMinor } = now as Known
  return {
    ...{ state, archived, inRent, carId, clientId, clientName, totalMinor, paidMinor, depositMinor },
    startAt: moment(now.startAt),
    endAt: moment(now.endAt),
  }
}

export async function knownFacts(bookingId: number, sql: Sql): Promise<Facts | null> {
  const [row] = await sql.query<Known & Record<string, unknown>>(`SELECT ${COLUMNS} FROM bookings WHERE id = $1`, [bookingId])
  return row ? factsOf(row) : null
}

/** What matters, and how it is told. A client's name is told, not compared: it is corrected every day. */
const TOLD: readonly { fact: string; title: string; shows: 'as it is' | 'moment' | 'sum' | 'car' | 'client' | 'yes or no' }[] = [
  { fact: 'state', title: 'статус', shows: 'as it is' },
  { fact: 'archived', title: 'в архиве', shows: 'yes or no' },
  { fact: 'startAt', title: 'начало', shows: 'moment' },
  { fact: 'endAt', title: 'конец', shows: 'moment' },
  { fact: 'carId', title: 'авто', shows: 'car' },
  { fact: 'clientId', title: 'клиент', shows: 'client' },
  { fact: 'totalMinor', title: 'стоимость', shows: 'sum' },
  { fact: 'paidMinor', title: 'оплачено', shows: 'sum' },
  { fact: 'depositMinor', title: 'залог', shows: 'sum' },
  { fact: 'inRent', title: 'авто у клиента', shows: 'yes or no' },
]

const is = (facts: Facts, fact: string) => facts[fact] ?? null

/** What was not known when it was asked is nothing it rests on. */
const changedFacts = (before: Facts, now: Facts) =>
  TOLD.filter(({ fact }) => is(before, fact) !== null && is(before, fact) !== is(now, fact))

/** Plain text, `начало 5 ноября 12:00 → 6 ноября 12:00; залог 100 → 200`; null when all is as it was. */
export async function changeText(before: Facts, now: Facts, at: Date, sql: Sql): Promise<string | null> {
  const changed = changedFacts(before, now)
  if (changed.length === 0) return null
  const cars = changed.some(({ shows }) => shows === 'car') ? await carNames([is(before, 'carId'), is(now, 'carId')], sql) : null
  const shown = (facts: Facts, { fact, shows }: (typeof TOLD)[number]): string => {
    const value = is(facts, fact)
    if (value === null) return 'нет'
    switch (shows) {
      case 'moment':
        return dateTime(new Date(String(value)), at)
      case 'sum':
        return money(Number(value))
      case 'car':
        return cars?.get(Number(value)) ?? String(value)
      case 'client':
        return String(is(facts, 'clientName') ?? value)
      case 'yes or no':
        return value === true ? 'да' : 'нет'
      default:
        return String(value)
    }
  }
  return changed.map((one) => `${one.title} ${shown(before, one)} → ${shown(now, one)}`).join('; ')
}

async function carNames(ids: readonly unknown[], sql: Sql): Promise<Map<number, string>> {
  const rows = await sql.query<{ id: number; name: string }>(
    `SELECT id, concat_ws(' ', name, plate) AS name FROM cars WHERE id = ANY($1::int[])`,
    [ids.filter((id) => id !== null)],
  )
  return new Map(rows.filter(({ name }) => name !== '').map(({ id, name }) => [id, name]))
}

const isOff = (facts: Facts): boolean => facts.archived === true || CANCELLED.includes(String(facts.state))

/** The booking was cancelled meanwhile, and with it the reason for the effect. */
export const hasLapsed = ({ lapses, facts }: Basis, now: Facts): boolean => lapses && !isOff(facts) && isOff(now)
