// What is looked up for an employee's words in a client's topic, and whether they are for the client or for colleagues.
import { Unavailable } from '../../errors.ts'
import type { EventOf } from '../../events/index.ts'
import type { HeardFrom } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { threadOf } from '../words.ts'
import { isClientTopic } from './dialogue.ts'
import { inClientsLanguage, isMarked, type Outgoing, outgoingOf, realIdOf, slotOf, targetIn } from './outgoing.ts'
import type { Doubt } from './words.ts'

type Place = ReturnType<typeof threadOf>
/** Whose message was replied to. */
type Toward = 'nobody' | 'client' | 'colleague' | 'self' | 'unknown'

export type SaidFacts = { what: 'said' } & (
  | { where: 'elsewhere'; place: Place }
  | { where: 'unknown-client'; place: Place }
  | { where: 'stranger' }
  | { where: 'topic'; outgoing: Outgoing; isEdit: boolean; wasSent: boolean; toward: Toward }
)

export async function saidFacts({ id, payload }: EventOf<'message.employee'>, context: GatherContext): Promise<SaidFacts> {
  const { rental } = context.read
  const { chatId, threadId, messageId, fromId, edited } = payload
  const place = threadOf(payload)
  const topic = threadId === undefined ? null : await rental.topic({ chatId, threadId })
  if (threadId === undefined || !isClientTopic(topic)) return { what: 'said', where: 'elsewhere', place }
  if ((await rental.staffByTelegram(fromId)) === null) return { what: 'said', where: 'stranger' }
  // «Внутренняя переписка» may have been pressed a moment ago, in a lane of its own.
  if (await rental.isBeingPressed({ chatId, threadId }))
    throw new Unavailable('a button of this topic is being pressed', { notTried: true, retryAfterMs: 500 })
  const rows = await rental.conversationsIn(topic.subject)
  const replied = await towardOf(payload, { threadId, subject: topic.subject, leadIds: rows.map(({ leadId }) => leadId) }, context)
  const original = edited ? await rental.spokenIn({ chatId, threadId, messageId }) : null
  const said = { eventId: original?.eventId ?? id, text: payload.text, at: context.clock.now() }
  const outgoing = await outgoingOf(said, rows, replied.heard, context)
  if (outgoing === null) return { what: 'said', where: 'unknown-client', place }
  const leadIds = rows.map(({ leadId }) => leadId)
  const facts = {
    what: 'said' as const,
    where: 'topic' as const,
    outgoing,
    isEdit: edited,
    wasSent: edited && (await rental.isReplied({ leadIds, slot: slotOf(said) })),
    toward: replied.toward,
  }
  // What stays inside is nobody's business, the model's neither.
  if (fateOf(facts) === 'send' && outgoing.wantsTranslation && outgoing.language !== null && context.model !== null)
    context.progress('Перевожу для клиента…')
  return fateOf(facts) === 'send' ? { ...facts, outgoing: await inClientsLanguage(outgoing, context) } : facts
}

async function towardOf(
  { chatId, replyToMessageId: messageId, fromId }: EventOf<'message.employee'>['payload'],
  { threadId, subject, leadIds }: { threadId: number; subject: string; leadIds: string[] },
  { read: { rental } }: GatherContext,
): Promise<{ toward: Toward; heard: HeardFrom | null }> {
  if (messageId === undefined) return { toward: 'nobody', heard: null }
  const posted = await rental.postedAs({ target: targetIn(subject), chatId, messageId })
  if (posted !== null) {
    const isClients = posted.agent === 'client-chats' && ['mirror', 'sent'].includes(posted.slot)
    return { toward: isClients ? 'client' : 'unknown', heard: isClients ? posted.heard : null }
  }
  const said = await rental.spokenIn({ chatId, threadId, messageId })
  if (said === null) return { toward: 'unknown', heard: null }
  if (await rental.isReplied({ leadIds, slot: slotOf(said) })) return { toward: 'client', heard: null }
  return { toward: said.fromId === fromId ? 'self' : 'colleague', heard: null }
}

type InTopic = Extract<SaidFacts, { where: 'topic' }>
type Fate = 'send' | 'edited' | 'inside' | 'no-chat' | Doubt

export function fateOf({ outgoing, isEdit, toward }: Omit<InTopic, 'what' | 'where' | 'wasSent'>): Fate {
  const { said, dialogue, source } = outgoing
  if (isEdit) return 'edited'
  if (dialogue.isInternal || isMarked(said.text) || toward === 'colleague' || said.text.trim() === '') return 'inside'
  if (realIdOf(outgoing) === null) return 'no-chat'
  if (/^\s*\//.test(said.text)) return 'command'
  if (/(^|[\s(])@\w{3,}/.test(said.text)) return 'mention'
  if (toward === 'self' || toward === 'unknown') return 'reply'
  if (source === null) return 'unknown-chat'
  return source.sourceType === 'comment' ? 'public' : 'send'
}
