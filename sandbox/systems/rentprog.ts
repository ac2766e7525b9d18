// RentProg's public API: tokens bound to a branch, cars, bookings, clients and users of its company.
import { fields } from '../bodies.ts'
import { createLimiter, inSeconds, MINUTE_MS, type Rule } from '../limits.ts'
import { routes } from '../routes.ts'
import { type Answer, type Call, type Failure, type Handler, ok, retryAfterHeader, type Surroundings, type System } from '../system.ts'
import { type Booking, type Car, changeBooking, type Company, type World } from '../world.ts'
import { bookingRow, carRow, clientRow, fits, type Row, userRow } from './rentprog/rows.ts'
import { createTokens, type Tokens } from './rentprog/tokens.ts'

const PAGE = 10
const MAX_LIMIT = 100
const MESSAGES: Record<number, string> = { 401: 'Unauthorized', 404: 'Not found', 422: 'Unprocessable entity', 429: 'Too many requests' }

export const STATES = [
  'Новая',
  'В обработке',
  'Недозвон',
  'Отказ клиента',
  'Нет машин',
  'Ожидает ответа клиента',
  'Ожидает оплаты',
  'Активная',
  'Отмена',
  'Отъездила',
  'Вернуть залог',
  'Подтверждена',
  'Не подтверждена',
  'Другое',
]

export function createRentprog({ world, now, vendorLimits }: Surroundings): System {
  const tokens = createTokens(now)
  const limiter = createLimiter(now)
  const companies = new Map(world.companies.map((company) => [company.id, routes(doors(company, world, now))]))

  return {
    name: 'rentprog',
    mount: '/rentprog/api/v1/public',
    fail,
    record: ({ path, query }) => ({ path: withQuery(path, query) }),
    async answer(call) {
      const wait = vendorLimits ? limiter([rule(call)]) : 0
      if (wait > 0) return fail({ status: 429, retryAfter: inSeconds(wait) })
      if (call.path === '/get_token') return getToken(call, world, tokens)
      const company = tokens.companyOf((call.headers.authorization ?? '').replace(/^bearer /i, ''))
      if (!company) return fail({ status: 401 })
      return (await companies.get(company.id)?.(call)) ?? fail({ status: 404 })
    },
  }
}

const fail = ({ status, message, retryAfter }: Failure): Answer => ({
  status,
  body: { error: message ?? MESSAGES[status] ?? 'Internal server error' },
  headers: retryAfterHeader(retryAfter),
})

function withQuery(path: string, query: URLSearchParams): string {
  if (query.size === 0) return path
  const shown = new URLSearchParams(query)
  if (shown.has('company_token')) shown.set('company_token', '***')
  return `${path}?${shown}`
}

function rule({ method, path }: Call): Rule {
  const of = (key: string, calls: number) => ({ key, calls, windowMs: MINUTE_MS })
  if (path === '/get_token') return of('auth', 60)
  if (path.startsWith('/search_')) return of('search', 30)
  return method === 'GET' ? of('get', 120) : of('post', 60)
}

function getToken({ query }: Call, world: World, tokens: Tokens): Answer {
  const company = world.companies.find(({ token }) => token === query.get('company_token'))
  return company ? ok(tokens.issue(company)) : fail({ status: 401, message: 'Invalid company token' })
}

function doors(company: Company, world: World, now: () => Date): Record<string, Handler> {
  const own = <T extends { branch: string }>(rows: Iterable<T>) => [...rows].filter(({ branch }) => branch === company.branch)
  return {
    ...carDoors(() => own(world.cars.values()), company, world),
    ...bookingDoors(() => own(world.bookings.values()), company, world),
    ...clientDoors(world),
    'GET /users': () =>
      ok(world.staff.filter(({ branch }) => branch === null || branch === company.branch).map((person) => userRow(person, world))),
    'POST /update_booking': (call) => updateBooking(call, company, world, now),
  }
}

