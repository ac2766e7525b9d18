// kill -9 between a click and its commit, and between the commit and what follows: one word counts, and is done once.
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { type App, startApp } from '../../src/app.ts'
import { systemClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { personSays } from '../../src/effects/person.ts'
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
let child: ChildProcess | undefined
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
  child?.kill('SIGKILL')
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

/** What the manager sees: the newest message with the buttons of that question; null when there is none. */
async function cardOf(eventId: string): Promise<{ messageId: number; yes: string } | null> {
  const asked = await database.db.prisma.approval.findFirst({ where: { eventId } })
  if (!asked) return null
  const shown = (await (await fetch(`${sandbox.url}/_telegram/messages?chat=${MANAGER}`)).json()) as Shown[]
  const buttons = ({ reply_markup }: Shown) => reply_markup?.inline_keyboard.flat().map(({ callback_data }) => callback_data) ?? []
  const card = shown.findLast((message) => buttons(message).some((data) => data.startsWith(`ap|${asked.ref}|yes`)))
  return card ? { messageId: card.message_id, yes: `ap|${asked.ref}|yes|0` } : null
}
interface Shown {
  message_id: number
  reply_markup?: { inline_keyboard: { callback_data: string }[][] }
}

let seen: { messageId: number; yes: string } | null = null
/** A card that was pressed has no buttons any more; an impatient finger hits it all the same. */
async function finger(at: string, eventId: string): Promise<void> {
  seen = (await cardOf(eventId)) ?? seen
  if (!seen) throw new Error('there is no card to press')
  const { update } = pressOf({ chatId: MANAGER, messageId: seen.messageId }, seen.yes, MANAGER)
  await post({ app: { url: at } as App }, update).catch(() => undefined)
}

async function settled(running: App, eventId: string): Promise<void> {
  const later = { status: { in: ['planned', 'uncertain'] }, notBefore: { not: null }, held: false }
  do await running.drain()
  while ((await database.db.prisma.effect.count({ where: { ...later, eventId } })) > 0)
}

let nextSum = 300
it.each(STEPS)(
  'killed at "%s" (time %i) while a manager allows a link',
  async (step, times) => {
    const sum = nextSum++
    seen = null
    const doomed = fork(path.join(import.meta.dirname, 'doomed.ts'), {
      env: freshEnv({ ...environment, WISHING: '1', DIE_AT: step, DIE_TIMES: String(times) }),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    })
    child = doomed
    const dead = new Promise<NodeJS.Signals | null>((resolve) => doomed.once('exit', (_code, signal) => resolve(signal)))
    const url = await new Promise<string>((resolve, reject) => {
      doomed.on('message', (message: { url?: string }) => {
        if (message.url !== undefined) resolve(message.url)
      })
      void dead.then(() => reject(new Error('it died before it listened')))
    })
    const from = { id: EMPLOYEE, is_bot: false as const, first_name: 'Нино' }
    const { body } = await post({ app: { url } as App }, says(`ссылка на ${sum}`, { from }))
    const [eventId = ''] = body.events

    // Some die before the card is out, some before they know that it is: it is pressed where it stands, as a person would.
    let ended = false
    void dead.then(() => (ended = true))
    for (;;) {
      const next = Promise.race([dead, new Promise((resolve) => doomed.once('message', resolve))])
      if (ended || (await cardOf(eventId)) !== null) break
      await next
    }
    if (!ended) await finger(url, eventId)
    expect(await dead).toBe('SIGKILL')

    app = await startApp(readConfig(environment), {
      log: createLog({ level: 'silent' }),
      queuePrefix: environment.QUEUE_PREFIX,
      graph: wishing(),
    })
    await settled(app, eventId)
    if (seen === null && (await cardOf(eventId)) === null) {
      // Nobody could know whether it went out: somebody looked, and sends it again.
      const lost = { eventId, agent: 'approvals', kind: 'telegram.message', status: 'uncertain' }
      const { key } = await database.db.prisma.effect.findFirstOrThrow({ where: lost })
      await personSays(database.db, systemClock, key, 'retry', 'cli')
      await settled(app, eventId)
    }
    // Impatience, after the restart: nothing more comes of it.
    for (let again = 0; again < 2; again++) await finger(app.url, eventId)
    await settled(app, eventId)

    const { key, status } = await wish(eventId)
    expect(status).toBe('sent')
    const made = (await calls('stripe')).filter(({ effectKey, method }) => effectKey === key && method === 'POST')
    expect(new Set(made.map(({ body: link }) => JSON.stringify(link))).size).toBe(1)
    expect(await database.db.prisma.event.findUniqueOrThrow({ where: { id: eventId } })).toMatchObject({ status: 'done' })
    const words = await database.db.prisma.decision.findMany({ where: { about: key, what: { in: ['approved', 'refused', 'expired'] } } })
    expect(words).toMatchObject([{ what: 'approved', by: 90002, via: 'button' }])
  },
  180_000,
)
