// Reads of what people are asked to allow.
import type { Database } from '../../db.ts'
import type { ApprovalModel } from '../../generated/prisma/models.ts'
import { type PostedBy, postedBy } from './posted.ts'

export type Approval = ApprovalModel

export interface ApprovalReads {
  /** All of one choice, in the order in which they were asked; the ref of any of them finds them. */
  approvals(ref: string): Promise<Approval[]>
  /** Of an effect as it stands in the outbox; null when it is gone. */
  effectPayload(key: string): Promise<Record<string, unknown> | null>
  /** Which effects stand behind a message of ours: the one that sent it and those that were said with it. */
  postedBy(query: { chatId: number; messageId: number }): Promise<PostedBy[]>
}

export function approvalReads(db: Pick<Database, 'prisma' | 'query'>): ApprovalReads {
  const { prisma } = db
  return {
    approvals: async (ref) => {
      const one = await prisma.approval.findUnique({ where: { ref }, select: { choice: true } })
      return one ? prisma.approval.findMany({ where: { choice: one.choice }, orderBy: [{ createdAt: 'asc' }, { ref: 'asc' }] }) : []
    },
    effectPayload: async (key) => {
      const row = await prisma.effect.findUnique({ where: { key }, select: { payload: true } })
      return row && (row.payload as Record<string, unknown>)
    },
    postedBy: (query) => postedBy(query, db),
  }
}
