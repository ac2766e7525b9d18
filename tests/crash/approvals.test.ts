// kill -9 between a click and its commit, and between the commit and what follows: one word counts, and is done once.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { type App, startApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/observability/log.ts'
import type { Step } from '../../src/worker.ts'
import { freshEnv } from '../process/children.ts'
import { EMPLOYEE, MANAGER, pressOf, wishing } from '../support/approvals.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { post } from '../support/telegram-door.ts'
import { says } from '../support/telegram-updates.ts'
import type { SandboxCall } from '../support/world.ts'

let database: TestDatabase
let sandbox: Sandbox
let environment: Record<string, string>
let app: App | undefined
beforeAll(async () => {
  database = await testDatabase()
  sandbox = await startSandbox({ port: 0, host: '127.0.0.1' })
  environment = {
    PORT: '0',
    DATABASE_URL: database.url,
    SANDBOX_URL: sandbox.url,
    SCHEDULES: 'off',
    QUEUE_PREFIX: `crash-${randomBytes(4).toString('hex')}`,
    RETRY_BASE_MS: '50',
  }
})
afterEach(async () => {
  await app?.stop()
  app = undefined
})
afterAll(async () => {
  await sandbox.stop()
  await database.drop()
})

const calls = async (system: string) => (await (await fetch(`${sandbox.url}/_calls?system=${system}`)).json()) as SandboxCall[]
const wish = (eventId: string) => database.db.prisma.effect.findFirstOrThrow({ where: { eventId, kind: 'stripe.link' } })

/** The first event is the wish, the second the click, the third the run that goes on. */
const STEPS: [Step, number][] = process.env.LONG
  ? Array.from({ length: 100 }, (_, n): [Step, number] => [
      (['claimed', 'published', 'committed', 'effect-claimed', 'effect-performed', 'effect-finished'] as const)[n % 6] as Step,
      n % 6 < 3 ? 2 + (Math.floor(n / 6) % 2) : 2 + (Math.floor(n / 6) % 4),
    ])
  : [
      ['published', 2],
      ['published', 3],
    ]

let nextSum = 300
it.each(STEPS)('killed at "%s" (time %i) while a manager allows a link', async (step, times) => {
  const sum = nextSum++
  const child = fork(path.join(import.meta.dirname, 'doomed.ts'), {
    env: freshEnv({ ...environment, WISHING: '1', DIE_AT: step, DIE_TIMES: String(times) }),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  })
  const dead = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  const url = await new Promise<string>((resolve) => child.once('message', (message) => resolve((message as { url: string }).url)))
  const from = { id: EMPLOYEE, is_bot: false as const, first_name: 'Нино' }
  const { body } = await post({ app: { url } as App }, says(`ссылка на ${sum}`, { from }))
  const [eventId = ''] = body.events

  // Some die before the card is out: then it is pressed after the restart.
  const card = async () => {
    const row = await database.db.prisma.effect.findFirst({
      where: { eventId, agent: 'approvals', kind: 'telegram.message', status: 'sent' },
    })
    return row && { row, where: row.receipt as { chatId: number; messageIds: number[] } }
  }
  let ended = false
  void dead.then(() => (ended = true))
  while (!ended && (await card()) === null) await sleep(20)
  const finger = async (at: string) => {
    const shown = await card()
    const approval = await database.db.prisma.approval.findFirstOrThrow({ where: { eventId } })
    const { update, queryId } = pressOf(
      { chatId: shown?.where.chatId ?? MANAGER, messageId: shown?.where.messageIds[0] ?? 1 },
      `ap|${approval.ref}|yes`,
      MANAGER,
    )
    await post({ app: { url: at } as App }, update).catch(() => undefined)
    return queryId
  }
  if (!ended) await finger(url)
  expect(await dead).toBe('SIGKILL')

  app = await startApp(readConfig(environment), {
    log: createLog({ level: 'silent' }),
    queuePrefix: environment.QUEUE_PREFIX,
    graph: wishing(),
  })
  const later = { status: { in: ['planned', 'uncertain'] }, notBefore: { not: null }, held: false }
  do await app.drain()
  while ((await database.db.prisma.effect.count({ where: { ...later, eventId } })) > 0)
  // Impatience, after the restart: nothing more comes of it.
  for (let again = 0; again < 2; again++) await finger(app.url)
  do await app.drain()
  while ((await database.db.prisma.effect.count({ where: { ...later, eventId } })) > 0)

  const { key, status } = await wish(eventId)
  expect(status).toBe('sent')
  const made = (await calls('stripe')).filter(({ effectKey, method }) => effectKey === key && method === 'POST')
  expect(new Set(made.map(({ body: link }) => JSON.stringify(link))).size).toBe(1)
  expect(await database.db.prisma.event.findUniqueOrThrow({ where: { id: eventId } })).toMatchObject({ status: 'done' })
  const words = await database.db.prisma.decision.findMany({ where: { about: key, what: { in: ['approved', 'refused', 'expired'] } } })
  expect(words).toMatchObject([{ what: 'approved', by: 90002, via: 'button' }])
})
