// Reads of what was written to clients and by them: staff's words in a topic, what became of them, and what a message of ours was.
import { z } from 'zod'
import type { PrismaClient } from '../../generated/prisma/client.ts'

/** What an employee wrote, as it first read. */
export interface Spoken {
  eventId: string
  chatId: number
  threadId: number | null
  messageId: number
  fromId: number
  replyToMessageId: number | null
  text: string
  /** It reads differently now. */
  isEdited: boolean
  at: Date
}

/** A client's message, and the chat it came from. */
export interface HeardFrom {
  leadId: string
  realId: string | null
  saId: string | null
  /** `comment` is public. */
  sourceType: string | null
}

/** A message of ours in Telegram. */
export interface Posted {
  agent: string
  slot: string
  /** What it was made from, where that was a client's message. */
  heard: HeardFrom | null
}

export interface SpokenReads {
  spoken(eventId: string): Promise<Spoken | null>
  spokenIn(query: { chatId: number; threadId: number; messageId: number }): Promise<Spoken | null>
  /** The last a client wrote in one of these conversations until then. */
  lastHeard(query: { leadIds: readonly string[]; until: Date }): Promise<HeardFrom | null>
  /** Which effect posted a message to a target; null when it was none of ours there. */
  postedAs(query: { target: string; chatId: number; messageId: number }): Promise<Posted | null>
  /** A reply under that slot is on its way to the client or has arrived. */
  isReplied(query: { leadIds: readonly string[]; slot: string }): Promise<boolean>
  hasEffect(key: string): Promise<boolean>
  /** A button was pressed in this thread, and what comes of it is not known yet. */
  isBeingPressed(query: { chatId: number; threadId: number }): Promise<boolean>
}

/** Payloads as the ledger keeps them, with what is read here. */
const Written = z.object({
  chatId: z.number(),
  threadId: z.number().nullable().default(null),
  messageId: z.number(),
  fromId: z.number(),
  replyToMessageId: z.number().nullable().default(null),
  text: z.string(),
})
const Incoming = z.object({
  leadId: z.string(),
  realId: z.string().nullable().default(null),
  saId: z.string().nullable().default(null),
  sourceType: z.string().nullable().default(null),
})

const laneOf = (leadId: string): string => `chat:umnico:${leadId}`
const UNFINISHED = ['received', 'queued', 'running']

export function spokenReads(prisma: PrismaClient): SpokenReads {
  const versions = async (subject: string, messageId: number): Promise<Spoken | null> => {
    const rows = await prisma.event.findMany({
      where: { subject, type: 'message.employee', payload: { path: ['messageId'], equals: messageId } },
      orderBy: { seq: 'asc' },
      select: { id: true, payload: true, receivedAt: true },
    })
    const [first] = rows
    const written = Written.safeParse(first?.payload).data
    return first === undefined || written === undefined
      ? null
      : { eventId: first.id, at: first.receivedAt, isEdited: rows.length > 1, ...written }
  }
  return {
    async spoken(eventId) {
      const row = await prisma.event.findUnique({ where: { id: eventId }, select: { type: true, subject: true, payload: true } })
      const payload = row?.type === 'message.employee' ? Written.safeParse(row.payload).data : undefined
      return row && payload ? versions(row.subject, payload.messageId) : null
    },
    spokenIn: ({ chatId, threadId, messageId }) => versions(`chat:telegram:${chatId}:${threadId}`, messageId),
    async lastHeard({ leadIds, until }) {
      const row = await prisma.event.findFirst({
        where: { subject: { in: leadIds.map(laneOf) }, type: 'message.incoming', receivedAt: { lte: until } },
        orderBy: { seq: 'desc' },
        select: { payload: true },
      })
      return row && heardIn(row.payload)
    },
    async postedAs({ target, chatId, messageId }) {
      const row = await prisma.effect.findFirst({
        where: {
          target,
          kind: 'telegram.message',
          status: 'sent',
          AND: [{ receipt: { path: ['chatId'], equals: chatId } }, { receipt: { path: ['messageIds'], array_contains: [messageId] } }],
        },
        select: { agent: true, slot: true, event: { select: { type: true, payload: true } } },
      })
      return row && { agent: row.agent, slot: row.slot, heard: row.event.type === 'message.incoming' ? heardIn(row.event.payload) : null }
    },
    async isReplied({ leadIds, slot }) {
      const replies = await prisma.effect.count({
        where: {
          target: { in: leadIds.map((leadId) => `umnico:${leadId}`) },
          kind: 'umnico.reply',
          slot,
          status: { notIn: ['failed', 'skipped'] },
        },
      })
      return replies > 0
    },
    hasEffect: async (key) => (await prisma.effect.count({ where: { key } })) > 0,
    isBeingPressed: async ({ chatId, threadId }) =>
      (await prisma.event.count({
        where: {
          type: 'callback.button',
          status: { in: UNFINISHED },
          AND: [{ payload: { path: ['chatId'], equals: chatId } }, { payload: { path: ['threadId'], equals: threadId } }],
        },
      })) > 0,
  }
}

const heardIn = (payload: unknown): HeardFrom | null => Incoming.safeParse(payload).data ?? null
