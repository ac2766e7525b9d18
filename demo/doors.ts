// How each vendor proves itself: the path, the query and the headers of one webhook.
import { createHmac } from 'node:crypto'
import { sign } from '../collector/client.ts'
import type { Config } from '../src/config.ts'
import { Branch } from '../src/events/event.ts'
import type { Posted } from './line.ts'

export interface Knock {
  path: string
  headers: Record<string, string>
}

type Doors = Pick<Config, 'rentprog' | 'umnico' | 'stripe' | 'starline' | 'greenway' | 'telegram'>

const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex')

/** @param now signatures are good for five minutes. */
export function knockOf({ door, body, secret }: Posted, config: Doors, now: Date): Knock {
  const json = { 'content-type': 'application/json' }
  const seconds = Math.floor(now.getTime() / 1000)
  const [vendor, branch] = door.split('/')
  if (vendor === 'rentprog') {
    const t = secret ?? config.rentprog.secrets[Branch.parse(branch)][0] ?? ''
    return { path: `/webhooks/${door}?t=${encodeURIComponent(t)}`, headers: { ...json, 'user-agent': 'rentprog_webhook/1.0' } }
  }
  const own = secret ?? config[vendor as Exclude<keyof Doors, 'rentprog'>].secrets[0] ?? ''
  const path = `/webhooks/${door}`
  switch (vendor) {
    case 'umnico':
      return { path: `${path}?t=${encodeURIComponent(own)}`, headers: json }
    case 'stripe':
      return { path, headers: { ...json, 'stripe-signature': `t=${seconds},v1=${hmac(own, `${seconds}.${body}`)}` } }
    case 'telegram':
      return { path, headers: { ...json, 'x-telegram-bot-api-secret-token': own } }
    default:
      return { path, headers: { ...json, ...sign(body, own, now) } }
  }
}
