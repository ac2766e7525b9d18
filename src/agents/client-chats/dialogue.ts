// A conversation together with the others that share its topic: one client may write in several channels.
import { addMs, MINUTE_MS } from '../../clock.ts'
import type { ConversationColumns } from '../../effects/catalogue/conversations.ts'
import type { Conversation, Topic } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { type Contact, conversationOf, type KnownConversation } from '../conversation.ts'
import type { Settings } from '../settings.ts'

export interface Dialogue {
  conversation: KnownConversation
  /** Every conversation of the topic, this one among them. */
  rows: readonly Conversation[]
  /** A topic is internal as a whole: whoever writes there cannot tell its conversations apart. */
  isInternal: boolean
}

export async function dialogueOf(contact: Contact, context: Pick<GatherContext, 'read' | 'clock'>): Promise<Dialogue> {
  const conversation = await conversationOf(contact, context)
  const rows = await context.read.rental.conversationsIn(conversation.place.topic)
  return { conversation, rows, isInternal: rows.some(({ internal }) => internal) }
}

/** The topics in which clients are answered. */
export const isClientTopic = (topic: Topic | null): topic is Topic => /^(client|lead):/.test(topic?.subject ?? '')

/** Where nobody knows the branch, the head office's settings count. */
export const settingsOf = ({ branch }: Pick<KnownConversation, 'branch'>, { settings }: Pick<DecideContext, 'settings'>): Settings =>
  settings(branch ?? 'tbilisi')

export const sessionEnd = (conversation: KnownConversation, { clock, settings }: DecideContext): Date =>
  addMs(clock.now(), settingsOf(conversation, { settings }).chatSessionMin * MINUTE_MS)

/** What a conversation is known to be, as its row keeps it. */
export const knownColumns = ({ place, clientId, client, branch, booking, responsible, name }: KnownConversation) =>
  ({
    topic: place.topic,
    clientId,
    name: client?.name ?? name,
    branch,
    bookingId: booking?.id ?? null,
    responsibleId: responsible?.id ?? null,
  }) satisfies ConversationColumns

/** What the card shows of a row: when none of it changes, the card need not. */
const SHOWN = ['clientId', 'name', 'branch', 'bookingId', 'responsibleId', 'channel', 'phone'] as const

export const changesCard = (row: Conversation, set: ConversationColumns): boolean =>
  SHOWN.some((column) => set[column] !== undefined && set[column] !== row[column])
