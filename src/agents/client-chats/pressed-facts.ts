// What is looked up when a button of a client's topic is pressed. A press is not to be believed: everything it names is looked up.
import type { EventOf } from '../../events/index.ts'
import type { Staff } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { conversationOf, type KnownConversation, leadRef } from '../conversation.ts'
import { type Dialogue, isClientTopic } from './dialogue.ts'
import { inClientsLanguage, type Outgoing, outgoingOf, slotOf, targetIn } from './outgoing.ts'

export type PressFacts = { what: 'pressed'; queryId: string; staff: Staff | null } & (
  | { on: 'nothing' }
  | { on: 'card'; action: 'close' | 'more' | 'lock' | 'free'; dialogue: Dialogue; all: readonly KnownConversation[] }
  | { on: 'words'; asIs: boolean; outgoing: Outgoing; wasSent: boolean; wasEdited: boolean; question: string }
)

const DATA = /^cc\|([\w-]{1,40})\|(close|more|lock|free|send|asis)$/

export async function pressFacts({ payload }: EventOf<'callback.button'>, context: GatherContext): Promise<PressFacts> {
  const { rental } = context.read
  const { chatId, threadId, fromId, callbackQueryId: queryId, data } = payload
  const [, ref = '', action] = DATA.exec(data) ?? []
  const [staff, topic] = await Promise.all([
    rental.staffByTelegram(fromId),
    threadId === undefined ? null : rental.topic({ chatId, threadId }),
  ])
  const known = { what: 'pressed', queryId, staff } as const
  if (action === undefined || !isClientTopic(topic)) return { ...known, on: 'nothing' }
  const rows = await rental.conversationsIn(topic.subject)
  if (action === 'send' || action === 'asis')
    return { ...known, ...(await wordsOf(ref, action, { chatId, threadId, subject: topic.subject, rows }, context)) }
  const all = await Promise.all(rows.map(({ leadId }) => conversationOf({ leadId }, context)))
  const conversation = all.find(({ leadId }) => leadRef(leadId) === ref)
  if (conversation === undefined) return { ...known, on: 'nothing' }
  const dialogue = { conversation, rows, isInternal: rows.some(({ internal }) => internal) }
  return { ...known, on: 'card', action: action as 'close' | 'more' | 'lock' | 'free', dialogue, all }
}

const EVENT = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/

async function wordsOf(
  ref: string,
  action: 'send' | 'asis',
  { chatId, threadId, subject, rows }: { chatId: number; threadId: number | undefined; subject: string; rows: Dialogue['rows'] },
  context: GatherContext,
): Promise<{ on: 'nothing' } | Omit<Extract<PressFacts, { on: 'words' }>, 'what' | 'queryId' | 'staff'>> {
  const { rental } = context.read
  const said = EVENT.test(ref) ? await rental.spoken(ref) : null
  if (said === null || said.chatId !== chatId || said.threadId !== threadId) return { on: 'nothing' }
  // Words nobody was asked about are not for the client, whatever a press says.
  const question = `${said.eventId}:client-chats:telegram.message:ask`
  if (!(await rental.hasEffect(question))) return { on: 'nothing' }
  const { replyToMessageId: messageId } = said
  const answered = messageId === null ? null : await rental.postedAs({ target: targetIn(subject), chatId, messageId })
  const outgoing = await outgoingOf(said, rows, answered?.heard ?? null, context)
  if (outgoing === null) return { on: 'nothing' }
  const wasSent = await rental.isReplied({ leadIds: rows.map(({ leadId }) => leadId), slot: slotOf(said) })
  const isWanted = action === 'send' && !wasSent && !said.isEdited && !outgoing.dialogue.isInternal
  return {
    on: 'words',
    asIs: action === 'asis',
    outgoing: isWanted ? await inClientsLanguage(outgoing, context) : outgoing,
    wasSent,
    wasEdited: said.isEdited,
    question,
  }
}
