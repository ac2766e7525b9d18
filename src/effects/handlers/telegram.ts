// The handlers of everything that goes out to Telegram.
import { Refused } from '../../errors.ts'
import { hasCode } from '../../tools/telegram-errors.ts'
import type { EffectPayload, Place } from '../catalogue.ts'
import type { Handler, HandlerContext, Receipt } from '../handler.ts'
import { blocks, escapeHtml, MESSAGE_LENGTH, splitHtml } from '../html.ts'
import { addressesOf } from '../places.ts'
import { filled } from './filled.ts'
import { insteadOfLine, type Message, sendTo } from './send.ts'
import { callOf, markClosed, opened, reopen } from './topics.ts'

export const telegramMessage: Handler<'telegram.message'> = {
  async perform({ place, html, buttons, from, before, after, instead }, context) {
    const text = blocks(before, await filled(html, from, context, escapeHtml), after)
    const receipt =
      (instead !== undefined && (await inPlaceOf(instead, text, buttons, context))) ||
      (await sendTo(await addressesOf(place, context.db), { html: text, buttons }, context))
    return { ...receipt, ...(before && { before }), ...(after && { after }) }
  },
}

/** @returns null when there is nothing (any more) in whose place it could come. */
async function inPlaceOf(key: string, text: string, buttons: Message['buttons'], context: HandlerContext): Promise<Receipt | null> {
  const sent = await standing(key, context)
  if (sent === null) return null
  try {
    const messageIds = await rewrite(sent, text, buttons, context)
    return { chatId: sent.chatId, ...(sent.threadId !== undefined && { threadId: sent.threadId }), messageIds }
  } catch (error) {
    if (hasCode(error, 'message-gone')) return null
    throw error
  }
}

async function standing(key: string, context: HandlerContext): Promise<Sent | null> {
  try {
    return messageOf(await context.receiptOf(key), key)
  } catch (error) {
    if (error instanceof Refused) return null
    // Nobody waits for what only a person could settle.
    const [row] = await context.db.query<{ status: string }>('SELECT status FROM effects WHERE key = $1', [key])
    if (row?.status === 'uncertain') return null
    throw error
  }
}

/** A message that took several parts keeps their number: what no longer fits is cut, a part no longer needed is deleted. */
async function rewrite(
  { chatId, messageIds }: Sent,
  text: string,
  buttons: Message['buttons'],
  context: HandlerContext,
): Promise<number[]> {
  const { write } = context.tools.telegram
  const parts = fitted(splitHtml(text), messageIds.length)
  for (const [index, html] of parts.entries()) {
    const edit = { chatId, messageId: messageIds[index] as number, html, buttons: index === parts.length - 1 ? buttons : undefined }
    await write.editMessageText(edit, callOf(context))
  }
  for (const messageId of messageIds.slice(parts.length)) await write.deleteMessage({ chatId, messageId }, callOf(context))
  return messageIds.slice(0, parts.length)
}

export const telegramEdit: Handler<'telegram.edit'> = {
  async perform({ message, html, buttons, from }, context) {
    const sent = messageOf(await context.receiptOf(message), message)
    const { chatId, insteadOf, before, after } = sent
    const text = blocks(before, await filled(html, from, context, escapeHtml), after)
    return { chatId, messageIds: await rewrite(sent, insteadOfLine(insteadOf) + text, buttons, context) }
  },
}

export const telegramPin: Handler<'telegram.pin'> = {
  async perform({ message }, context) {
    const { chatId, messageIds } = messageOf(await context.receiptOf(message), message)
    const messageId = messageIds[0] as number
    await context.tools.telegram.write.pinChatMessage({ chatId, messageId }, callOf(context))
    return { chatId, messageIds: [messageId] }
  },
}

export const telegramUnpin: Handler<'telegram.unpin'> = {
  async perform({ message }, context) {
    const { chatId, messageIds } = messageOf(await context.receiptOf(message), message)
    const messageId = messageIds[0] as number
    await context.tools.telegram.write.unpinChatMessage({ chatId, messageId }, callOf(context))
    return { chatId, messageIds: [messageId] }
  },
}

