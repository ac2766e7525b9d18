// Who is let in, what the verbs do, and how the API says no. None of it needs a database that answers.
import { afterEach, describe, expect, it } from 'vitest'
import { createHealth } from '../../src/api/health.ts'
import { createApi } from '../../src/api/index.ts'
import { frozenClock } from '../../src/clock.ts'
import { openDatabase } from '../../src/db.ts'
import { BadInput, Refused, Unavailable } from '../../src/errors.ts'
import { createLog } from '../../src/observability/log.ts'
import { createMetrics } from '../../src/observability/metrics.ts'
import { AT, newId } from './rows.ts'
import { type Caller, notedVerbs, serve } from './server.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
async function serving(...args: Parameters<typeof serve>): Promise<Caller> {
  const caller = await serve(...args)
  stops.push(caller.stop)
  return caller
}

const eventId = newId()
const key = `${eventId}:booking-controller:telegram.message:T-120`

async function house(noted = notedVerbs(), { token = 'now', adminTokens = ['now', 'before'] } = {}) {
  const lines: string[] = []
  // Nobody listens on port 9.
  const db = openDatabase('postgres://nobody@127.0.0.1:9/none')
  stops.push(() => db.close())
  const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } })
  const api = await serving('/api', createApi({ db, clock: frozenClock(AT), adminTokens, log, ...noted.verbs }), token)
  return { api, lines, asked: noted.asked }
}

describe('the admin token', () => {
  it.each(['now', 'before'])('opens the door with each live value: %s', async (token) => {
    const { api } = await house(undefined, { token })
    const { status, body } = await api.get('/api')
    expect(status).toBe(200)
    expect(Object.keys(body.paths)).toContain('GET /api/overview')
  })

  it.each([
    ['none', ''],
    ['a wrong one', 'Bearer nows'],
    ['part of one', 'Bearer no'],
    ['another scheme', 'Basic now'],
    ['an empty one', 'Bearer '],
  ])('refuses %s with 401, whatever is asked', async (_, authorization) => {
    const { api, asked } = await house(undefined, { adminTokens: ['now', ''] })
    for (const path of ['/api', `/api/events/${eventId}`, '/api/nothing']) {
      const answer = await api.get(path, { headers: { authorization } })
      expect(answer.status).toBe(401)
      expect(answer.body).toEqual({ ok: false, error: expect.stringContaining('ADMIN_TOKEN') })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
    expect((await api.get(`/api/events/${eventId}/replay`, { method: 'POST', headers: { authorization } })).status).toBe(401)
    expect(asked).toEqual([])
  })

  it('lets nobody in when none is configured', async () => {
    const { api } = await house(undefined, { adminTokens: [] })
    expect((await api.get('/api')).status).toBe(401)
  })
})

describe('the verbs', () => {
  it('are passed on with the id or the decoded key', async () => {
    const { api, asked } = await house()
    expect(await api.post(`/api/events/${eventId}/replay`)).toMatchObject({ status: 202, body: { ok: true, noted: true } })
    for (const verb of ['retry', 'approve', 'discard']) {
      expect(await api.post(`/api/effects/${encodeURIComponent(key)}/${verb}`)).toMatchObject({
        status: 202,
        body: { ok: true, noted: true },
      })
    }
    expect(asked).toEqual([
      ['replay', eventId],
      ['retry', key],
      ['approve', key],
      ['discard', key],
    ])
  })

  it('are not asked about what cannot be an id', async () => {
    const { api, asked } = await house()
    expect((await api.post('/api/events/17/replay')).status).toBe(400)
    expect((await api.post('/api/effects/%D0%BA/retry')).status).toBe(400)
    expect(asked).toEqual([])
  })

  it.each([
    ['there is no such thing', async () => null, 404, 'there is no such effect'],
    ['it cannot be done now', () => Promise.reject(new BadInput('this effect was sent already')), 409, 'this effect was sent already'],
    ['it is refused', () => Promise.reject(new Refused('only the manager may')), 409, 'only the manager may'],
    ['the house is busy', () => Promise.reject(new Unavailable('postgres is away')), 503, 'cannot reach its database'],
    ['of a bug', () => Promise.reject(new TypeError('x is undefined, +995555123456')), 500, 'its log says why'],
  ])('say why not when %s', async (_, answer, status, sentence) => {
    const { api, lines } = await house(notedVerbs(answer))
    const answered = await api.post(`/api/effects/${encodeURIComponent(key)}/retry`)
    expect(answered.status).toBe(status)
    expect(answered.body).toEqual({ ok: false, error: expect.stringContaining(sentence) })
    expect(lines.join('').includes('api request failed')).toBe(status >= 500)
    expect(lines.join('')).not.toContain('995')
  })
})

describe('what is not there', () => {
  it.each([
    ['DELETE', `/api/events/${eventId}`, 'GET, HEAD'],
    ['POST', '/api/events', 'GET, HEAD'],
    ['POST', '/api/overview', 'GET, HEAD'],
    ['GET', `/api/events/${eventId}/replay`, 'POST'],
    ['PUT', `/api/effects/${key}/approve`, 'POST'],
  ])('%s %s is 405 and says what is possible', async (method, path, allow) => {
    const { api } = await house()
    const answer = await api.get(path, { method })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe(allow)
    expect(answer.body).toMatchObject({ ok: false })
  })

  it('is 404 in JSON', async () => {
    const { api } = await house()
    expect(await api.get('/api/nothing?t=1')).toMatchObject({ status: 404, body: { ok: false, error: 'there is nothing at /api/nothing' } })
  })

  it('is 503 while the database is away', async () => {
    const { api, lines } = await house()
    const answer = await api.get(`/api/events/${eventId}`)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(answer.body).toMatchObject({ ok: false })
    expect(lines.join('')).toContain('api request failed')
  })
})

describe('health', () => {
  const health = (ready: () => Promise<string[]>) => serving('/', createHealth({ ready, metrics: createMetrics() }))

  it('is alive, ready and measured without a token', async () => {
    const house = await health(async () => [])
    expect(await house.get('/healthz')).toMatchObject({ status: 200, body: { ok: true } })
    expect(await house.get('/readyz')).toMatchObject({ status: 200, body: { ok: true } })
    const page = await house.get('/metrics')
    expect(page.headers.get('content-type')).toContain('text/plain')
    expect(page.text).toContain('process_cpu_seconds_total')
    expect((await house.post('/healthz')).status).toBe(405)
  })

  it('is alive but not ready while something is missing, and says what', async () => {
    const house = await health(async () => ['postgres does not answer', 'the queue is closed'])
    expect((await house.get('/healthz')).status).toBe(200)
    expect(await house.get('/readyz')).toMatchObject({
      status: 503,
      body: {
        ok: false,
        error: 'postgres does not answer; the queue is closed',
        reasons: ['postgres does not answer', 'the queue is closed'],
      },
    })
  })

  it('is not ready when nobody can tell', async () => {
    const house = await health(() => Promise.reject(new Error('broken')))
    expect(await house.get('/readyz')).toMatchObject({ status: 503, body: { ok: false, reasons: ['broken'] } })
  })
})
