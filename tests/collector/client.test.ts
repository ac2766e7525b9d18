// The collector's client: what it sends, when it tries again, and what it says when it is refused.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createCollector, NotTaken } from '../../collector/client.ts'
import type { Result } from '../../collector/results.ts'

const AT = new Date('2030-11-05T06:00:00.900Z')
const SPEEDING: Result<'starline'> = { type: 'speeding', payload: { deviceId: 1, speedKmh: 131, fixAt: '2030-11-05T05:53:20Z' } }

interface Said {
  status: number
  body?: unknown
  headers?: Record<string, string>
  hangUp?: boolean
}
interface Heard {
  path: string
  headers: IncomingMessage['headers']
  body: string
}

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** A door that gives these answers, one after another. */
async function door(...answers: Said[]) {
  const heard: Heard[] = []
  const waits: number[] = []
  let clock = AT.getTime()
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    heard.push({ path: request.url ?? '', headers: request.headers, body })
    const {
      status,
      body: said,
      headers,
      hangUp,
    } = answers.shift() ?? { status: 200, body: { ok: true, id: 'd1', duplicate: false, events: ['e1'] } }
    if (hangUp) return void request.socket.destroy()
    response
      .writeHead(status, headers)
      .end(typeof said === 'string' ? said : JSON.stringify(said ?? { ok: false, error: `refused ${status}` }))
  })
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening))
  const collector = createCollector({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret: 'the-secret',
    source: 'starline',
    now: () => new Date(clock),
    wait: async (ms) => {
      waits.push(ms)
      clock += ms
    },
  })
  return { collector, heard, waits }
}

const refusedBy = async (...answers: Said[]): Promise<NotTaken & { waits: number[] }> => {
  const { collector, waits } = await door(...answers)
  const error = await collector.post(SPEEDING).catch((caught: unknown) => caught)
  if (!(error instanceof NotTaken)) throw new Error('was taken')
  expect(`${error.message}${error.stack}`).not.toContain('the-secret')
  return Object.assign(error, { waits })
}

it('posts one result or a batch, signed over the time and the bytes', async () => {
  const { collector, heard } = await door()
  expect(await collector.post(SPEEDING)).toEqual({ id: 'd1', duplicate: false, quarantined: false, events: ['e1'] })
  await collector.post([SPEEDING, SPEEDING])
  expect(heard.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
    ['/webhooks/starline', SPEEDING],
    ['/webhooks/starline', [SPEEDING, SPEEDING]],
  ])
  for (const { headers, body } of heard) {
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-timestamp': '1920088800',
      'x-signature': `sha256=${createHmac('sha256', 'the-secret').update(`1920088800.${body}`).digest('hex')}`,
    })
  }
})

it('says what the door said: a repetition, or results that were not understood', async () => {
  const { collector } = await door(
    { status: 200, body: { ok: true, id: 'd0', duplicate: true, events: ['e0'] } },
    { status: 202, body: { ok: true, id: 'd2', duplicate: false, quarantined: true, events: [] } },
  )
  expect(await collector.post(SPEEDING)).toEqual({ id: 'd0', duplicate: true, quarantined: false, events: ['e0'] })
  expect(await collector.post(SPEEDING)).toEqual({ id: 'd2', duplicate: false, quarantined: true, events: [] })
})

it('waits as long as the door asks, and signs anew', async () => {
  const { collector, heard, waits } = await door(
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 503, headers: { 'retry-after': 'Tue, 05 Nov 2030 06:00:30 GMT' } },
    { status: 503 },
  )
  expect((await collector.post(SPEEDING)).id).toBe('d1')
  expect(waits).toEqual([7_000, 22_100, 4_000])
  expect(new Set(heard.map(({ body }) => body)).size).toBe(1)
  expect(heard.map(({ headers }) => headers['x-timestamp'])).toEqual(['1920088800', '1920088807', '1920088830', '1920088834'])
})

it('does not wait for ever, and gives up in the end', async () => {
  const busy = { status: 503, headers: { 'retry-after': '86400' } }
  const { status, message, waits } = await refusedBy(busy, busy, busy, busy, busy)
  expect(waits).toEqual([60_000, 60_000, 60_000, 60_000])
  expect([status, message]).toEqual([503, 'starline: the door answered 503: refused 503'])
})

it('sends again what may have been lost on the way', async () => {
  const { collector, heard } = await door({ status: 0, hangUp: true })
  expect((await collector.post(SPEEDING)).id).toBe('d1')
  expect(heard).toHaveLength(2)
})

it('says so when nobody answers', async () => {
  const collector = createCollector({
    url: 'http://127.0.0.1:1',
    secret: 'the-secret',
    source: 'greenway',
    attempts: 2,
    wait: async () => undefined,
  })
  const error: unknown = await collector.post([]).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(NotTaken)
  expect(error).toMatchObject({ status: undefined, message: expect.stringMatching(/^greenway: no answer from http:\/\/127\.0\.0\.1:1/) })
})

it.each([
  [401, /secret.*clock/],
  [413, /1 MiB.*\d+ bytes.*fewer results/],
  [400, /400: refused 400/],
  [404, /404/],
])('a %i is explained at once, and not tried again', async (status, explanation) => {
  const error = await refusedBy({ status })
  expect([error.status, error.waits]).toEqual([status, []])
  expect(error.message).toMatch(explanation)
})

it('does not take a page of something else for a receipt', async () => {
  const { status, message } = await refusedBy(...Array.from({ length: 5 }, () => ({ status: 200, body: '<html>welcome</html>' })))
  expect([status, message]).toEqual([200, 'starline: the door answered 200'])
})
