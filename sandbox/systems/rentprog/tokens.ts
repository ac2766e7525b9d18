// Short-lived tokens, each bound to the company whose permanent token bought it.
import { createHmac, randomBytes } from 'node:crypto'
import { createShelf } from '../../shelf.ts'
import type { Company } from '../../world.ts'

const LIFETIME_MS = 240_000

export interface Tokens {
  issue(company: Company): { token: string; exp: string }
  /** The company of a token that is still good. */
  companyOf(token: string): Company | undefined
}

export function createTokens(now: () => Date): Tokens {
  const secret = randomBytes(32)
  const issued = createShelf<string, { company: Company; expiresAt: number }>(10_000)
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return {
    issue(company) {
      const expiresAt = now().getTime() + LIFETIME_MS
      const signed = `${part({ alg: 'HS256' })}.${part({ company_id: company.id, jti: randomBytes(6).toString('hex'), exp: Math.floor(expiresAt / 1000) })}`
      const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
      issued.set(token, { company, expiresAt })
      return { token, exp: new Date(expiresAt).toISOString().replace('Z', '+00:00') }
    },
    companyOf(token) {
      const found = issued.get(token)
      return found && found.expiresAt > now().getTime() ? found.company : undefined
    },
  }
}
