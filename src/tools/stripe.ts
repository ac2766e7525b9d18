// Stripe's REST API v1: the events of the account.
import { z } from 'zod'
import type { Http } from './http.ts'
import { type Call, defineIntegration, operation } from './integration.ts'
import type { Explanation, Vendor } from './vendor.ts'

export interface StripeConfig {
  /** Without `/v1`. */
  baseUrl: string
  key: string
}

export const stripeVendor = ({ key }: StripeConfig, timeoutMs: number): Vendor => ({
  system: 'stripe',
  timeoutMs,
  credential: 'STRIPE_API_KEY',
  secrets: [key],
  afterTooManyMs: 1_000,
  explain,
})

const Complaint = z.object({
  error: z.object({ message: z.string().optional(), code: z.string().optional(), type: z.string().optional() }),
})

function explain(_status: number, body: unknown): Explanation {
  const said = Complaint.safeParse(body)
  if (!said.success) return {}
  const { message, code, type } = said.data.error
  return { message, code: code ?? type }
}

/** The most Stripe gives at once. */
const PAGE = 100

export function stripeTool({ baseUrl, key }: StripeConfig, http: Http) {
  const live = /^[sr]k_live_/.test(key)
  async function get(path: string, query: URLSearchParams, call: Call): Promise<unknown> {
    const url = `${baseUrl}/v1${path}?${query}`
    // A test account may be asked less often.
    const limit = live ? call.limit : `${call.limit}.test`
    return (await http.send({ method: 'GET', url, headers: { authorization: `Bearer ${key}` }, limit }, call)).body
  }

  return defineIntegration({
    name: 'stripe',
    read: {
      undelivered: operation({
        summary: 'One page, newest first, of the events that no webhook of ours has taken yet; Stripe keeps them for 30 days.',
        input: z.object({
          /** At most 20. */
          types: z.array(z.string().min(1)).min(1).max(20),
          /** Unix seconds, inclusive. */
          createdFrom: z.number().int(),
          /** The id of the last event of the page before. */
          after: z.string().min(1).optional(),
        }),
        // Everything Stripe says of an event is kept: whoever asks knows how to read it.
        output: z.object({ data: z.array(z.looseObject({ id: z.string().min(1) })), has_more: z.boolean() }),
        limit: 'stripe',
        idempotency: 'A read: may be repeated.',
        run: ({ types, createdFrom, after }, call) => {
          const query = new URLSearchParams({ delivery_success: 'false', 'created[gte]': String(createdFrom), limit: String(PAGE) })
          for (const type of types) query.append('types[]', type)
          if (after !== undefined) query.set('starting_after', after)
          return get('/events', query, call)
        },
      }),
    },
    write: {},
  })
}

export type StripeTool = ReturnType<typeof stripeTool>
