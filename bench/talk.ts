// How long somebody waits who asks a question of fact or presses a button, idle and with thousands of routine events waiting; no model.
import { setTimeout as pause } from 'node:timers/promises'
import { prepareBacklog } from './ack/backlog.ts'
import { report, rounded, spread, table } from './harness.ts'
import { beside, stage } from './stage.ts'
import { prepareBookings, press, question, type Took, wish } from './talk/staff.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 100)
const IDLE_ROUNDS = Number(process.env.IDLE_ROUNDS ?? 40)
const WAITING = Number(process.env.WAITING ?? 10_000)
const WARMUP = 5
const BREATH_MS = 100
const TARGET_MS = 1_000

await using house = await stage('bench/talk/floor.ts', { OPENAI_MODEL: 'off' })
const { floor, outside, sql } = house
const door = `${house.url}/webhooks/telegram`
await prepareBookings(sql, WARMUP + IDLE_ROUNDS + ROUNDS)

const found: Record<string, number[]> = {}
let n = 0
let lastCall = 0
async function take(name: string, measured: Promise<Took>): Promise<void> {
  const { ms, lastCall: seen } = await measured
  lastCall = seen
  found[name] = [...(found[name] ?? []), ms]
  await pause(BREATH_MS)
}

/** All take turns, so that a neighbour's load meets each. */
async function rounds(state: string, count: number, between: () => Promise<void> = async () => undefined): Promise<void> {
  for (let done = 0; done < count; done++, n++) {
    await between()
    await take(`floor, question, ${state}`, question(n, floor, outside, lastCall))
    await take(`question ${state}`, question(n, door, outside, lastCall))
    const button = await wish(n, door, sql)
    await take(`floor, press, ${state}`, press(button, floor, outside, lastCall))
    await take(`press ${state}`, press(button, door, outside, lastCall))
    if (done % 10 === 9) process.stderr.write('.')
  }
}

process.stderr.write(`${ROUNDS} questions and presses beside ${WAITING} waiting events\n`)
await rounds('warm-up', WARMUP)
await rounds('idle', IDLE_ROUNDS)

const { fewest, runsPerSecond } = await beside(sql, WAITING, prepareBacklog, (keepWaiting) => rounds('under load', ROUNDS, keepWaiting))

const figures = Object.fromEntries(
  Object.entries(found)
    .filter(([name]) => !name.endsWith('warm-up'))
    .map(([name, values]) => [name, { count: values.length, ...spread(values) }]),
)
table(
  ['ms', 'count', 'p50', 'p95', 'p99', 'max'],
  Object.entries(figures).map(([name, { count, p50, p95, p99, max }]) => [name, ...[count, p50, p95, p99, max].map(String)]),
)
const p95 = (name: string) => figures[name]?.p95 ?? Number.NaN
const worst = Math.max(p95('question under load'), p95('press under load'))
const met = worst <= TARGET_MS
process.stdout.write(`\n  p95 under load at most ${worst} ms, the target is ${TARGET_MS} ms: ${met ? 'met' : 'MISSED'}\n`)
const againstFloor = (what: string, state: string) => rounded(p95(`${what} ${state}`) / Math.max(1, p95(`floor, ${what}, ${state}`)))
await report({
  name: 'talk',
  figures: {
    unit: 'ms',
    target: TARGET_MS,
    met,
    waiting: { asked: WAITING, fewest },
    routinePerSecond: runsPerSecond,
    model: 'off',
    ...figures,
  },
  ratios: Object.fromEntries(
    ['question', 'press'].flatMap((what) => ['idle', 'under load'].map((state) => [`${what}:floor ${state}`, againstFloor(what, state)])),
  ),
})
