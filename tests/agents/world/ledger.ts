// What we said in a world under test, and why, as lists.
import type { LedgerReads, SentMessage } from '../../../src/tools/rental/ledger.ts'

export interface LedgerRows {
  /** Messages of ours by chat, thread and id, in order. */
  sent?: { chatId: number; threadId?: number; messageId: number; message: SentMessage }[]
  runs?: SentMessage['run'][]
}

export const ledgerOf = ({ sent = [], runs = [] }: LedgerRows): LedgerReads => ({
  runOf: async (eventId) => runs.find(({ id }) => id === eventId) ?? null,
  sentMessage: async ({ chatId, messageId }) => sent.find((one) => one.chatId === chatId && one.messageId === messageId)?.message ?? null,
  lastMessage: async ({ chatId, threadId }) => sent.findLast((one) => one.chatId === chatId && one.threadId === threadId)?.message ?? null,
})
