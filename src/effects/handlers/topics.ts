// Forum topics as Telegram has them and as our map knows them: opened, found gone, closed, moved with their chat.

import { hasCode, migratedTo } from '../../tools/telegram-errors.ts'
import { moveChat } from '../chats.ts'
import type { HandlerContext } from '../handler.ts'
import type { Address } from '../places.ts'

type Context = Pick<HandlerContext, 'key' | 'critical' | 'tools' | 'db'>

export const callOf = ({ key, critical }: Pick<HandlerContext, 'key' | 'critical'>) => ({ effectKey: key, critical })

/** Does something at the address; where Telegram says why it cannot, mends that once and does it again. */
export async function at<T>(
  address: Address,
  context: Context,
  work: (at: Address) => Promise<T>,
): Promise<{ address: Address; result: T }> {
  const mended = new Set<string | undefined>()
  let current = address
  for (;;) {
    try {
      return { address: current, result: await work(current) }
    } catch (error) {
      const code = hasCode(error, 'migrated', 'thread-not-found', 'topic-closed') ? error.code : undefined
      if (code === undefined || mended.has(code)) throw error
      mended.add(code)
      const next = await mend(error, current, context)
      if (!next) throw error
      current = next
    }
  }
}

async function mend(error: unknown, address: Address, context: Context): Promise<Address | null> {
  const newChatId = migratedTo(error)
  if (newChatId !== null) return moved(address, newChatId, context)
  if (address.threadId === undefined) return null
  if (hasCode(error, 'topic-closed')) {
    await reopen(address.chatId, address.threadId, context)
    return address
  }
  if (!address.topic) return null
  await context.db.prisma.topic.deleteMany({ where: { chatId: BigInt(address.chatId), threadId: address.threadId } })
  return opened({ ...address, threadId: undefined }, context)
}

/** The address with a topic: the one it has, or a new one that is then in our map. */
export async function opened(address: Address, context: Context): Promise<Address> {
  const { topic } = address
  if (!topic || address.threadId !== undefined) return address
  const { telegram } = context.tools
  const made = await at(address, context, ({ chatId }) => telegram.write.createForumTopic({ chatId, name: topic.name }, callOf(context)))
  const { chatId } = made.address
  const { threadId } = made.result
  const row = { subject: topic.subject, name: topic.name, closed: false }
  await context.db.prisma.topic.upsert({
    where: { chatId_threadId: { chatId: BigInt(chatId), threadId } },
    create: { chatId: BigInt(chatId), threadId, ...row },
    update: row,
  })
  return { ...made.address, threadId }
}

export async function reopen(chatId: number, threadId: number, context: Context): Promise<void> {
  await context.tools.telegram.write.reopenForumTopic({ chatId, threadId }, callOf(context))
  await markClosed(chatId, threadId, false, context)
}

export async function markClosed(chatId: number, threadId: number, closed: boolean, { db }: Pick<Context, 'db'>): Promise<void> {
  await db.prisma.topic.updateMany({ where: { chatId: BigInt(chatId), threadId }, data: { closed } })
}

/** The group became a supergroup: its row, and with it its topics, get the new id. */
async function moved(address: Address, newChatId: number, { db }: Context): Promise<Address> {
  await moveChat(db, address.chatId, newChatId)
  return { ...address, chatId: newChatId }
}
