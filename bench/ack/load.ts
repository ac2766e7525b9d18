// The load: webhooks sent on a fixed schedule whatever the answers do, each measured from the moment it was due.
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

export interface Order {
  url: string
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

const BRANCHES = ['tbilisi', 'batumi', 'kutaisi', 'service-center']
const ANSWER_LIMIT_MS = 30_000

process.on('disconnect', () => process.exit(0))
process.on('message', (order: Order) => void run(order).then((measured) => process.send?.(measured)))

/** Connections stay open from order to order. */
const agent = new Agent({ keepAlive: true, maxSockets: 256 })

async function run({ url, rate, seconds, warmupSeconds, firstId }: Order): Promise<Measured> {
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
    const branch = BRANCHES[n % BRANCHES.length] ?? ''
    answers.push(
      post(`${url}/webhooks/rentprog/${branch}?t=sandbox-${branch}`, webhook(firstId + n)).then((ok) => {
        if (n < skipped) return
        if (ok) measured.latenciesMs.push(performance.now() - due)
        else measured.errors++
      }),
    )
  }
  await Promise.all(answers)
  return measured
}

/** As RentProg sends it: JSON around what `Hash#inspect` printed. */
const webhook = (id: number): string =>
  JSON.stringify({
    event: 'booking_update',
    payload: `{"description"=>[nil, "рейс 10:00 => терминал 2, \\"Данил\\" nil"], "start_date"=>["05-11-2030 9:00", "05-11-2030 12:30"], "end_date"=>["08-11-2030 10:00", "08-11-2030 12:30"], "total"=>[487.0, 520.5], "car_id"=>[80001, 80002], "id"=>${id}, "created_from_api"=>false, "updated_from_api"=>false, "user_id"=>90001}`,
  })

function post(url: string, body: string): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'rentprog_webhook/1.0' }
    const sent = request(url, { method: 'POST', agent, headers, timeout: ANSWER_LIMIT_MS }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode === 200))
      response.on('error', () => resolve(false))
    })
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => resolve(false))
    sent.end(body)
  })
}
