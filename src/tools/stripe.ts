// Stripe's REST API v1: the events of the account, and payment links.
import type Stripe from 'stripe'
import { z } from 'zod'
import { Refused } from '../errors.ts'
import type { Http } from './http.ts'
import { type Call, defineIntegration, operation } from './integration.ts'
import { formOf } from './stripe-form.ts'
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

const NewLink = z.object({
  linkId: z.string().min(1),
  bookingId: z.number().int().positive().optional(),
  clientId: z.number().int().positive().optional(),
  amountMinor: z.number().int().positive().safe(),
  currency: z
    .string()
    .length(3)
    .transform((code) => code.toLowerCase()),
  /** What the client reads on the page. */
  description: z.string().min(1).max(300),
})

function idOf(made: unknown): string {
  const { data } = z.object({ id: z.string().min(1) }).safeParse(made)
  if (!data) throw new Refused('stripe createLink: the answer holds no price', { code: 'unexpected-answer' })
  return data.id
}

/** The most Stripe gives at once. */
const PAGE = 100

export function stripeTool({ baseUrl, key }: StripeConfig, http: Http) {
  const live = /^[sr]k_live_/.test(key)
  const authorization = `Bearer ${key}`
  // A test account may be asked less often.
  const limitOf = (call: Call) => (live ? call.limit : `${call.limit}.test`)
  async function get(path: string, query: URLSearchParams, call: Call): Promise<unknown> {
    const url = `${baseUrl}/v1${path}?${query}`
    return (await http.send({ method: 'GET', url, headers: { authorization }, limit: limitOf(call) }, call)).body
  }
  async function post(path: string, form: object, call: Call): Promise<unknown> {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const request = { method: 'POST', url: `${baseUrl}/v1${path}`, headers, body: formOf(form), limit: limitOf(call) } as const
    return (await http.send(request, call)).body
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
    write: {
      createLink: operation({
        summary: 'Makes a payment link for one payment of a fixed sum; every payment made by it names its booking, client and link.',
        input: NewLink,
        output: z.object({ id: z.string().min(1), url: z.url() }),
        limit: 'stripe',
        idempotency: 'The same Idempotency-Key answers with the link that exists already; Stripe remembers it for a day.',
        run: async ({ amountMinor, currency, description, ...named }, call) => {
          const price = { currency, unit_amount: amountMinor, product_data: { name: description } } satisfies Stripe.PriceCreateParams
          // A key goes with one request: the price and the link need one each.
          const priced = await post('/prices', price, { ...call, effectKey: call.effectKey && `${call.effectKey}:price` })
          const metadata = Object.fromEntries(Object.entries(named).flatMap(([name, id]) => (id === undefined ? [] : [[name, String(id)]])))
          const link = {
            line_items: [{ price: idOf(priced), quantity: 1 }],
            metadata,
            // What stands at the link goes to its sessions alone, not to the payments.
            payment_intent_data: { metadata, description },
            restrictions: { completed_sessions: { limit: 1 } },
          } satisfies Stripe.PaymentLinkCreateParams
          return post('/payment_links', link, call)
        },
      }),
      deactivateLink: operation({
        summary: 'Closes a payment link: whoever opens it is told that it is no longer valid.',
        input: z.object({ id: z.string().regex(/^\w+$/) }),
        output: z.object({ active: z.literal(false) }),
        limit: 'stripe',
        idempotency: 'Sets a value: twice is the same as once.',
        run: ({ id }, call) => post(`/payment_links/${id}`, { active: false } satisfies Stripe.PaymentLinkUpdateParams, call),
      }),
    },
  })
}

export type StripeTool = ReturnType<typeof stripeTool>
