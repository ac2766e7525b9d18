// RentProg as our client sees it: tokens, pages, forms that differ, answers that lack things.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FrozenClock, frozenClock } from '../../src/clock.ts'
import { bindReads } from '../../src/tools/bind.ts'
import { createHttp } from '../../src/tools/http.ts'
import { rentprogTool, rentprogVendor } from '../../src/tools/rentprog.ts'
import { type Sandboxed, sandboxConfig, sandboxed } from './sandboxed.ts'
import { type Answering, json, type StubVendor, stubVendor } from './stub-vendor.ts'

describe('against the sandbox', () => {
  let world: Sandboxed
  beforeAll(async () => {
    world = await sandboxed()
  })
  beforeEach(() => world.clear())
  afterAll(() => world.stop())

  it('reads a booking with the fields we use', async () => {
    const booking = await world.tools.rentprog.read.booking({ branch: 'batumi', id: 700001 })
    expect(booking).toMatchObject({
      id: 700001,
      number: 4001,
      state: 'Активная',
      in_rent: false,
      car_id: 80001,
      client_id: 60001,
      total: 200,
      responsible: 'Тест Сотрудник',
      super_kasko: true,
    })
    expect(booking?.start_date).toMatch(/^\d\d-\d\d-\d{4} \d{1,2}:\d\d$/)
  })

  it('says null for a booking, a car and a client that do not exist', async () => {
    const { read } = world.tools.rentprog
    expect(await read.booking({ branch: 'batumi', id: 999999 })).toBeNull()
    expect(await read.car({ branch: 'batumi', id: 81001 })).toBeNull()
    expect(await read.client({ branch: 'batumi', id: 999999 })).toBeNull()
    const tried = (await world.calls('rentprog')).map(({ path }) => path.split('?')[0])
    expect(tried.filter((path) => path?.includes('booking'))).toEqual(['/bookings/999999', '/booking', '/search_bookings'])
  })

  it('reads all pages of what is active, each booking once', async () => {
    for (let n = 0; n < 23; n++) {
      const booking = { ...world.sandbox.world.bookings.get(700001), id: 790000 + n, branch: 'kutaisi', active: true, archive: false }
      world.sandbox.world.bookings.set(booking.id, booking as never)
    }
    const bookings = await world.tools.rentprog.read.activeBookings({ branch: 'kutaisi' })
    expect(bookings.filter(({ id }) => id >= 790000)).toHaveLength(23)
    expect(new Set(bookings.map(({ id }) => id)).size).toBe(bookings.length)
    expect((await world.calls('rentprog')).filter(({ path }) => path.startsWith('/active_bookings')).length).toBeGreaterThanOrEqual(3)
  })

  it('reads cars, one car, a client and the users', async () => {
    const { read } = world.tools.rentprog
    expect(await read.car({ branch: 'batumi', id: 80001 })).toMatchObject({
      id: 80001,
      number: 'AA-000-AA',
      car_name: 'Toyota Prius',
      company_id: 91003,
      state: 1,
      clean_state: true,
    })
    expect((await read.cars({ branch: 'batumi' })).map(({ id }) => id)).toContain(80005)
    expect(await read.client({ branch: 'batumi', id: 60001 })).toMatchObject({ id: 60001, name: 'Иван' })
    expect((await read.users({ branch: 'batumi' })).find(({ id }) => id === 90001)).toMatchObject({ name: 'Тест Сотрудник', role: 'user' })
  })

  it('asks for one token however many need it, and never shows the company token', async () => {
    const fresh = await sandboxed()
    await Promise.all([80001, 80002, 80003, 80004].map((id) => fresh.tools.rentprog.read.car({ branch: 'batumi', id })))
    const paths = (await fresh.calls('rentprog')).map(({ path }) => path)
    expect(paths.filter((path) => path.startsWith('/get_token'))).toHaveLength(1)
    await fresh.stop()
  })

  it('replaces a token that is refused, once', async () => {
    const { read } = world.tools.rentprog
    await read.users({ branch: 'tbilisi' })
    await world.clear()
    await world.fault({ system: 'rentprog', match: '/users', status: 401, times: 1 })
    expect(await read.users({ branch: 'tbilisi' })).not.toEqual([])
    expect((await world.calls('rentprog')).map(({ path }) => path.split('?')[0])).toEqual(['/users', '/get_token', '/users'])

    await world.fault({ system: 'rentprog', match: '/users', status: 401, times: 2 })
    await expect(read.users({ branch: 'tbilisi' })).rejects.toMatchObject({
      name: 'Refused',
      status: 401,
      message: expect.stringContaining('RENTPROG_TOKEN_TBILISI'),
    })
  })

  it('shares one call among those who ask the same at the same time', async () => {
    await world.fault({ system: 'rentprog', match: '/bookings/700001', delayMs: 100 })
    const { read } = world.tools.rentprog
    const bookings = await Promise.all(Array.from({ length: 5 }, () => read.booking({ branch: 'batumi', id: 700001 })))
    expect(bookings.every((booking) => booking?.id === 700001)).toBe(true)
    expect((await world.calls('rentprog')).filter(({ path }) => path === '/bookings/700001')).toHaveLength(1)
  })

  it('lets one of them stop waiting without stopping the others', async () => {
    await world.fault({ system: 'rentprog', match: '/bookings/700001', delayMs: 100 })
    const { read } = world.tools.rentprog
    const stopper = new AbortController()
    const impatient = read.booking({ branch: 'batumi', id: 700001 }, { signal: stopper.signal })
    const patient = read.booking({ branch: 'batumi', id: 700001 })
    stopper.abort()
    await expect(impatient).rejects.toMatchObject({ name: 'Unavailable' })
    expect((await patient)?.id).toBe(700001)
  })

  it('gets over a server error and a short 429', async () => {
    await world.fault({ system: 'rentprog', match: '/car', status: 503 })
    await world.fault({ system: 'rentprog', match: '/all_cars_full', status: 500 })
    await world.fault({ system: 'rentprog', match: '/all_cars_full', retryAfter: 1 })
    expect((await world.tools.rentprog.read.car({ branch: 'batumi', id: 80001 }))?.id).toBe(80001)
  })

  it('names the variable of a branch without a token', async () => {
    await expect(world.tools.rentprog.read.users({ branch: 'gori' })).rejects.toMatchObject({
      name: 'Refused',
      message: expect.stringContaining('RENTPROG_TOKEN_GORI'),
    })
  })

  it('refuses nonsense before it asks anybody', async () => {
    await expect(world.tools.rentprog.read.booking({ branch: 'batumi', id: -1 })).rejects.toMatchObject({ name: 'BadInput' })
    expect(await world.calls('rentprog')).toEqual([])
  })
})

