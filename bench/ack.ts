// How fast the RentProg door answers, idle and beside saturated workers, against a bare server with one INSERT in the same run.
import pg from 'pg'
import { backlogOf, prepareBacklog } from './ack/backlog.ts'
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
  until,
} from './harness.ts'

const RATE = Number(process.env.RATE ?? 200)
const SECONDS = Number(process.env.SECONDS ?? 20)
/** The cases take turns in short slices, so that a neighbour's load or a slow disk meets all of them. */
const SLICE_SECONDS = 2
const WARMUP_SECONDS = 0.5
/** Before the first slice of each process: compiled code and filled pools. */
const COLD_SECONDS = 6
const BACKLOG = Number(process.env.BACKLOG ?? 6_000)

interface Case {
  name: string
  url: string
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

async function service(role: string): Promise<Process & { url: string }> {
  const port = await freePort()
  const started = start('src/main.ts', { ...env, ROLE: role, PORT: `${port}` })
  const url = `http://127.0.0.1:${port}`
  const ready = async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true
  await until(`the ${role} process is ready`, 60_000, async () => hasEnded(started.child) || (await ready()))
  if (hasEnded(started.child)) throw new Error(`the ${role} process ended`)
  return { ...started, url }
}

async function deliver(url: string, seconds: number, warmupSeconds: number): Promise<Measured> {
  const order: Order = { url, rate: RATE, seconds, warmupSeconds, firstId: nextId }
  nextId += Math.ceil(RATE * (seconds + warmupSeconds))
  load.child.send(order)
  return message<Measured>(load)
}

async function measure({ name, url }: Case, seconds: number): Promise<void> {
  const slice = await deliver(url, seconds, WARMUP_SECONDS)
  const all = found.get(name) ?? { latenciesMs: [], errors: 0 }
  found.set(name, { latenciesMs: all.latenciesMs.concat(slice.latenciesMs), errors: all.errors + slice.errors })
  process.stderr.write('.')
}

async function takingTurns(...cases: Case[]): Promise<void> {
  for (const { url } of cases) await deliver(url, 0, COLD_SECONDS)
  for (let left = SECONDS; left > 0; left -= SLICE_SECONDS) for (const one of cases) await measure(one, Math.min(SLICE_SECONDS, left))
}

/** Workers that have begun, with more to do than they can finish. */
async function saturated(work: () => Promise<void>): Promise<{ runsPerSecond: number; backlogLeft: number }> {
  const before = await backlogOf(sql)
  await until('the workers have begun', 60_000, async () => (await backlogOf(sql)).done > before.done + 20)
  const [from, startedAt] = [await backlogOf(sql), performance.now()]
  await work()
  const to = await backlogOf(sql)
  if (to.left === 0) throw new Error('the backlog ran dry: set BACKLOG higher')
  return { runsPerSecond: rounded(((to.done - from.done) * 1000) / (performance.now() - startedAt)), backlogLeft: to.left }
}

process.stderr.write(`${RATE} deliveries/s, ${SECONDS} s per case, taking turns\n`)
let apart: Awaited<ReturnType<typeof saturated>>
{
  await using door = await service('ingress')
  await takingTurns({ name: 'floor idle', url: floor }, { name: 'door idle', url: door.url })
  await prepareBacklog(sql, BACKLOG)
  await using _worker = await service('worker')
  apart = await saturated(() => takingTurns({ name: 'floor saturated', url: floor }, { name: 'door saturated', url: door.url }))
}
let together: Awaited<ReturnType<typeof saturated>>
{
  await prepareBacklog(sql, BACKLOG)
  await using all = await service('all')
  together = await saturated(() =>
    takingTurns({ name: 'floor beside all-in-one', url: floor }, { name: 'all-in-one saturated', url: all.url }),
  )
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
await report({
  name: 'ack',
  figures: { rate: RATE, seconds: SECONDS, unit: 'ms', ...figures, workers: { apart, together } },
  ratios: {
    'door:floor idle': ratio('door idle', 'floor idle'),
    'door:floor saturated': ratio('door saturated', 'floor saturated'),
    'all-in-one:floor saturated': ratio('all-in-one saturated', 'floor beside all-in-one'),
  },
})
