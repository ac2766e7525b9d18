// What people are asked to allow in a world under test, as a list.
import type { ApprovalReads } from '../../../src/tools/rental/approvals.ts'
import type { Approval, Rental } from '../../../src/tools/rental.ts'

export interface ApprovalRows {
  approvals?: Approval[]
}

export const approvalsOf = ({ approvals = [] }: ApprovalRows): Pick<Rental, keyof ApprovalReads> => ({
  approvals: async (ref) => {
    const choice = approvals.find((row) => row.ref === ref)?.choice
    return approvals.filter((row) => row.choice === choice)
  },
})
