// amoCRM API v4: OAuth and long-lived tokens, the world's clients as contacts with leads, tasks and notes.
import { createLimiter } from '../limits.ts'
import { routes } from '../routes.ts'
import type { Call, Surroundings, System } from '../system.ts'
import { fail } from './amocrm/answers.ts'
import { leadDoors } from './amocrm/leads.ts'
import { createAmocrmTokens } from './amocrm/oauth.ts'
import { noteDoors, taskDoors } from './amocrm/tasks.ts'

/** A long-lived one; pairs are bought at `/oauth2/access_token`. */
export const AMOCRM_TOKEN = 'sandbox-amocrm'

const API = '/api/v4'
/** Whoever goes on after so many refusals is shut out. */
const PATIENCE = 20
const HOUR_MS = 3_600_000

export function createAmocrm({ world, now, vendorLimits }: Surroundings): System {
  const limiter = createLimiter(now)
  const table = routes({ ...taskDoors(now), ...noteDoors(now), ...leadDoors(world, now) })
  const tokens = createAmocrmTokens(now)

  /** Once over the limit: plain text; again and again over it: nothing but 403 for a long time. */
  function tooMany() {
    if (limiter([{ key: 'refused', calls: PATIENCE, windowMs: HOUR_MS }]) > 0) return fail({ status: 403, message: 'Account blocked' })
    return { status: 429, pieces: ['429 Too Many Requests'], headers: { 'content-type': 'text/plain' } }
  }

  return {
    name: 'amocrm',
    mount: '/amocrm',
    fail,
    record: ({ path, query }: Call) => {
      const shown = path.startsWith(`${API}/`) ? path.slice(API.length) : path
      return { path: query.size > 0 ? `${shown}?${query}` : shown, ...(path.startsWith('/oauth2/') ? { body: '***' } : {}) }
    },
    async answer(call) {
      const wait = vendorLimits ? limiter([{ key: 'integration', calls: 7, windowMs: 1_000 }]) : 0
      if (wait > 0) return tooMany()
      if (call.path === '/oauth2/access_token') return tokens.exchange(call)
      const token = (call.headers.authorization ?? '').replace(/^Bearer /, '')
      if (token !== AMOCRM_TOKEN && !tokens.isGood(token)) return fail({ status: 401 })
      return (await table({ ...call, path: call.path.replace(API, '') })) ?? fail({ status: 404 })
    },
    control: {
      /** Every access token bought so far has run out. */
      'POST /_amocrm/expire': () => tokens.expire(),
      'POST /_amocrm/authorise': () => tokens.authorise(),
    },
  }
}
