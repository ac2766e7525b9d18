// The parts of RentProg's answers we use, read leniently: a field that is missing or strange becomes null, an id may not be missing.
import { z } from 'zod'

const absent = (value: unknown) => value === undefined || value === null || value === ''

const id = z.preprocess((value) => (typeof value === 'string' ? Number(value) : value), z.number().int().positive())
const numeric = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (absent(value) ? null : Number(value)), type.nullable()).catch(null)
export const int = numeric(z.number().int())
const decimal = numeric(z.number())
export const text = z.preprocess((value) => (absent(value) ? null : String(value)), z.string().nullable()).catch(null)
export const flag = z
  .preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean().nullable())
  .catch(null)

export const RentprogBooking = z.object({
  id,
  /** The short number staff quote. */
  number: int,
  state: text,
  active: flag,
  in_rent: flag,
  ride: flag,
  technical: flag,
  repair: flag,
  archive: flag,
  car_id: int,
  car_name: text,
  car_code: text,
  client_id: int,
  first_name: text,
  middle_name: text,
  last_name: text,
  /** As RentProg writes them: `DD-MM-YYYY H:mm`, Tbilisi time. */
  start_date: text,
  end_date: text,
  location_start: text,
  location_end: text,
  /** A name; the id comes with webhooks only. */
  responsible: text,
  responsible_id: int,
  start_worker_id: int,
  end_worker_id: int,
  days: decimal,
  price: decimal,
  rental_cost: decimal,
  delivery: decimal,
  delivery_end: decimal,
  equipment: decimal,
  insurance: decimal,
  total: decimal,
  paid: decimal,
  deposit: decimal,
  fine: decimal,
  damage: decimal,
  chair: flag,
  booster: flag,
  navigator: flag,
  wifi_router: flag,
  other_equipment: text,
  osago: flag,
  kasko: flag,
  super_kasko: flag,
  theft: flag,
  no_franchise: flag,
  start_mileage: int,
  end_mileage: int,
  gas_start: text,
  gas_end: text,
  source: text,
  description: text,
})
export type RentprogBooking = z.infer<typeof RentprogBooking>

export const RentprogCar = z.object({
  id,
  car_name: text,
  code: text,
  /** The plate. */
  number: text,
  vin: text,
  year: int,
  color: text,
  /** 1 may be issued, 2 in repair, 3 critical, 4 long rent, 5 do not issue, 6 needs maintenance. */
  state: int,
  active: flag,
  archive: flag,
  mileage: int,
  clean_state: flag,
  company_id: int,
})
export type RentprogCar = z.infer<typeof RentprogCar>

export const RentprogClient = z.object({
  id,
  name: text,
  lastname: text,
  middlename: text,
  fio: text,
  phone: text,
  email: text,
  lang: text,
  category: text,
  debtor: flag,
})
export type RentprogClient = z.infer<typeof RentprogClient>

export const RentprogUser = z.object({ id, name: text, email: text, role: text, active: flag })
export type RentprogUser = z.infer<typeof RentprogUser>

export type Row = Record<string, unknown>

export const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The rows of an answer, which may be a bare array, `{data: […]}`, one object, and JSON:API with `attributes`. */
export function rowsOf(body: unknown): Row[] {
  const inner = isRow(body) && 'data' in body ? body.data : body
  const list = Array.isArray(inner) ? inner : [inner]
  return list.filter(isRow).map(({ attributes, ...row }) => (isRow(attributes) ? { id: row.id, ...attributes } : row))
}

/** The row of that id: some methods answer with more than was asked for. */
export const rowOf = (body: unknown, wanted: number): Row | null => rowsOf(body).find((row) => Number(row.id) === wanted) ?? null
