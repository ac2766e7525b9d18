// Work that takes longer shows «печатает…» to whoever wrote in private. It may be lost, so it is no effect.
import type { Event } from './events/index.ts'
import type { Tools } from './tools/index.ts'

const AFTER_MS = 700
/** Telegram shows it for five seconds. */
const AGAIN_MS = 4_000

export async function withTyping<T>(work: Promise<T>, event: Event, { write }: Pick<Tools['telegram'], 'write'>): Promise<T> {
  // In a group nobody knows yet whether we are meant.
  if (event.type !== 'message.employee' || event.payload.chatId < 0) return work
  const { chatId, threadId } = event.payload
  const show = () => void write.sendChatAction({ chatId, threadId }).catch(() => undefined)
  let again: NodeJS.Timeout | undefined
  const begin = setTimeout(() => {
    show()
    again = setInterval(show, AGAIN_MS)
  }, AFTER_MS)
  try {
    return await work
  } finally {
    clearTimeout(begin)
    clearInterval(again)
  }
}
