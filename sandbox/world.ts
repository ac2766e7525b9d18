// The sandbox's world, read from world.json and alive from then on.
//
// Dates in the file are relative to the start of the sandbox and become absolute, Asia/Tbilisi, when it starts:
//   "+2h"        two hours from the start           "-30m"       thirty minutes before it
//   "+1d 10:00"  tomorrow at ten                    "-3d 9:00"   three days ago at nine
//   "+0d 18:00"  today at six in the evening        "+5d"        in five days, the same time of day
// Absolute ones (`05-11-2030 9:00`, ISO) are taken as they are.
// Staff, chats, cars and companies are static: the product reads the same file as its directory of people and places.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { formatted, resolveDate, stamp } from './dates.ts'

const Branch = z.enum(['tbilisi', 'batumi', 'kutaisi', 'service-center'])

const Company = z.strictObject({ id: z.number().int(), branch: Branch, name: z.string(), token: z.string() })
const Staff = z.strictObject({
  id: z.number().int(),
  name: z.string(),
  role: z.enum(['employee', 'manager', 'head', 'director', 'admin']),
  branch: Branch.nullable(),
  telegramId: z.number().int(),
  language: z.string(),
  yougileId: z.uuid(),
  amocrmId: z.number().int().optional(),
})
const Chat = z.strictObject({
  id: z.number().int(),
  purpose: z.enum(['branch', 'hq', 'clients', 'tasks', 'managers', 'alerts']),
  branch: Branch.optional(),
  title: z.string(),
  topics: z.array(z.strictObject({ threadId: z.number().int(), subject: z.string(), name: z.string() })),
})
const Car = z.looseObject({ id: z.number().int(), branch: Branch, plate: z.string() })
const Client = z.looseObject({ id: z.number().int(), name: z.string() })
const Booking = z.looseObject({
  id: z.number().int(),
  branch: Branch,
  car_id: z.number().int().nullable(),
  client_id: z.number().int().nullable(),
  responsible_id: z.number().int().nullish(),
  start_date: z.string(),
  end_date: z.string(),
})
const Cash = z.strictObject({ userId: z.number().int(), currency_id: z.number().int(), cash: z.number() })
/** A row of RentProg's cash register; `created_at` may be relative. */
const CashOperation = z.looseObject({
  id: z.number().int(),
  branch: Branch,
  user_id: z.number().int().nullable(),
  sum: z.union([z.number(), z.string()]).nullable(),
  currency_id: z.number().int().default(39),
  cash: z.boolean().default(true),
  operation: z.boolean().default(false),
  completed: z.boolean().default(true),
  created_at: z.string(),
})
const Titled = z.looseObject({ id: z.uuid(), title: z.string() })

const WorldFile = z.strictObject({
  companies: z.array(Company),
  staff: z.array(Staff),
  chats: z.array(Chat),
  cars: z.array(Car),
  clients: z.array(Client),
  bookings: z.array(Booking),
  cash: z.array(Cash),
  cashOperations: z.array(CashOperation),
  yougile: z.strictObject({ projects: z.array(Titled), boards: z.array(Titled), columns: z.array(Titled), tasks: z.array(Titled) }),
})
type WorldFile = z.infer<typeof WorldFile>

export type Company = z.infer<typeof Company>
export type Staff = z.infer<typeof Staff>
export type Chat = z.infer<typeof Chat>
export type Car = z.infer<typeof Car>
export type Client = z.infer<typeof Client>
export type Booking = z.infer<typeof Booking>
export type CashOperation = z.infer<typeof CashOperation>

export interface World extends Pick<WorldFile, 'companies' | 'staff' | 'chats' | 'cash' | 'yougile'> {
  readonly startedAt: Date
  readonly cars: Map<number, Car>
  readonly clients: Map<number, Client>
  readonly bookings: Map<number, Booking>
  readonly cashOperations: Map<number, CashOperation>
}

export const WORLD_FILE = path.join(import.meta.dirname, 'world.json')

export async function loadWorld(file: string, startedAt: Date): Promise<World> {
  const world = WorldFile.parse(JSON.parse(await readFile(file, 'utf8')))
  const byId = <T extends { id: number }>(rows: T[]) => new Map(rows.map((row) => [row.id, row]))
  return {
    ...world,
    startedAt,
    cars: byId(world.cars),
    clients: byId(world.clients),
    bookings: byId(world.bookings.map((row) => dated(row, startedAt))),
    cashOperations: byId(world.cashOperations.map((row) => stamped(row, startedAt))),
  }
}

const dated = (booking: Booking, start: Date): Booking => ({
  ...booking,
  start_date: resolveDate(booking.start_date, start),
  end_date: resolveDate(booking.end_date, start),
})

/** As RentProg's records carry a moment; ISO stays as it is. */
const stamped = (operation: CashOperation, start: Date): CashOperation => ({
  ...operation,
  created_at: operation.created_at.includes('T') ? operation.created_at : formatted(resolveDate(operation.created_at, start)),
})

export const snapshot = ({ cars, clients, bookings, cashOperations, startedAt, ...rest }: World) => ({
  startedAt: startedAt.toISOString(),
  ...rest,
  cars: [...cars.values()],
  clients: [...clients.values()],
  bookings: [...bookings.values()],
  cashOperations: [...cashOperations.values()],
})

/** Merges fields into a booking, or makes one when the fields are enough for it. Relative dates count from now. */
export function changeBooking(world: World, id: number, changes: Record<string, unknown>, now: Date): Booking {
  const booking = dated(Booking.parse({ ...world.bookings.get(id), ...changes, id }), now)
  // The name belongs to the id: a new id without a name must not keep the old one.
  if ('responsible_id' in changes && !('responsible' in changes)) delete booking.responsible
  world.bookings.set(id, booking)
  return booking
}

export function changeCar(world: World, id: number, changes: Record<string, unknown>): Car {
  const car = Car.parse({ ...world.cars.get(id), ...changes, id })
  world.cars.set(id, car)
  return car
}

/** Merges fields into a row of the cash register, or makes one: by default cash that an employee hands in now. */
export function changeCash(world: World, id: number, changes: Record<string, unknown>, now: Date): CashOperation {
  const operation = stamped(CashOperation.parse({ created_at: stamp(now), ...world.cashOperations.get(id), ...changes, id }), now)
  world.cashOperations.set(id, operation)
  return operation
}

export const nextCashId = ({ cashOperations }: World): number => Math.max(5_000_000, ...cashOperations.keys()) + 1
