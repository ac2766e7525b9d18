// amoCRM's OAuth: a refresh token is good once, and buys a new pair.
import { randomBytes } from 'node:crypto'
import { fields } from '../../bodies.ts'
import { createShelf } from '../../shelf.ts'
import { type Answer, type Call, ok } from '../../system.ts'
import { fail } from './answers.ts'

export const AMOCRM_OAUTH = {
  clientId: 'sandbox-amocrm-client',
  clientSecret: 'sandbox-amocrm-secret',
  redirectUri: 'https://orchestrator.example.com/amocrm',
  /** As if a person had just authorised the integration. */
  refreshToken: 'sandbox-amocrm-refresh',
}

const LIFETIME_S = 86_400

export function createAmocrmTokens(now: () => Date) {
  const access = createShelf<string, number>(1_000)
  const unused = new Set([AMOCRM_OAUTH.refreshToken])
  const refused = (hint: string): Answer => fail({ status: 400, message: hint })

  function exchange({ body }: Call): Answer {
    const given = fields(body)
    const { clientId, clientSecret, redirectUri } = AMOCRM_OAUTH
    if (given.client_id !== clientId || given.client_secret !== clientSecret)
      return fail({ status: 401, message: 'Client authentication failed' })
    if (given.grant_type !== 'refresh_token') return refused('The authorization grant type is not supported by the authorization server.')
    if (given.redirect_uri !== redirectUri) return refused('redirect_uri mismatch')
    if (!unused.delete(String(given.refresh_token))) return refused('Token has been revoked')
    const pair = { access_token: `access-${randomBytes(16).toString('hex')}`, refresh_token: `refresh-${randomBytes(16).toString('hex')}` }
    access.set(pair.access_token, now().getTime() + LIFETIME_S * 1_000)
    unused.add(pair.refresh_token)
    return ok({ token_type: 'Bearer', expires_in: LIFETIME_S, ...pair })
  }

  return {
    exchange,
    isGood: (token: string) => (access.get(token) ?? 0) > now().getTime(),
    /** A person goes through the consent page once more. */
    authorise(): Answer {
      const refreshToken = `refresh-${randomBytes(16).toString('hex')}`
      unused.add(refreshToken)
      return ok({ refreshToken })
    },
    expire(): Answer {
      for (const token of access.keys()) access.delete(token)
      return ok({ ok: true })
    },
  }
}
