// How amoCRM lets us in: a long-lived token as it is, or OAuth's pairs, each refresh token good for one use only.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Database, Sql } from '../db.ts'
import { Refused, Unavailable } from '../errors.ts'
import type { Http } from './http.ts'
import type { Call } from './integration.ts'
import type { HttpAnswer, HttpRequest } from './vendor.ts'

export type AmocrmAccess =
  | { kind: 'token'; token: string }
  /** `refreshToken` is the first one; those that follow are kept in our database. */
  | { kind: 'oauth'; clientId: string; clientSecret: string; redirectUri: string; refreshToken: string }

export interface AmocrmConfig {
  /** `https://SUBDOMAIN.amocrm.ru`, without a path. */
  baseUrl: string
  access: AmocrmAccess
}

export const credentialOf = ({ kind }: AmocrmAccess): string => (kind === 'token' ? 'AMOCRM_TOKEN' : 'AMOCRM_REFRESH_TOKEN')
export const secretsIn = (access: AmocrmAccess): string[] =>
  access.kind === 'token' ? [access.token] : [access.clientSecret, access.refreshToken]

type Request = Pick<HttpRequest, 'method' | 'body'> & { path: string }
export type AmocrmSession = (request: Request, call: Call) => Promise<HttpAnswer>

const NAME = 'amocrm'
/** Key of the advisory lock under which a pair is exchanged: of all replicas one asks, the others find the new pair. */
const LOCK = 0x616d6f63
const SLACK_MS = 60_000

const Pair = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresAt: z.number(),
  /** Which first token this chain began with: another one in the configuration begins a new chain. */
  began: z.string(),
})
type Pair = z.infer<typeof Pair>

/** Whatever became of the exchange, the request it was for has not been sent. */
function explained(error: unknown): never {
  if (error instanceof Unavailable) throw new Unavailable(error.message, { retryAfterMs: error.retryAfterMs, notTried: error.notTried })
  if (error instanceof Refused && (error.status === 400 || error.status === 401)) {
    const message = `${error.message}; authorise the integration again and set AMOCRM_REFRESH_TOKEN`
    throw new Refused(message, { status: error.status, code: 'not-let-in' })
  }
  throw error
}

const Answer = z.object({ access_token: z.string().min(1), refresh_token: z.string().min(1), expires_in: z.number().positive() })

/** @param secrets what must not be seen in an error; fresh tokens are added. */
export function createAmocrmSession(
  { baseUrl, access }: AmocrmConfig,
  http: Http,
  { db, clock, secrets }: { db: Pick<Database, 'query' | 'transaction'>; clock: Clock; secrets: string[] },
): AmocrmSession {
  const send = ({ path, ...request }: Request, token: string, call: Call) =>
    http.send({ ...request, url: `${baseUrl}/api/v4${path}`, headers: { authorization: `Bearer ${token}` } }, call)
  if (access.kind === 'token') {
    // Nothing would change by asking again: a long-lived token that is refused stays refused.
    const { token } = access
    return (request, call) => send(request, token, call)
  }
  const { clientId, clientSecret, redirectUri, refreshToken: firstToken } = access

  const began = createHash('sha256').update(firstToken).digest('hex')
  const isGood = (pair: Pair, refused: string | undefined) =>
    pair.accessToken !== refused && pair.expiresAt - SLACK_MS > clock.now().getTime()
  let live: Pair | undefined
  let pending: Promise<Pair> | undefined

  async function kept(sql: Pick<Sql, 'query'>): Promise<Pair | undefined> {
    const [row] = await sql.query<{ value: unknown }>('SELECT value FROM credentials WHERE name = $1', [NAME])
    const pair = Pair.safeParse(row?.value).data
    return pair?.began === began ? pair : undefined
  }

  async function exchanged(refreshToken: string): Promise<Pair> {
    const body = {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      redirect_uri: redirectUri,
    }
    // A write: a second try would show a token that the first one has used up.
    const call: Call = { operation: 'token', limit: 'amocrm', write: true }
    const answer = await http
      .send({ method: 'POST', url: `${baseUrl}/oauth2/access_token`, body: JSON.stringify(body) }, call)
      .catch(explained)
    const read = Answer.safeParse(answer.body)
    if (!read.success) throw new Refused('amocrm token: the answer holds no tokens', { code: 'unexpected-answer' })
    const { access_token, refresh_token, expires_in } = read.data
    return { accessToken: access_token, refreshToken: refresh_token, expiresAt: clock.now().getTime() + expires_in * 1000, began }
  }

  const fetched = (refused: string | undefined): Promise<Pair> =>
    db.transaction(async (sql) => {
      await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
      const known = await kept(sql)
      if (known && isGood(known, refused)) return known
      const pair = await exchanged(known?.refreshToken ?? firstToken)
      await sql.query(
        `INSERT INTO credentials (name, value, updated_at) VALUES ($1, $2::jsonb, $3)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
        [NAME, JSON.stringify(pair), clock.now()],
      )
      return pair
    })

  async function tokenUnlike(refused?: string): Promise<string> {
    if (live && isGood(live, refused)) return live.accessToken
    const stored = await kept(db)
    if (stored && isGood(stored, refused)) live = stored
    else {
      pending ??= fetched(refused).finally(() => {
        pending = undefined
      })
      live = await pending
    }
    secrets.push(live.accessToken, live.refreshToken)
    return live.accessToken
  }

  return async (request, call) => {
    const token = await tokenUnlike()
    try {
      return await send(request, token, call)
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error
      return send(request, await tokenUnlike(token), call)
    }
  }
}
