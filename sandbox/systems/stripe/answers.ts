// How Stripe says no, and how its forms become objects.
import { fields } from '../../bodies.ts'
import { type Answer, type Call, type Failure, retryAfterHeader } from '../../system.ts'

const TYPES: Record<number, string> = { 402: 'card_error', 429: 'rate_limit_error' }

export interface Complaint extends Failure {
  type?: string
  code?: string
  param?: string
}

export const fail = ({ status, message, retryAfter, type, code, param }: Complaint): Answer => ({
  status,
  body: {
    error: {
      type: type ?? TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error'),
      ...(code === undefined ? {} : { code }),
      ...(param === undefined ? {} : { param }),
      message: message ?? 'An error occurred with our connection to Stripe.',
    },
  },
  headers: retryAfterHeader(retryAfter),
})

export const missing = (param: string): Answer =>
  fail({ status: 400, code: 'parameter_missing', param, message: `Missing required param: ${param}.` })

export const noSuch = (what: string, id: string, param = 'id'): Answer =>
  fail({ status: 404, code: 'resource_missing', param, message: `No such ${what}: '${id}'` })

/** `metadata[bookingId]=700001` → `{metadata: {bookingId: '700001'}}`; all values are text, as in any form. */
export function nested({ body }: Pick<Call, 'body'>): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields(body))) {
    const keys = name.split(/[[\]]+/).filter((key) => key !== '' && key !== '__proto__')
    const last = keys.pop()
    if (last === undefined) continue
    let node = root
    for (const key of keys) {
      node[key] = fields(node[key])
      node = node[key] as Record<string, unknown>
    }
    node[last] = value
  }
  return root
}

/** Stripe keeps metadata as text. */
export const metadataOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(fields(value)).map(([name, text]) => [name, String(text)]))
