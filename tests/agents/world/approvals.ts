// What people are asked to allow in a world under test, as a list.
import type { ApprovalReads } from '../../../src/tools/rental/approvals.ts'
import type { Approval, Rental } from '../../../src/tools/rental.ts'

export interface ApprovalRows {
  approvals?: Approval[]
  /** Payloads of effects, by key. */
  payloads?: Record<string, Record<string, unknown>>
  /** Who stands behind our messages, by `chat/message`. */
  ofMessages?: Record<string, { agent: string; slot: string }[]>
}

export const approvalsOf = ({ approvals = [], payloads = {}, ofMessages = {} }: ApprovalRows): Pick<Rental, keyof ApprovalReads> => ({
  approvals: async (ref) => {
    const choice = approvals.find((row) => row.ref === ref)?.choice
    return approvals.filter((row) => row.choice === choice)
  },
  effectPayload: async (key) => payloads[key] ?? null,
  postedBy: async ({ chatId, messageId }) => ofMessages[`${chatId}/${messageId}`] ?? [],
})
