// Events per second end to end through two agents, commits and effects included: with our checkpointer, with the stock one, with none.
import { randomBytes } from 'node:crypto'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import pg from 'pg'
import { type App, startApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { createGraph, type GraphOptions } from '../src/graph/index.ts'
import { prepareBacklog } from './ack/backlog.ts'
import { ascending, median, percentile, report, rounded, sandbox, table, temporaryPostgres } from './harness.ts'

const EVENTS = Number(process.env.EVENTS ?? 150)
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const WARMUP_EVENTS = 30

interface Round {
  eventsPerSecond: number
  /** From the claim of an event to its commit. */
  runMs: number[]
}

await using postgres = await temporaryPostgres()
await using outside = await sandbox()
const config = readConfig({
  PORT: '0',
  DATABASE_URL: postgres.url,
  SANDBOX_URL: outside.url,
  LOG_LEVEL: 'warn',
  OPENAI_MODEL: 'off',
  SCHEDULES: 'off',
})
const stockPool = new pg.Pool({ connectionString: postgres.url, max: 20 })

const variants = {
  ours: undefined,
  stock: (options: GraphOptions) =>
    createGraph({ ...options, checkpointer: new PostgresSaver(stockPool, undefined, { schema: 'langgraph' }) }),
  none: (options: GraphOptions) => createGraph({ ...options, checkpointer: undefined }),
}
type Variant = keyof typeof variants
const names = Object.keys(variants) as Variant[]

async function round(variant: Variant, count: number): Promise<Round> {
  // A prefix of its own: what an earlier round left in the queue is nobody's work.
  const app = await startApp(config, { graph: variants[variant], queuePrefix: `bench-${randomBytes(4).toString('hex')}` })
  try {
    return await through(app, count)
  } finally {
    await app.stop()
  }
}

async function through({ db, drain }: App, count: number): Promise<Round> {
  const startedAt = performance.now()
  const ids = await prepareBacklog(db.pool, count)
  const preparedAt = performance.now()
  await drain()
  const seconds = (performance.now() - preparedAt) / 1000
  const { rows } = await db.pool.query<{ ms: number; status: string; agents: number; sent: number; others: number }>(
    `SELECT e.status, extract(epoch FROM e.finished_at - e.started_at)::float8 * 1000 AS ms,
            (SELECT count(*)::int FROM outcomes o WHERE o.event_id = e.id AND o.status = 'done') AS agents,
            (SELECT count(*)::int FROM effects f WHERE f.event_id = e.id AND f.status = 'sent' AND f.kind ~ '^(telegram|yougile)') AS sent,
            (SELECT count(*)::int FROM effects f WHERE f.event_id = e.id AND f.status <> 'sent') AS others
       FROM events e WHERE e.id = ANY($1::uuid[])`,
    [ids],
  )
  const bad = rows.find(({ status, agents, sent, others }) => status !== 'done' || agents !== 2 || sent !== 3 || others !== 0)
  if (bad !== undefined || rows.length !== count) throw new Error(`not every event ended well: ${JSON.stringify(bad ?? rows.length)}`)
  if (preparedAt - startedAt > seconds * 100) throw new Error('preparing took a tenth of the time: take more events')
  return { eventsPerSecond: count / seconds, runMs: rows.map(({ ms }) => ms) }
}

const found: Record<Variant, Round[]> = { ours: [], stock: [], none: [] }
process.stderr.write(`${EVENTS} events a round, ${ROUNDS} rounds\n`)
for (const name of names) await round(name, WARMUP_EVENTS)
for (let n = 0; n < ROUNDS; n++) {
  // Each begins once: whoever comes later meets a larger database.
  const order = names.map((_, at) => names[(at + n) % names.length] as Variant)
  for (const name of order) {
    const one = await round(name, EVENTS)
    found[name].push(one)
    process.stderr.write(`  round ${n + 1}, ${name}: ${rounded(one.eventsPerSecond)} events/s\n`)
  }
}
await stockPool.end()

const summary = (rounds: readonly Round[]) => {
  const speeds = ascending(rounds.map(({ eventsPerSecond }) => eventsPerSecond))
  const runs = ascending(rounds.flatMap(({ runMs }) => runMs))
  const at = (p: number) => rounded(percentile(runs, p))
  return {
    median: rounded(median(speeds)),
    slowest: rounded(speeds[0] ?? 0),
    fastest: rounded(speeds.at(-1) ?? 0),
    runP50: at(50),
    runP99: at(99),
  }
}
const figures = { ours: summary(found.ours), stock: summary(found.stock), none: summary(found.none) }
table(
  ['checkpointer', 'events/s', 'slowest', 'fastest', 'run p50 ms', 'run p99 ms'],
  names.map((name) => [name, ...Object.values(figures[name])]),
)
await report({
  name: 'runs',
  figures: { events: EVENTS, rounds: ROUNDS, agents: 2, concurrency: config.worker.concurrency, unit: 'events/s', ...figures },
  ratios: {
    'ours:stock': rounded(figures.ours.median / figures.stock.median),
    'ours:none': rounded(figures.ours.median / figures.none.median),
  },
})
