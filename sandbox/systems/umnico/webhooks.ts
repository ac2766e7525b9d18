// The webhooks Umnico calls: listed, made, switched on and off.
import { fields } from '../../bodies.ts'
import type { Shelf } from '../../shelf.ts'
import { type Answer, type Handler, ok } from '../../system.ts'
import { fail } from './answers.ts'

export interface Webhook {
  id: number
  url: string
  name: string
  /** 1: it is called; Umnico sets 0 when it cannot be reached. */
  status: number
}

/** The service as it listens without any configuration. */
export const OUR_WEBHOOK: Webhook = {
  id: 1,
  url: 'http://127.0.0.1:3000/webhooks/umnico?t=sandbox-umnico',
  name: 'orchestrator',
  status: 1,
}

const MOST = 10

export function changedWebhook(webhooks: Shelf<number, Webhook>, id: string | undefined, body: unknown): Answer {
  const webhook = webhooks.get(Number(id))
  return webhook ? ok(Object.assign(webhook, fields(body), { id: webhook.id })) : fail({ status: 404 })
}

export function webhookDoors(webhooks: Shelf<number, Webhook>): Record<string, Handler> {
  let last = OUR_WEBHOOK.id
  return {
    'GET /webhooks': () => ok(webhooks.values()),
    'POST /webhooks': ({ body }) => {
      const { url, name } = fields(body)
      if (typeof url !== 'string') return fail({ status: 422, message: 'url is required' })
      if (webhooks.size === MOST) return fail({ status: 422, message: `no more than ${MOST} webhooks` })
      const webhook = { id: ++last, url, name: String(name ?? ''), status: 1 }
      webhooks.set(webhook.id, webhook)
      return ok(webhook)
    },
    'PUT /webhooks/:id': ({ body }, id) => changedWebhook(webhooks, id, body),
    'DELETE /webhooks/:id': (_, id) => (webhooks.delete(Number(id)) ? ok({}) : fail({ status: 404 })),
  }
}
