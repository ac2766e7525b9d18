// Reads of conversations with clients, of their clocks, and of whom a client may be.
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { BookingModel, ClientModel, ConversationModel, EffectModel, SlaClockModel } from '../../generated/prisma/models.ts'

export type Conversation = ConversationModel
export type SlaClock = SlaClockModel
/** A message that somebody of staff told us to send to a client. */
export type Reply = Pick<EffectModel, 'status' | 'createdAt' | 'finishedAt'>

export interface ConversationReads {
  conversation(leadId: string): Promise<Conversation | null>
  /** Conversations that share a client's topic, the one with the client's latest word first. */
  conversationsIn(topic: string): Promise<Conversation[]>
  conversationsOfClient(clientId: number): Promise<Conversation[]>
  slaClock(leadId: string): Promise<SlaClock | null>
  /** Clocks that run, the longest first. */
  runningClocks(query: { branch?: string }): Promise<SlaClock[]>
  /** What a person, not a program, told us to send to the client since then, in the order of time. */
  repliesTo(query: { leadId: string; since: Date }): Promise<Reply[]>
  /** Clients whose phone ends with the same nine digits. */
  clientsByPhone(phone: string): Promise<ClientModel[]>
  /** Clients whose name holds every one of these, folded to their sound (agents/spelling.ts); at most ten, the latest first. */
  clientsNamed(sounds: readonly string[]): Promise<ClientModel[]>
  /** Bookings of a client that are not cancelled or over, the one in rent first, then the nearest. */
  currentBookingsOf(query: { clientId: number; now: Date }): Promise<BookingModel[]>
}

/** Enough to tell apart, whatever stands before it: `+995 599 …`, `8 599 …`. */
const TAIL = 9

/** Events by which staff speak. */
const BY_PEOPLE = ['message.employee', 'callback.button', 'photo.uploaded']

const OVER = ['Отмена', 'Отказ клиента', 'Нет машин', 'Отъездила', 'Вернуть залог']

export function conversationReads(prisma: PrismaClient): ConversationReads {
  return {
    conversation: (leadId) => prisma.conversation.findUnique({ where: { leadId } }),
    conversationsIn: (topic) =>
      prisma.conversation.findMany({ where: { topic }, orderBy: { lastIncomingAt: { sort: 'desc', nulls: 'last' } } }),
    conversationsOfClient: (clientId) => prisma.conversation.findMany({ where: { clientId }, orderBy: { updatedAt: 'desc' } }),
    slaClock: (leadId) => prisma.slaClock.findUnique({ where: { leadId } }),
    runningClocks: ({ branch }) => prisma.slaClock.findMany({ where: { status: 'running', branch }, orderBy: { countsFrom: 'asc' } }),
    repliesTo: ({ leadId, since }) =>
      prisma.effect.findMany({
        // The target of effects is indexed, and names the conversation.
        where: { target: `umnico:${leadId}`, kind: 'umnico.reply', createdAt: { gte: since }, event: { type: { in: BY_PEOPLE } } },
        orderBy: { seq: 'asc' },
        select: { status: true, createdAt: true, finishedAt: true },
      }),
    clientsByPhone: async (phone) => {
      const tail = phone.replace(/\D/g, '').slice(-TAIL)
      if (tail.length < TAIL) return []
      const ids = await prisma.$queryRaw<{ id: number }[]>`
        SELECT id FROM clients WHERE right(regexp_replace(phone, '[^0-9]', '', 'g'), ${TAIL}) = ${tail} ORDER BY id LIMIT 5`
      return prisma.client.findMany({ where: { id: { in: ids.map(({ id }) => id) } }, orderBy: { id: 'asc' } })
    },
    clientsNamed: async (sounds) =>
      sounds.length === 0
        ? []
        : prisma.client.findMany({
            where: { AND: sounds.map((word) => ({ sounds: { contains: word } })) },
            orderBy: { updatedAt: 'desc' },
            take: 10,
          }),
    currentBookingsOf: ({ clientId, now }) =>
      prisma.booking.findMany({
        where: {
          clientId,
          archived: false,
          OR: [{ inRent: true }, { endAt: { gte: now }, OR: [{ state: null }, { state: { notIn: OVER } }] }],
        },
        orderBy: [{ inRent: 'desc' }, { startAt: 'asc' }],
      }),
  }
}
