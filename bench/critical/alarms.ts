// Alarms of a collector, one after another: each about a trip of its own, and what of them has reached Telegram.
import { sign } from '../../collector/client.ts'
import world from '../../sandbox/world.json' with { type: 'json' }
import { type Call, reached } from '../telegram.ts'

export const CARS = world.cars.map(({ id, branch, plate, car_name }) => ({ id, branch, plate, name: car_name }))

const MINUTE_MS = 60_000
/** Two trips of a car that begin closer together than this are one. */
const APART_MS = 45 * MINUTE_MS
/** The car's topic and the branch manager. */
const MESSAGES = 2

export interface Alarm {
  /** Found in the text of its messages. */
  mark: string
  body: string
  at: Date
}

export function alarm(n: number): Alarm {
  const at = new Date()
  const car = CARS[n % CARS.length]
  const lat = Number((41 + n / 100_000).toFixed(5))
  const startedAt = new Date(at.getTime() - (1 + Math.floor(n / CARS.length)) * APART_MS).toISOString()
  const payload = { deviceId: `bench-${n}`, carPlate: car?.plate, startedAt, lat, lon: 41.7, distanceKm: 3.2, fixAt: at.toISOString() }
  return { mark: `${lat},41.7`, body: JSON.stringify({ type: 'unauthorized.trip', payload }), at }
}

export interface Reached {
  /** From before the request to the first and to the last message at Telegram, milliseconds. */
  firstMs: number
  lastMs: number
}

/** Posts it, and waits until Telegram has been asked for all its messages. */
export async function raise(
  { mark, body, at }: Alarm,
  url: string,
  sandboxUrl: string,
  lastCall: number,
): Promise<Reached & { lastCall: number }> {
  const startedAt = Date.now()
  const response = await fetch(`${url}/webhooks/starline`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...sign(body, 'sandbox-starline', at) },
    body,
  })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`the door said ${response.status}`)
  const isOurs = ({ path, body: { text } }: Call) => path === '/sendMessage' && String(text).includes(mark)
  const { at: seen, lastCall: after } = await reached(sandboxUrl, lastCall, MESSAGES, isOurs)
  return { firstMs: Math.min(...seen) - startedAt, lastMs: Math.max(...seen) - startedAt, lastCall: after }
}