function carDoors(cars: () => Car[], company: Company, world: World): Record<string, Handler> {
  const shown = (car: Car) => carRow(car, world)
  const one: Handler = (_, id) => found(world.cars.get(Number(id)), shown, company)
  const list: Handler = ({ query }) => {
    const id = query.get('id')
    return ok(page(id === null ? cars() : cars().filter((car) => car.id === Number(id)), query, limitOf(query)).map(shown))
  }
  return {
    'GET /all_cars': list,
    'GET /all_cars_full': list,
    'GET /cars/:id': one,
    'GET /car/:id': one,
    'GET /search_cars': ({ query }) => ok(page(matching(cars().map(shown), query), query)),
  }
}

function bookingDoors(bookings: () => Booking[], company: Company, world: World): Record<string, Handler> {
  const shown = (booking: Booking) => bookingRow(booking, world)
  const one: Handler = (_, id) => found(world.bookings.get(Number(id)), shown, company)
  const list =
    (belongs: (booking: Booking) => boolean): Handler =>
    ({ query }) =>
      ok(page(bookings().filter((booking) => booking.archive !== true && belongs(booking)), query).map(shown))
  return {
    'GET /booking': (call) => one(call, call.query.get('id') ?? ''),
    'GET /booking/:id': one,
    'GET /bookings/:id': one,
    'GET /active_bookings': list(({ active }) => active === true),
    'GET /unactive_bookings': list(({ active }) => active !== true),
    'GET /all_bookings': list(() => true),
    'GET /search_bookings': ({ query }) => ok(page(matching(bookings().map(shown), query), query)),
  }
}

/** Clients belong to the whole group: every company sees them. */
function clientDoors(world: World): Record<string, Handler> {
  const clients = () => [...world.clients.values()].map((client) => clientRow(client, world))
  const list: Handler = ({ query }) => ok(page(clients(), query, limitOf(query)))
  return {
    'GET /clients': list,
    'GET /all_clients': list,
    'GET /clients/:id': (_, id) => found(world.clients.get(Number(id)), (client) => clientRow(client, world)),
    'GET /search_clients': ({ query }) => ok(page(matching(clients(), query), query)),
  }
}

const matching = (rows: Row[], query: URLSearchParams): Row[] => rows.filter((row) => fits(row, query.get('query') ?? ''))

/** The row, or 404 when it is unknown or another company's. */
function found<T extends { branch?: unknown }>(row: T | undefined, shown: (row: T) => Row, company?: Company): Answer {
  return row && (company === undefined || row.branch === company.branch) ? ok(shown(row)) : fail({ status: 404 })
}

const limitOf = (query: URLSearchParams): number => Math.min(MAX_LIMIT, Number(query.get('limit') ?? query.get('per_page')) || 20)

/** Bookings come ten to a page whatever `per_page` says. */
function page<T>(rows: T[], query: URLSearchParams, size = PAGE): T[] {
  const number = Math.max(1, Number(query.get('page')) || 1)
  return rows.slice((number - 1) * size, number * size)
}

function updateBooking({ query, body }: Call, company: Company, world: World, now: () => Date): Answer {
  const { booking_id, ...rest } = { ...Object.fromEntries(query), ...fields(body) }
  if (booking_id === undefined) return fail({ status: 422, message: 'booking_id is required' })
  const before = world.bookings.get(Number(booking_id))
  if (!before || before.branch !== company.branch) return fail({ status: 404 })
  if (rest.state !== undefined && !STATES.includes(String(rest.state))) return fail({ status: 422, message: 'state is not included in the list' })
  const shown = bookingRow(before, world)
  const changes = Object.fromEntries(Object.entries(rest).map(([field, value]) => [field, typed(value, shown[field])]))
  try {
    return ok(bookingRow(changeBooking(world, before.id, { ...changes, updated_from_api: true }, now()), world))
  } catch (error) {
    return fail({ status: 422, message: error instanceof Error ? error.message : undefined })
  }
}

/** Query values are text; the field's present value tells what they mean. */
function typed(value: unknown, present: unknown): unknown {
  if (typeof value !== 'string') return value
  if (typeof present === 'boolean') return value === 'true' || value === '1'
  if (/^-?\d+(\.\d+)?$/.test(value) && (typeof present === 'number' || present === null)) return Number(value)
  return value
}
