// RentProg's public API: tokens bound to a branch, cars, bookings, clients, users and the cash register of its company.
import { createLimiter, inSeconds, MINUTE_MS, type Rule } from '../limits.ts'
import { routes } from '../routes.ts'
import { type Answer, type Call, type Handler, ok, type Surroundings, type System } from '../system.ts'
import type { Company, World } from '../world.ts'
import { availabilityDoors } from './rentprog/availability.ts'
import { bookingDoors, carDoors, cashDoors, clientDoors, fail } from './rentprog/doors.ts'
import { createPayments } from './rentprog/payments.ts'
import { userRow } from './rentprog/rows.ts'
import { createTokens, type Tokens } from './rentprog/tokens.ts'
import { updateBooking } from './rentprog/update.ts'

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
    ...cashDoors(() => own(world.cashOperations.values()), company),
    'GET /users': () =>
      ok(world.staff.filter(({ branch }) => branch === null || branch === company.branch).map((person) => userRow(person, world))),
    ...availabilityDoors(
      () => own(world.cars.values()),
      () => own(world.bookings.values()),
      world,
    ),
    'POST /update_booking': (call) => updateBooking(call, company, world, now),
    'POST /create_payments': (call) => createPayments(call, company, world, now),
  }
}