export const telegramDelete: Handler<'telegram.delete'> = {
  async perform({ message }, context) {
    const { chatId, messageIds } = messageOf(await context.receiptOf(message), message)
    for (const messageId of messageIds) await context.tools.telegram.write.deleteMessage({ chatId, messageId }, callOf(context))
    return { chatId, messageIds }
  },
}

export const telegramAnswer: Handler<'telegram.answer'> = {
  async perform({ from, ...answer }, context) {
    const text = (await filled(answer.text, from, context)).slice(0, ANSWER_LENGTH)
    return context.tools.telegram.write.answerCallbackQuery({ ...answer, text }, callOf(context))
  },
}

export const telegramTopic: Handler<'telegram.topic'> = {
  perform: async (payload, context) => TOPIC_ACTIONS[payload.action](payload, context),
}

type TopicAction = (payload: EffectPayload<'telegram.topic'>, context: HandlerContext) => Promise<Receipt>

async function openTopic({ place, name }: EffectPayload<'telegram.topic'>, context: HandlerContext): Promise<Receipt> {
  const [found] = await addressesOf(place, context.db)
  const { chatId, threadId } = found
  if (threadId === undefined) {
    const made = await opened({ ...found, topic: found.topic && { ...found.topic, name } }, context)
    return { chatId: made.chatId, threadId: made.threadId, created: true }
  }
  const row = await context.db.prisma.topic.findUnique({ where: { chatId_threadId: { chatId: BigInt(chatId), threadId } } })
  if (row?.closed) await reopen(chatId, threadId, context)
  return { chatId, threadId, created: false }
}

const closeTopic: TopicAction = ({ place }, context) =>
  onTopic(place, context, async ({ chatId, threadId }) => {
    await context.tools.telegram.write.closeForumTopic({ chatId, threadId }, callOf(context))
    await markClosed(chatId, threadId, true, context)
    return { chatId, threadId }
  })

const renameTopic: TopicAction = ({ place, name }, context) =>
  onTopic(place, context, async ({ chatId, threadId }) => {
    const where = { chatId_threadId: { chatId: BigInt(chatId), threadId } }
    const row = await context.db.prisma.topic.findUnique({ where })
    if (row?.name === name) return { chatId, threadId, renamed: false }
    await context.tools.telegram.write.editForumTopic({ chatId, threadId, name }, callOf(context))
    await context.db.prisma.topic.update({ where, data: { name } })
    return { chatId, threadId, renamed: true }
  })

const TOPIC_ACTIONS = { open: openTopic, close: closeTopic, rename: renameTopic }

/** With a topic that is there; one that Telegram has no more leaves our map. */
async function onTopic(
  place: Place,
  context: HandlerContext,
  work: (topic: { chatId: number; threadId: number }) => Promise<Receipt>,
): Promise<Receipt> {
  const [{ chatId, threadId }] = await addressesOf(place, context.db)
  if (threadId === undefined) return { chatId, note: 'there is no such topic' }
  try {
    return await work({ chatId, threadId })
  } catch (error) {
    if (!hasCode(error, 'thread-not-found')) throw error
    await context.db.prisma.topic.deleteMany({ where: { chatId: BigInt(chatId), threadId } })
    return { chatId, threadId, note: 'the topic was gone already' }
  }
}

/** What Telegram shows of an answer. */
const ANSWER_LENGTH = 200

const CUT = '\n…'

function fitted(parts: string[], most: number): string[] {
  if (parts.length <= most) return parts
  const kept = parts.slice(0, most)
  const last = splitHtml(kept[most - 1] as string, MESSAGE_LENGTH - CUT.length)[0] as string
  return [...kept.slice(0, -1), last + CUT]
}

interface Sent {
  chatId: number
  threadId?: number
  messageIds: number[]
  insteadOf?: string
  /** Words of others in the same message. */
  before?: string
  after?: string
}

function messageOf(receipt: Receipt, key: string): Sent {
  const { chatId, messageIds } = receipt
  const named = typeof chatId === 'number' && Array.isArray(messageIds) && messageIds.length > 0
  if (!named) throw new Refused(`effect ${key} left no message behind`, { code: 'no-message' })
  return receipt as unknown as Sent
}
