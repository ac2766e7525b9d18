// How long an unauthorised trip takes from the door to Telegram, idle and with thousands of routine events waiting and the model down.
import { setTimeout as pause } from 'node:timers/promises'
import { alarm, type Reached, raise } from './critical/alarms.ts'
import { prepareRoutine } from './critical/backlog.ts'
import { report, rounded, spread, table } from './harness.ts'
import { beside, stage } from './stage.ts'

const ALARMS = Number(process.env.ALARMS ?? 100)
const IDLE_ALARMS = Number(process.env.IDLE_ALARMS ?? 40)
const WAITING = Number(process.env.WAITING ?? 10_000)
const WARMUP = 5
/** Between two alarms, so that none meets another. */
const BREATH_MS = 200
const TARGET_MS = 1_000

await using house = await stage('bench/critical/floor.ts')
const { url, floor, outside, sql } = house
await fetch(`${outside}/_faults`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ system: 'openai', status: 503, times: 1_000_000 }),
})

const found: Record<string, Reached[]> = {}
let n = 0
let lastCall = 0

async function one(name: string, at: string): Promise<void> {
  const { lastCall: seen, ...reached } = await raise(alarm(n++), at, outside, lastCall)
  lastCall = seen
  found[name] = [...(found[name] ?? []), reached]
  await pause(BREATH_MS)
}

/** The two take turns, so that a neighbour's load meets both. */
async function takingTurns(state: string, count: number, between: () => Promise<void> = async () => undefined): Promise<void> {
  for (let done = 0; done < count; done++) {
    await between()
    await one(`floor ${state}`, floor)
    await one(`alarm ${state}`, url)
    if (done % 10 === 9) process.stderr.write('.')
  }
}

process.stderr.write(`${ALARMS} alarms beside ${WAITING} waiting events, the model down\n`)
await takingTurns('warm-up', WARMUP)
await takingTurns('idle', IDLE_ALARMS)

const { fewest, runsPerSecond } = await beside(sql, WAITING, prepareRoutine, (keepWaiting) =>
  takingTurns('under load', ALARMS, keepWaiting),
)
const { rows } = await sql.query<{ count: number }>(`SELECT count(*)::int AS count FROM incidents WHERE kind = 'unauthorized.trip'`)
const alarms = WARMUP + IDLE_ALARMS + ALARMS
if (rows[0]?.count !== alarms) throw new Error(`${rows[0]?.count} incidents of ${alarms} alarms`)

const measured = Object.entries(found).filter(([name]) => !name.endsWith('warm-up'))
const figures = Object.fromEntries(
  measured.map(([name, reached]) => [
    name,
    { alarms: reached.length, first: spread(reached.map(({ firstMs }) => firstMs)), both: spread(reached.map(({ lastMs }) => lastMs)) },
  ]),
)
table(
  ['ms', 'alarms', 'first p50', 'first p95', 'both p50', 'both p95', 'both p99', 'both max'],
  Object.entries(figures).map(([name, { alarms: count, first, both }]) => [
    name,
    ...[count, first.p50, first.p95, both.p50, both.p95, both.p99, both.max].map(String),
  ]),
)
const p95 = (name: string) => figures[name]?.both.p95 ?? Number.NaN
const met = p95('alarm under load') <= TARGET_MS
process.stdout.write(`\n  p95 under load ${p95('alarm under load')} ms, the target is ${TARGET_MS} ms: ${met ? 'met' : 'MISSED'}\n`)
await report({
  name: 'critical',
  figures: {
    unit: 'ms',
    target: TARGET_MS,
    met,
    waiting: { asked: WAITING, fewest },
    routinePerSecond: runsPerSecond,
    model: 'down',
    ...figures,
  },
  ratios: {
    'alarm:floor idle': rounded(p95('alarm idle') / p95('floor idle')),
    'alarm:floor under load': rounded(p95('alarm under load') / p95('floor under load')),
    'target:alarm under load': rounded(TARGET_MS / p95('alarm under load')),
  },
})