it('keeps the vendor’s limit by itself, and the share of it that is for critical reads', async () => {
  const world = await sandboxed((config) => ({ ...config, limits: 'vendors' }))
  const read = (n: number, critical: boolean) => world.tools.rentprog.read.car({ branch: 'batumi', id: 1_000 + n }, { critical })
  const routine = await Promise.allSettled(Array.from({ length: 70 }, (_, n) => read(n, false)))
  // Each of them asks twice: the full list, then the car alone.
  expect(routine.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(50)
  const reads = () => world.records.filter(({ operation, outcome }) => operation === 'car' && outcome !== 'not-tried').length
  expect(reads()).toBe(100)
  await Promise.allSettled(Array.from({ length: 30 }, (_, n) => read(n, true)))
  expect(reads()).toBe(120)
  await world.stop()
})

describe('against a RentProg of another shape', () => {
  let stub: StubVendor
  const clock: FrozenClock = frozenClock(new Date('2030-11-05T06:00:00Z'))
  const token =
    (exp: string): Answering =>
    (_request, response) =>
      json(response, 200, { token: 'jwt', exp })

  async function rentprog(
    answers: Record<string, (response: Parameters<Answering>[1], n: number) => void>,
    exp = '2030-11-05T10:04:00.000+04:00',
  ) {
    stub = await stubVendor((request, response, n) => {
      const path = request.url?.split('?')[0] ?? ''
      if (path === '/get_token') return token(exp)(request, response, n)
      const answer = answers[path]
      return answer ? answer(response, n) : json(response, 404, { error: 'Not found' })
    })
    const config = { ...sandboxConfig('').rentprog, baseUrl: stub.url }
    const http = createHttp(rentprogVendor(config, 1_000), { limiter: { take: async () => undefined } })
    return bindReads('rentprog', rentprogTool(config, http, clock).read)
  }

  it('understands JSON:API, text for numbers, and nothing at all', async () => {
    const read = await rentprog({
      '/booking': (response) =>
        json(response, 200, {
          data: {
            id: '700001',
            type: 'booking',
            attributes: {
              id: 700001,
              number: '4001',
              total: '200.5',
              in_rent: 'true',
              car_id: '',
              start_date: '05-11-2030 9:00',
              insurance: {},
            },
          },
        }),
    })
    expect(await read.booking({ branch: 'batumi', id: 700001 })).toMatchObject({
      id: 700001,
      number: 4001,
      total: 200.5,
      in_rent: true,
      car_id: null,
      deposit: null,
      insurance: null,
      start_date: '05-11-2030 9:00',
    })
    await stub.stop()
  })

  it('refuses rows without an id: that is not the RentProg we know', async () => {
    const read = await rentprog({ '/users': (response) => json(response, 200, { data: [{ name: 'Тест' }] }) })
    await expect(read.users({ branch: 'batumi' })).rejects.toMatchObject({ name: 'Refused', code: 'unexpected-answer' })
    await stub.stop()
  })

  it('does not turn for ever through pages that repeat themselves', async () => {
    const rows = Array.from({ length: 10 }, (_, n) => ({ id: n + 1 }))
    const read = await rentprog({ '/active_bookings': (response) => json(response, 200, rows) })
    expect(await read.activeBookings({ branch: 'batumi' })).toHaveLength(10)
    expect(stub.calls.filter((call) => call.includes('active_bookings'))).toHaveLength(2)
    await stub.stop()
  })

  it('keeps a token until shortly before its exp', async () => {
    const read = await rentprog({ '/users': (response) => json(response, 200, []) })
    const tokens = () => stub.calls.filter((call) => call.includes('get_token')).length
    await read.users({ branch: 'batumi' })
    clock.advance(225_000)
    await read.users({ branch: 'batumi' })
    expect(tokens()).toBe(1)
    clock.advance(10_000)
    await read.users({ branch: 'batumi' })
    expect(tokens()).toBe(2)
    expect(stub.headers.at(-1)?.authorization).toBe('Bearer jwt')
    await stub.stop()
  })
})
