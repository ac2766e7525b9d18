// Umnico's leads: a conversation with its customer, and whether somebody waits in it.
import { type Handler, ok } from '../../system.ts'
import { fail } from './answers.ts'
import { type Conversation, type Conversations, OPERATOR, placeOf } from './conversations.ts'

const MOST = 200
const USUAL = 50

export function leadDoors(conversations: Conversations): Record<string, Handler> {
  return {
    'GET /leads/inbox': ({ query }) => {
      const limit = Number(query.get('limit') ?? USUAL)
      if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
        return fail({ status: 422, message: `limit must be between 1 and ${MOST}` })
      const offset = Number(query.get('offset') ?? 0)
      const written = conversations
        .all()
        .filter(({ messages }) => messages.length > 0)
        .map(shown)
        .filter((lead) => wanted(lead, query.get('unread')))
        .sort((a, b) => b.lastAt - a.lastAt)
      return ok(written.slice(offset, offset + limit).map(({ lastAt: _, ...lead }) => lead))
    },
    'GET /leads/:id': (_, id = '') => {
      const conversation = conversations.known(id)
      if (!conversation) return fail({ status: 404 })
      const { lastAt, ...lead } = shown(conversation)
      return ok({ ...lead, customerId: conversation.customer.id })
    },
    'GET /managers': () => ok([OPERATOR]),
  }
}

function shown({ id, customer, channel, messages }: Conversation) {
  const [last] = messages
  const { sa } = placeOf(channel)
  return {
    id,
    userId: OPERATOR.id,
    statusId: 1,
    read: last?.incoming !== true,
    amount: 0,
    details: '',
    tags: [] as string[],
    socialAccount: sa,
    /** Null while the last word is the client's. */
    responseTime: last === undefined || last.incoming ? null : tookMs(messages),
    customer,
    lastAt: last?.datetime ?? 0,
  }
}

/** From the first unanswered word of the client to our answer. */
function tookMs(messages: Conversation['messages']): number {
  const oldestFirst = messages.toReversed()
  const answeredAt = oldestFirst.findLastIndex(({ incoming }, at) => !incoming && oldestFirst[at - 1]?.incoming === true)
  if (answeredAt === -1) return 0
  const begin = oldestFirst.findLastIndex(({ incoming }, at) => at < answeredAt && incoming && oldestFirst[at - 1]?.incoming !== true)
  return (oldestFirst[answeredAt]?.datetime ?? 0) - (oldestFirst[begin]?.datetime ?? 0)
}

function wanted({ read, responseTime }: ReturnType<typeof shown>, unread: string | null): boolean {
  if (unread === 'unread' || unread === 'read') return read === (unread === 'read')
  if (unread === 'unanswered' || unread === 'answered') return (responseTime !== null) === (unread === 'answered')
  return true
}
