// RentProg's public API: bookings, cars, clients and users, one company token per branch.
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { Refused } from '../errors.ts'
import type { Http } from './http.ts'
import { type Call, defineIntegration, operation } from './integration.ts'
import { availabilityReads } from './rentprog-availability.ts'
import { CashOperation, cashRows, RentprogHolder } from './rentprog-cash.ts'
import { createSession, type SessionConfig } from './rentprog-session.ts'
import { RentprogBooking, RentprogCar, RentprogClient, type Row, rowOf, rowsOf } from './rentprog-shapes.ts'
import { bookingWrites } from './rentprog-writes.ts'
import type { Vendor } from './vendor.ts'

export const rentprogVendor = (config: SessionConfig, timeoutMs: number): Vendor => ({
  system: 'rentprog',
  timeoutMs,
  credential: 'RENTPROG_TOKEN_<BRANCH>',
  secrets: Object.values(config.tokens),
  afterTooManyMs: 60_000,
})

/** RentProg may give ten rows a page whatever we ask for, so a page of fewer is the last one. */
const SMALLEST_PAGE = 10
/** More pages than any branch fills; a server that repeats itself must not hold us for ever. */
const MOST_PAGES = 200

const OfBranch = z.object({ branch: z.string().min(1) })
const Day = z.iso.date()
const ById = OfBranch.extend({ id: z.number().int().positive() })
const idempotency = 'A read: may be repeated.'

export function rentprogTool(config: SessionConfig, http: Http, clock: Clock) {
  const session = createSession(config, http, clock)
  const get = async (branch: string, path: string, call: Call, limit?: string) =>
    (await session(branch, { method: 'GET', path, limit }, call)).body

  /** Tries the forms of a method in turn: which of them works differs, the others answer 404. */
  async function first(
    { branch, id }: z.output<typeof ById>,
    forms: readonly { path: string; limit?: string }[],
    call: Call,
  ): Promise<Row | null> {
    for (const { path, limit } of forms) {
      try {
        const row = rowOf(await get(branch, path, call, limit), id)
        if (row) return row
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 404) throw error
      }
    }
    return null
  }

  async function pages(branch: string, pathOf: (page: number) => string, call: Call, read = rowsOf): Promise<Row[]> {
    const found = new Map<unknown, Row>()
    for (let page = 1; page <= MOST_PAGES; page++) {
      const rows = read(await get(branch, pathOf(page), call))
      const known = found.size
      for (const row of rows) found.set(row.id ?? JSON.stringify(row), row)
      if (rows.length < SMALLEST_PAGE || found.size === known) break
    }
    return [...found.values()]
  }

  return defineIntegration({
    name: 'rentprog',
    read: {
      booking: operation({
        summary: 'One booking by its RentProg id, or null when there is none.',
        input: ById,
        output: RentprogBooking.nullable(),
        limit: 'rentprog.get',
        idempotency,
        run: (input, call) =>
          first(
            input,
            [
              { path: `/bookings/${input.id}` },
              { path: `/booking?id=${input.id}` },
              { path: `/search_bookings?query=${input.id}&page=1&per_page=50`, limit: 'rentprog.search' },
            ],
            call,
          ),
      }),
      activeBookings: operation({
        summary: 'All active bookings of a branch.',
        input: OfBranch,
        output: z.array(RentprogBooking),
        limit: 'rentprog.get',
        idempotency,
        run: ({ branch }, call) => pages(branch, (page) => `/active_bookings?page=${page}&per_page=100`, call),
      }),
      car: operation({
        summary: 'One car by its RentProg id, or null when the branch has no such car.',
        input: ById,
        output: RentprogCar.nullable(),
        limit: 'rentprog.get',
        idempotency,
        run: (input, call) => first(input, [{ path: `/all_cars_full?id=${input.id}` }, { path: `/car/${input.id}` }], call),
      }),
      cars: operation({
        summary: 'All cars of a branch.',
        input: OfBranch,
        output: z.array(RentprogCar),
        limit: 'rentprog.get',
        idempotency,
        run: ({ branch }, call) => pages(branch, (page) => `/all_cars_full?page=${page}&limit=100`, call),
      }),
      client: operation({
        summary: 'One client by the RentProg id, or null when there is none.',
        input: ById,
        output: RentprogClient.nullable(),
        limit: 'rentprog.get',
        idempotency,
        run: (input, call) =>
          first(
            input,
            [{ path: `/clients/${input.id}` }, { path: `/search_clients?query=${input.id}&page=1&per_page=50`, limit: 'rentprog.search' }],
            call,
          ),
      }),
      bookingsNumbered: operation({
        summary: 'The bookings of a branch with the short number staff quote.',
        input: OfBranch.extend({ number: z.number().int().positive() }),
        output: z.array(RentprogBooking),
        limit: 'rentprog.search',
        idempotency,
        run: async ({ branch, number }, call) => {
          // It searches in everything: names and phones as well.
          const found = rowsOf(await get(branch, `/search_bookings?query=${number}&page=1&per_page=50`, call))
          return found.filter((row) => Number(row.number) === number)
        },
      }),
      ...availabilityReads(get),
      users: operation({
        summary: 'The RentProg users (employees) of a branch, each with the cash they hold by currency.',
        input: OfBranch,
        output: z.array(RentprogHolder),
        limit: 'rentprog.get',
        idempotency,
        run: async ({ branch }, call) => rowsOf(await get(branch, '/users', call)),
      }),
      cashOperations: operation({
        summary: 'The rows of the cash register of a branch, made between two days of Tbilisi, both included.',
        input: OfBranch.extend({ from: Day, to: Day }),
        output: z.array(CashOperation),
        limit: 'rentprog.get',
        idempotency,
        run: ({ branch, from, to }, call) =>
          pages(branch, (page) => `/company_counts?start_date=${from}&end_date=${to}&page=${page}&per_page=100`, call, cashRows),
      }),
    },
    write: bookingWrites(session),
  })
}

export type RentprogTool = ReturnType<typeof rentprogTool>
