// Whether Stripe signed a delivery: the official library's check, over the bytes as they came.
import { createHmac } from 'node:crypto'
import Stripe from 'stripe'

/** How far the time in the signature may lie from ours, either way. */
const TOLERANCE_S = 300

export interface Signed {
  /** `Stripe-Signature: t=<unix seconds>,v1=<hex>[,v1=<hex>…]` */
  header: unknown
  raw: Buffer
  /** The live endpoint secrets: two of them while one is being changed. */
  secrets: readonly string[]
  receivedAt: Date
}

export function isSigned({ header, raw, secrets, receivedAt }: Signed): boolean {
  if (typeof header !== 'string') return false
  const signedInS = timeOf(header)
  const nowS = Math.floor(receivedAt.getTime() / 1000)
  // The library refuses what is too old; a signature of the future is as wrong, and `NaN` is neither.
  if (!(Math.abs(nowS - signedInS) <= TOLERANCE_S)) return false
  const overBytes = new HmacOverBytes(raw)
  return secrets.filter((secret) => verifies(header, raw, secret, overBytes, receivedAt)).length > 0
}

function verifies(header: string, raw: Buffer, secret: string, hmac: Stripe.CryptoProvider, receivedAt: Date): boolean {
  try {
    return Stripe.webhooks.signature?.verifyHeader(raw, header, secret, TOLERANCE_S, hmac, receivedAt.getTime()) === true
  } catch {
    // Every kind of wrong signature is an exception there; which one is nobody's business but ours.
    return false
  }
}

/** The library's own HMAC is over decoded text: a byte that is no UTF-8, or a BOM, would be another one than was signed. */
class HmacOverBytes extends Stripe.CryptoProvider {
  readonly #raw: Buffer
  constructor(raw: Buffer) {
    super()
    this.#raw = raw
  }

  /** @param signed `<t>.<decoded body>`, of which only the time is taken. */
  override computeHMACSignature(signed: string, secret: string): string {
    const time = signed.slice(0, signed.indexOf('.') + 1)
    return createHmac('sha256', secret).update(time).update(this.#raw).digest('hex')
  }
}

/** As the library reads it: of several times the last one counts. */
const timeOf = (header: string): number =>
  Number.parseInt(
    header
      .split(',')
      .findLast((part) => part.startsWith('t='))
      ?.slice(2) ?? '',
    10,
  )
