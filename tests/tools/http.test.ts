// What the HTTP layer promises about retries, errors and circuits, against a server that misbehaves on purpose.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Refused, Unavailable } from '../../src/errors.ts'
import { type CallRecord, createHttp, type HttpDeps } from '../../src/tools/http.ts'
import type { Call } from '../../src/tools/integration.ts'
import type { Limiter } from '../../src/tools/limiter.ts'
import type { Vendor } from '../../src/tools/vendor.ts'
import { type Answering, json, type StubVendor, stubVendor } from './stub-vendor.ts'

const SECRET = 'very-secret-token'
const vendor: Vendor = { system: 'acme', timeoutMs: 300, credential: 'ACME_KEY', secrets: [SECRET], afterTooManyMs: 7_000 }
const open: Limiter = { take: async () => undefined }
const read: Call = { operation: 'look', limit: 'acme', write: false }
const write: Call = { operation: 'change', limit: 'acme', write: true, effectKey: 'event:agent:kind:slot' }

let stub: StubVendor
afterEach(() => stub.stop())

async function client(answer: Answering, deps: Partial<HttpDeps> = {}) {
  stub = await stubVendor(answer)
  const http = createHttp(vendor, { limiter: open, ...deps })
  const url = `${stub.url}/thing?key=${SECRET}`
  return {
    read: (call: Partial<Call> = {}) => http.send({ method: 'GET', url }, { ...read, ...call }),
    write: (call: Partial<Call> = {}) => http.send({ method: 'POST', url, body: '{}' }, { ...write, ...call }),
  }
}

const thrown = async (work: Promise<unknown>): Promise<Unavailable | Refused> => {
  const error = await work.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  )
  if (error instanceof Unavailable || error instanceof Refused) return error
  throw error
}

describe('a read', () => {
  it('is tried three times and answers when the vendor comes back', async () => {
    const http = await client((_request, response, n) => json(response, n < 3 ? 500 : 200, { n }))
    expect((await http.read()).body).toEqual({ n: 3 })
  })

  it('gives up after the third try', async () => {
    const http = await client((_request, response) => json(response, 502, { error: 'bad gateway' }))
    const error = await thrown(http.read())
    expect(error).toMatchObject({ name: 'Unavailable', maybeDone: false, message: expect.stringContaining('502 bad gateway') })
    expect(stub.calls).toHaveLength(3)
  })

  it('waits as long as a short Retry-After says, and not at all when it is long', async () => {
    const http = await client((_request, response, n) => json(response, n === 1 ? 429 : 200, {}, { 'retry-after': '1' }))
    const startedAt = performance.now()
    await http.read()
    expect(performance.now() - startedAt).toBeGreaterThan(900)
    await stub.stop()

    const patientNoMore = await client((_request, response) => json(response, 429, {}, { 'retry-after': '30' }))
    expect(await thrown(patientNoMore.read())).toMatchObject({ retryAfterMs: 30_000, maybeDone: false })
    expect(stub.calls).toHaveLength(1)
  })

  it('is not repeated when the vendor refuses', async () => {
    const http = await client((_request, response) => json(response, 422, { error: ['start_date is wrong', 'price is missing'] }))
    expect(await thrown(http.read())).toMatchObject({
      name: 'Refused',
      status: 422,
      message: 'acme look: 422 start_date is wrong; price is missing',
    })
    expect(stub.calls).toHaveLength(1)
  })

  it('stops when its caller does', async () => {
    const stopper = new AbortController()
    const http = await client(() => stopper.abort())
    expect(await thrown(http.read({ signal: stopper.signal }))).toMatchObject({ name: 'Unavailable', maybeDone: false })
    expect(stub.calls).toHaveLength(1)
  })
})

describe('a write', () => {
  it('carries its effect key and is never sent twice', async () => {
    const http = await client((_request, response) => json(response, 500, {}))
    await thrown(http.write())
    expect(stub.calls).toHaveLength(1)
    expect(stub.headers[0]?.['idempotency-key']).toBe('event:agent:kind:slot')
  })

  it.each([
    [500, true],
    [502, true],
    [504, true],
    [503, false],
    [429, false],
    [408, false],
  ])('answered with %i may have been done: %s', async (status, maybeDone) => {
    const http = await client((_request, response) => json(response, status, {}))
    expect(await thrown(http.write())).toMatchObject({ name: 'Unavailable', maybeDone })
  })

  it('may have been done when the connection is cut after it was sent', async () => {
    const http = await client((request) => request.socket.destroy())
    expect(await thrown(http.write())).toMatchObject({ name: 'Unavailable', maybeDone: true })
  })

  it('may have been done when the answer is cut in the middle', async () => {
    const http = await client((request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"id": 1')
      setImmediate(() => request.socket.destroy())
    })
    expect(await thrown(http.write())).toMatchObject({ name: 'Unavailable', maybeDone: true })
  })

  it('may have been done when no answer comes in time', async () => {
    const http = await client(() => undefined)
    expect(await thrown(http.write())).toMatchObject({ maybeDone: true, message: 'acme change: no answer within 300 ms' })
  })

  it('was certainly not done when nobody listens', async () => {
    const http = await client(() => undefined)
    await stub.stop()
    const error = await thrown(http.write())
    stub = await stubVendor(() => undefined)
    expect(error).toMatchObject({ name: 'Unavailable', maybeDone: false, message: 'acme change: cannot be reached (ECONNREFUSED)' })
  })
})

