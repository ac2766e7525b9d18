// Reads of RentProg's public API: lists in pages, single rows, searches.
import { type Answer, type Failure, type Handler, ok, retryAfterHeader } from '../../system.ts'
import type { Booking, Car, CashOperation, Company, World } from '../../world.ts'
import { bookingRow, carRow, cashRow, clientRow, fits, type Row } from './rows.ts'

const PAGE = 10
const MAX_LIMIT = 100
const MESSAGES: Record<number, string> = { 401: 'Unauthorized', 404: 'Not found', 422: 'Unprocessable entity', 429: 'Too many requests' }

export const fail = ({ status, message, retryAfter }: Failure): Answer => ({
  status,
  body: { error: message ?? MESSAGES[status] ?? 'Internal server error' },
  headers: retryAfterHeader(retryAfter),
})

export function carDoors(cars: () => Car[], company: Company, world: World): Record<string, Handler> {
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

export function bookingDoors(bookings: () => Booking[], company: Company, world: World): Record<string, Handler> {
  const shown = (booking: Booking) => bookingRow(booking, world)
  const one: Handler = (_, id) => found(world.bookings.get(Number(id)), shown, company)
  const list =
    (belongs: (booking: Booking) => boolean): Handler =>
    ({ query }) =>
      ok(
        page(
          bookings().filter((booking) => booking.archive !== true && belongs(booking)),
          query,
        ).map(shown),
      )
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
export function clientDoors(world: World): Record<string, Handler> {
  const clients = () => [...world.clients.values()].map((client) => clientRow(client, world))
  const list: Handler = ({ query }) => ok(page(clients(), query, limitOf(query)))
  return {
    'GET /clients': list,
    'GET /all_clients': list,
    'GET /clients/:id': (_, id) => found(world.clients.get(Number(id)), (client) => clientRow(client, world)),
    'GET /search_clients': ({ query }) => ok(page(matching(clients(), query), query)),
  }
}

/** The cash register, of the days named (both included), in JSON:API as captured from the internal API. */
export function cashDoors(operations: () => CashOperation[], company: Company): Record<string, Handler> {
  return {
    'GET /company_counts': ({ query }) => {
      const [from, to] = [query.get('start_date') ?? '', query.get('end_date') ?? '9999']
      const named = operations().filter(({ created_at }) => from <= created_at.slice(0, 10) && created_at.slice(0, 10) <= to)
      const rows = page(named, query).map((operation) => ({
        id: `${operation.id}`,
        type: 'count',
        attributes: cashRow(operation, company),
      }))
      return ok({ counts: { data: rows } })
    },
  }
}

const matching = (rows: Row[], query: URLSearchParams): Row[] => rows.filter((row) => fits(row, query.get('query') ?? ''))

/** The row, or 404 when it is unknown or another company's. */
function found<T extends { id: number; branch?: unknown }>(row: T | undefined, shown: (row: T) => Row, company?: Company): Answer {
  return row && (company === undefined || row.branch === company.branch) ? ok(shown(row)) : fail({ status: 404 })
}

const limitOf = (query: URLSearchParams): number => Math.min(MAX_LIMIT, Number(query.get('limit') ?? query.get('per_page')) || 20)

/** Bookings come ten to a page whatever `per_page` says. */
function page<T>(rows: T[], query: URLSearchParams, size = PAGE): T[] {
  const number = Math.max(1, Number(query.get('page')) || 1)
  return rows.slice((number - 1) * size, number * size)
}
