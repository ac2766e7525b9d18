// How a collector proves itself: an HMAC over the time and the bytes, and a time that is now.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { MINUTE_MS } from '../../../clock.ts'
import type { RawDelivery } from '../../source.ts'

/** Either side of the time of receipt: an older signature could be somebody else's copy. */
const TOLERANCE_MS = 5 * MINUTE_MS

/** True when one of the live secrets signed `<X-Timestamp>.<body>`, the body being what is left when a content encoding is taken off. */
export function isSigned(
  { headers, raw, receivedAt }: Pick<RawDelivery, 'headers' | 'raw' | 'receivedAt'>,
  live: readonly string[],
): boolean {
  const timestamp = /^\d{1,11}$/.exec(textOf(headers['x-timestamp']))?.[0]
  const given = /^sha256=([0-9a-f]{64})$/i.exec(textOf(headers['x-signature']))?.[1]
  if (timestamp === undefined || given === undefined) return false
  if (Math.abs(receivedAt.getTime() - Number(timestamp) * 1000) > TOLERANCE_MS) return false
  const signature = Buffer.from(given, 'hex')
  // Every secret is tried, so that the time it takes does not tell which one fitted.
  return live.filter((secret) => secret !== '' && timingSafeEqual(signed(secret, timestamp, raw), signature)).length > 0
}

const textOf = (header: string | string[] | undefined): string => (typeof header === 'string' ? header : '')

const signed = (secret: string, timestamp: string, raw: Buffer): Buffer =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest()
