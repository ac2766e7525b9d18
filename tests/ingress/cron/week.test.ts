// Seven days of several replicas whose clocks differ, that look at moments of their own, die and come back: the real clockwork, its ledgers in memory.
import { expect, it } from 'vitest'
import { addMs, DAY_MS, type FrozenClock, frozenClock, HOUR_MS, MINUTE_MS } from '../../../src/clock.ts'
import type { NewEvent } from '../../../src/events/index.ts'
import type { Marks } from '../../../src/inbox/marks.ts'
import { createClockwork } from '../../../src/ingress/cron/run.ts'
import type { Schedule } from '../../../src/ingress/cron/schedules.ts'

const BEGIN = new Date('2030-12-28T20:03:00Z')
const END = addMs(BEGIN, 7 * DAY_MS)
const SKEWS_MS = [-30_000, 400, 30_000]
const BRANCHES = 4

/** Hours of the week in which nobody is there; begin and end lie apart from every slot. */
const SILENCES = [
  [20, 21],
  [50, 59],
  [100, 131],
] as const
const silentAt = (at: number) =>
  SILENCES.some(([from, to]) => at >= BEGIN.getTime() + from * HOUR_MS && at < BEGIN.getTime() + to * HOUR_MS)

const table: readonly Schedule[] = [
  { event: 'cash.reconcile', cron: '*/20 * * * *', branches: 'each', missed: 'all', lateAfterS: 60 },
  { event: 'check.bookings', cron: '*/15 7-23 * * *', branches: 'each', missed: 'latest', lateAfterS: 60 },
  { event: 'check.canary', cron: '*/30 * * * *', branches: 'house', missed: 'skip', lateAfterS: 60 },
]

/** Numbers that look like chance, the same in every run. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

interface House {
  marks: Marks
  record: (event: NewEvent) => Promise<{ duplicate: boolean }>
  recorded: Map<string, { slotAt: string; type: string }>
  missed: Map<string, number>
  late: string[]
}

function house(): House {
  const standing = new Map<string, Date>()
  const recorded: House['recorded'] = new Map()
  return {
    recorded,
    missed: new Map(),
    late: [],
    marks: {
      read: async () => new Map(standing),
      async move(names, to, ceiling) {
        const moved = new Map<string, Date | null>()
        for (const name of names) {
          const before = standing.get(name)
          if (before !== undefined && before >= to && before <= ceiling) continue
          moved.set(name, before ?? null)
          standing.set(name, to)
        }
        return moved
      },
    },
    async record(event) {
      const key = event.dedupeKey ?? ''
      const { slotAt = '' } = event.payload as { slotAt?: string }
      if (recorded.has(key)) return { duplicate: true }
      recorded.set(key, { slotAt, type: event.type })
      return { duplicate: false }
    },
  }
}

interface Replica {
  clock: FrozenClock
  tick(): Promise<void>
  nextAt: number
  deadUntil: number
}

async function live(seed: number): Promise<House> {
  const random = chance(seed)
  const world = house()
  const born = (skewMs: number): Pick<Replica, 'clock' | 'tick'> => {
    const clock = frozenClock(addMs(BEGIN, skewMs))
    const { tick } = createClockwork({
      ...world,
      clock,
      schedules: table,
      happenings: {
        scheduleLate: ({ schedule, slotAt }) => void world.late.push(`${schedule} ${slotAt}`),
        scheduleMissed: ({ schedule, slots }) => void world.missed.set(schedule, (world.missed.get(schedule) ?? 0) + slots),
      },
    })
    return { clock, tick }
  }
  const replicas: Replica[] = SKEWS_MS.map((skew) => ({ ...born(skew), nextAt: BEGIN.getTime(), deadUntil: 0 }))
  for (;;) {
    const [index, replica] = replicas.reduce<[number, Replica]>(
      (first, each, at) => (each.nextAt < first[1].nextAt ? [at, each] : first),
      [0, replicas[0] as Replica],
    )
    const now = replica.nextAt
    if (now > END.getTime()) return world
    replica.nextAt = now + 200 + random() * 28_000
    if (silentAt(now)) replica.deadUntil = now + 1
    else if (now >= replica.deadUntil) {
      // Whoever was dead begins anew: it knows only what is written down.
      if (replica.deadUntil > 0) Object.assign(replica, born(SKEWS_MS[index] ?? 0), { deadUntil: 0 })
      replica.clock.set(new Date(now + (SKEWS_MS[index] ?? 0)))
      await replica.tick()
      // One of three at a time, so that somebody is always there outside the silences.
      const alone = replicas.filter((other) => other !== replica).every((other) => other.deadUntil === 0)
      if (alone && random() < 0.01) replica.deadUntil = now + random() * 2 * HOUR_MS
    }
  }
}

/** All slots of a schedule in the week, counted by hand. */
function slots(stepMin: number, isHour: (hour: number) => boolean = () => true): number[] {
  const found: number[] = []
  for (let at = BEGIN.getTime(); at <= END.getTime() - MINUTE_MS; at += MINUTE_MS) {
    const local = new Date(at + 4 * HOUR_MS)
    if (local.getUTCMinutes() % stepMin === 0 && isHour(local.getUTCHours())) found.push(at)
  }
  return found
}
const iso = (times: readonly number[]) => times.map((at) => new Date(at).toISOString())
const inSilence = (times: readonly number[], [from, to]: readonly [number, number]) =>
  times.filter((at) => at >= BEGIN.getTime() + from * HOUR_MS && at < BEGIN.getTime() + to * HOUR_MS)

it.each(process.env.LONG ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [7])(
  'seven days (chance %i): nothing is fired twice, nothing is left out but what the policies say',
  async (seed) => {
    const world = await live(seed)
    const fired = (type: string) =>
      [...world.recorded.values()]
        .filter((event) => event.type === type)
        .map(({ slotAt }) => slotAt)
        .sort()
    const forEach = (times: readonly string[]) => times.flatMap((time) => Array<string>(BRANCHES).fill(time))

    const all = slots(20)
    expect(fired('cash.reconcile')).toEqual(forEach(iso(all)))

    const latest = slots(15, (hour) => hour >= 7)
    const last = SILENCES.map((silence) => inSilence(latest, silence).at(-1))
    expect(fired('check.bookings')).toEqual(forEach(iso(latest.filter((at) => !silentAt(at) || last.includes(at)))))

    const skipped = slots(30)
    expect(fired('check.canary')).toEqual(iso(skipped.filter((at) => !silentAt(at))))

    const silent = (times: readonly number[]) => times.filter(silentAt).length
    expect(Object.fromEntries(world.missed)).toEqual({
      'cash.reconcile': silent(all),
      'check.bookings': silent(latest),
      'check.canary': silent(skipped),
    })
    expect(world.late).toEqual([])
  },
  120_000,
)
