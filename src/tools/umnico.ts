// Umnico's API v1.3: so far the webhooks it calls, and how one is switched on again.
import { z } from 'zod'
import type { Http } from './http.ts'
import { type Call, defineIntegration, operation } from './integration.ts'
import type { Vendor } from './vendor.ts'

export interface UmnicoConfig {
  baseUrl: string
  /** The permanent token of Umnico → Settings → API. */
  token: string
}

export const umnicoVendor = ({ token }: UmnicoConfig, timeoutMs: number): Vendor => ({
  system: 'umnico',
  timeoutMs,
  credential: 'UMNICO_API_TOKEN',
  secrets: [token],
  afterTooManyMs: 10_000,
})

/** Where a webhook for us ends, whatever host and prefix the world sees us under. */
const OUR_DOOR = /\/webhooks\/umnico\/?$/

/** The address of a webhook holds the secret of whoever listens there, so all that leaves this file of it is the host and whether it is ours. */
export const UmnicoWebhook = z
  .object({
    id: z.union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ]),
    url: z.string().catch(''),
    name: z.string().catch(''),
    /** 1 while Umnico calls it; it is set to something else when we cannot be reached. */
    status: z.union([z.number(), z.string(), z.boolean()]),
  })
  .transform(({ id, url, name, status }) => {
    const address = URL.parse(url)
    return {
      id,
      // Somebody may have named it by its address.
      name: /[/?]/.test(name) ? '' : name.slice(0, 60),
      host: address?.host ?? '',
      enabled: Number(status) === 1,
      ours: address !== null && OUR_DOOR.test(address.pathname),
    }
  })
export type UmnicoWebhook = z.output<typeof UmnicoWebhook>

export function umnicoTool({ baseUrl, token }: UmnicoConfig, http: Http) {
  async function ask(method: 'GET' | 'PUT', path: string, call: Call, body?: unknown): Promise<unknown> {
    const headers = { authorization: `bearer ${token}` }
    const request = { method, url: `${baseUrl}${path}`, headers, body: body === undefined ? undefined : JSON.stringify(body) }
    return (await http.send(request, call)).body
  }

  return defineIntegration({
    name: 'umnico',
    read: {
      webhooks: operation({
        summary: 'The webhooks Umnico calls: which are ours, and whether they are enabled.',
        input: z.object({}),
        output: z.array(UmnicoWebhook),
        limit: 'umnico',
        idempotency: 'A read: may be repeated.',
        run: (_input, call) => ask('GET', '/webhooks', call),
      }),
    },
    write: {
      enableWebhook: operation({
        summary: 'Switches a webhook on.',
        input: z.object({ id: z.int() }),
        // What it answers is not documented, and would hold the address.
        output: z.object({}),
        limit: 'umnico',
        idempotency: 'Sets a value: twice is the same as once.',
        run: async ({ id }, call) => {
          await ask('PUT', `/webhooks/${id}`, call, { status: 1 })
          return {}
        },
      }),
    },
  })
}

export type UmnicoTool = ReturnType<typeof umnicoTool>
