// The directory: who works here and which Telegram chats we have. RentProg knows neither, so it is a file of ours, read at start.
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Database } from './db.ts'
import { BadInput } from './errors.ts'
import { Branch } from './events/event.ts'
import { firstIssue } from './events/index.ts'
import { TelegramId } from './events/telegram.ts'

export const Directory = z.object({
  staff: z.array(
    z.object({
      /** RentProg user id. */
      id: z.number().int(),
      name: z.string().min(1),
      role: z.enum(['employee', 'manager', 'head', 'director', 'admin']),
      branch: Branch.nullish(),
      telegramId: TelegramId.nullish(),
      language: z.string().default('ru'),
      yougileId: z.string().nullish(),
      amocrmId: z.number().int().positive().nullish(),
    }),
  ),
  chats: z.array(
    z.object({
      id: TelegramId,
      /** `branch`, `hq`, `clients`, `tasks`, `managers` or `alerts`. */
      purpose: z.string(),
      branch: Branch.nullish(),
      title: z.string().nullish(),
      topics: z.array(z.object({ threadId: z.number().int(), subject: z.string(), name: z.string().nullish() })).default([]),
    }),
  ),
})
export type Directory = z.infer<typeof Directory>

/** @throws BadInput with one line that names the file and the first thing that does not fit. */
export async function readDirectory(file: string): Promise<Directory> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new BadInput(`DIRECTORY_FILE: ${file} cannot be read (${error.message.split(',')[0]})`)
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BadInput(`DIRECTORY_FILE: ${file} is not JSON`)
  }
  const parsed = Directory.safeParse(value)
  if (!parsed.success) throw new BadInput(`DIRECTORY_FILE: ${file}: ${firstIssue(parsed.error)}`)
  return parsed.data
}

/** Staff and chats become what the file says; topics that were opened since stay, and so do accounts that people linked or detached by code. */
export async function importDirectory({ prisma }: Pick<Database, 'prisma'>, { staff, chats }: Directory): Promise<void> {
  await prisma.$transaction(
    async (tx) => {
      const gone = { id: { notIn: staff.map(({ id }) => id) } }
      await tx.staff.updateMany({ where: gone, data: { active: false, telegramId: null, linkedAt: null } })
      // One account may go from one person to another within the file.
      await tx.staff.updateMany({ where: { linkedAt: null }, data: { telegramId: null } })
      const linked = await tx.staff.findMany({ where: { linkedAt: { not: null } }, select: { id: true, telegramId: true } })
      const isSettled = new Set(linked.map(({ id }) => id))
      const isTaken = new Set(linked.map((row) => row.telegramId))
      for (const { id, telegramId, branch, yougileId, amocrmId, ...rest } of staff) {
        const row = {
          ...rest,
          branch: branch ?? null,
          yougileId: yougileId ?? null,
          amocrmId: amocrmId ?? null,
          active: true,
        }
        const account = telegramId == null || isTaken.has(BigInt(telegramId)) ? null : BigInt(telegramId)
        const update = isSettled.has(id) ? row : { ...row, telegramId: account }
        await tx.staff.upsert({ where: { id }, create: { id, ...row, telegramId: account }, update })
      }
      for (const { id, topics, branch, title, purpose } of chats) {
        const row = { purpose, branch: branch ?? null, title: title ?? null }
        await tx.chat.upsert({ where: { id: BigInt(id) }, create: { id: BigInt(id), ...row }, update: row })
        for (const { threadId, subject, name } of topics) {
          const topic = { chatId: BigInt(id), threadId, subject, name: name ?? null }
          await tx.topic.upsert({ where: { chatId_threadId: { chatId: topic.chatId, threadId } }, create: topic, update: {} })
        }
      }
    },
    { timeout: 30_000 },
  )
}
