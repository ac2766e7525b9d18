// The first minute of a newcomer and the first hour of an operator: `npm start` as a real process, stopped, killed, misconfigured.
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Child, endAll, free, freePorts, freshEnv, occupy, portOf, processesWith, start, until } from './children.ts'

const READY_LIMIT_MS = 20_000
const STOP_LIMIT_MS = 10_000
const LONG = { timeout: 90_000 }
const MAIN = ['--disable-warning=ExperimentalWarning', 'src/main.ts']

let home: string
let dataDir: string
let url: string
let sandboxUrl: string
let environment: Record<string, string>

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'start-'))
  // Below a folder that only we may enter: for root, whose Postgres must not run as root, that is the hard case.
  const locked = path.join(home, 'locked')
  await mkdir(locked)
  await chmod(locked, 0o700)
  dataDir = path.join(locked, 'data')
  const [port = 0, sandboxPort = 0] = await freePorts(2)
  url = `http://127.0.0.1:${port}`
  sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  environment = freshEnv({ PORT: String(port), SANDBOX_PORT: String(sandboxPort), DATA_DIR: dataDir, LOG_LEVEL: 'error' })
})
afterAll(async () => {
  endAll()
  for (const line of processesWith(`${home}${path.sep}`)) process.kill(Number(line.trim().split(' ')[0]), 'SIGKILL')
  await rm(home, { recursive: true, force: true })
})

const answers = async (page: string): Promise<boolean> => (await fetch(page)).ok
const unreachable = (page: string): Promise<boolean> =>
  fetch(page).then(
    () => false,
    () => true,
  )
const said = (child: Child) => () => `${child.stdout()}\n${child.stderr()}`

async function ready(child: Child): Promise<string> {
  const startedAt = performance.now()
  await until(READY_LIMIT_MS * 2, () => child.hasEnded() || answers(`${url}/readyz`), said(child))
  await until(1_000, () => child.stdout().includes('is ready'), said(child))
  expect(performance.now() - startedAt).toBeLessThan(READY_LIMIT_MS)
  return child.stdout()
}

async function expectStopped(child: Child, code: number | null): Promise<void> {
  const startedAt = performance.now()
  expect(await child.ended).toEqual({ code, signal: null })
  expect(performance.now() - startedAt).toBeLessThan(STOP_LIMIT_MS)
  expect(child.stderr()).toBe('')
  expect(processesWith(`${home}${path.sep}`)).toEqual([])
  expect(await unreachable(url)).toBe(true)
  expect(await unreachable(sandboxUrl)).toBe(true)
}

interface Called {
  method: string
  path: string
  body: { chat_id?: number; title?: string }
}
const calls = async (system: string): Promise<Called[]> => (await (await fetch(`${sandboxUrl}/_calls?system=${system}`)).json()) as Called[]

interface Listed {
  events: { id: string; type: string; status: string }[]
}
async function eventsOf(subject: string): Promise<Listed['events']> {
  const response = await fetch(`${url}/api/events?subject=${subject}`, { headers: { authorization: 'Bearer sandbox-admin' } })
  return ((await response.json()) as Listed).events
}

