// The doors as a Netlify function: invoked with Netlify's own request, on the same inbox as the server's doors.
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Context } from '@netlify/functions'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { BadConfig, DOOR_SECRETS, readDoors } from '../../src/config.ts'
import { sourcesOf } from '../../src/ingress/sources/index.ts'
import { filesBelow, ROOT, textOf } from '../house/files.ts'
import { type Served, serve } from '../ingress/served.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { signersAt } from '../support/signed-webhook.ts'

const SECRETS = {
  RENTPROG_WEBHOOK_SECRET_BATUMI: 'sandbox-batumi',
  ...Object.fromEntries(Object.entries(DOOR_SECRETS).map(([door, name]) => [name, `sandbox-${door}`])),
  LOG_LEVEL: 'silent',
}
const SITE = 'https://site.netlify.app'
const FIXTURES = 'tests/fixtures/webhooks'

type Handler = (request: Request, context: Pick<Context, 'ip' | 'waitUntil'>) => Promise<Response>

/** A new instance of the function, as a cold start makes it. */
async function instance(environment: Record<string, string>): Promise<Handler> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  vi.resetModules()
  return (await import('../../netlify/functions/webhooks.mts')).default
}

interface Answered {
  status: number
  headers: Headers
  body: { ok: boolean; id?: string; duplicate?: boolean; events?: string[]; quarantined?: true; error?: string }
}
const afterwards: Promise<unknown>[] = []
const context = { ip: '203.0.113.7', waitUntil: (work: Promise<unknown>) => void afterwards.push(work) }
const read = async (response: Response): Promise<Answered> => ({
  status: response.status,
  headers: response.headers,
  body: (await response.json()) as Answered['body'],
})
const invoke = async (handler: Handler, at: string, init: RequestInit = {}): Promise<Answered> =>
  read(await handler(new Request(`${SITE}${at}`, { method: 'POST', ...init }), context))

let database: TestDatabase
let handler: Handler
let server: Served
beforeAll(async () => {
  database = await testDatabase()
  handler = await instance({ ...SECRETS, DATABASE_URL: database.url })
  server = await serve(database)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await Promise.all(afterwards)
  await server.close()
  await database.drop()
})

const BATUMI = '/webhooks/rentprog/batumi?t=sandbox-batumi'
let nextBooking = 795_000
const booking = () => JSON.stringify({ event: 'booking_create', payload: { id: nextBooking++, state: 'Активная' } })

/** Whether it says by itself what it is: without an id or an entity nothing is a duplicate. */
function isTold(id: string, raw: Buffer): boolean {
  const source = sourcesOf(readDoors({ ...SECRETS, DATABASE_URL: database.url })).find((one) => one.id === id)
  const reading = source?.read({ source: source.id, door: 'batumi', headers: {}, query: {}, raw, receivedAt: new Date() })
  return reading?.outcome === 'accepted' && (reading.dedupeKey ?? reading.entity) !== undefined
}

describe.each(Object.keys(signersAt(new Date())))('%s', (source) => {
  it.each(filesBelow(`${FIXTURES}/${source}`, /\.json$/).map((file) => [path.basename(file), file]))(
    '%s is taken, and the same thing at the server’s own door is a duplicate',
    async (_name, file) => {
      const raw = Buffer.from(textOf(file))
      const { door, headers, query } = signersAt(new Date())[source]?.(raw) ?? { door: '', headers: {}, query: {} }
      const at = `/webhooks/${source}${door === 'main' ? '' : `/${door}`}?${new URLSearchParams(query as Record<string, string>)}`
      const init = { method: 'POST', headers: headers as Record<string, string>, body: new Uint8Array(raw) }
      const taken = await invoke(handler, at, init)
      expect([taken.status, taken.body]).toEqual([200, expect.objectContaining({ ok: true, id: expect.any(String) })])
      const repeated = await read(await fetch(`${server.url}${at}`, init))
      expect(repeated.status).toBe(200)
      if (file.includes('/ignored/')) expect([...(taken.body.events ?? []), ...(repeated.body.events ?? [])]).toEqual([])
      else if (isTold(source, raw)) expect(repeated.body).toMatchObject({ id: taken.body.id, duplicate: true, events: taken.body.events })
      expect(await database.db.prisma.delivery.count({ where: { id: taken.body.id } })).toBe(1)
    },
  )
})

