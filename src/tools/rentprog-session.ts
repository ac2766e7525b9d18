// RentProg's short-lived tokens: one per branch, from its company token, fetched once however many wait for it.
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { Refused } from '../errors.ts'
import type { Http } from './http.ts'
import type { Call } from './integration.ts'
import type { HttpAnswer, HttpRequest } from './vendor.ts'

export interface SessionConfig {
  baseUrl: string
  /** Branch → permanent company token. */
  tokens: Readonly<Record<string, string>>
}

type Request = Pick<HttpRequest, 'method' | 'limit' | 'body'> & { path: string }

/** Sends a request as the branch, with a live token; a token that was refused is replaced once. */
export type Session = (branch: string, request: Request, call: Call) => Promise<HttpAnswer>

/** `exp` is not to be trusted to the second. */
const SLACK_MS = 10_000
/** A token whose `exp` cannot be read. */
const UNKNOWN_LIFE_MS = 60_000

const TokenAnswer = z.object({ token: z.string().min(1), exp: z.string().optional().catch(undefined) })

const tokenVariable = (branch: string) => `RENTPROG_TOKEN_${branch.toUpperCase().replaceAll('-', '_')}`

interface Token {
  value: string
  until: number
}

export function createSession({ baseUrl, tokens }: SessionConfig, http: Http, clock: Clock): Session {
  const live = new Map<string, Token>()
  const pending = new Map<string, Promise<Token>>()

  async function fetched(branch: string, call: Call): Promise<Token> {
    const companyToken = tokens[branch]
    if (!companyToken)
      throw new Refused(`RentProg has no company token for "${branch}": set ${tokenVariable(branch)}`, { code: 'not-configured' })
    const url = `${baseUrl}/get_token?company_token=${encodeURIComponent(companyToken)}`
    // Shared by all who wait, so nobody's own signal stops it.
    const asking: Call = { operation: 'token', limit: 'rentprog.auth', write: false, critical: call.critical }
    const answer = await http.send({ method: 'GET', url, limitKey: branch, credential: tokenVariable(branch) }, asking)
    const read = TokenAnswer.safeParse(answer.body)
    if (!read.success) throw new Refused('rentprog token: the answer holds no token', { code: 'unexpected-answer' })
    const until = Date.parse(read.data.exp ?? '')
    return { value: read.data.token, until: Number.isNaN(until) ? clock.now().getTime() + UNKNOWN_LIFE_MS : until }
  }

  async function tokenFor(branch: string, call: Call): Promise<Token> {
    const known = live.get(branch)
    if (known && known.until - SLACK_MS > clock.now().getTime()) return known
    let asked = pending.get(branch)
    if (!asked) {
      asked = fetched(branch, call).finally(() => pending.delete(branch))
      pending.set(branch, asked)
    }
    const token = await asked
    live.set(branch, token)
    return token
  }

  return async (branch, { path, ...request }, call) => {
    const send = (token: Token) =>
      http.send(
        {
          ...request,
          url: `${baseUrl}${path}`,
          headers: { authorization: `Bearer ${token.value}` },
          limitKey: branch,
          credential: tokenVariable(branch),
        },
        call,
      )
    const token = await tokenFor(branch, call)
    try {
      return await send(token)
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error
      // Another caller may have replaced it already.
      if (live.get(branch) === token) live.delete(branch)
      return send(await tokenFor(branch, call))
    }
  }
}
