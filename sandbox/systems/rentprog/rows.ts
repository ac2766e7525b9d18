// Rows of the world as RentProg's public API shows them.
import { formatted, stamp } from '../../dates.ts'
import type { Booking, Car, CashOperation, Client, Company, Staff, World } from '../../world.ts'

export type Row = Record<string, unknown>

const bookingDefaults: Row = {
  client_category: 'Новый',
  client_debtor: false,
  entity: false,
  entity_name: null,
  source: 'Сотрудник',
  description: '',
  failure: false,
  ride: false,
  archive: false,
  technical: false,
  repair: false,
  start_worker_id: null,
  end_worker_id: null,
  delivery: 0,
  delivery_end: 0,
  equipment: 0,
  insurance: 0,
  additional_hours: 0,
  add_drivers_cost: 0,
  sale: 0,
  fine: 0,
  damage: 0,
  gas: 0,
  other: 0,
  payments_type: 'full',
  part_return_deposit: false,
  start_mileage: 0,
  end_mileage: 0,
  booking_mileage: 0,
  gas_start: '0',
  gas_end: '0',
  gas_start_full: true,
  gas_end_full: false,
  clean_start: true,
  clean_end: false,
  chair: null,
  chairs_quantity: 0,
  booster: null,
  boosters_quantity: 0,
  navigator: false,
  wifi_router: false,
  other_equipment: '',
  osago: false,
  kasko: false,
  super_kasko: false,
  theft: false,
  no_franchise: false,
  updater: null,
  state_updater: null,
  created_from_api: false,
  updated_from_api: false,
}

export function bookingRow(booking: Booking, world: World): Row {
  const { branch: _, ...own } = booking
  const car = booking.car_id === null ? undefined : world.cars.get(booking.car_id)
  const client = booking.client_id === null ? undefined : world.clients.get(booking.client_id)
  const responsible = world.staff.find((person) => person.id === booking.responsible_id)
  return {
    ...bookingDefaults,
    created_at: stamp(world.startedAt),
    user_id: booking.responsible_id ?? null,
    car_name: car?.car_name ?? null,
    car_code: car?.code ?? null,
    car_state: car?.state ?? null,
    first_name: client?.name ?? '',
    middle_name: '',
    last_name: client?.lastname ?? '',
    responsible: responsible?.name ?? null,
    responsible_id: null,
    ...own,
    start_date_formatted: formatted(booking.start_date),
    end_date_formatted: formatted(booking.end_date),
  }
}

export function carRow(car: Car, world: World): Row {
  const { branch, plate, price, ...own } = car
  const perDay = typeof price === 'number' ? price : 50
  return {
    transmission: 'Автомат',
    fuel: 'Бензин',
    car_type: 'Седан',
    number_doors: 4,
    number_seats: 5,
    active: true,
    archive: false,
    ...own,
    number: plate,
    company_id: world.companies.find((company) => company.branch === branch)?.id ?? null,
    prices: [{ id: car.id, car_id: car.id, season_id: 1, values: [1, 0.95, 0.9, 0.85, 0.8, 0.7].map((part) => Math.round(perDay * part)) }],
  }
}

export function clientRow(client: Client, world: World): Row {
  return {
    middlename: '',
    fio: [client.lastname, client.name].filter(Boolean).join(' '),
    country: null,
    debtor: false,
    debt: 0,
    balance: 0,
    problems: false,
    entity: false,
    created_at: stamp(world.startedAt),
    updated_at: stamp(world.startedAt),
    ...client,
  }
}

export function cashRow({ branch: _, ...own }: CashOperation, company: Company): Row {
  return {
    booking_id: null,
    car_id: null,
    client_id: null,
    group: null,
    subgroup: null,
    rated_sum: String(own.sum),
    rate: '1.0',
    cashless: !own.cash,
    cash_card: false,
    entity: false,
    client_balance: false,
    description: '',
    debt_id: null,
    company_cashbox_id: company.id,
    stripe: false,
    completed_at: own.completed ? own.created_at : null,
    source: null,
    ...own,
    company_id: company.id,
  }
}

const ROLES = { employee: 'user', manager: 'manager', head: 'admin', director: 'superadmin', admin: 'admin' } as const
/** GEL, USD, EUR: the registers every employee has. */
const CURRENCIES = [39, 1, 3]

export function userRow({ id, name, role }: Staff, world: World): Row {
  const cashOf = (currency: number) => world.cash.find((entry) => entry.userId === id && entry.currency_id === currency)?.cash ?? 0
  return {
    id,
    name,
    email: `staff${id}@example.com`,
    role: ROLES[role],
    active: true,
    currency_accounts: CURRENCIES.map((currency_id) => ({ currency_id, cash: cashOf(currency_id) })),
  }
}

/** Whether any of the row's searchable fields contains the text, as RentProg's search does. */
export function fits(row: Row, query: string): boolean {
  const wanted = query.trim().toLowerCase()
  return SEARCHED.some((field) => row[field] != null && String(row[field]).toLowerCase().includes(wanted))
}

const SEARCHED = [
  'id',
  'number',
  'car_name',
  'car_code',
  'code',
  'vin',
  'first_name',
  'last_name',
  'name',
  'lastname',
  'fio',
  'phone',
  'email',
]
