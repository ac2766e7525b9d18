// Rate limits: kept by all replicas together, with a share for what is critical, and never a reason to stand still for long.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Unavailable } from '../../src/errors.ts'
import { type CounterStore, createLimiter } from '../../src/tools/limiter.ts'
import { GENEROUS_LIMITS, type Limits, VENDOR_LIMITS } from '../../src/tools/limits.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { redisIsHere, startRedis, type TestRedis } from '../support/redis.ts'

let postgres: TestDatabase
let redis: TestRedis

beforeAll(async () => {
  postgres = await testDatabase()
  if (redisIsHere) redis = await startRedis()
})
afterAll(async () => {
  await postgres.drop()
  if (redisIsHere) await redis.stop()
})

let names = 0
/** A limit nobody has used yet. */
const fresh = (rule: Partial<Limits[string][number]>): { name: string; limits: Limits } => {
  const name = `limit-${process.pid}-${++names}`
  return { name, limits: { [name]: [{ points: 10, seconds: 60, critical: 0, per: 'key', ...rule }] } }
}

const stores: [string, () => CounterStore][] = [
  ['memory', () => ({ kind: 'memory' })],
  ['Postgres', () => ({ kind: 'postgres', pool: postgres.db.pool })],
  ...(redisIsHere ? [['Redis', () => ({ kind: 'redis', client: redis.client })] satisfies [string, () => CounterStore]] : []),
]

describe.each(stores)('with its counters in %s', (_kind, store) => {
  it('lets through as many as the limit says, then says when to come again', async () => {
    const { name, limits } = fresh({ points: 3 })
    const limiter = createLimiter(limits, store())
    for (let n = 0; n < 3; n++) await limiter.take(name, 'a')
    const error = await limiter.take(name, 'a').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Unavailable)
    expect(error).toMatchObject({ notTried: true, maybeDone: false })
    expect((error as Unavailable).retryAfterMs).toBeGreaterThan(50_000)
    await limiter.take(name, 'b')
  })

  it('keeps a share that only critical calls can use', async () => {
    const { name, limits } = fresh({ points: 20, critical: 5 })
    const limiter = createLimiter(limits, store())
    const routine = await Promise.allSettled(Array.from({ length: 40 }, () => limiter.take(name, '-1')))
    expect(routine.filter(({ status }) => status === 'fulfilled')).toHaveLength(15)
    const critical = await Promise.allSettled(Array.from({ length: 8 }, () => limiter.take(name, '-1', { critical: true })))
    expect(critical.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  })

  it('lets critical calls use what routine ones have left', async () => {
    const { name, limits } = fresh({ points: 20, critical: 5 })
    const limiter = createLimiter(limits, store())
    const critical = await Promise.allSettled(Array.from({ length: 25 }, () => limiter.take(name, '-1', { critical: true })))
    expect(critical.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
  })

  it('waits out a short window by itself', async () => {
    const { name, limits } = fresh({ points: 1, seconds: 1 })
    const limiter = createLimiter(limits, store())
    const startedAt = performance.now()
    await limiter.take(name, 'a')
    await limiter.take(name, 'a')
    expect(performance.now() - startedAt).toBeGreaterThan(800)
  })
})

describe.each(stores.slice(1))('with its counters in %s', (_kind, store) => {
  it('counts for all replicas together', async () => {
    const { name, limits } = fresh({ points: 10 })
    const replicas = [createLimiter(limits, store()), createLimiter(limits, store())]
    const taken = await Promise.allSettled(Array.from({ length: 30 }, (_, n) => replicas[n % 2]?.take(name, 'a')))
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  })
})

it('is tried on Redis too, at least in CI', () => {
  if (process.env.CI) expect(redisIsHere, 'set REDIS_URL or install redis-server').toBe(true)
  expect(stores.map(([kind]) => kind)).toEqual(['memory', 'Postgres', ...(redisIsHere ? ['Redis'] : [])])
})

it('stops waiting when its caller is stopped', async () => {
  const { name, limits } = fresh({ points: 1, seconds: 2 })
  const limiter = createLimiter(limits, { kind: 'memory' })
  await limiter.take(name, 'a')
  const stopper = new AbortController()
  const waiting = limiter.take(name, 'a', { signal: stopper.signal })
  stopper.abort()
  await expect(waiting).rejects.toMatchObject({ name: 'Unavailable', notTried: true })
})

it('counts in memory while the database is away', async () => {
  const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
  const { name, limits } = fresh({ points: 2 })
  const limiter = createLimiter(limits, { kind: 'postgres', pool })
  await limiter.take(name, 'a')
  await limiter.take(name, 'a')
  await expect(limiter.take(name, 'a')).rejects.toMatchObject({ notTried: true })
  await pool.end()
})

it('holds groups to their minute and private chats to their second only', async () => {
  const limiter = createLimiter(
    { 'telegram.chat': [...(VENDOR_LIMITS['telegram.chat'] as Limits[string])].filter(({ groupsOnly }) => groupsOnly) },
    { kind: 'memory' },
  )
  const tries = async (chat: string) =>
    (await Promise.allSettled(Array.from({ length: 30 }, () => limiter.take('telegram.chat', chat)))).filter(
      ({ status }) => status === 'fulfilled',
    ).length
  expect(await tries('-1000000000001')).toBe(15)
  expect(await tries('100000001')).toBe(30)
})

it('names of limits are the same for the vendors and for the sandbox, and a wrong one is a bug', async () => {
  expect(Object.keys(GENEROUS_LIMITS)).toEqual(Object.keys(VENDOR_LIMITS))
  await expect(createLimiter(VENDOR_LIMITS, { kind: 'memory' }).take('acme', 'a')).rejects.toThrow('no rate limit is called "acme"')
})