describe('the function', () => {
  it('tells the workers elsewhere that there is something to do', async () => {
    const worker = new pg.Client({ connectionString: database.url })
    await worker.connect()
    await worker.query('LISTEN orchestrator_work')
    const heard = new Promise((resolve) => worker.once('notification', ({ payload }) => resolve(payload)))
    expect((await invoke(handler, BATUMI, { body: booking() })).body).toMatchObject({ duplicate: false, events: [expect.any(String)] })
    expect(await heard).toBe('work')
    await worker.end()
  })

  it.each([
    ['no secret', '/webhooks/rentprog/batumi', {}, 401],
    ['a wrong secret', '/webhooks/rentprog/batumi?t=guess', {}, 401],
    ['two secrets', `${BATUMI}&t=sandbox-batumi`, {}, 401],
    ['no signature', '/webhooks/stripe', {}, 401],
    ['an unknown branch', '/webhooks/rentprog/paris?t=sandbox-batumi', {}, 404],
    ['an unknown door', '/webhooks/unheard-of', {}, 404],
    ['an odd path', '/webhooks/rentprog/%zz', {}, 400],
    ['a look', BATUMI, { method: 'GET' }, 405],
    ['a file', BATUMI, { headers: { 'content-type': 'image/png' }, body: 'x' }, 415],
    ['an unknown packing', BATUMI, { headers: { 'content-encoding': 'zebra' }, body: 'x' }, 415],
    ['a broken packing', BATUMI, { headers: { 'content-encoding': 'gzip' }, body: 'x' }, 400],
    ['nothing', BATUMI, {}, 400],
    ['too much', BATUMI, { body: 'x'.repeat(256 * 1024 + 1) }, 413],
    ['too much, packed', BATUMI, { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(300 * 1024)) }, 413],
  ])('turns %s away as the server does, and leaves no row', async (_what, at, init: RequestInit, status) => {
    const before = await database.db.prisma.delivery.count()
    const mine = await invoke(handler, at, init)
    expect([mine.status, mine.body]).toEqual([status, { ok: false, error: expect.stringMatching(/^[^\n]{10,150}$/) }])
    expect(mine.headers.get('content-type')).toMatch(/^application\/json/)
    const theirs = await read(await fetch(`${server.url}${at}`, { method: 'POST', ...init }))
    expect([theirs.status, theirs.headers.get('allow')]).toEqual([mine.status, mine.headers.get('allow')])
    expect(await database.db.prisma.delivery.count()).toBe(before)
  })

  it('reads what is packed, and what it does not understand it keeps', async () => {
    const body = gzipSync(booking())
    expect((await invoke(handler, BATUMI, { headers: { 'content-encoding': 'gzip' }, body })).status).toBe(200)
    expect(await invoke(handler, BATUMI, { body: 'no JSON' })).toMatchObject({ status: 202, body: { quarantined: true } })
  })
})

describe('a function that is set up', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('without a database says so at every door', async () => {
    const unset = await instance({ ...SECRETS, DATABASE_URL: '' })
    const { status, headers, body } = await invoke(unset, BATUMI, { body: booking() })
    expect([status, headers.get('retry-after'), body]).toEqual([503, '5', { ok: false, error: expect.stringContaining('DATABASE_URL') }])
  })

  it('on a database that is gone answers 503, and nobody is told a reason of ours', async () => {
    const lost = await instance({ ...SECRETS, DATABASE_URL: 'postgres://me:hunter22@127.0.0.1:9/none' })
    const { status, body } = await invoke(lost, BATUMI, { body: booking() })
    expect([status, body]).toEqual([503, { ok: false, error: expect.stringMatching(/send it again/) }])
  })

  it('without the secret of a door has no such door', async () => {
    const partly = await instance({ ...SECRETS, STRIPE_WEBHOOK_SECRET: '', DATABASE_URL: database.url })
    expect((await invoke(partly, '/webhooks/stripe', { body: '{}' })).status).toBe(404)
    expect((await invoke(partly, BATUMI, { body: booking() })).status).toBe(200)
  })

  it('in the real world needs the doors’ secrets and no credential', () => {
    const real = { DATABASE_URL: 'postgres://db/rental', STRIPE_WEBHOOK_SECRET: 'whsec_1' }
    expect(readDoors(real)).toMatchObject({ served: ['stripe'], stripe: { secrets: ['whsec_1'], livemode: true } })
    expect(readDoors({ ...real, STRIPE_API_KEY: 'sk_test_' }).stripe.livemode).toBe(false)
    const missing = (environment: Record<string, string>) => () => readDoors({ ...real, ...environment })
    expect(missing({ RENTPROG_WEBHOOK_SECRET_BATUMI: 'real' })).toThrow(/^RENTPROG_COMPANY_IDS is missing/)
    expect(missing({ TELEGRAM_WEBHOOK_SECRET: 'real' })).toThrow(/^TELEGRAM_BOT_TOKEN is missing/)
    expect(missing({ TELEGRAM_WEBHOOK_SECRET: 'real', TELEGRAM_BOT_TOKEN: '4711' })).not.toThrow()
    expect(() => readDoors({})).toThrow(BadConfig)
  })
})

it('is one file that loads neither Prisma nor the queue, when it is bundled as Netlify does it', async () => {
  // Brought along by the test tools; where it is not, there is nothing to try.
  const bundler = (await import(`es${'build'}`).catch(() => null)) as { build(options: object): Promise<Bundle> } | null
  if (bundler === null) return
  const { metafile, outputFiles } = await bundler.build({
    entryPoints: [path.join(ROOT, 'netlify/functions/webhooks.mts')],
    ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', write: false, metafile: true, logLevel: 'silent' },
  })
  expect(outputFiles).toHaveLength(1)
  const packages = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map((one) => one.path))
  expect(packages).toEqual(expect.arrayContaining(['pg', 'zod']))
  expect(packages.filter((name) => /prisma|bullmq|ioredis|langchain|express|netlify/.test(name))).toEqual([])
})

interface Bundle {
  metafile: { outputs: Record<string, { imports: { path: string }[] }> }
  outputFiles: unknown[]
}
