// Umnico API v1.3: conversations of the world's clients, what is written into them from both sides, and the webhooks it calls.
import { createLimiter, inSeconds } from '../limits.ts'
import { routes } from '../routes.ts'
import { createShelf } from '../shelf.ts'
import { ok, type Surroundings, type System } from '../system.ts'
import { fail } from './umnico/answers.ts'
import { clientDoor } from './umnico/client.ts'
import { createConversations } from './umnico/conversations.ts'
import { leadDoors } from './umnico/leads.ts'
import { messageDoors } from './umnico/messages.ts'
import { changedWebhook, OUR_WEBHOOK, type Webhook, webhookDoors } from './umnico/webhooks.ts'

export const UMNICO_TOKEN = 'sandbox-umnico'

const DAY_MS = 24 * 3_600_000

export function createUmnico({ world, now, vendorLimits }: Surroundings): System {
  const limiter = createLimiter(now)
  const webhooks = createShelf<number, Webhook>(10)
  webhooks.set(OUR_WEBHOOK.id, { ...OUR_WEBHOOK })
  const conversations = createConversations(world, now)
  const table = routes({ ...messageDoors(conversations), ...webhookDoors(webhooks), ...leadDoors(conversations) })
  return {
    name: 'umnico',
    mount: '/umnico/v1.3',
    fail,
    record: ({ path, query }) => ({ path: query.size > 0 ? `${path}?${query}` : path }),
    async answer(call) {
      if ((call.headers.authorization ?? '').replace(/^bearer /i, '') !== UMNICO_TOKEN) return fail({ status: 401 })
      // Of all its limits only this one is known: how many strangers a WhatsApp account may write to in a day.
      const first = call.path === '/messaging/post'
      const wait = vendorLimits && first ? limiter([{ key: 'first', calls: 2_500, windowMs: DAY_MS }]) : 0
      if (wait > 0) return fail({ status: 429, retryAfter: inSeconds(wait) })
      return (await table(call)) ?? fail({ status: 404 })
    },
    control: {
      'POST /_umnico/messages': (call) => clientDoor(call, conversations, webhooks),
      'GET /_umnico/messages': ({ query }) => ok(conversations.history(query.get('lead') ?? '')),
      'POST /_umnico/webhooks/:id': ({ body }, id) => changedWebhook(webhooks, id, body),
      'DELETE /_umnico/webhooks/:id': (_, id) => (webhooks.delete(Number(id)) ? ok({}) : fail({ status: 404 })),
    },
  }
}
