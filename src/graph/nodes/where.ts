// Where somebody wrote: what the forum topic is about. The only thing rules look up.
import type { Event } from '../../events/index.ts'
import type { Reads } from '../../tools/index.ts'

export interface Where {
  /** `client:60001`, `task:…`, `car:80001`; null where it is no topic of our map. */
  topic: string | null
}

export const NOWHERE: Where = { topic: null }

/** Without a database (Studio, an outage) nobody knows, and words decide. */
export async function whereOf(event: Event, { rental }: Pick<Reads, 'rental'>): Promise<Where> {
  if (event.type !== 'message.employee' && event.type !== 'photo.uploaded') return NOWHERE
  const { chatId, threadId } = event.payload
  if (threadId === undefined) return NOWHERE
  try {
    return { topic: (await rental.topic({ chatId, threadId }))?.subject ?? null }
  } catch {
    return NOWHERE
  }
}
