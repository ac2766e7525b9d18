// Where somebody wrote: what the forum topic is about, the message or the photo they speak of. The only things rules look up.
import type { Event, EventOf } from '../../events/index.ts'
import type { Reads } from '../../tools/index.ts'

export interface Where {
  /** `client:60001`, `task:…`, `car:80001`; null where it is no topic of our map. */
  topic: string | null
  /** The message of ours it replies to: whose, and under which slots it was sent. */
  repliesTo: readonly { agent: string; slot: string }[]
  /** The kind of handover whose photo it replies to, or whose caption it edits. */
  photoOf?: string
}

export const NOWHERE: Where = { topic: null, repliesTo: [] }

/** Without a database (Studio, an outage) nobody knows, and words decide. */
export async function whereOf(event: Event, { rental }: Pick<Reads, 'rental'>): Promise<Where> {
  if (event.type !== 'message.employee' && event.type !== 'photo.uploaded') return NOWHERE
  const { chatId, threadId } = event.payload
  const messageId = event.type === 'message.employee' ? event.payload.replyToMessageId : undefined
  try {
    const [topic, repliesTo, photoOf] = await Promise.all([
      threadId === undefined ? null : rental.topic({ chatId, threadId }),
      messageId === undefined ? [] : rental.postedBy({ chatId, messageId }),
      photoIn(event, rental),
    ])
    return { topic: topic?.subject ?? null, repliesTo, ...(photoOf && { photoOf }) }
  } catch {
    return NOWHERE
  }
}

async function photoIn(event: EventOf<'message.employee' | 'photo.uploaded'>, rental: Reads['rental']): Promise<string | null> {
  if (event.type !== 'message.employee') return null
  const { edited, messageId, replyToMessageId } = event.payload
  const about = edited ? messageId : replyToMessageId
  if (about === undefined) return null
  return (await rental.materialOfMessage({ lane: event.subject, messageId: about }))?.material.kind ?? null
}
