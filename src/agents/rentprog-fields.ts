// Reads RentProg's own field names, wherever they stand (a webhook's changes, a create, an API answer), into our columns.
import { parseTbilisi } from '../clock.ts'
import type { CarColumns } from '../effects/catalogue.ts'
import type { BookingPayload } from '../events/rentprog.ts'

export type Fields = Readonly<Record<string, unknown>>
/** `undefined`: says nothing about it; `null`: says there is none. */
type Read<V> = (value: unknown) => V | null | undefined

const text: Read<string> = (v) => (v === null ? null : typeof v === 'string' ? v.trim() || null : undefined)
const integer: Read<number> = (v) => {
  if (v === null) return null
  const n = typeof v === 'string' && v.trim() !== '' ? Number(v) : v
  return typeof n === 'number' && Number.isSafeInteger(n) ? n : undefined
}
const flag = (v: unknown): boolean | undefined => (v === null ? false : typeof v === 'boolean' ? v : undefined)
const instant: Read<Date> = (v) => (v === null ? null : typeof v === 'string' ? (parseTbilisi(v) ?? undefined) : undefined)
const minor: Read<number> = (v) => {
  if (v === null) return null
  const n = typeof v === 'string' && v.trim() !== '' ? Number(v) : v
  return typeof n === 'number' && Number.isFinite(n) ? Math.round(n * 100) : undefined
}

/** Kept as RentProg names them, for reports: insurance, equipment, condition. */
// biome-ignore format: a list is read by groups
const EXTRAS = [
  'car_name', 'insurance', 'osago', 'kasko', 'super_kasko', 'theft', 'no_franchise',
  'equipment', 'chair', 'chairs_quantity', 'booster', 'boosters_quantity', 'chair_less_1_year', 'navigator', 'charger', 'wifi_router', 'other_equipment',
  'ride', 'start_mileage', 'end_mileage', 'gas_start_full', 'gas_end_full', 'fine', 'damage', 'gas', 'clean_payment', 'days',
] as const

// biome-ignore format: a list is read by groups
const COLUMN_FIELDS = [
  'number', 'state', 'active', 'in_rent', 'technical', 'repair', 'archive', 'car_id', 'client_id', 'first_name', 'last_name', 'entity_name',
  'start_date', 'start_date_formatted', 'end_date', 'end_date_formatted', 'location_start', 'location_end',
  'responsible', 'responsible_id', 'start_worker_id', 'end_worker_id', 'total', 'paid', 'deposit',
] as const

const KNOWN: ReadonlySet<string> = new Set<string>([...EXTRAS, ...COLUMN_FIELDS])

/** Only the fields we understand, as they were. */
export const knownFields = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([name]) => KNOWN.has(name)))

/** What RentProg's fields say, under the names of our columns; what they do not name is absent. */
export function columnsOf(fields: Fields) {
  const pick = <V>(read: (value: unknown) => V | undefined, ...names: (typeof COLUMN_FIELDS)[number][]): V | undefined =>
    names.map((name) => (Object.hasOwn(fields, name) ? read(fields[name]) : undefined)).find((value) => value !== undefined)
  return {
    number: pick(integer, 'number'),
    state: pick(text, 'state'),
    active: pick(flag, 'active'),
    inRent: pick(flag, 'in_rent'),
    technical: pick(flag, 'technical'),
    repair: pick(flag, 'repair'),
    archived: pick(flag, 'archive'),
    carId: pick(integer, 'car_id'),
    clientId: pick(integer, 'client_id'),
    clientName: clientName(pick(text, 'first_name'), pick(text, 'last_name'), pick(text, 'entity_name')),
    startAt: pick(instant, 'start_date', 'start_date_formatted'),
    endAt: pick(instant, 'end_date', 'end_date_formatted'),
    locationStart: pick(text, 'location_start'),
    locationEnd: pick(text, 'location_end'),
    responsibleId: pick(integer, 'responsible_id'),
    responsible: pick(text, 'responsible'),
    startWorkerId: pick(integer, 'start_worker_id'),
    endWorkerId: pick(integer, 'end_worker_id'),
    totalMinor: pick(minor, 'total'),
    paidMinor: pick(minor, 'paid'),
    depositMinor: pick(minor, 'deposit'),
  }
}

/** The same of a car. */
export function carColumnsOf(fields: Fields): CarColumns {
  const pick = <V>(read: (value: unknown) => V | undefined, name: string): V | undefined =>
    Object.hasOwn(fields, name) ? read(fields[name]) : undefined
  return {
    name: pick(text, 'car_name'),
    code: pick(text, 'code'),
    plate: pick(text, 'number'),
    state: pick(integer, 'state'),
    mileageKm: pick(integer, 'mileage'),
    clean: pick(flag, 'clean_state'),
    archived: pick(flag, 'archive'),
  }
}

/** A change of one name alone cannot be put together with the other: it says nothing until RentProg is read. */
function clientName(
  first: string | null | undefined,
  last: string | null | undefined,
  entity: string | null | undefined,
): string | undefined {
  if (entity) return entity
  if (first === undefined || last === undefined) return undefined
  return [first, last].filter((part) => part !== null).join(' ') || undefined
}

export const extrasOf = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(EXTRAS.filter((name) => Object.hasOwn(fields, name) && fields[name] !== undefined).map((name) => [name, fields[name]]))

/** Everything a webhook names: plain fields, and the new side of every change. */
export function heardFields({
  fields,
  changes,
  car_id,
  client_id,
}: Pick<BookingPayload, 'fields' | 'changes' | 'car_id' | 'client_id'>): Fields {
  const news = Object.fromEntries(Object.entries(changes ?? {}).map(([name, [, now]]) => [name, now]))
  return { ...(car_id !== undefined && { car_id }), ...(client_id !== undefined && { client_id }), ...fields, ...news }
}
