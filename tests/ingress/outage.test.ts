// The doors on a bad day: Postgres hangs, its connections are all taken, Redis has gone. Nobody waits longer than a second, nothing is half-written.
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisIsHere, startRedis, type TestRedis } from '../support/redis.ts'
import { startWorld, type World } from '../support/world.ts'

/** A second, and what a busy machine adds: more where many knock at once. */
const limitMs = (atOnce: number) => 1_500 + 30 * atOnce

let nextBooking = 770_000
const ids = (count: number) => Array.from({ length: count }, () => nextBooking++)

interface Answered {
  status: number
  ms: number
  retryAfter: string | null
}
async function deliver({ app }: World, id: number): Promise<Answered> {
  const startedAt = performance.now()
  const response = await fetch(`${app.url}/webhooks/rentprog/batumi?t=sandbox-batumi`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'booking_create', payload: { id, state: 'Активная' } }),
  })
  await response.json()
  return { status: response.status, ms: performance.now() - startedAt, retryAfter: response.headers.get('retry-after') }
}
const deliverAll = (world: World, bookings: readonly number[]) => Promise.all(bookings.map((id) => deliver(world, id)))

function expectSentAway(answers: readonly Answered[]): void {
  for (const { status, ms, retryAfter } of answers) {
    expect(status).toBe(503)
    expect(Number(retryAfter)).toBeGreaterThanOrEqual(1)
    expect(ms).toBeLessThan(limitMs(answers.length))
  }
}

/** As a vendor does: again and again until it is taken. */
async function deliverUntilTaken(world: World, id: number, tries = 10): Promise<void> {
  const { status } = await deliver(world, id)
  if (status === 200) return
  expect([status, tries > 0]).toEqual([503, true])
  await deliverUntilTaken(world, id, tries - 1)
}

/** What is sent again is taken, and once. */
async function expectTakenOnce(world: World, bookings: readonly number[]): Promise<void> {
  await Promise.all(bookings.map((id) => deliverUntilTaken(world, id)))
  const { delivery, event } = world.database.db.prisma
  const entities = bookings.map((id) => `booking:${id}`)
  expect(await delivery.count({ where: { entity: { in: entities } } })).toBe(bookings.length)
  expect(await event.count({ where: { subject: { in: entities }, type: 'booking.created' } })).toBe(bookings.length)
}

describe('while Postgres hangs,', () => {
  let world: World
  let wire: Awaited<ReturnType<typeof wireTo>>
  beforeAll(async () => {
    // Through a wire that can be held: to us a server that was stopped and a network that swallows everything are the same.
    world = await startWorld({
      environment: { ROLE: 'ingress' },
      config: (config) => {
        const url = new URL(config.databaseUrl ?? '')
        wire = wireTo(Number(url.port))
        url.port = String(WIRE_PORT)
        return { ...config, databaseUrl: url.href }
      },
    })
  })
  afterAll(async () => {
    wire.release()
    await world.stop()
    await wire.close()
  })

  it('every door says so within a second, however many knock, and what is sent again is taken once', async () => {
    const bookings = ids(30)
    expect((await deliver(world, nextBooking++)).status).toBe(200)
    wire.hold()
    expectSentAway(await deliverAll(world, bookings))
    wire.release()
    // What was on the wire arrives now: written after all, and its repetition is a duplicate.
    await expectTakenOnce(world, bookings)
  })

  it('and for long, the doors open again by themselves', async () => {
    const [early = 0, late = 0] = ids(2)
    wire.hold()
    expectSentAway([await deliver(world, early)])
    await pause(3_200)
    expectSentAway([await deliver(world, late)])
    wire.release()
    await expectTakenOnce(world, [early, late])
  })

  it('or all connections of the doors wait for one blocked lane, the others are told within a second and the doors are free again soon', async () => {
    const [blocked = 0, ...others] = ids(4)
    const blocker = new pg.Client({ connectionString: world.database.url })
    await blocker.connect()
    await blocker.query('BEGIN')
    await blocker.query('SELECT lane_lock($1)', [`booking:${blocked}`])
    try {
      const answers = deliverAll(world, Array(20).fill(blocked) as number[])
      await pause(50)
      for (const { ms } of await deliverAll(world, others)) expect(ms).toBeLessThan(limitMs(20))
      expectSentAway(await answers)
      // The lane is blocked still: Postgres has given the statements up.
      await pause(1_500)
      for (const { status } of await deliverAll(world, others)) expect(status).toBe(200)
    } finally {
      await blocker.query('ROLLBACK')
      await blocker.end()
    }
    await expectTakenOnce(world, [blocked])
  })
})

const WIRE_PORT = 20_000 + (process.pid % 10_000)

function wireTo(port: number) {
  const ends = new Set<Socket>()
  let held = false
  const server: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const end of [near, far]) {
      ends.add(end)
      end.on('error', () => undefined)
      end.on('close', () => {
        ends.delete(end)
        // Half a connection left behind would keep a backend of Postgres at its greeting for a minute.
        for (const other of [near, far]) other.destroy()
      })
      if (held) end.pause()
    }
    near.on('data', (part) => far.write(part)).on('end', () => far.end())
    far.on('data', (part) => near.write(part)).on('end', () => near.end())
    if (held) for (const end of [near, far]) end.pause()
  }).listen(WIRE_PORT, '127.0.0.1')
  return {
    hold() {
      held = true
      for (const end of ends) end.pause()
    },
    release() {
      held = false
      for (const end of ends) end.resume()
    },
    close: () => {
      for (const end of ends) end.destroy()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

describe.runIf(redisIsHere || process.env.CI)('while Redis is down', () => {
  let redis: TestRedis
  let world: World
  beforeAll(async () => {
    redis = await startRedis(true)
    world = await startWorld({ environment: { REDIS_URL: redis.url } })
  })
  afterAll(async () => {
    await world.stop()
    await redis.stop()
  })

  it('nothing changes at the doors, and the events are run when it is back', async () => {
    const bookings = ids(20)
    const port = Number(new URL(redis.url).port)
    await redis.stop()
    for (const { status, ms } of await deliverAll(world, bookings)) {
      expect(status).toBe(200)
      expect(ms).toBeLessThan(limitMs(bookings.length))
    }
    await expectTakenOnce(world, bookings)
    expect((await deliver(world, bookings[0] ?? 0)).status).toBe(200)
    redis = await startRedis(true, port)
    // What was announced into the void is announced again when it counts as forgotten; this clock stands still.
    world.clock.advance(60_000)
    await world.app.drain()
    const subjects = bookings.map((id) => `booking:${id}`)
    const run = await world.database.db.prisma.event.count({
      where: { subject: { in: subjects }, type: 'booking.created', status: { in: ['done', 'partial', 'dead'] } },
    })
    expect(run).toBe(bookings.length)
  })
})
