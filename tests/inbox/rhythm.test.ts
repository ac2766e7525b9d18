// The rhythm of the sources, on synthetic deliveries: what is usual, what is silence, and who hears of it.
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { addMs, DAY_MS, type FrozenClock, frozenClock, HOUR_MS, MINUTE_MS } from '../../src/clock.ts'
import { type HeardDay, heardDays, isSilent, lastHeard, usualOf } from '../../src/inbox/rhythm.ts'
import { silentSources, watchSilence } from '../../src/inbox/silence.ts'
import { createMetrics } from '../../src/observability/metrics.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const day = (longestMs: number, over: Partial<HeardDay> = {}): HeardDay => ({ source: 'umnico', count: 10, longestMs, ...over })

describe('the usual silence', () => {
  test.each<[string, HeardDay[], number | undefined]>([
    ['is the median of the days', [day(1), day(9), day(2)], 2],
    ['of an even number of days lies between the two in the middle', [day(1), day(9), day(2), day(4)], 3],
    ['is not moved by one bad day', [day(5), day(5), day(5), day(DAY_MS)], 5],
    ['is unknown after two days', [day(1, { count: 500 }), day(1, { count: 500 })], undefined],
    ['is unknown of a source heard nineteen times', [day(1, { count: 6 }), day(1, { count: 6 }), day(1, { count: 7 })], undefined],
    ['is known from twenty', [day(1, { count: 6 }), day(1, { count: 7 }), day(1, { count: 7 })], 1],
  ])('%s', (_, days, usual) => {
    expect(usualOf(days).umnico).toBe(usual)
  })

  it('lies between the quietest and the liveliest day, whatever the order, each source by itself', () => {
    const ms = fc.integer({ min: 0, max: DAY_MS })
    fc.assert(
      fc.property(fc.array(ms, { minLength: 3, maxLength: 14 }), fc.array(ms, { minLength: 3, maxLength: 14 }), (mine, others) => {
        const days = [...mine.map((longest) => day(longest)), ...others.map((longest) => day(longest, { source: 'stripe' }))]
        const { umnico = Number.NaN } = usualOf(days)
        expect(umnico).toBeGreaterThanOrEqual(Math.min(...mine))
        expect(umnico).toBeLessThanOrEqual(Math.max(...mine))
        expect(usualOf(days.toReversed()).umnico).toBe(umnico)
        expect(mine.filter((longest) => isSilent(longest, umnico)).length).toBeLessThanOrEqual(mine.length / 2)
      }),
      { numRuns: process.env.LONG ? 10_000 : 300, seed: 20301105 },
    )
  })

  test.each([
    [29, 1, false],
    [31, 1, true],
    [60, 30, false],
    [61, 30, true],
  ])('%i minutes are silence where %i are usual: %s', (silentMin, usualMin, silent) => {
    expect(isSilent(silentMin * MINUTE_MS, usualMin * MINUTE_MS)).toBe(silent)
  })
})

