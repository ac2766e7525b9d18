// Umnico API v1.3, as a recorder: what is sent can be read back in the history of its conversation.
import { fields } from '../bodies.ts'
import { routes } from '../routes.ts'
import { createShelf, type Shelf } from '../shelf.ts'
import { type Answer, type Failure, type Handler, ok, retryAfterHeader, type Surroundings, type System } from '../system.ts'

export const UMNICO_TOKEN = 'sandbox-umnico'

const MESSAGES: Record<number, string> = { 401: 'Unauthorized', 404: 'Not found', 422: 'Unprocessable entity' }
const OPERATOR = { id: 15, role: 'owner', login: 'sandbox', name: 'Песочница' }
const FIRST_LEAD_ID = 400_001

export function createUmnico({ now }: Surroundings): System {
  const webhooks = createShelf<number, Webhook>(10)
  webhooks.set(OUR_WEBHOOK.id, { ...OUR_WEBHOOK })
  const table = routes({ ...messageDoors(now), ...webhookDoors(webhooks), ...leadDoors() })
  return {
    name: 'umnico',
    mount: '/umnico/v1.3',
    fail,
    record: ({ path, query }) => ({ path: query.size > 0 ? `${path}?${query}` : path }),
    async answer(call) {
      if ((call.headers.authorization ?? '').replace(/^bearer /i, '') !== UMNICO_TOKEN) return fail({ status: 401 })
      return (await table(call)) ?? fail({ status: 404 })
    },
    control: {
      'POST /_umnico/webhooks/:id': ({ body }, id) => changed(webhooks, id, fields(body)),
      'DELETE /_umnico/webhooks/:id': (_, id) => (webhooks.delete(Number(id)) ? ok({}) : fail({ status: 404 })),
    },
  }
}

interface Webhook {
  id: number
  url: string
  name: string
  /** 1: it is called; Umnico sets 0 when it cannot be reached. */
  status: number
}

/** The service as it listens without any configuration. */
const OUR_WEBHOOK: Webhook = { id: 1, url: 'http://127.0.0.1:3000/webhooks/umnico?t=sandbox-umnico', name: 'orchestrator', status: 1 }

function changed(webhooks: Shelf<number, Webhook>, id: string | undefined, change: Record<string, unknown>): Answer {
  const webhook = webhooks.get(Number(id))
  return webhook ? ok(Object.assign(webhook, change, { id: webhook.id })) : fail({ status: 404 })
}

const fail = ({ status, message, retryAfter }: Failure): Answer => ({
  status,
  body: { error: message ?? MESSAGES[status] ?? 'Internal server error' },
  headers: retryAfterHeader(retryAfter),
})

interface Sent {
  messageId: string
  datetime: number
  incoming: false
  message: Record<string, unknown>
  customId?: unknown
}

function messageDoors(now: () => Date): Record<string, Handler> {
  const histories = createShelf<string, Sent[]>(5_000)
  let sent = 0
  let lastLead = FIRST_LEAD_ID
  const keep = (leadId: string, { message, customId }: Record<string, unknown>) => {
    const entry: Sent = {
      messageId: `msg-sandbox-${++sent}`,
      datetime: now().getTime(),
      incoming: false,
      message: fields(message),
      customId,
    }
    histories.set(leadId, [entry, ...(histories.get(leadId) ?? [])].slice(0, 500))
    return entry
  }
  return {
    'POST /messaging/:lead/send': ({ body }, lead = '') => {
      const given = fields(body)
      if (typeof fields(given.message).text !== 'string') return fail({ status: 422, message: 'message.text is required' })
      if (given.source === undefined || given.userId === undefined) return fail({ status: 422, message: 'source and userId are required' })
      return ok(keep(lead, given))
    },
    'POST /messaging/post': ({ body }) => {
      const given = fields(body)
      if (!/^\d{6,15}$/.test(String(given.destination))) return fail({ status: 422, message: 'destination must be digits' })
      const leadId = ++lastLead
      keep(String(leadId), given)
      return ok({ leadId })
    },
    'GET /messaging/:lead/sources': () => ok([{ id: '10001', realId: 255, saId: 88, type: 'message' }]),
    'POST /messaging/:lead/history/:source': (_, lead = '') => ok({ messages: histories.get(lead) ?? [], cursor: null }),
  }
}

function webhookDoors(webhooks: Shelf<number, Webhook>): Record<string, Handler> {
  let last = OUR_WEBHOOK.id
  return {
    'GET /webhooks': () => ok(webhooks.values()),
    'POST /webhooks': ({ body }) => {
      const { url, name } = fields(body)
      if (typeof url !== 'string') return fail({ status: 422, message: 'url is required' })
      const webhook = { id: ++last, url, name: String(name ?? ''), status: 1 }
      webhooks.set(webhook.id, webhook)
      return ok(webhook)
    },
    'PUT /webhooks/:id': ({ body }, id) => changed(webhooks, id, fields(body)),
    'DELETE /webhooks/:id': (_, id) => (webhooks.delete(Number(id)) ? ok({}) : fail({ status: 404 })),
  }
}

function leadDoors(): Record<string, Handler> {
  const customer = { id: 200_001, name: 'Тест Клиент', login: '995000000000', phone: '995000000000', email: null }
  return {
    'GET /leads/inbox': () => ok([]),
    'GET /leads/:id': (_, id) => ok({ id: Number(id), customerId: customer.id, userId: OPERATOR.id, statusId: 1, customer }),
    'GET /managers': () => ok([OPERATOR]),
  }
}
