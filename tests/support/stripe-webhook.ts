// Stripe as tests play it: events from the fixtures, signed the way Stripe's documentation says, posted to the door.
import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { World } from './world.ts'

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/webhooks/stripe')

export interface StripeBody {
  id: string
  object: string
  type: string
  created: number
  livemode: boolean
  data: { object: Record<string, unknown> }
}

const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'))
export const understood = namesIn(FIXTURES)
export const ignored = namesIn(path.join(FIXTURES, 'ignored')).map((name) => `ignored/${name}`)

export const stripeFixture = (name: string): StripeBody => JSON.parse(readFileSync(path.join(FIXTURES, `${name}.json`), 'utf8'))

interface Change extends Partial<Omit<StripeBody, 'object' | 'data'>> {
  /** Fields of the object the event is about. */
  object?: Record<string, unknown>
}

/** The fixture about another payment, or as another event. */
export function stripeEvent(name: string, { object = {}, ...envelope }: Change = {}) {
  const fixture = stripeFixture(name)
  return { ...fixture, ...envelope, object: 'event', data: { object: { ...fixture.data.object, ...object } } }
}

/** `Stripe-Signature` over the bytes, by the formula and not by the library. */
export function signatureOf(raw: string | Buffer, at: Date, secret = 'sandbox-stripe'): string {
  const t = Math.floor(at.getTime() / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.`).update(raw).digest('hex')}`
}

export interface Posted {
  status: number
  body: { ok: boolean; id: string; duplicate: boolean; events: string[]; quarantined?: true; error?: string }
}

/** @param header null: none at all. */
export async function postStripe(
  { app, clock }: Pick<World, 'app' | 'clock'>,
  body: unknown,
  header: string | null | undefined = undefined,
): Promise<Posted> {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const signature = header === undefined ? signatureOf(raw, clock.now()) : header
  const response = await fetch(`${app.url}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...(signature === null ? {} : { 'stripe-signature': signature }) },
    body: new Uint8Array(raw),
  })
  return { status: response.status, body: (await response.json()) as Posted['body'] }
}
