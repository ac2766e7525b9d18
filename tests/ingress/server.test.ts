// The server as strangers, slow senders and floods meet it: everybody gets one status and one sentence, and nobody keeps the others out.
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { dial, type Heard, type Served, serve, speak } from './served.ts'

let database: TestDatabase
const servers: Served[] = []
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => {
  for (const { close } of servers) await close()
  await database.drop()
})

async function served(options: Parameters<typeof serve>[1] = {}): Promise<Served> {
  const server = await serve(database, options)
  servers.push(server)
  return server
}

const BATUMI = '/webhooks/rentprog/batumi?t=sandbox-batumi'
let nextBooking = 760_000
const booking = () => JSON.stringify({ event: 'booking_create', payload: { id: nextBooking++, state: 'Активная' } })

interface Said {
  status: number
  headers: Headers
  body: { ok: boolean; error?: string; duplicate?: boolean }
}
async function post(
  url: string,
  { headers = {}, body = booking() }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Said> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Said['body'] }
}

function expectSentence({ headers, body }: Heard, status: number, heard: number): void {
  expect(heard).toBe(status)
  expect(headers['content-type']).toMatch(/^application\/json/)
  expect(JSON.parse(body)).toEqual({ ok: false, error: expect.stringMatching(/^[^\n]{10,150}$/) })
}
const expectHeard = (heard: Heard, status: number) => expectSentence(heard, status, heard.status)

