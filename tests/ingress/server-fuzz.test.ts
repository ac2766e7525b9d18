// Whatever bytes arrive at the port: an answer with one sentence or a closed connection, never a 500, and the server goes on.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type Served, serve, speak } from './served.ts'

const RUNS = process.env.LONG ? 10_000 : 300

let database: TestDatabase
let served: Served
beforeAll(async () => {
  database = await testDatabase()
  served = await serve(database)
})
afterAll(async () => {
  await served.close()
  await database.drop()
})

const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: odd })
const noise = fc.string({ unit: 'binary', maxLength: 30 })

const method = mostly(fc.constantFrom('POST', 'POST', 'GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'TRACE', 'M-SEARCH'), noise)
const segment = mostly(
  fc.constantFrom('webhooks', 'rentprog', 'batumi', 'umnico', 'stripe', 'telegram', 'starline', 'greenway', 'api', 'events', 'healthz', ''),
  fc.oneof(fc.constantFrom('..', '%2e%2e', '%zz', '%', '%00', '%ff', '__proto__', 'constructor', '*', ';x', '%2f'), noise),
)
const path = mostly(
  fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`),
  fc.constantFrom('/webhooks/rentprog/batumi', 'http://elsewhere/webhooks/rentprog/batumi', '*', '//', '/?', '', '/%', 'webhooks'),
)
const query = mostly(
  fc.constantFrom('?t=sandbox-batumi', '', '?t=sandbox-batumi&t=x', '?t[]=x', '?__proto__[x]=y', '?t=%zz', '?%', '?t=%00'),
  noise.map((text) => `?${text}`),
)
const header = mostly(
  fc
    .tuple(
      fc.constantFrom('Content-Type', 'Content-Encoding', 'X-Forwarded-For', 'Stripe-Signature', 'X-Signature', 'X-Timestamp', 'Expect'),
      mostly(
        fc.constantFrom(
          'application/json',
          'gzip',
          'br',
          'deflate',
          'zebra',
          'identity',
          '1.2.3.4',
          ', ,',
          'sha256=00',
          '100-continue',
          '',
        ),
        noise,
      ),
    )
    .map(([name, value]) => `${name}: ${value}`),
  fc.oneof(
    fc.constantFrom(
      'Content-Length: -1',
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: zebra',
      'Upgrade: websocket',
    ),
    fc.constantFrom('Connection: upgrade', 'Host: ', 'Content-Type: image/png', 'Content-Length: 99999999999', ': nameless', 'Cookie: %'),
    noise,
  ),
)
const body = mostly(
  fc.oneof(
    fc.constantFrom(
      '{}',
      '[]',
      '""',
      'null',
      '{"event":"booking_create","payload":{"id":1}}',
      '{"event":"car_update","payload":"{\\"id\\"=>1}"}',
    ),
    fc.json(),
  ),
  fc.oneof(noise, fc.constantFrom('0\r\n\r\n', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n')),
)
const version = mostly(fc.constant('HTTP/1.1'), fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/9', ''))

const sized = (text: string, lengthKnown: boolean): string => (lengthKnown ? `Content-Length: ${Buffer.byteLength(text)}\r\n` : '')

const bytes = fc
  .tuple(method, path, query, version, fc.array(header, { maxLength: 6 }), body, mostly(fc.constant(true), fc.boolean()))
  .map(([verb, at, asked, http, headers, text, lengthKnown]) =>
    Buffer.from(
      `${verb} ${at}${asked} ${http}\r\nHost: x\r\nConnection: close\r\n${headers.map((line) => `${line}\r\n`).join('')}${sized(text, lengthKnown)}\r\n${text}`,
    ),
  )

it(`${RUNS} odd requests: no crash, no 500, one sentence for each refusal`, async () => {
  const statuses = new Set<number>()
  await fc.assert(
    fc.asyncProperty(bytes, async (request) => {
      const heard = await speak(served.port, request)
      statuses.add(heard.status)
      expect(heard.status).toBeLessThan(500)
      if (heard.status < 400 || heard.body === '') return
      expect(JSON.parse(heard.body)).toEqual({ ok: false, error: expect.stringMatching(/^[^\n]{5,200}$/) })
    }),
    { numRuns: RUNS, ...(process.env.LONG ? {} : { seed: 3 }) },
  )
  // The requests were odd in many ways, and some were none.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404, 405]))
  expect((await fetch(`${served.url}/healthz`)).status).toBe(200)
}, 300_000)
