// The load: webhooks sent on a fixed schedule whatever the answers do, each measured from the moment it was due.
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { DOORS, type Sent } from './doors.ts'

export interface Order {
  url: string
  /** Whose deliveries. */
  door: string
  /** Only an answer that names an event counts: what is not understood is answered sooner. */
  understood: boolean
  rate: number
  seconds: number
  /** Sent at first and not counted. */
  warmupSeconds: number
  /** Ids of bookings count from here. */
  firstId: number
}
export interface Measured {
  /** One per answered delivery, from its due time. */
  latenciesMs: number[]
  errors: number
}

const ANSWER_LIMIT_MS = 30_000

process.on('disconnect', () => process.exit(0))
process.on('message', (order: Order) => void run(order).then((measured) => process.send?.(measured)))

/** Connections stay open from order to order. */
const agent = new Agent({ keepAlive: true, maxSockets: 256 })

async function run({ url, door, understood, rate, seconds, warmupSeconds, firstId }: Order): Promise<Measured> {
  const webhook = DOORS[door]
  if (webhook === undefined) throw new Error(`nobody knows how to knock at ${door}`)
  const measured: Measured = { latenciesMs: [], errors: 0 }
  const total = Math.round(rate * (seconds + warmupSeconds))
  const skipped = Math.round(rate * warmupSeconds)
  const startedAt = performance.now()
  const dueAt = (n: number) => startedAt + (n * 1000) / rate
  const answers: Promise<void>[] = []
  for (let n = 0; n < total; n++) {
    const waitMs = dueAt(n) - performance.now()
    // Timers count whole milliseconds: what is due in less goes at once.
    if (waitMs >= 1) await pause(waitMs)
    const due = dueAt(n)
    answers.push(
      post(url, webhook(firstId + n, new Date()), understood).then((ok) => {
        if (n < skipped) return
        if (ok) measured.latenciesMs.push(performance.now() - due)
        else measured.errors++
      }),
    )
  }
  await Promise.all(answers)
  return measured
}

function post(url: string, { path, headers, body }: Sent, understood: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const sized = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers }
    const sent = request(`${url}${path}`, { method: 'POST', agent, headers: sized, timeout: ANSWER_LIMIT_MS }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => resolve(response.statusCode === 200 && (!understood || text.includes('"events":["'))))
      response.on('error', () => resolve(false))
    })
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => resolve(false))
    sent.end(body)
  })
}
