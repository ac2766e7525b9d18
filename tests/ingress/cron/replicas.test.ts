// Three real schedulers on one database, killed with -9 and started again at random: every second has its slot, once.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { type Child, endAll, freePorts, freshEnv, start, until } from '../../process/children.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

const RUN_MS = process.env.LONG ? 180_000 : 4_000
const SEED = 31
const BRANCHES = 4

let database: TestDatabase
let sandbox: Sandbox
beforeAll(async () => {
  database = await testDatabase()
  sandbox = await startSandbox({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  endAll()
  await sandbox.stop()
  await database.drop()
})

/** Numbers that look like chance, the same in every run. */
let state = SEED
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}

const begin = (port: number): Child =>
  start(
    'node',
    ['--disable-warning=ExperimentalWarning', 'src/main.ts'],
    freshEnv({
      PORT: String(port),
      DATABASE_URL: database.url,
      SANDBOX_URL: sandbox.url,
      ROLE: 'scheduler',
      LOG_LEVEL: 'error',
      // Its policy makes up for everything that was missed.
      SCHEDULES: '{"all":"off","cash.reconcile":"*/1 * * * * *"}',
    }),
  )

const slots = async () =>
  (await database.db.prisma.event.findMany({ where: { type: 'cash.reconcile' }, select: { timestamp: true } })).map(({ timestamp }) =>
    timestamp.getTime(),
  )

it(
  'no slot is missed and none is fired twice',
  async () => {
    const ports = await freePorts(3)
    const replicas = ports.map(begin)
    const said = () => replicas.map((replica) => replica.stderr()).join('\n')
    const ready = async (index: number) => until(60_000, () => replicas[index]?.stdout().includes('is ready'), said)
    await Promise.any(ports.map((_, index) => ready(index)))

    let kills = 0
    for (const end = performance.now() + RUN_MS; performance.now() < end; ) {
      await pause(200 + random() * 1_200)
      const index = Math.floor(random() * replicas.length)
      const victim = replicas[index] as Child
      if (victim.hasEnded()) continue
      victim.kill('SIGKILL')
      await victim.ended
      kills++
      await pause(random() * 1_500)
      replicas[index] = begin(ports[index] as number)
    }
    await until(60_000, () => replicas.some((replica) => !replica.hasEnded() && replica.stdout().includes('is ready')), said)
    const before = Math.max(...(await slots()))
    await until(20_000, async () => Math.max(...(await slots())) > before + 1_000, said)
    for (const replica of replicas) replica.kill('SIGTERM')
    for (const replica of replicas) expect(await replica.ended).toEqual({ code: 0, signal: null })

    const fired = (await slots()).sort((a, b) => a - b)
    const [first = 0, last = 0] = [fired[0], fired.at(-1)]
    const every = Array.from({ length: (last - first) / 1_000 + 1 }, (_, second) => first + second * 1_000)
    expect(fired).toEqual(every.flatMap((at) => Array<number>(BRANCHES).fill(at)))
    expect(kills).toBeGreaterThanOrEqual(2)
    expect(every.length).toBeGreaterThan(RUN_MS / 1_000)
  },
  RUN_MS + 180_000,
)
