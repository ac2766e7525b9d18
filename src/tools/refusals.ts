// How an answer nobody likes, or no answer at all, becomes one of the three errors; no secret and no URL gets into a message.
import { Refused, Unavailable } from '../errors.ts'
import type { Call } from './integration.ts'
import type { HttpAnswer, HttpRequest, Vendor } from './vendor.ts'

/** The error of an answer, or undefined for 2xx. */
export function failureOf(vendor: Vendor, request: HttpRequest, call: Call, answer: HttpAnswer): Refused | Unavailable | undefined {
  const { status } = answer
  if (status >= 200 && status < 300) return undefined
  const told = vendor.explain?.(status, answer.body) ?? {}
  const words = masked(told.message ?? vendorWords(answer), vendor.secrets)
  const name = `${vendor.system} ${call.operation}`
  const retryAfterMs = told.retryAfterMs ?? retryAfterOf(answer.headers)

  if (status === 429)
    return new Unavailable(`${name}: too many requests (${words})`, { status, retryAfterMs: retryAfterMs ?? vendor.afterTooManyMs })
  // 503 and 408 say that nothing was begun; any other failure may come after the work.
  if (status >= 500 || status === 408) {
    return new Unavailable(`${name}: ${status} ${words}`, {
      status,
      retryAfterMs,
      maybeDone: call.write && status !== 503 && status !== 408,
    })
  }
  if (status < 400)
    return new Refused(`${name}: answered with a redirect (${status}); check the base URL of ${vendor.system}`, { status, code: 'moved' })
  if (status === 401 || (status === 403 && told.code === undefined)) {
    return new Refused(`${name}: not let in (${status} ${words}); check ${request.credential ?? vendor.credential}`, {
      status,
      code: 'not-let-in',
    })
  }
  return new Refused(`${name}: ${status} ${words}`, { status, code: told.code, cause: told.cause })
}

/** Network errors after which nothing can have arrived: no connection was made. */
const NEVER_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_TLS_.*|CERT_.*|.*SELF_SIGNED.*|UNABLE_TO_.*)$/

/** The error of a request without a whole answer. The cause is left out: it may hold the URL with its secrets. */
export function brokenOff(vendor: Vendor, call: Call, error: unknown, timedOutMs: number | null): Unavailable {
  const name = `${vendor.system} ${call.operation}`
  if (timedOutMs !== null) return new Unavailable(`${name}: no answer within ${timedOutMs} ms`, { maybeDone: call.write })
  if (call.signal?.aborted) return new Unavailable(`${name}: stopped before the answer came`, { maybeDone: call.write })
  const code = codeOf(error)
  if (NEVER_CONNECTED.test(code)) return new Unavailable(`${name}: cannot be reached (${code})`)
  return new Unavailable(`${name}: the connection broke (${code})`, { maybeDone: call.write })
}

function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } }
  return String(cause?.code ?? code ?? 'no reason given')
}

/** `error`, `message` or `description`, a string, a list or an object with a message: the usual ways. */
function vendorWords({ body, text }: HttpAnswer): string {
  const { error, message, description } = (body ?? {}) as Record<string, unknown>
  const said = description ?? error ?? message
  const words = said !== null && typeof said === 'object' && 'message' in said ? said.message : said
  if (typeof words === 'string' && words !== '') return words
  if (Array.isArray(words)) return words.join('; ')
  return plain(text).slice(0, 200) || 'no explanation'
}

/** Whatever stands between us and the vendor answers with a page. */
const plain = (text: string): string =>
  text
    .slice(0, 20_000)
    .replace(/<(style|script)\b[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()

function masked(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret === '' ? shown : shown.replaceAll(secret, '•••')), text).slice(0, 300)
}

function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get('retry-after')
  if (value === null) return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(seconds, 0) * 1000
  const until = Date.parse(value)
  const since = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(until) || Number.isNaN(since) ? undefined : Math.max(until - since, 0)
}
