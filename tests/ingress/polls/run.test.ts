// The runner of polls on a real database: one replica at a time, nothing lost by a failure, nothing twice after a kill.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FrozenClock, frozenClock, MINUTE_MS } from '../../../src/clock.ts'
import { claimCursor } from '../../../src/inbox/cursor.ts'
import { recordDelivery } from '../../../src/inbox/record.ts'
import { definePoll, type Finding, type Poll, type PollContext } from '../../../src/ingress/poll.ts'
import { type PollsOptions, runDuePolls } from '../../../src/ingress/polls/run.ts'
import type { Reads } from '../../../src/tools/index.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

let test: TestDatabase
let clock: FrozenClock
beforeAll(async () => {
  test = await testDatabase()
  clock = frozenClock(new Date('2030-11-05T08:00:00Z'))
})
afterAll(() => test.drop())

type Told = [what: string, of: Record<string, unknown>]

function replica() {
  const told: Told[] = []
  let nudges = 0
  const tell = (what: string) => (of: object) => void told.push([what, of as Record<string, unknown>])
  const options: PollsOptions = {
    sql: test.db,
    clock,
    read: {} as Reads,
    record: (delivery) => recordDelivery(delivery, { sql: test.db, clock, duplicateWindowMin: 15 }),
    onRecorded: () => {
      nudges += 1
    },
    happenings: {
      deliveryRecorded: tell('recorded'),
      deliveryQuarantined: tell('quarantined'),
      staleSamples: tell('stale'),
      reconciled: tell('reconciled'),
      pollFailed: tell('failed'),
    },
  }
  return { options, told, names: () => told.map(([what]) => what), nudges: () => nudges }
}

let operation = 7_000_000
function handIn(over: Partial<Finding> = {}): Finding {
  const id = operation++
  const payload = { branch: 'batumi', employee_id: 90001, operation_id: id, amount_minor: 6000, currency: 'GEL' } as const
  return { door: 'poll:batumi', raw: { id }, dedupeKey: `cash:${id}`, events: [{ type: 'cash.collected', payload }], ...over }
}

const pollOf = (read: (context: PollContext) => Promise<Finding[]> | Finding[], over: Partial<Poll> = {}): Poll =>
  definePoll({
    name: `test:${randomUUID()}`,
    source: 'rentprog',
    everyMs: 5 * MINUTE_MS,
    read: async (context) => ({ findings: await read(context), cursor: { looks: looksIn(context.cursor) + 1 } }),
    ...over,
  })
const looksIn = (cursor: unknown): number => (cursor as { looks: number } | null)?.looks ?? 0

const cursorOf = async ({ name }: Poll) => (await test.db.prisma.cursor.findUnique({ where: { name: `poll:${name}` } }))?.value
const deliveriesOf = ({ dedupeKey }: Finding) =>
  test.db.prisma.delivery.findMany({ where: { source: 'rentprog', dedupeKey }, include: { events: true } })

