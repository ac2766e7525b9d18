// Where somebody wrote: what the forum topic is about. The only thing rules look up.
import type { Event } from '../../events/index.ts'
import type { Reads } from '../../tools/index.ts'

export interface Where {
  /** `client:60001`, `task:…`, `car:80001`; null where it is no topic of our map. */
  topic: string | null
  /** The message of ours it replies to: whose, and under which slots it was sent. */
  repliesTo: readonly { agent: string; slot: string }[]
}

export const NOWHERE: Where = { topic: null, repliesTo: [] }

/** Without a database (Studio, an outage) nobody knows, and words decide. */
export async function whereOf(event: Event, { rental }: Pick<Reads, 'rental'>): Promise<Where> {
  if (event.type !== 'message.employee' && event.type !== 'photo.uploaded') return NOWHERE
  const { chatId, threadId } = event.payload
  const messageId = event.type === 'message.employee' ? event.payload.replyToMessageId : undefined
  try {
    const [topic, repliesTo] = await Promise.all([
      threadId === undefined ? null : rental.topic({ chatId, threadId }),
      messageId === undefined ? [] : rental.postedBy({ chatId, messageId }),
    ])
    return { topic: topic?.subject ?? null, repliesTo }
  } catch {
    return NOWHERE
  }
}
