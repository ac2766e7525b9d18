// Reads of the outbox by the lane that caused it: which message rang last, and what has been added to it since.
import type { PrismaClient } from '../../generated/prisma/client.ts'

/** A message of ours that rang, with the client's words it stands for. */
export interface Call {
  key: string
  slot: string
  /** `telegram:{place}` */
  target: string
  at: Date
  /** What the client wrote, oldest first: what rang, and each message that was added. */
  said: readonly string[]
}

export interface CallReads {
  /** Null where none is left that still stands: one that could not be sent, or could not be edited any more, does not. */
  lastCall(query: { lane: string; agent: string; slots: readonly string[] }): Promise<Call | null>
}

export const callReads = (prisma: PrismaClient): CallReads => ({
  async lastCall({ lane, agent, slots }) {
    const [last] = await prisma.$queryRaw<Omit<Call, 'said'>[]>`
      SELECT call.key, call.slot, call.target, call.created_at AS at
        FROM effects call JOIN events cause ON cause.id = call.event_id
       WHERE cause.subject = ${lane} AND call.agent = ${agent} AND call.kind = 'telegram.message' AND call.slot = ANY (${[...slots]})
         AND call.status NOT IN ('failed', 'skipped')
         AND NOT EXISTS (SELECT 1 FROM effects edit WHERE edit.target = 'message:' || call.key AND edit.status = 'failed')
       ORDER BY call.seq DESC LIMIT 1`
    if (last === undefined) return null
    const said = await prisma.$queryRaw<{ text: string | null }[]>`
      SELECT cause.payload ->> 'text' AS text FROM effects one JOIN events cause ON cause.id = one.event_id
       WHERE one.key = ${last.key} OR (one.target = ${`message:${last.key}`} AND one.agent = ${agent} AND one.kind = 'telegram.edit')
       ORDER BY one.seq`
    return { ...last, said: said.map(({ text }) => text ?? '') }
  },
})
