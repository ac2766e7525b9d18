// Reads of what people are asked to allow.
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { ApprovalModel } from '../../generated/prisma/models.ts'

export type Approval = ApprovalModel

export interface ApprovalReads {
  /** All of one choice, in the order in which they were asked; the ref of any of them finds them. */
  approvals(ref: string): Promise<Approval[]>
}

export function approvalReads(prisma: PrismaClient): ApprovalReads {
  return {
    approvals: async (ref) => {
      const one = await prisma.approval.findUnique({ where: { ref }, select: { choice: true } })
      return one ? prisma.approval.findMany({ where: { choice: one.choice }, orderBy: [{ createdAt: 'asc' }, { ref: 'asc' }] }) : []
    },
  }
}
