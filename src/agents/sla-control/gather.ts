// What SLA control looks up: our tables alone, so that no vendor can silence it.
import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Reply, Role, SlaClock } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf, viewOf } from '../booking-facts.ts'
import { conversationOf, type KnownConversation } from '../conversation.ts'
import type { Tell } from './ladder.ts'

export type Heard = EventOf<'message.incoming' | 'message.sent' | 'sla.due'>

export interface Facts {
  event: Heard
  /** When it happened. */
  at: Date
  leadId: string
  conversation: KnownConversation
  /** Whose hours count; null: nobody knows the branch yet. */
  branch: Branch | null
  /** The latest clock of the conversation, running or stopped. */
  clock: SlaClock | null
  /** What staff told us to send since the clock was started. */
  replies: readonly Reply[]
  /** The client's topic, as a link; null before it was opened. */
  topicUrl: string | null
  /** Roles somebody holds: the others are told of in the managers' chat where no branch is known. */
  held: Readonly<Record<Exclude<Tell, 'employee'>, boolean>>
}

export async function gather(event: Heard, context: GatherContext): Promise<Facts> {
  const { rental } = context.read
  const leadId = event.type === 'sla.due' ? (event.payload.ref ?? event.subject.replace(/^chat:umnico:/, '')) : event.payload.leadId
  const contact = event.type === 'sla.due' ? { leadId } : event.payload
  const [found, clock] = await Promise.all([conversationOf(contact, context), rental.slaClock(leadId)])
  const conversation = event.type === 'sla.due' && found.row === null ? await remembered(found, clock, context) : found
  const branch = conversation.branch
  const [replies, topicUrl, manager, head, director] = await Promise.all([
    clock === null ? [] : rental.repliesTo({ leadId, since: clock.startedAt }),
    urlOf(conversation, context),
    isHeld('manager', branch, context),
    isHeld('head', branch, context),
    isHeld('director', branch, context),
  ])
  return { event, at: new Date(event.timestamp), leadId, conversation, branch, clock, replies, topicUrl, held: { manager, head, director } }
}

/** A timer bears no phone: without a row of the conversation the clock alone remembers whom the message concerned. */
async function remembered(
  found: KnownConversation,
  clock: SlaClock | null,
  { read: { rental } }: GatherContext,
): Promise<KnownConversation> {
  const [booking, responsible] = await Promise.all([
    typeof clock?.bookingId === 'number' ? rental.booking(clock.bookingId) : null,
    typeof clock?.responsibleId === 'number' ? rental.staff(clock.responsibleId) : null,
  ])
  const branch = branchOf(clock?.branch) ?? null
  const manager: Place | null = branch === null ? null : { to: 'role', role: 'manager', branch }
  const person: Place | null = responsible === null ? null : { to: 'staff', id: responsible.id }
  return { ...found, branch, responsible, booking: booking && viewOf(booking), answerer: person ?? manager ?? found.answerer }
}

const isHeld = async (role: Role, branch: Branch | null, { read: { rental } }: GatherContext): Promise<boolean> =>
  (await rental.holderOf(branch === null ? { role } : { role, branch })) !== null

async function urlOf({ place }: KnownConversation, { read: { rental } }: GatherContext): Promise<string | null> {
  const topic = (await rental.topicsOf(place.topic)).findLast(({ chat }) => chat.purpose === 'clients')
  return topic === undefined ? null : `https://t.me/c/${String(topic.chatId).replace(/^-100/, '')}/${topic.threadId}`
}