describe('on a real database', () => {
  let db: TestDatabase
  let clock: FrozenClock
  beforeAll(async () => {
    db = await testDatabase()
  })
  afterAll(() => db.drop())
  /** Noon in Tbilisi. */
  const NOON = new Date('2030-11-05T08:00:00Z')
  beforeEach(async () => {
    await db.db.query('TRUNCATE deliveries, cursors CASCADE')
    clock = frozenClock(NOON)
  })

  const heard = (source: string, times: readonly Date[], door = 'main') =>
    db.db.query(
      `INSERT INTO deliveries (id, source, door, status, raw, received_at) SELECT gen_random_uuid(), $1, $2, 'accepted', '', at FROM unnest($3::timestamptz[]) AS at`,
      [source, door, times],
    )
  /** Every so many minutes from nine to eight in Tbilisi, on each of the days before. */
  const workdays = (days: number, everyMin: number): Date[] =>
    Array.from({ length: days }, (_, n) => addMs(new Date('2030-11-04T05:00:00Z'), -n * DAY_MS)).flatMap((nine) =>
      Array.from({ length: Math.floor(660 / everyMin) + 1 }, (_, n) => addMs(nine, n * everyMin * MINUTE_MS)),
    )

  type Told = [what: string, source: string, silentMin: number]
  async function look(times = 1): Promise<Told[]> {
    const told: Told[] = []
    const tell = (what: string) => (s: { source: string; silentMs: number }) => void told.push([what, s.source, s.silentMs / MINUTE_MS])
    const pollFailed = ({ error }: { error: string }) => {
      throw new Error(error)
    }
    const happenings = { sourceSilent: tell('silent'), sourceBack: tell('back'), pollFailed }
    await Promise.all(Array.from({ length: times }, () => watchSilence({ sql: db.db, clock, happenings })))
    return told
  }

  it('a night counts for the morning it ends in, and only whole days of Tbilisi count', async () => {
    await heard('umnico', [...workdays(5, 60), addMs(NOON, -HOUR_MS)])
    const days = await heardDays(db.db, clock.now())
    expect(days).toHaveLength(5)
    expect(days.map(({ count }) => count)).toEqual([12, 12, 12, 12, 12])
    expect(days.map(({ longestMs }) => longestMs / HOUR_MS).sort()).toEqual([1, 13, 13, 13, 13])
    expect(usualOf(days)).toEqual({ umnico: 13 * HOUR_MS })
    expect(await lastHeard(db.db, ['umnico', 'stripe'])).toEqual(new Map([['umnico', addMs(NOON, -HOUR_MS)]]))
  })

  it('looks back fourteen days and no further', async () => {
    await heard('umnico', workdays(30, 60))
    expect(await heardDays(db.db, clock.now())).toHaveLength(14)
  })

  it('what a poll fetched is no sign of life; a bot that asks Telegram is one', async () => {
    await heard('rentprog', workdays(5, 60), 'batumi')
    await heard('rentprog', [addMs(NOON, -MINUTE_MS)], 'poll:batumi')
    await heard('stripe', workdays(5, 60), 'poll')
    await heard('telegram', workdays(5, 60), 'polling')
    expect(usualOf(await heardDays(db.db, clock.now()))).toEqual({ rentprog: 13 * HOUR_MS, telegram: 13 * HOUR_MS })
    expect((await lastHeard(db.db, ['rentprog'])).get('rentprog')).toEqual(new Date('2030-11-04T16:00:00Z'))
  })

  it('a source that falls silent is told of once, by one replica, and once when it is back', async () => {
    // Around the clock: ten minutes are usual.
    const round = Array.from({ length: 6 * 144 }, (_, n) => addMs(NOON, -n * 10 * MINUTE_MS))
    await heard('starline', round)
    await heard('umnico', workdays(5, 60))
    expect(await look()).toEqual([])
    clock.advance(30 * MINUTE_MS)
    expect(await look()).toEqual([])
    clock.advance(5 * MINUTE_MS)
    expect(await look(4)).toEqual([['silent', 'starline', 35]])
    expect(await silentSources(db.db)).toEqual({ starline: true, umnico: false })
    for (let n = 0; n < 3; n++) {
      clock.advance(5 * MINUTE_MS)
      expect(await look()).toEqual([])
    }
    await heard('starline', [clock.now()])
    clock.advance(5 * MINUTE_MS)
    expect(await look(4)).toEqual([['back', 'starline', 50]])
    expect(await silentSources(db.db)).toEqual({ starline: false, umnico: false })
  })

  it('a source that came and fell silent again between two looks is told of as both', async () => {
    await heard(
      'starline',
      Array.from({ length: 6 * 144 }, (_, n) => addMs(NOON, -n * 10 * MINUTE_MS)),
    )
    clock.advance(HOUR_MS)
    expect(await look()).toEqual([['silent', 'starline', 60]])
    await heard('starline', [clock.now()])
    clock.advance(2 * HOUR_MS)
    expect(await look()).toEqual([
      ['back', 'starline', 60],
      ['silent', 'starline', 120],
    ])
  })

  it('the gauge is right in a process that has just started and never looked itself', async () => {
    await heard(
      'starline',
      Array.from({ length: 6 * 144 }, (_, n) => addMs(NOON, -n * 10 * MINUTE_MS)),
    )
    clock.advance(HOUR_MS)
    await look()
    const metrics = createMetrics({ silentSources: () => silentSources(db.db) })
    expect(await metrics.text()).toContain('orchestrator_source_silent{source="starline"} 1')
  })

  it('lives by its index: a look every five minutes costs nothing, a day’s reckoning little', async () => {
    await db.db.query(
      `INSERT INTO deliveries (id, source, door, status, raw, received_at)
       SELECT gen_random_uuid(), (ARRAY['rentprog','umnico','stripe'])[1 + n % 3], 'main', 'accepted', repeat('x', 500)::bytea, $1::timestamptz - n * interval '10 minutes'
         FROM generate_series(1, 20000) n`,
      [NOON],
    )
    await db.db.query('VACUUM ANALYZE deliveries')
    const plans: string[] = []
    const spy = {
      query: async (text: string, values: unknown[]) => {
        plans.push(
          (await db.db.query<{ 'QUERY PLAN': string }>(`EXPLAIN ANALYZE ${text}`, values)).map((row) => row['QUERY PLAN']).join('\n'),
        )
        return db.db.query(text, values)
      },
    } as unknown as typeof db.db
    await heardDays(spy, NOON)
    await lastHeard(spy, ['rentprog', 'umnico', 'stripe'])
    for (const plan of plans) {
      expect(plan).toContain('deliveries_told')
      expect(plan, plan).not.toContain('Seq Scan on deliveries')
    }
    if (process.env.LONG) process.stderr.write(`${plans.join('\n\n')}\n`)
  })
})