describe('a slow sender', () => {
  const limits = { headersMs: 400, requestMs: 800, checkMs: 100 }

  it('that drips its headers, or says nothing at all, is cut off, and the others are served meanwhile', async () => {
    const { port, url } = await served({ limits })
    const startedAt = performance.now()
    const dripping = Array.from({ length: 30 }, () => dial(port))
    for (const { say } of dripping) say('POST /webhooks/rentprog/batumi HTTP/1.1\r\nHost: x\r\n')
    const silent = dial(port)
    const drips = setInterval(() => {
      for (const { say } of dripping) say('X-Slow: 1\r\n')
    }, 50)
    try {
      expect((await post(`${url}${BATUMI}`)).status).toBe(200)
      for (const { heard } of dripping) expectHeard(await heard(), 408)
      expect((await silent.heard()).status).toBe(408)
    } finally {
      clearInterval(drips)
    }
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  it('that drips its body is cut off, and what it said is no delivery', async () => {
    const { port } = await served({ limits })
    const before = await database.db.prisma.delivery.count()
    const { say, heard } = dial(port)
    say(`POST ${BATUMI} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n`)
    const drips = setInterval(() => say('{'), 50)
    expectHeard(await heard(), 408)
    clearInterval(drips)
    expect(await database.db.prisma.delivery.count()).toBe(before)
  })

  it('is not mistaken for one that keeps its connection open between deliveries', async () => {
    const { port } = await served({ limits })
    const { say, heard, socket } = dial(port)
    const deliver = () => {
      const body = booking()
      say(`POST ${BATUMI} HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    }
    deliver()
    await pause(1_000)
    deliver()
    await pause(300)
    socket.end()
    expect((await heard()).body.match(/HTTP\/1\.1 200/g)).toHaveLength(1)
  })
})

describe('headers', () => {
  it('are read up to a size and a number', async () => {
    const { port } = await served()
    const lines = (count: number) => Array.from({ length: count }, (_, at) => `X-${at}: 1\r\n`).join('')
    expectHeard(await speak(port, `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`), 431)
    expectHeard(await speak(port, `GET /healthz HTTP/1.1\r\nHost: x\r\n${lines(100)}\r\n`), 431)
    expect((await speak(port, `GET /healthz HTTP/1.1\r\nHost: x\r\n${lines(98)}\r\n`)).status).toBe(200)
  })

  it('of every answer keep browsers from making anything of it', async () => {
    const { url } = await served()
    for (const path of ['/healthz', '/metrics', '/nowhere', BATUMI]) {
      const { headers } = await fetch(`${url}${path}`)
      expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('x-powered-by')).toBeNull()
    }
    expect((await fetch(`${url}/metrics`)).status).toBe(200)
  })
})

describe('what is no request', () => {
  it.each([
    ['nonsense', 'hello there\r\n\r\n', 400],
    ['a TLS greeting', Buffer.from([22, 3, 1, 2, 0, 1, 0]), 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['a length and pieces', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['a proxy request', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', 405],
    ['a body that ends early', `POST ${BATUMI} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{}`, 400],
  ])('%s gets a sentence all the same', async (_what, text, status) => {
    const { port } = servers[0] ?? (await served())
    expectHeard(await speak(port, text), status)
  })
})

describe('a door', () => {
  const TYPES = ['multipart/form-data; boundary=x', 'image/png', 'audio/ogg', 'video/mp4', 'font/woff2', 'text/html; charset=utf-8']
  it.each([...TYPES, 'application/xml', 'TEXT/XML', 'application/pdf', ' application/zip '])('takes no %s', async (type) => {
    const { url } = await served()
    const { status, body } = await post(`${url}${BATUMI}`, { headers: { 'content-type': type } })
    expect([status, body]).toEqual([415, { ok: false, error: expect.stringMatching(/JSON/) }])
    expect(await servers.at(-1)?.metrics()).toMatch(/ack_seconds_count\{[^}]*outcome="refused-415"[^}]*\} 1/)
  })

  it.each(['application/json; charset=klingon', 'application/json;;;', 'text/html-ish', 'imagery/png', 'application/xml+json'])(
    'reads what is called %s',
    async (type) => {
      const { url } = servers[0] ?? (await served())
      expect((await post(`${url}${BATUMI}`, { headers: { 'content-type': type } })).status).toBe(200)
    },
  )

  it.each(['OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'])('says what it takes instead of %s', async (method) => {
    const { port } = servers[0] ?? (await served())
    const heard = await speak(port, `${method} ${BATUMI} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect([heard.status, heard.headers.allow]).toEqual([405, 'POST'])
    if (method !== 'HEAD') expectHeard(heard, 405)
  })

  it.each(['/webhooks/rentprog/%zz', '/webhooks/rentprog/%', '/webhooks/rentprog/%c3%28', '/nowhere/%e0%a4%a'])(
    'a path like %s is a bad request',
    async (path) => {
      const { port } = servers[0] ?? (await served())
      expectHeard(await speak(port, `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`), 400)
    },
  )

  it('is found with a slash at the end, in capitals and percent-encoded', async () => {
    const { url } = servers[0] ?? (await served())
    for (const path of ['/webhooks/rentprog/batumi/', '/Webhooks/RentProg/batumi', '/webhooks/rentprog/%62atumi'])
      expect((await post(`${url}${path}?t=sandbox-batumi`)).status).toBe(200)
  })

  it('asks nobody who waits for a word before sending to wait in vain', async () => {
    const { port } = servers[0] ?? (await served())
    const body = booking()
    const head = (expectation: string) =>
      `POST ${BATUMI} HTTP/1.1\r\nHost: x\r\nExpect: ${expectation}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    expect((await speak(port, head('100-continue'))).status).toBe(200)
    expect((await speak(port, head('a-miracle'))).status).toBe(200)
  })
})

describe('beside the doors', () => {
  it('pages and verbs refuse as the doors do', async () => {
    const { url } = servers[0] ?? (await served())
    const knock = async (path: string, init: RequestInit) => {
      const response = await fetch(`${url}${path}`, { ...init, headers: { authorization: 'Bearer admin', ...init.headers } })
      expect(await response.json()).toEqual({ ok: false, error: expect.stringMatching(/^[^\n]{10,150}$/) })
      return response.status
    }
    const large = { method: 'POST', body: 'x'.repeat(65 * 1024) }
    const file = { method: 'POST', body: 'x', headers: { 'content-type': 'image/png' } }
    expect(await knock('/api/effects/x/retry', large)).toBe(413)
    expect(await knock('/api/effects/x/retry', file)).toBe(415)
    expect(await knock('/nowhere', large)).toBe(413)
    expect(await knock('/healthz', { method: 'DELETE' })).toBe(405)
    expect(await knock('/metrics', { method: 'OPTIONS' })).toBe(405)
    expect(await knock('/api/events', { method: 'PUT' })).toBe(405)
    expect(await knock('/api/nothing', {})).toBe(404)
    expect(await knock('/api/events/%zz', {})).toBe(400)
    expect(await knock('/api/events', { headers: { authorization: 'none' } })).toBe(401)
  })
})

describe('a flood', () => {
  /** One a second, ten in ten seconds. */
  const flooded = (trustProxy = 0) => served({ ratePerSecond: 1, trustProxy })
  const KUTAISI = '/webhooks/rentprog/kutaisi?t=sandbox-kutaisi'
  const statuses = async (count: number, deliver: () => Promise<Said>) => {
    const said: number[] = []
    for (let sent = 0; sent < count; sent++) said.push((await deliver()).status)
    return said
  }

  it('is told when to come again, counted, and noted once', async () => {
    const server = await flooded()
    const before = await database.db.prisma.delivery.count()
    expect(await statuses(13, () => post(`${server.url}${BATUMI}`))).toEqual([...Array(10).fill(200), 429, 429, 429])
    const refused = await post(`${server.url}${KUTAISI}`)
    expect([refused.status, refused.body]).toEqual([429, { ok: false, error: expect.stringMatching(/later/) }])
    expect(refused.headers.get('retry-after')).toMatch(/^([1-9]|10)$/)
    expect(await database.db.prisma.delivery.count()).toBe(before + 10)
    expect(await server.metrics()).toMatch(/ack_seconds_count\{[^}]*outcome="refused-429"[^}]*\} 4/)
    expect(server.log.filter((line) => line.includes('"status":429'))).toHaveLength(1)
  })

  it('is refused before its body is read', async () => {
    const { url, port } = await flooded()
    await statuses(10, () => post(`${url}${BATUMI}`))
    const { say, heard, socket } = dial(port)
    say(`POST ${BATUMI} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{`)
    await pause(100)
    socket.end()
    expectHeard(await heard(), 429)
  })

  it('at the doors of one source refuses no other source, and no page', async () => {
    const { url } = await flooded()
    await statuses(11, () => post(`${url}${BATUMI}`))
    for (const path of ['/webhooks/umnico', '/webhooks/stripe', '/webhooks/telegram', '/nowhere'])
      expect((await post(`${url}${path}`)).status, path).not.toBe(429)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it('from one address behind our proxy refuses no other address', async () => {
    const { url } = await flooded(1)
    const from = (address: string) => () => post(`${url}${BATUMI}`, { headers: { 'x-forwarded-for': address } })
    expect(await statuses(11, from('203.0.113.7'))).toEqual([...Array(10).fill(200), 429])
    expect((await from('203.0.113.8')()).status).toBe(200)
  })

  it('cannot hide behind invented addresses', async () => {
    let invented = 0
    const disguised = (url: string, last: string[]) => () =>
      post(`${url}${BATUMI}`, { headers: { 'x-forwarded-for': [`198.51.100.${invented++}`, ...last].join(', ') } })
    const alone = await flooded(0)
    expect((await statuses(11, disguised(alone.url, []))).at(-1)).toBe(429)
    const proxied = await flooded(1)
    expect((await statuses(11, disguised(proxied.url, ['203.0.113.9']))).at(-1)).toBe(429)
  })

  it('of guesses is over sooner, but not for a vendor at the same address', async () => {
    const guessed = await served({ ratePerSecond: 4 })
    const guess = (url: string) => () => post(`${url}/webhooks/rentprog/batumi?t=guess`)
    expect(await statuses(4, guess(guessed.url))).toEqual([401, 401, 429, 429])

    const shared = await served({ ratePerSecond: 4 })
    expect((await post(`${shared.url}${BATUMI}`)).status).toBe(200)
    expect(await statuses(4, guess(shared.url))).toEqual([401, 401, 401, 401])
    expect((await post(`${shared.url}${BATUMI}`)).status).toBe(200)
  })
})

describe('when it closes', () => {
  it('answers what is under way, says that it was the last answer, and takes no more', async () => {
    const { port, url, close } = await serve(database)
    const body = booking()
    const half = body.length >> 1
    const { say, heard } = dial(port)
    say(`POST ${BATUMI} HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, half)}`)
    await pause(100)
    const closed = close()
    say(body.slice(half))
    const { status, headers } = await heard()
    expect([status, headers.connection]).toEqual([200, 'close'])
    await closed
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })

  it('waits for nobody who never finishes', async () => {
    const { port, close } = await serve(database, { limits: { closeMs: 200 } })
    const { say, heard } = dial(port)
    say(`POST ${BATUMI} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{`)
    await pause(50)
    const startedAt = performance.now()
    await close()
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect((await heard()).status).not.toBe(200)
  })
})

it('takes so many connections and no more, and is itself again when they have gone', async () => {
  const { port, url } = await served({ limits: { maxConnections: 5 } })
  const held = Array.from({ length: 5 }, () => dial(port))
  await Promise.all(held.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))))
  await pause(50)
  expect((await dial(port).heard()).status).toBe(0)
  for (const { socket } of held) socket.destroy()
  await pause(50)
  const status = await new Promise((resolve) => request(`${url}/healthz`, ({ statusCode }) => resolve(statusCode)).end())
  expect(status).toBe(200)
})
