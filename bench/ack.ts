// How fast every door answers, idle and beside saturated workers, against a bare server with one INSERT in the same run.
import pg from 'pg'
import { backlogOf, prepareBacklog } from './ack/backlog.ts'
import { DOORS } from './ack/doors.ts'
import type { Measured, Order } from './ack/load.ts'
import {
  ascending,
  freePort,
  hasEnded,
  message,
  type Process,
  percentile,
  report,
  rounded,
  sandbox,
  start,
  table,
  temporaryPostgres,
  temporaryRedis,
  until,
} from './harness.ts'

/** The first rate measures every door, the others the first door alone. */
const [RATE = 200, ...OTHER_RATES] = (process.env.RATES ?? '200,50,500').split(',').map(Number)
const [FIRST = 'rentprog', ...OTHER_DOORS] = (process.env.DOORS ?? Object.keys(DOORS).join(',')).split(',')
const SECONDS = Number(process.env.SECONDS ?? 8)
/** The cases take turns in short slices, so that a neighbour's load or a slow disk meets all of them. */
const SLICE_SECONDS = 2
const WARMUP_SECONDS = Math.min(0.5, SECONDS / 4)
/** Before the first slice of each process: compiled code and filled pools. */
const COLD_SECONDS = Math.min(6, SECONDS)
const OTHER_COLD_SECONDS = Math.min(1.5, SECONDS)
const BACKLOG = Number(process.env.BACKLOG ?? 4_000)

interface Case {
  name: string
  url: string
  door: string
  rate: number
}

await using postgres = await temporaryPostgres()
await using outside = await sandbox()
const env = { DATABASE_URL: postgres.url, SANDBOX_URL: outside.url, LOG_LEVEL: 'warn', OPENAI_MODEL: 'off', SCHEDULES: 'off' }
await using load = start('bench/ack/load.ts')
await using floorProcess = start('bench/ack/floor.ts', env)
const floor = `http://127.0.0.1:${(await message<{ port: number }>(floorProcess)).port}`
const sql = new pg.Pool({ connectionString: postgres.url, max: 2 })

const found = new Map<string, Measured>()
let nextId = 1_000_000

async function service(role: string, more: Record<string, string> = {}): Promise<Process & { url: string }> {
  const port = await freePort()
  const started = start('src/main.ts', { ...env, ...more, ROLE: role, PORT: `${port}` })
  const url = `http://127.0.0.1:${port}`
  const ready = async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true
  await until(`the ${role} process is ready`, 60_000, async () => hasEnded(started.child) || (await ready()))
  if (hasEnded(started.child)) throw new Error(`the ${role} process ended`)
  return { ...started, url }
}

async function deliver({ url, door, rate }: Case, seconds: number, warmupSeconds: number): Promise<Measured> {
  const order: Order = { url, door, understood: url !== floor, rate, seconds, warmupSeconds, firstId: nextId }
  nextId += Math.ceil(rate * (seconds + warmupSeconds))
  load.child.send(order)
  return message<Measured>(load)
}

async function measure(one: Case, seconds: number): Promise<void> {
  const slice = await deliver(one, seconds, WARMUP_SECONDS)
  const all = found.get(one.name) ?? { latenciesMs: [], errors: 0 }
  found.set(one.name, { latenciesMs: all.latenciesMs.concat(slice.latenciesMs), errors: all.errors + slice.errors })
  process.stderr.write('.')
}

/** @param between called before each slice. */
async function takingTurns(cases: readonly Case[], between: () => Promise<void> = async () => undefined): Promise<void> {
  for (let left = SECONDS; left > 0; left -= SLICE_SECONDS)
    for (const one of cases) {
      await between()
      await measure(one, Math.min(SLICE_SECONDS, left))
    }
}

/** Work enough for the workers at any time; it is prepared between two slices. */
async function keepBusy(): Promise<void> {
  if ((await backlogOf(sql)).left < BACKLOG / 2) await prepareBacklog(sql, BACKLOG)
}

/** Workers that have begun, with more to do than they can finish. */
async function saturated(cases: readonly Case[]): Promise<{ runsPerSecond: number; backlogLeft: number }> {
  const before = await backlogOf(sql)
  await until('the workers have begun', 60_000, async () => (await backlogOf(sql)).done > before.done + 20)
  await warm(cases.slice(0, 2))
  const [from, startedAt] = [await backlogOf(sql), performance.now()]
  await takingTurns(cases, keepBusy)
  const to = await backlogOf(sql)
  if (to.left === 0) throw new Error('the backlog ran dry: set BACKLOG higher')
  return { runsPerSecond: rounded(((to.done - from.done) * 1000) / (performance.now() - startedAt)), backlogLeft: to.left }
}

