// Where alerts go: the Telegram chat for them. Not through the outbox, since an alert may be about the outbox.
import type { Database } from './db.ts'
import { escapeHtml } from './effects/html.ts'
import { Refused } from './errors.ts'
import type { Tools } from './tools/index.ts'

const TELEGRAM_MAX = 4_000

export function alertSink({ prisma }: Pick<Database, 'prisma'>, telegram: Tools['telegram']) {
  return async (text: string): Promise<void> => {
    const chat = await prisma.chat.findFirst({ where: { purpose: 'alerts' } })
    if (!chat) throw new Refused('no chat has the purpose "alerts": add one to DIRECTORY_FILE')
    await telegram.write.sendMessage({ chatId: Number(chat.id), html: escapeHtml(text).slice(0, TELEGRAM_MAX) }, { critical: true })
  }
}
