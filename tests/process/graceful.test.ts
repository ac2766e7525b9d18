// A deploy in the middle of the day: the process is told to stop while deliveries pour in, and none that it acknowledged is lost.
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { endAll, freePorts, freshEnv, start, until } from './children.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => {
  endAll()
  await database.drop()
})

const RATE = 200
const SECONDS = 2
const STOP_AFTER_S = 1

interface Sent {
  booking: number
  /** Absent: no answer, the connection was closed or refused. */
  status?: number
  id?: string
  connection?: string
  answeredAt?: number
}

function deliver(url: string, booking: number, agent: Agent): Promise<Sent> {
  const body = JSON.stringify({ event: 'booking_create', payload: { id: booking, state: 'Активная' } })
  return new Promise((resolve) => {
    const nothing = () => resolve({ booking })
    const sent = request(`${url}/webhooks/rentprog/batumi?t=sandbox-batumi`, { method: 'POST', agent }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('error', nothing).on('end', () => {
        const { id } = JSON.parse(text) as { id?: string }
        resolve({ booking, status: response.statusCode, id, connection: response.headers.connection, answeredAt: performance.now() })
      })
    })
    sent.on('error', nothing).end(body)
  })
}

describe.each([
  ['whose connections stay open', { keepAlive: true, maxSockets: 30 }],
  ['who call anew each time', { keepAlive: false }],
])('graceful stop under load, for senders %s,', (_who, options) => {
  it('loses no acknowledged delivery', { timeout: 60_000 }, async () => {
    const [port = 0, nobody = 0] = await freePorts(2)
    const url = `http://127.0.0.1:${port}`
    const service = start('node', ['--disable-warning=ExperimentalWarning', 'src/main.ts'], {
      ...freshEnv({ ROLE: 'ingress', PORT: String(port), DATABASE_URL: database.url, LOG_LEVEL: 'error' }),
      SANDBOX_URL: `http://127.0.0.1:${nobody}`,
    })
    await until(30_000, async () => (await fetch(`${url}/readyz`)).ok, service.stderr)

    const agent = new Agent(options)
    const sending: Promise<Sent>[] = []
    const first = options.keepAlive ? 780_000 : 790_000
    const startedAt = performance.now()
    let stoppedAt = Number.POSITIVE_INFINITY
    for (let n = 0; n < RATE * SECONDS; n++) {
      const waitMs = startedAt + (n * 1000) / RATE - performance.now()
      if (waitMs >= 1) await pause(waitMs)
      if (n === RATE * STOP_AFTER_S) {
        service.kill('SIGTERM')
        stoppedAt = performance.now()
      }
      sending.push(deliver(url, first + n, agent))
    }
    const sent = await Promise.all(sending)
    agent.destroy()
    expect(await service.ended).toEqual({ code: 0, signal: null })
    expect(service.stderr()).toBe('')

    // Nobody got anything but a clean answer or none; how many were taken in time is the machine's business.
    const acknowledged = sent.filter(({ status }) => status === 200)
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(sent.filter(({ status }) => status !== 200 && status !== 503 && status !== undefined)).toEqual([])
    expect(sent.at(-1)?.status).toBeUndefined()
    const late = acknowledged.filter(({ answeredAt = 0 }) => answeredAt > stoppedAt + 500)
    expect(late.filter(({ connection }) => connection !== 'close')).toEqual([])

    const rows = await database.db.prisma.delivery.findMany({ where: { entity: { startsWith: 'booking:' } }, include: { events: true } })
    const kept = new Map(rows.map((row) => [row.id, row]))
    expect(acknowledged.filter(({ id = '', booking }) => kept.get(id)?.entity !== `booking:${booking}`)).toEqual([])
    expect(acknowledged.filter(({ id = '' }) => kept.get(id)?.events.length === 0)).toEqual([])
  })
})