const floorCase = (state: string, rate = RATE): Case => ({ name: named('floor', state, rate), url: floor, door: FIRST, rate })
const doorCase = (url: string, state: string, door: string, rate = RATE): Case => ({
  name: named(door === FIRST ? 'door' : door, state, rate),
  ...{ url, door, rate },
})
function named(what: string, state: string, rate: number): string {
  return rate === RATE ? `${what} ${state}` : `${what} ${state} at ${rate}/s`
}

const everything = (url: string, state: string): Case[] => [
  floorCase(state),
  ...[FIRST, ...OTHER_DOORS].map((door) => doorCase(url, state, door)),
  ...OTHER_RATES.flatMap((rate) => [floorCase(state, rate), doorCase(url, state, FIRST, rate)]),
]

async function warm(cases: readonly Case[]): Promise<void> {
  for (const one of cases.filter(({ rate }) => rate === RATE)) await deliver(one, 0, one.door === FIRST ? COLD_SECONDS : OTHER_COLD_SECONDS)
}

process.stderr.write(`${RATE} deliveries/s, ${SECONDS} s per case, taking turns; \`door\` is ${FIRST}\n`)
let apart: Awaited<ReturnType<typeof saturated>>
{
  await using door = await service('ingress')
  const idle = everything(door.url, 'idle')
  await warm(idle)
  await takingTurns(idle)
  await prepareBacklog(sql, BACKLOG)
  await using _worker = await service('worker')
  apart = await saturated(everything(door.url, 'saturated'))
}
let together: Awaited<ReturnType<typeof saturated>>
{
  await prepareBacklog(sql, BACKLOG)
  await using all = await service('all')
  const cases = [
    { ...floorCase('saturated'), name: 'floor beside all-in-one' },
    { ...doorCase(all.url, 'saturated', FIRST), name: 'all-in-one saturated' },
  ]
  together = await saturated(cases)
}
const withRedis = await temporaryRedis()
if (withRedis === null) process.stderr.write('\nno redis-server here: not measured beside Redis\n')
else {
  await using redis = withRedis
  await using door = await service('ingress', { REDIS_URL: redis.url })
  const beside = (state: string) => [floorCase(state), doorCase(door.url, state, FIRST)]
  await warm(beside('Redis up'))
  await takingTurns(beside('Redis up'))
  await redis.stop()
  await takingTurns(beside('Redis down'))
}
await sql.end()

const figures = Object.fromEntries(
  [...found].map(([name, { latenciesMs, errors }]) => {
    const sorted = ascending(latenciesMs)
    const at = (p: number) => rounded(percentile(sorted, p))
    return [name, { answered: sorted.length, errors, p50: at(50), p99: at(99), p999: at(99.9), max: at(100) }]
  }),
)
table(
  ['ms', 'answered', 'errors', 'p50', 'p99', 'p99.9', 'max'],
  Object.entries(figures).map(([name, { answered, errors, p50, p99, p999, max }]) => [
    name,
    `${answered}`,
    `${errors}`,
    p50,
    p99,
    p999,
    max,
  ]),
)
const ratio = (a: string, b: string) => rounded((figures[a]?.p99 ?? Number.NaN) / (figures[b]?.p99 ?? Number.NaN))
const toFloor = (what: string, state: string, rate = RATE): [string, number] => [
  named(`${what}:floor`, state, rate),
  ratio(named(what, state, rate), named('floor', state, rate)),
]
const states = ['idle', 'saturated']
await report({
  name: 'ack',
  figures: { rate: RATE, door: FIRST, seconds: SECONDS, unit: 'ms', ...figures, workers: { apart, together } },
  ratios: Object.fromEntries([
    ...['door', ...OTHER_DOORS].flatMap((door) => states.map((state) => toFloor(door, state))),
    ...OTHER_RATES.flatMap((rate) => states.map((state) => toFloor('door', state, rate))),
    ['all-in-one:floor saturated', ratio('all-in-one saturated', 'floor beside all-in-one')],
    ...(withRedis === null ? [] : ['Redis up', 'Redis down'].map((state) => toFloor('door', state))),
  ]),
})