describe('the service', () => {
  it('starts with npm start and nothing else, says what runs where, and the printed curl becomes a reminder and a task', LONG, async () => {
    const service = start('npm', ['--loglevel=error', 'start'], environment)
    const screen = await ready(service)
    expect(screen).toContain(`${url}/webhooks/rentprog/`)
    expect(screen).toContain(`embedded, data in ${dataDir}`)
    expect(screen).toContain('BullMQ on Postgres')
    expect(screen).toContain(`sandbox at ${sandboxUrl}`)
    expect(screen).toContain('no real model')

    const [printed = 'false'] = /curl -s 'http[^\n]+\\\n[^\n]+/.exec(screen) ?? []
    const answer = JSON.parse(execFileSync('sh', ['-c', printed], { encoding: 'utf8' })) as { ok: boolean; events: string[] }
    expect(answer).toMatchObject({ ok: true, duplicate: false, events: [expect.any(String)] })
    const reminder = await until(10_000, async () =>
      (await calls('telegram')).find(({ path, body }) => path === '/sendMessage' && body.chat_id === 100000001),
    )
    const task = await until(10_000, async () =>
      (await calls('yougile')).find(({ method, path }) => method === 'POST' && path === '/tasks'),
    )
    expect(JSON.stringify(reminder.body)).toContain('AA-000-AA')
    expect(task.body.title).toContain('AA-000-AA')
    const [printedLook = 'false'] = /curl -s -H [^\n]+/.exec(screen) ?? []
    const listed = JSON.parse(execFileSync('sh', ['-c', printedLook], { encoding: 'utf8' })) as Listed
    expect(listed.events.map(({ type }) => type)).toEqual(expect.arrayContaining(['booking.created', 'booking.issue.planned']))

    // npm passes the signal on; a client that never finishes its request holds nobody up.
    const { hostname, port } = new URL(url)
    const slow = connect(Number(port), hostname)
    slow.on('error', () => undefined)
    slow.write('POST /webhooks/rentprog/batumi?t=sandbox-batumi HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{')
    service.kill('SIGTERM')
    await expectStopped(service, 0)
    slow.destroy()
  })

  it('finds its data again, is killed, and adopts the Postgres that was left running', LONG, async () => {
    const second = start('node', MAIN, environment)
    await ready(second)
    const before = await eventsOf('booking:700900')
    expect(before.map(({ type, status }) => `${type} ${status}`)).toContain('booking.created done')

    second.kill('SIGKILL')
    expect(await second.ended).toEqual({ code: null, signal: 'SIGKILL' })
    await until(5_000, () => unreachable(sandboxUrl))
    expect(processesWith(`${dataDir}${path.sep}`)).not.toEqual([])

    const third = start('node', MAIN, environment)
    expect(await ready(third)).toContain('adopted: it was left running')
    expect((await eventsOf('booking:700900')).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    third.kill('SIGTERM')
    await expectStopped(third, 0)
  })
})

interface Refusal {
  what: string
  line: RegExp
  environment: () => Record<string, string> | Promise<Record<string, string>>
}

/** The only real Postgres around is the tests' own. */
function database(change: (url: URL) => void): string {
  const changed = new URL(inject('postgresUrl'))
  change(changed)
  return changed.href
}

const PASSWORD = 'hunter22'

const refusals: Refusal[] = [
  { what: 'a PORT that is no number', line: /^PORT: must be a whole number from 0 to 65535$/, environment: () => ({ PORT: 'abc' }) },
  { what: 'an unknown ROLE', line: /^ROLE: "cook" is not ingress, worker or scheduler/, environment: () => ({ ROLE: 'cook' }) },
  { what: 'a REDIS_URL that is none', line: /^REDIS_URL: must be a URL like redis:/, environment: () => ({ REDIS_URL: 'localhost:6379' }) },
  { what: 'an open HOST without credentials', line: /^\w+ is missing: .*HOST=0\.0\.0\.0/, environment: () => ({ HOST: '0.0.0.0' }) },
  {
    what: 'one real credential without the others',
    line: /^\w+ is missing: it is needed because TELEGRAM_BOT_TOKEN is set/,
    environment: () => ({ TELEGRAM_BOT_TOKEN: `123456:${PASSWORD}` }),
  },
  {
    what: 'LangChain’s own tracer',
    line: /^LANGSMITH_TRACING: .*LANGSMITH_API_KEY/,
    environment: () => ({ LANGSMITH_TRACING: 'true' }),
  },
  {
    what: 'a DATABASE_URL nobody listens at',
    line: /^DATABASE_URL: cannot connect to 127\.0\.0\.1:\d+ \(ECONNREFUSED\)$/,
    environment: async () => ({ DATABASE_URL: `postgres://me:${PASSWORD}@127.0.0.1:${(await freePorts(1))[0]}/rental` }),
  },
  {
    what: 'a DATABASE_URL of an unknown host',
    line: /^DATABASE_URL: cannot connect to nowhere\.invalid:5432 \((?:ENOTFOUND|EAI_AGAIN|timeout expired)\)$/,
    environment: () => ({ DATABASE_URL: `postgres://me:${PASSWORD}@nowhere.invalid/rental` }),
  },
  {
    what: 'a DATABASE_URL of a database that does not exist',
    line: /^DATABASE_URL: cannot connect to 127\.0\.0\.1:\d+ \(database "no_such" does not exist\)$/,
    environment: () => ({ DATABASE_URL: database((url) => (url.pathname = '/no_such')) }),
  },
  {
    what: 'a DATABASE_URL with a wrong password',
    line: /^DATABASE_URL: cannot connect to 127\.0\.0\.1:\d+ \(password authentication failed for user "orchestrator"\)$/,
    environment: () => ({ DATABASE_URL: database((url) => (url.password = PASSWORD)) }),
  },
]

describe('refuses to start, with one line and exit code 1,', () => {
  it.concurrent.each(refusals)('on $what', async (refusal) => {
    const [port = 0, sandboxPort = 0] = await freePorts(2)
    const dataDir = path.join(home, `never-${port}`)
    const wrong = await refusal.environment()
    await expectRefused(freshEnv({ PORT: String(port), SANDBOX_PORT: String(sandboxPort), DATA_DIR: dataDir, ...wrong }), refusal.line)
    expect(await unreachable(`http://127.0.0.1:${port}`)).toBe(true)
    expect(await unreachable(`http://127.0.0.1:${sandboxPort}`)).toBe(true)
  })

  it.concurrent.each(['PORT', 'SANDBOX_PORT'])('on a %s that is taken', async (variable) => {
    const holder = await occupy(0)
    const [other = 0] = await freePorts(1)
    const ports = { PORT: String(other), SANDBOX_PORT: String(other), [variable]: String(portOf(holder)) }
    const dataDir = path.join(home, `taken-${other}`)
    await expectRefused(freshEnv({ ...ports, DATA_DIR: dataDir }), new RegExp(`port ${portOf(holder)} is taken[:;].*\\b${variable}\\b`))
    expect(await unreachable(`http://127.0.0.1:${other}`)).toBe(true)
    await free(holder)
  })
})

async function expectRefused(env: Record<string, string>, line: RegExp): Promise<void> {
  const child = start('node', MAIN, env)
  expect(await child.ended).toEqual({ code: 1, signal: null })
  expect(child.stdout()).toBe('')
  expect(child.stderr().trimEnd()).toMatch(line)
  expect(child.stderr().trimEnd().split('\n')).toHaveLength(1)
  expect(child.stderr()).not.toContain(PASSWORD)
  expect(processesWith(env.DATA_DIR ?? '')).toEqual([])
}
