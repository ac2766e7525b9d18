// Reads of what is being spoken of in a chat or topic of staff.
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { TalkModel } from '../../generated/prisma/models.ts'

export type Talk = TalkModel

export interface TalkReads {
  /** By the lane of the chat and topic; null when nothing is remembered. */
  talk(subject: string): Promise<Talk | null>
}

export const talkReads = (prisma: PrismaClient): TalkReads => ({
  talk: (subject) => prisma.talk.findUnique({ where: { subject } }),
})
