// Reads of the ledgers by a message of ours: which run sent it, and what else that run did.
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { EffectModel, EventModel, OutcomeModel } from '../../generated/prisma/models.ts'

type RunOfEvent = Pick<
  EventModel,
  'id' | 'type' | 'source' | 'subject' | 'payload' | 'timestamp' | 'status' | 'plan' | 'causeEventId' | 'causeAgent'
> & {
  outcomes: Pick<OutcomeModel, 'agent' | 'status' | 'summary'>[]
  effects: Pick<EffectModel, 'key' | 'agent' | 'kind' | 'slot' | 'payload' | 'status' | 'createdAt'>[]
}

/** A message of ours, and the run that sent it. */
export interface SentMessage {
  /** Of the effect that sent it; others of the run may have been said with it. */
  key: string
  run: RunOfEvent
  /** Later edits of it by other runs, in the order of time. */
  edits: Pick<EffectModel, 'agent' | 'eventId' | 'createdAt'>[]
}

export interface LedgerReads {
  /** By the id Telegram gave it; null when it is none of ours, or older than the ledger. */
  sentMessage(query: { chatId: number; messageId: number }): Promise<SentMessage | null>
  /** The newest one there, answers to «why» left out. */
  lastMessage(query: { chatId: number; threadId?: number }): Promise<SentMessage | null>
  /** The run of an event: what came in and what was made of it. */
  runOf(eventId: string): Promise<RunOfEvent | null>
}

/** A long message is sent in parts; in a busy chat others may write between them. */
const NEAR = 5

export function ledgerReads(prisma: PrismaClient): LedgerReads {
  const runOf = (eventId: string): Promise<RunOfEvent | null> =>
    prisma.event.findUnique({
      where: { id: eventId },
      select: {
        ...{ id: true, type: true, source: true, subject: true, payload: true, timestamp: true, status: true, plan: true },
        ...{ causeEventId: true, causeAgent: true },
        outcomes: { select: { agent: true, status: true, summary: true }, orderBy: { agent: 'asc' } },
        effects: {
          // The card that said «⏳…» is where the answer stands now.
          where: { slot: { not: 'progress' } },
          select: { key: true, agent: true, kind: true, slot: true, payload: true, status: true, createdAt: true },
          orderBy: { seq: 'asc' },
        },
      },
    })

  async function withRun(found: { key: string; eventId: string } | undefined): Promise<SentMessage | null> {
    if (found === undefined) return null
    const [run, edits] = await Promise.all([
      runOf(found.eventId),
      prisma.effect.findMany({
        where: { target: `message:${found.key}`, kind: 'telegram.edit', status: 'sent', eventId: { not: found.eventId } },
        orderBy: { seq: 'asc' },
        select: { agent: true, eventId: true, createdAt: true },
      }),
    ])
    return run && { key: found.key, run, edits }
  }

  return {
    runOf,
    async sentMessage({ chatId, messageId }) {
      const near = await prisma.$queryRaw<{ key: string; eventId: string; ids: number[] }[]>`
        SELECT key, event_id AS "eventId", receipt -> 'messageIds' AS ids FROM effects
         WHERE kind IN ('telegram.message', 'telegram.media') AND receipt ->> 'chatId' = ${String(chatId)} AND (receipt -> 'messageIds' ->> 0)::bigint <= ${messageId}
         ORDER BY (receipt -> 'messageIds' ->> 0)::bigint DESC, seq DESC LIMIT ${NEAR}`
      return withRun(near.find(({ ids }) => ids.includes(messageId)))
    },
    async lastMessage({ chatId, threadId }) {
      const [last] = await prisma.$queryRaw<{ key: string; eventId: string }[]>`
        SELECT key, event_id AS "eventId" FROM effects
         WHERE kind IN ('telegram.message', 'telegram.media') AND receipt ->> 'chatId' = ${String(chatId)} AND slot NOT IN ('why', 'progress')
           AND (receipt ->> 'threadId') IS NOT DISTINCT FROM ${threadId === undefined ? null : String(threadId)}
         ORDER BY (receipt -> 'messageIds' ->> 0)::bigint DESC, seq DESC LIMIT 1`
      return withRun(last)
    },
  }
}