describe('an error', () => {
  it.each([401, 403])('of rights (%i) names the variable to check', async (status) => {
    const http = await client((_request, response) => json(response, status, { error: 'no' }))
    expect(await thrown(http.write())).toMatchObject({
      name: 'Refused',
      status,
      code: 'not-let-in',
      message: expect.stringContaining('check ACME_KEY'),
    })
  })

  it('never shows a secret, although the vendor repeats it', async () => {
    const http = await client((_request, response) => json(response, 400, { message: `bad key ${SECRET}` }))
    const error = await thrown(http.write())
    expect(error.message).toBe('acme change: 400 bad key •••')
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(SECRET)
  })

  it('of an impossible address holds no address either', async () => {
    stub = await stubVendor(() => undefined)
    const http = createHttp(vendor, { limiter: open })
    const error = await thrown(http.send({ method: 'POST', url: `http://:bad/${SECRET}`, body: '' }, write))
    expect(error).toMatchObject({ maybeDone: false })
    expect(JSON.stringify(error, [...Object.getOwnPropertyNames(error), 'cause', 'input'])).not.toContain(SECRET)
  })

  it('says what to check when the vendor redirects', async () => {
    const http = await client((_request, response) => response.writeHead(301, { location: 'https://elsewhere.example/' }).end())
    expect(await thrown(http.read())).toMatchObject({ name: 'Refused', code: 'moved' })
  })

  it('after too many requests without a time waits as long as the vendor is known to want', async () => {
    const http = await client((_request, response) => json(response, 429, {}))
    expect(await thrown(http.write())).toMatchObject({ retryAfterMs: 7_000 })
  })
})

describe('the circuit', () => {
  it('opens after five failures in a row, then tries nothing, then closes by itself', async () => {
    const circuits: string[] = []
    let healthy = false
    const http = await client((_request, response) => json(response, healthy ? 200 : 500, {}), {
      breaker: { failures: 5, halfOpenAfterMs: 150 },
      onCircuit: (system, state) => circuits.push(`${system} ${state}`),
    })
    for (let n = 0; n < 5; n++) await thrown(http.write())
    expect(circuits).toEqual(['acme open'])

    expect(await thrown(http.write())).toMatchObject({ notTried: true, maybeDone: false, retryAfterMs: expect.any(Number) })
    expect(stub.calls).toHaveLength(5)

    healthy = true
    await vi.waitFor(() => http.write(), { timeout: 5_000, interval: 50 })
    expect(circuits).toEqual(['acme open', 'acme closed'])
  })

  it('stays closed when the vendor is well but says no or not so fast', async () => {
    const circuits: string[] = []
    const http = await client((_request, response, n) => json(response, n % 2 ? 429 : 404, {}), {
      onCircuit: (_system, state) => circuits.push(state),
    })
    for (let n = 0; n < 12; n++) await thrown(http.write())
    expect(circuits).toEqual([])
    expect(stub.calls).toHaveLength(12)
  })

  it('does not hear of calls our own limiter held back', async () => {
    const refuse: Limiter = { take: async () => Promise.reject(new Unavailable('used up', { notTried: true, retryAfterMs: 9_000 })) }
    const records: CallRecord[] = []
    const http = await client((_request, response) => json(response, 200, {}), {
      limiter: refuse,
      onCall: (record) => records.push(record),
    })
    for (let n = 0; n < 6; n++) expect(await thrown(http.read())).toMatchObject({ notTried: true, retryAfterMs: 9_000, message: 'used up' })
    expect(stub.calls).toEqual([])
    expect(records).toEqual(Array.from({ length: 6 }, () => ({ system: 'acme', operation: 'look', outcome: 'not-tried', ms: 0 })))
  })
})

it('reports every request with its outcome and time', async () => {
  const records: CallRecord[] = []
  const http = await client((_request, response, n) => json(response, [500, 200, 404][n - 1] ?? 200, {}), {
    onCall: (record) => records.push(record),
  })
  await http.read()
  await thrown(http.read())
  expect(records.map(({ outcome }) => outcome)).toEqual(['unavailable', 'ok', 'refused'])
  expect(records.every(({ ms }) => ms > 0)).toBe(true)
})
