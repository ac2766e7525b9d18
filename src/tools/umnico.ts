// Umnico's API v1.3: conversations with clients, what is written into them, and the webhooks it calls.
import { z } from 'zod'
import { Refused } from '../errors.ts'
import type { Http } from './http.ts'
import { type Call, defineIntegration, operation } from './integration.ts'
import { cursorIn, Id, listIn, Media, UmnicoHistory, UmnicoLead, UmnicoManager, UmnicoSource, UmnicoWebhook } from './umnico-shapes.ts'
import type { HttpRequest, Vendor } from './vendor.ts'

export interface UmnicoConfig {
  baseUrl: string
  /** The permanent token of Umnico → Settings → API. */
  token: string
  /** The operator in whose name we write; absent: the owner of the account. */
  userId?: number
}

export const umnicoVendor = ({ token }: UmnicoConfig, timeoutMs: number): Vendor => ({
  system: 'umnico',
  timeoutMs,
  credential: 'UMNICO_API_TOKEN',
  secrets: [token],
  afterTooManyMs: 10_000,
})

const MOST_LEADS = 200
const LeadId = z.string().regex(/^[\w-]{1,100}$/)
const Chat = z.object({ leadId: LeadId, realId: z.string().min(1).max(200) })
const Words = z.string().min(1).max(4_000)
const CustomId = z.string().min(1).max(250).optional()
const READ = { limit: 'umnico', idempotency: 'A read: may be repeated.' }
/** Undocumented beyond its being a 200. */
const Sent = z.object({ messageId: Id.optional().catch(undefined) }).catch({ messageId: undefined })

export function umnicoTool({ baseUrl, token, userId }: UmnicoConfig, http: Http) {
  async function ask(method: HttpRequest['method'], path: string, call: Call, body?: unknown): Promise<unknown> {
    const headers = { authorization: `bearer ${token}` }
    const sent = body === undefined || body instanceof FormData ? body : JSON.stringify(body)
    return (await http.send({ method, url: `${baseUrl}${path}`, headers, body: sent }, call)).body
  }
  const managers = async (call: Call) => z.array(UmnicoManager).safeParse(listIn(await ask('GET', '/managers', call), 'data'))

  let owner: number | undefined
  /** Nothing is sent in nobody's name. */
  async function operator(call: Call): Promise<number> {
    if (userId !== undefined) return userId
    if (owner === undefined) {
      const answer = await managers({ ...call, operation: 'managers', write: false, effectKey: undefined })
      owner = answer.data?.find(({ role }) => role === 'owner')?.id
    }
    if (owner === undefined)
      throw new Refused('umnico: no operator to write in the name of; set UMNICO_USER_ID', { code: 'not-configured' })
    return owner
  }

  return defineIntegration({
    name: 'umnico',
    read: {
      webhooks: operation({
        summary: 'The webhooks Umnico calls: which are ours, and whether they are enabled.',
        input: z.object({}),
        output: z.array(UmnicoWebhook),
        ...READ,
        run: (_input, call) => ask('GET', '/webhooks', call),
      }),
      inbox: operation({
        summary: 'Conversations, the last moved first: whose they are and whether the client waits for an answer.',
        input: z.object({
          unread: z.enum(['unread', 'read', 'unanswered', 'answered']).optional(),
          offset: z.number().int().min(0).default(0),
          limit: z.number().int().min(1).max(MOST_LEADS).default(MOST_LEADS),
        }),
        output: z.array(UmnicoLead),
        ...READ,
        run: async ({ unread, offset, limit }, call) => {
          const query = new URLSearchParams({ offset: String(offset), limit: String(limit) })
          if (unread !== undefined) query.set('unread', unread)
          return listIn(await ask('GET', `/leads/inbox?${query}`, call), 'data')
        },
      }),
      lead: operation({
        summary: 'One conversation with its customer, or null when there is none.',
        input: z.object({ leadId: LeadId }),
        output: UmnicoLead.nullable(),
        ...READ,
        run: ({ leadId }, call) => ask('GET', `/leads/${leadId}`, call).catch(nullWhenMissing),
      }),
      sources: operation({
        summary: 'The chats of a conversation, each in a channel: what a message can be sent to.',
        input: z.object({ leadId: LeadId }),
        output: z.array(UmnicoSource),
        ...READ,
        run: async ({ leadId }, call) => listIn(await ask('GET', `/messaging/${leadId}/sources`, call), 'data'),
      }),
      history: operation({
        summary: 'One page of what was written in a chat, newest first; `cursor` leads to what was written before.',
        input: Chat.extend({ cursor: z.string().min(1).optional() }),
        output: UmnicoHistory,
        ...READ,
        run: async ({ leadId, realId, cursor }, call) => {
          const body = await ask('POST', `/messaging/${leadId}/history/${encodeURIComponent(realId)}`, call, cursor ? { cursor } : {})
          return { messages: listIn(body, 'messages', 'data'), cursor: cursorIn(body) }
        },
      }),
      managers: operation({
        summary: 'The operators of the account.',
        input: z.object({}),
        output: z.array(UmnicoManager),
        ...READ,
        run: async (_input, call) => listIn(await ask('GET', '/managers', call), 'data'),
      }),
    },
    write: {
      send: operation({
        summary: 'Writes into a conversation; `customId` comes back with the webhook of the message.',
        input: Chat.extend({
          saId: z.string().optional(),
          // A picture may go without words, but the field must be there.
          text: z.string().max(4_000),
          attachment: z.object({ type: z.enum(['photo', 'doc', 'video', 'audio']), media: Media }).optional(),
          customId: CustomId,
        }).refine(({ text, attachment }) => text !== '' || attachment !== undefined, 'nothing to send'),
        output: Sent,
        limit: 'umnico',
        idempotency: 'Every call sends one more message; the history shows which customId is there already.',
        run: async ({ leadId, realId, saId, text, attachment, customId }, call) =>
          ask('POST', `/messaging/${leadId}/send`, call, {
            message: { text, attachment },
            source: realId,
            userId: await operator(call),
            saId: numbered(saId),
            customId,
          }),
      }),
      upload: operation({
        summary: 'Hands a file over, and gets what a message carries as its attachment.',
        input: z.object({
          realId: z.string().min(1).max(200),
          name: z.string().min(1).max(200),
          type: z.string().min(1),
          bytes: z.instanceof(Uint8Array),
        }),
        output: Media,
        limit: 'umnico',
        idempotency: 'Every call leaves one more file, which nobody sees until it is sent.',
        run: ({ realId, name, type, bytes }, call) => {
          const form = new FormData()
          form.append('source', realId)
          form.append('media', new Blob([new Uint8Array(bytes)], { type }), name)
          return ask('POST', '/messaging/upload', call, form)
        },
      }),
      post: operation({
        summary: 'Writes to a phone first, through a connected account of WhatsApp.',
        input: z.object({
          phone: z.string().regex(/^\d{6,15}$/, 'digits alone'),
          saId: z.string().min(1),
          text: Words,
          customId: CustomId,
        }),
        output: z.object({ leadId: Id }),
        limit: 'umnico',
        idempotency: 'Every call sends one more message.',
        run: ({ phone, saId, text, customId }, call) =>
          ask('POST', '/messaging/post', call, { message: { text }, destination: phone, saId: numbered(saId), customId }),
      }),
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

const numbered = (id: string | undefined): number | string | undefined => (id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : id)

function nullWhenMissing(error: unknown): null {
  if (error instanceof Refused && error.status === 404) return null
  throw error
}