describe('a poll', () => {
  it('records what it finds as if it had come through a door, and asks again only when it is due', async () => {
    const finding = handIn()
    let asked = 0
    const poll = pollOf(() => {
      asked += 1
      return [finding]
    })
    const { options, told, nudges } = replica()
    await runDuePolls([poll], options)
    await runDuePolls([poll], options)
    expect(asked).toBe(1)
    clock.advance(5 * MINUTE_MS)
    await runDuePolls([poll], options)
    expect([asked, nudges(), await cursorOf(poll)]).toEqual([2, 1, { looks: 2 }])
    expect(told).toEqual([['recorded', expect.objectContaining({ source: 'rentprog', door: 'poll:batumi', outcome: 'accepted' })]])
    const [delivery] = await deliveriesOf(finding)
    expect(delivery?.events.map(({ type, subject, status }) => [type, subject, status])).toEqual([
      ['cash.collected', 'cash:90001', 'received'],
    ])
    expect(JSON.parse(Buffer.from(delivery?.raw ?? []).toString())).toEqual(finding.raw)
  })

  it('is run by one replica at a time, however many look', async () => {
    const finding = handIn()
    let running = 0
    const most: number[] = []
    const poll = pollOf(async () => {
      running += 1
      most.push(running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return [finding]
    })
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 4 }, () => runDuePolls([poll], replica().options)))
      clock.advance(5 * MINUTE_MS)
    }
    expect(most).toEqual([1, 1, 1, 1, 1])
    expect(await deliveriesOf(finding)).toHaveLength(1)
  })

  it('that fails keeps its cursor, tells, does not keep the others, and is tried again in a minute', async () => {
    let isDown = false
    const sick = pollOf(() => {
      if (isDown) throw new Error('RentProg is down')
      return []
    })
    const well = pollOf(() => [handIn()])
    const { options, told, names } = replica()
    await runDuePolls([sick], options)
    isDown = true
    clock.advance(5 * MINUTE_MS)
    await runDuePolls([sick, well], options)
    expect(told[0]).toEqual(['failed', { poll: sick.name, error: 'RentProg is down', failures: 1 }])
    expect([names(), await cursorOf(sick)]).toEqual([['failed', 'recorded'], { looks: 1 }])
    clock.advance(MINUTE_MS)
    await runDuePolls([sick], options)
    expect(told.at(-1)).toEqual(['failed', expect.objectContaining({ failures: 2 })])
    isDown = false
    clock.advance(MINUTE_MS)
    await runDuePolls([sick], options)
    expect(await cursorOf(sick)).toEqual({ looks: 2 })
  })

  it('whose findings cannot all be written keeps its cursor; the next time the rest is written, nothing twice', async () => {
    const [first, second] = [handIn(), handIn()]
    const poll = pollOf(() => [first, second])
    const { options, names } = replica()
    let isAway = true
    const record: PollsOptions['record'] = async (delivery) => {
      if (isAway && delivery.dedupeKey === second.dedupeKey) throw new Error('Postgres is away')
      return options.record(delivery)
    }
    await runDuePolls([poll], { ...options, record })
    expect(await cursorOf(poll)).toBeNull()
    isAway = false
    clock.advance(MINUTE_MS)
    await runDuePolls([poll], { ...options, record })
    expect([names(), await cursorOf(poll)]).toEqual([['recorded', 'failed', 'recorded'], { looks: 1 }])
    for (const finding of [first, second]) expect((await deliveriesOf(finding)).flatMap(({ events }) => events)).toHaveLength(1)
  })

  it('whose replica was killed between the read and the release is taken over after the hold, and repeats itself without harm', async () => {
    const finding = handIn()
    const poll = pollOf(() => [finding])
    const { options, told } = replica()
    // All that the killed one had time for.
    await claimCursor(test.db, `poll:${poll.name}`, clock.now(), 2 * MINUTE_MS)
    await options.record({
      source: 'rentprog',
      door: finding.door,
      status: 'accepted',
      dedupeKey: finding.dedupeKey,
      raw: Buffer.from('{}'),
      events: finding.events,
    })
    await runDuePolls([poll], options)
    expect(await cursorOf(poll)).toBeNull()
    await test.db.query(`UPDATE cursors SET held_until = clock_timestamp() - interval '1 second' WHERE name = $1`, [`poll:${poll.name}`])
    await runDuePolls([poll], options)
    expect(await cursorOf(poll)).toEqual({ looks: 1 })
    expect((await deliveriesOf(finding)).flatMap(({ events }) => events)).toHaveLength(1)
    expect(told).toEqual([])
  })
})

describe('what it finds', () => {
  it('of no use, or not understood, is kept with the reason, and what follows is taken', async () => {
    const useless = handIn({ events: [], ignored: 'not cash' })
    const strange = handIn({ events: [], quarantined: 'a currency we do not know' })
    const misfit = handIn({ events: [{ type: 'cash.collected', payload: { branch: 'batumi' } } as never] })
    const good = handIn()
    const { options, told, nudges } = replica()
    await runDuePolls([pollOf(() => [useless, strange, misfit, good])], options)
    expect(told.map(([what, of]) => [what, of.outcome ?? of.reason])).toEqual([
      ['recorded', 'ignored'],
      ['quarantined', 'a currency we do not know'],
      ['quarantined', expect.stringContaining('cash.collected: employee_id')],
      ['recorded', 'accepted'],
    ])
    const kept = (await Promise.all([useless, strange, misfit].map(deliveriesOf))).flat()
    expect(kept.map(({ status, reason }) => [status, reason])).toEqual([
      ['ignored', 'not cash'],
      ['quarantined', 'a currency we do not know'],
      ['quarantined', expect.stringContaining('employee_id')],
    ])
    expect(nudges()).toBe(1)
  })

  it('that should have come through a door is marked reconciled and counted, unless the door already brought it', async () => {
    const updated = (id: number): Finding => ({
      door: 'poll',
      raw: { id },
      dedupeKey: `evt_${id}`,
      events: [{ type: 'booking.updated', payload: { rentprog_id: id, booking_id: id, branch: 'batumi' } }],
    })
    const [known, gap] = [updated(650001), updated(650002)]
    const { options, told } = replica()
    await options.record({
      source: 'rentprog',
      door: 'batumi',
      status: 'accepted',
      dedupeKey: known.dedupeKey,
      raw: Buffer.from('{}'),
      events: known.events,
    })
    await runDuePolls([pollOf(() => [known, gap], { catchesUp: true })], options)
    expect(
      told.map(([what, { source, events }]) => [what, source, typeof events === 'number' ? events : (events as string[]).length]),
    ).toEqual([
      ['recorded', 'rentprog', 1],
      ['reconciled', 'rentprog', 1],
    ])
    const payloads = (await Promise.all([known, gap].map(deliveriesOf))).flat().map(({ events }) => events[0]?.payload)
    expect(payloads).toEqual([expect.not.objectContaining({ reconciled: true }), expect.objectContaining({ reconciled: true })])
  })
})
