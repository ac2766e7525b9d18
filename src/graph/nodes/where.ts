// Where somebody wrote, the message or the photo they speak of, and what they may go on from: the only things rules look up.
import { followUpIn } from '../../agents/follow-up.ts'
import { type TalkContext, talkingOf } from '../../agents/talk.ts'
import type { About } from '../../effects/catalogue.ts'
import type { Event, EventOf } from '../../events/index.ts'
import type { Reads } from '../../tools/index.ts'

export interface Where {
  /** Nobody else listens. */
  isPrivate?: true
  /** What the forum topic is about: `client:60001`, `task:…`, `car:80001`; null where it is no topic of our map. */
  topic: string | null
  /** The message of ours it replies to: whose, and under which slots it was sent. */
  repliesTo: readonly { agent: string; slot: string }[]
  /** The kind of handover whose photo it replies to, or whose caption it edits. */
  photoOf?: string
  /** Of short words that go on, meant for us: what they go on from. */
  spoken?: About
  /** Names of staff, where a word of them may be one. */
  people?: readonly string[]
}

export const NOWHERE: Where = { topic: null, repliesTo: [] }

/** Without a database (Studio, an outage) nobody knows, and words decide. */
export async function whereOf(event: Event, context: TalkContext): Promise<Where> {
  if (event.type !== 'message.employee' && event.type !== 'photo.uploaded') return NOWHERE
  try {
    const [topic, repliesTo, photoOf, spoken, people] = await Promise.all([
      topicOf(event.payload, context),
      repliedTo(event, context),
      photoIn(event, context.read.rental),
      spokenBefore(event, context),
      peopleIn(event, context),
    ])
    return {
      ...(event.payload.chatId > 0 && { isPrivate: true }),
      topic,
      repliesTo,
      ...(photoOf && { photoOf }),
      ...(spoken && { spoken }),
      ...(people && { people }),
    }
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

async function topicOf({ chatId, threadId }: { chatId: number; threadId?: number }, { read }: TalkContext): Promise<string | null> {
  return threadId === undefined ? null : ((await read.rental.topic({ chatId, threadId }))?.subject ?? null)
}

async function repliedTo(event: Event, { read }: TalkContext): Promise<Where['repliesTo']> {
  if (event.type !== 'message.employee' || event.payload.replyToMessageId === undefined) return []
  return read.rental.postedBy({ chatId: event.payload.chatId, messageId: event.payload.replyToMessageId })
}

/** Among several people short words are rarely meant for us: only from whoever has just been answered, or as a reply to us. */
async function spokenBefore(event: Event, context: TalkContext): Promise<About | null> {
  if (event.type !== 'message.employee' || followUpIn(event.payload.text, new Date(event.timestamp)) === null) return null
  const { about, isReply, isGoingOn } = await talkingOf(event.payload, context)
  return event.payload.chatId > 0 || isReply || isGoingOn ? about : null
}

/** «А у нино?»: what no rule knows may be a name. */
async function peopleIn(event: Event, { read }: TalkContext): Promise<string[] | null> {
  const said = event.type === 'message.employee' ? followUpIn(event.payload.text, new Date(event.timestamp)) : null
  return said === null || said.isOnly ? null : (await read.rental.staffOf({})).map(({ name }) => name)
}
