// The server alone, on a real database and with limits of the test's choosing; and a client that may say anything, at any speed.
import { connect, type Socket } from 'node:net'
import { createHealth } from '../../src/api/health.ts'
import { createApi } from '../../src/api/index.ts'
import { systemClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { recordDelivery } from '../../src/inbox/record.ts'
import { createIntake } from '../../src/ingress/intake.ts'
import { type Limits, listen } from '../../src/ingress/listen.ts'
import { createServer } from '../../src/ingress/server.ts'
import { sourcesOf } from '../../src/ingress/sources/index.ts'
import { createAlerts } from '../../src/observability/alerts.ts'
import { createHappenings } from '../../src/observability/happenings.ts'
import { createLog } from '../../src/observability/log.ts'
import { createMetrics } from '../../src/observability/metrics.ts'
import type { TestDatabase } from '../support/database.ts'

export interface Served {
  url: string
  port: number
  /** What Prometheus would read. */
  metrics(): Promise<string>
  /** Lines of the log, one JSON object each. */
  log: string[]
  close(): Promise<void>
}

export async function serve(
  { db }: TestDatabase,
  { limits = {}, ratePerSecond = 0, trustProxy = 0 }: { limits?: Partial<Limits>; ratePerSecond?: number; trustProxy?: number } = {},
): Promise<Served> {
  const lines: string[] = []
  const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } })
  const metrics = createMetrics()
  const alerts = createAlerts({ clock: systemClock, windowMs: 1_000, log, send: async () => undefined })
  const happenings = createHappenings({ log, metrics, alerts })
  const options = { sql: db, clock: systemClock, duplicateWindowMin: 15 }
  const intake = createIntake({
    clock: systemClock,
    happenings,
    record: (delivery) => recordDelivery(delivery, options),
    onRecorded: () => undefined,
    at: async () => undefined,
  })
  const nothing = async () => null
  const api = createApi({
    db,
    clock: systemClock,
    adminTokens: ['admin'],
    replay: nothing,
    retry: nothing,
    approve: nothing,
    discard: nothing,
  })
  const app = createServer({
    sources: sourcesOf(readConfig({})),
    intake,
    happenings,
    mounts: { '/': createHealth({ ready: async () => [], metrics }), '/api': api },
    trustProxy,
    ratePerSecond,
    onAnswer: () => undefined,
  })
  const { port, close } = await listen(app, 0, '127.0.0.1', limits)
  return { url: `http://127.0.0.1:${port}`, port, metrics: () => metrics.text(), log: lines, close }
}

export interface Heard {
  /** 0: the connection was closed without an answer. */
  status: number
  headers: Record<string, string>
  body: string
}

/** A connection on which anything can be said, as slowly as one likes. */
export function dial(port: number): { socket: Socket; say(text: string | Buffer): void; heard(): Promise<Heard> } {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part))
  // A server that hangs up is what these tests are about.
  socket.on('error', () => undefined)
  socket.on('end', () => socket.end())
  // Not `once()` of node:events: that one fails with the error.
  const closed = new Promise((resolve) => socket.once('close', resolve))
  return {
    socket,
    say: (text) => void (socket.writable && socket.write(text)),
    async heard() {
      await closed
      return parse(Buffer.concat(parts).toString('latin1'))
    },
  }
}

function parse(text: string): Heard {
  const [head = '', ...rest] = text.replace(/^(?:HTTP\/1\.1 100 Continue\r\n\r\n)+/, '').split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => /^([^:]+): ?(.*)$/.exec(line)).map((match) => [match?.[1]?.toLowerCase() ?? '', match?.[2] ?? ''])
  return { status: Number(first.split(' ')[1] ?? 0), headers: Object.fromEntries(headers), body: rest.join('\r\n\r\n') }
}

const PATIENCE_MS = 150

/** Says everything at once, hears the answer and hangs up; a server that waits for more than was said is not waited for. */
export async function speak(port: number, text: string | Buffer): Promise<Heard> {
  const { socket, say, heard } = dial(port)
  const bored = setTimeout(() => socket.end(), PATIENCE_MS)
  socket.on('data', (part: Buffer) => {
    clearTimeout(bored)
    if (!/^HTTP\/1\.1 100 [^\r]*\r\n\r\n$/.test(part.toString('latin1'))) socket.end()
  })
  say(text)
  return heard()
}
