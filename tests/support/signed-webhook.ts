// How each vendor proves itself, with the sandbox' secrets.
import { sign } from '../../collector/client.ts'
import type { RawDelivery } from '../../src/ingress/source.ts'
import { signatureOf } from './stripe-webhook.ts'

export type Signed = Pick<RawDelivery, 'door' | 'headers' | 'query'>

const JSON_TYPE = { 'content-type': 'application/json' }

/** By source: what a request with these bytes must carry at this time. */
export function signersAt(at: Date): Record<string, (raw: Buffer) => Signed> {
  const proven = (headers: Record<string, string>, query: Record<string, string> = {}, door = 'main'): Signed => ({
    door,
    headers: { ...JSON_TYPE, ...headers },
    query,
  })
  return {
    rentprog: () => proven({}, { t: 'sandbox-batumi' }, 'batumi'),
    umnico: () => proven({}, { t: 'sandbox-umnico' }),
    stripe: (raw) => proven({ 'stripe-signature': signatureOf(raw, at) }),
    starline: (raw) => proven({ ...sign(raw.toString(), 'sandbox-starline', at) }),
    greenway: (raw) => proven({ ...sign(raw.toString(), 'sandbox-greenway', at) }),
    telegram: () => proven({ 'x-telegram-bot-api-secret-token': 'sandbox-telegram' }),
  }
}
