// kill -9 between every pair of steps of an event's life: nothing lost, no effect twice, agents that were done not run again.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { type App, startApp } from '../../src/app.ts'
import { addMs, DAY_MS, HOUR_MS, inTbilisi, systemClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { agentsOf, routeOf } from '../../src/graph/routes.ts'
import { createLog } from '../../src/observability/log.ts'
import type { Step } from '../../src/worker.ts'
import { freshEnv } from '../process/children.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { post as deliver } from '../support/telegram-door.ts'
import { says } from '../support/telegram-updates.ts'
import type { SandboxCall } from '../support/world.ts'
import { witnessed } from './witness.ts'

let database: TestDatabase
let sandbox: Sandbox
let folder: string
let witness: string
let environment: Record<string, string>
let app: App | undefined

beforeEach(async () => {
  database = await testDatabase()
  sandbox = await startSandbox({ port: 0, host: '127.0.0.1' })
  folder = mkdtempSync(path.join(tmpdir(), 'orchestrator-crash-'))
  witness = path.join(folder, 'witness')
  writeFileSync(witness, '')
  environment = {
    PORT: '0',
    DATABASE_URL: database.url,
    SANDBOX_URL: sandbox.url,
    SCHEDULES: 'off',
    QUEUE_PREFIX: `crash-${randomBytes(4).toString('hex')}`,
    RETRY_BASE_MS: '50',
    WITNESS: witness,
  }
})
afterEach(async () => {
  await app?.stop()
  app = undefined
  await sandbox.stop()
  await database.drop()
  rmSync(folder, { recursive: true })
})

const ID = 720_001
const date = (ms: number) => inTbilisi(addMs(systemClock.now(), ms)).toFormat('dd-MM-yyyy H:mm')
const webhook = () =>
  JSON.stringify({
    event: 'booking_create',
    payload: {
      id: ID,
      state: 'Активная',
      active: true,
      car_id: 80001,
      client_id: 60001,
      responsible_id: 90001,
      start_date: date(HOUR_MS),
      end_date: date(3 * DAY_MS),
    },
  })
const post = (url: string, body: string) =>
  fetch(`${url}/webhooks/rentprog/batumi?t=sandbox-batumi`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

/** Starts the doomed service, delivers, and waits until it is dead. @returns whether the sender got its answer. */
async function liveAndDie(
  death: Record<string, string>,
  body: string,
  send: (url: string, body: string) => Promise<{ status: number }> = post,
): Promise<boolean> {
  const child = fork(path.join(import.meta.dirname, 'doomed.ts'), {
    env: freshEnv({ ...environment, ...death }),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  })
  const dead = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  const url = await new Promise<string>((resolve) => child.once('message', (message) => resolve((message as { url: string }).url)))
  const answered = await send(url, body).then(
    ({ status }) => status === 200,
    () => false,
  )
  expect(await dead).toBe('SIGKILL')
  return answered
}

/** A fresh service on the same database finishes what was begun. */
async function recover(): Promise<App> {
  return startApp(readConfig(environment), {
    log: createLog({ level: 'silent' }),
    queuePrefix: environment.QUEUE_PREFIX,
    graph: witnessed((line) => appendFileSync(witness, `${line}\n`)),
  })
}

/** Also what is looked after a moment later: an effect that was cut off while it was being sent. */
async function settled(running: App): Promise<void> {
  const later = { status: { in: ['planned', 'uncertain'] }, notBefore: { not: null } }
  do await running.drain()
  while ((await database.db.prisma.effect.count({ where: later })) > 0)
}

/** Which agents were asked, for which event, in order. */
const seen = () =>
  readFileSync(witness, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('booking.'))
const calls = async () => (await (await fetch(`${sandbox.url}/_calls`)).json()) as SandboxCall[]
const writes = async () => (await calls()).filter(({ effectKey, status }) => effectKey !== undefined && (status === 200 || status === 201))

/** Every step the first time it is passed; LONG: also later times, in the second event and in later effects. */
const STEPS: [Step, number][] = [
  ['recorded', 1],
  ['announced', 1],
  ['claimed', 1],
  ['published', 1],
  ['committed', 1],
  ['effect-claimed', 1],
  ['effect-performed', 1],
  ['effect-finished', 1],
  ...(process.env.LONG
    ? ([
        ['claimed', 2],
        ['published', 2],
        ['committed', 2],
        ['effect-claimed', 2],
        ['effect-performed', 3],
      ] as [Step, number][])
    : []),
]

describe('a service killed with -9', () => {
  it.each(STEPS)('at "%s" (time %i) loses nothing and does nothing twice', async (step, times) => {
    const body = webhook()
    const answered = await liveAndDie({ DIE_AT: step, DIE_TIMES: String(times) }, body)
    app = await recover()
    // A sender that got no answer sends it again: it is the same fact.
    if (!answered) expect(((await (await post(app.url, body)).json()) as { duplicate: boolean }).duplicate).toBe(true)
    await settled(app)

    const events = await database.db.prisma.event.findMany({
      where: { subject: `booking:${ID}`, type: { in: ['booking.created', 'booking.issue.planned'] } },
    })
    expect(events.map(({ type, status }) => `${type} ${status}`).sort()).toEqual(['booking.created done', 'booking.issue.planned done'])

    const outgoing = await database.db.prisma.effect.findMany({ where: { kind: { in: ['telegram.message', 'yougile.task'] } } })
    expect(outgoing.map(({ kind }) => kind).sort()).toEqual(['telegram.message', 'telegram.message', 'yougile.task'])
    for (const { key, kind, status } of outgoing) {
      const sent = (await writes()).filter(({ effectKey }) => effectKey === key)
      // A bot cannot read back: a message cut off at its call waits for a person and is not sent again.
      if (kind === 'telegram.message') expect(sent.length).toBeLessThanOrEqual(1)
      expect(kind === 'telegram.message' ? ['sent', 'uncertain'] : ['sent']).toContain(status)
      if (status === 'sent') expect(sent.length).toBeGreaterThanOrEqual(1)
    }
    const tasks = (await calls()).filter(
      ({ system, path: where, method }) => system === 'yougile' && method === 'POST' && where.startsWith('/tasks'),
    )
    expect(new Set(tasks.map(({ body: task }) => task.idempotencyKey)).size).toBe(1)

    const ran = seen()
    const counts = new Map<string, number>()
    for (const line of ran) counts.set(line, (counts.get(line) ?? 0) + 1)
    expect([...counts.entries()].filter(([, count]) => count > 1)).toEqual([])
    const meant = (['booking.created', 'booking.issue.planned'] as const).flatMap((type) =>
      agentsOf(routeOf(type)).map((agent) => `${type} ${agent}`),
    )
    expect([...counts.keys()].sort()).toEqual(meant.sort())
  })

  it('between two agents runs only the one that was not done', async () => {
    await liveAndDie({ DIE_IN: 'booking.issue.planned issue-assistant' }, webhook())
    app = await recover()
    await app.drain()
    expect(await database.db.prisma.event.count({ where: { type: 'booking.issue.planned', status: 'done' } })).toBe(1)
    const planned = seen().filter((line) => line.startsWith('booking.issue.planned'))
    expect(planned.sort()).toEqual([
      'booking.issue.planned booking-controller',
      'booking.issue.planned issue-assistant',
      'booking.issue.planned issue-assistant',
    ])
  })

  it.runIf(process.env.LONG)('between the card and its answer: the same card goes on, and becomes the answer', async () => {
    const script = (line: object) =>
      fetch(`${sandbox.url}/_model`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(line) })
    await script({ match: 'бензина', answer: 'no JSON, after a long while', delayMs: 60_000 })
    const update = JSON.stringify(says('хватит ли гостю бензина до гор'))
    // The first effect that is delivered is the card: nothing else is out before the answer.
    await liveAndDie({ DIE_AT: 'effect-finished' }, update, (url) => deliver({ app: { url } as App }, update))
    const [card] = await database.db.prisma.effect.findMany()
    expect(card).toMatchObject({ slot: 'progress', status: 'sent' })
    await fetch(`${sandbox.url}/_model`, { method: 'DELETE' })
    app = await recover()
    await settled(app)
    const messages = await database.db.prisma.effect.findMany({ where: { kind: 'telegram.message' }, orderBy: { seq: 'asc' } })
    expect(messages.map(({ status }) => status)).toEqual(['sent', 'sent'])
    expect(messages[1]?.receipt).toEqual(card?.receipt)
    const shown = (await calls()).filter(({ system, path: where }) => system === 'telegram' && /sendMessage|editMessageText/.test(where))
    expect(shown.map(({ path: where }) => where)).toEqual(['/sendMessage', '/editMessageText'])
  })
})
