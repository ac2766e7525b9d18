// The doors as a stranger, a vendor and a bad day see them: one status, one sentence, and never half a row.
import { once } from 'node:events'
import { request } from 'node:http'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAX_BODY_BYTES } from '../../src/ingress/sources/rentprog/payload.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { RENTPROG_WEBHOOK_SECRET_BATUMI: 'sandbox-new,sandbox-old' } })
})
afterAll(() => world.stop())

const BATUMI = '/webhooks/rentprog/batumi?t=sandbox-old'
interface Answer {
  status: number
  headers: Headers
  body: { ok: boolean; error?: string; id?: string; duplicate?: boolean; events?: string[]; quarantined?: true }
}

async function knock(
  path: string,
  { method = 'POST', body, headers = {} }: { method?: string; body?: string | Uint8Array; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const init = body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }
  const response = await fetch(`${world.app.url}${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, ...init })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] }
}

let nextBooking = 720_000
const booking = (id = nextBooking++): string => JSON.stringify({ event: 'booking_create', payload: { id, state: 'Активная' } })
const deliveries = () => world.app.db.prisma.delivery.count()
const eventsOf = (subject: string) => world.app.db.prisma.event.findMany({ where: { subject } })

/** One sentence of JSON, nothing of our insides, and nothing recorded. */
async function expectRefused(status: number, knocking: () => Promise<Answer>): Promise<Answer> {
  const before = await deliveries()
  const answer = await knocking()
  expect([answer.status, answer.body]).toEqual([status, { ok: false, error: expect.stringMatching(/^[^\n]{10,150}$/) }])
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  expect(answer.body.error).not.toMatch(/ at (?!\/)|node_modules|\/src\/|Error:/)
  expect(await deliveries()).toBe(before)
  return answer
}

describe('a stranger', () => {
  it.each([
    ['without a secret', '/webhooks/rentprog/batumi'],
    ['with an empty one', '/webhooks/rentprog/batumi?t='],
    ['with a wrong one', '/webhooks/rentprog/batumi?t=guess'],
    ['with that of another branch', '/webhooks/rentprog/batumi?t=sandbox-tbilisi'],
    ['with both live ones as written', '/webhooks/rentprog/batumi?t=sandbox-new,sandbox-old'],
    ['with two at once', '/webhooks/rentprog/batumi?t=sandbox-new&t=sandbox-new'],
    ['with an object', '/webhooks/rentprog/batumi?t[$ne]=x'],
  ])('%s is turned away, and leaves no row', async (_how, path) => {
    await expectRefused(401, () => knock(path, { body: booking() }))
  })

  it.each([
    '/webhooks/rentprog/paris?t=sandbox-old',
    '/webhooks/rentprog?t=sandbox-old',
    '/webhooks/unheard-of',
    '/webhooks/rentprog/constructor?t=x',
    '/nowhere',
  ])('finds nothing at %s', async (path) => {
    await expectRefused(404, () => knock(path, { body: booking() }))
  })

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('is told what a door takes instead of %s', async (method) => {
    const { headers } = await expectRefused(405, () => knock(BATUMI, { method, ...(method === 'GET' ? {} : { body: booking() }) }))
    expect(headers.get('allow')).toBe('POST')
  })

  it('learns nothing of what runs here', async () => {
    const { headers } = await knock(BATUMI, { body: booking() })
    expect(headers.get('x-powered-by')).toBeNull()
  })
})

describe('a vendor', () => {
  it.each(['sandbox-old', 'sandbox-new'])('may use the secret %s while it is being changed', async (secret) => {
    expect(await knock(`/webhooks/rentprog/batumi?t=${secret}`, { body: booking() })).toMatchObject({
      status: 200,
      body: { ok: true, duplicate: false, events: [expect.any(String)] },
    })
  })

  it('may name any content type or none', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream', 'nonsense']) {
      expect((await knock(BATUMI, { body: booking(), headers: { 'content-type': type } })).status).toBe(200)
    }
  })

  it.each([
    ['nothing', undefined],
    ['an empty body', ''],
    ['white space', ' \n '],
  ])('is told that %s is no webhook', async (_what, body) => {
    await expectRefused(400, () => knock(BATUMI, { body }))
  })

  const ofSize = (bytes: number) => {
    const id = nextBooking++
    const frame = JSON.stringify({ event: 'booking_create', payload: { id, note: '' } })
    return { id, body: frame.replace('"note":""', `"note":"${'x'.repeat(bytes - frame.length)}"`) }
  }

  it('may send 256 KiB, and not a byte more', async () => {
    const largest = ofSize(MAX_BODY_BYTES)
    expect(largest.body).toHaveLength(256 * 1024)
    expect(await knock(BATUMI, { body: largest.body })).toMatchObject({ status: 200, body: { events: [expect.any(String)] } })
    const larger = ofSize(MAX_BODY_BYTES + 1)
    await expectRefused(413, () => knock(BATUMI, { body: larger.body }))
    expect(await eventsOf(`booking:${larger.id}`)).toEqual([])
  })

  it('cannot hide a larger one in a small gzip', async () => {
    await expectRefused(413, () => knock(BATUMI, { body: gzipSync(ofSize(8 * 1024 * 1024).body), headers: { 'content-encoding': 'gzip' } }))
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('may pack its body with %s', async (encoding, pack) => {
    const id = nextBooking++
    expect((await knock(BATUMI, { body: pack(booking(id)), headers: { 'content-encoding': encoding } })).status).toBe(200)
    expect(await eventsOf(`booking:${id}`)).toHaveLength(1)
  })

  it('is told when it is packed wrongly', async () => {
    await expectRefused(400, () => knock(BATUMI, { body: booking(), headers: { 'content-encoding': 'gzip' } }))
    await expectRefused(400, () => knock(BATUMI, { body: gzipSync(booking()).subarray(0, 20), headers: { 'content-encoding': 'gzip' } }))
    await expectRefused(415, () => knock(BATUMI, { body: booking(), headers: { 'content-encoding': 'zebra' } }))
  })

  it('that hangs up in the middle leaves nothing behind', async () => {
    const before = await deliveries()
    const { hostname, port } = new URL(world.app.url)
    const body = booking()
    const cut = request({ hostname, port, path: BATUMI, method: 'POST', headers: { 'content-length': body.length } })
    const hungUp = once(cut, 'error')
    await new Promise<void>((sent) => cut.write(body.slice(0, 10), () => sent()))
    cut.destroy(new Error('hung up'))
    await hungUp
    expect((await knock(BATUMI, { body: booking() })).status).toBe(200)
    expect(await deliveries()).toBe(before + 1)
  })

  it('that sends the same thing fifty times at once has sent it once', async () => {
    const id = nextBooking++
    const before = await deliveries()
    const answers = await Promise.all(Array.from({ length: 50 }, () => knock(BATUMI, { body: booking(id) })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(answers.filter(({ body }) => !body.duplicate)).toHaveLength(1)
    expect(new Set(answers.map(({ body }) => `${body.id} ${body.events}`)).size).toBe(1)
    expect(await eventsOf(`booking:${id}`)).toHaveLength(1)
    expect(await deliveries()).toBe(before + 1)
  })
})

describe('while Postgres is slow or away', () => {
  /** A second, and what a busy machine adds. */
  const LIMIT_MS = 1_500

  async function expectUnavailable(): Promise<string> {
    const subject = nextBooking
    const startedAt = performance.now()
    const { status, headers, body } = await knock(BATUMI, { body: booking() })
    expect([status, body]).toEqual([503, { ok: false, error: expect.stringMatching(/send it again/) }])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(performance.now() - startedAt).toBeLessThan(LIMIT_MS)
    return `booking:${subject}`
  }

  it('a door whose lane is blocked answers 503 in time, and what is sent again is one event', async () => {
    const id = nextBooking
    const blocker = new pg.Client({ connectionString: world.database.url })
    await blocker.connect()
    await blocker.query('BEGIN')
    await blocker.query('SELECT lane_lock($1)', [`booking:${id}`])
    try {
      await expectUnavailable()
    } finally {
      await blocker.query('COMMIT')
      await blocker.end()
    }
    expect((await knock(BATUMI, { body: booking(id) })).status).toBe(200)
    expect(await eventsOf(`booking:${id}`)).toHaveLength(1)
  })

  it('a door whose database is gone answers 503 at once, writes nothing by halves, and takes it when the database is back', async () => {
    const admin = new pg.Client({ connectionString: new URL('/postgres', world.database.url).href })
    await admin.connect()
    const name = new URL(world.database.url).pathname.slice(1)
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`
    let subject: string
    try {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`)
      await admin.query(cut)
      subject = await expectUnavailable()
      const ready = await fetch(`${world.app.url}/readyz`)
      expect(ready.status).toBe(503)
      expect((await fetch(`${world.app.url}/healthz`)).status).toBe(200)
    } finally {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`)
      await admin.end()
    }
    expect(await eventsOf(subject)).toEqual([])
    expect(await world.app.db.prisma.delivery.count({ where: { entity: subject } })).toBe(0)
    expect((await knock(BATUMI, { body: booking(Number(subject.split(':')[1])) })).status).toBe(200)
    expect(await eventsOf(subject)).toHaveLength(1)
  })
})
