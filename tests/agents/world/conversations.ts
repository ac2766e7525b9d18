// The conversations of a world under test, as lists.
import { folded } from '../../../src/agents/spelling.ts'
import type { ConversationReads } from '../../../src/tools/rental/conversations.ts'
import type { Booking, Client, Conversation, Rental, Reply, SlaClock } from '../../../src/tools/rental.ts'

export interface ConversationRows {
  conversations?: Conversation[]
  clocks?: SlaClock[]
  /** To whichever client. */
  replies?: Reply[]
}

const OVER = ['Отмена', 'Отказ клиента', 'Нет машин', 'Отъездила', 'Вернуть залог']
const tail = (phone: string | null) => phone?.replace(/\D/g, '').slice(-9)

export function conversationsOf(
  { conversations = [], clocks = [], replies = [] }: ConversationRows,
  { bookings = [], clients = [] }: { bookings?: Booking[]; clients?: Client[] },
): Pick<Rental, keyof ConversationReads> {
  const newest = (a: Conversation, b: Conversation) => (b.lastIncomingAt?.getTime() ?? 0) - (a.lastIncomingAt?.getTime() ?? 0)
  return {
    conversation: async (leadId) => conversations.find((row) => row.leadId === leadId) ?? null,
    conversationsIn: async (topic) => conversations.filter((row) => row.topic === topic).sort(newest),
    conversationsOfClient: async (clientId) => conversations.filter((row) => row.clientId === clientId).sort(newest),
    slaClock: async (leadId) => clocks.find((row) => row.leadId === leadId) ?? null,
    runningClocks: async ({ branch }) =>
      clocks.filter((row) => row.status === 'running' && (branch === undefined || row.branch === branch)),
    repliesTo: async ({ since }) => replies.filter(({ createdAt }) => createdAt >= since),
    clientsByPhone: async (phone) => clients.filter((row) => tail(row.phone) === tail(phone) && tail(phone)?.length === 9),
    clientsNamed: async (sounds) =>
      sounds.length === 0 ? [] : clients.filter(({ name }) => sounds.every((word) => folded(name ?? '').includes(word))),
    currentBookingsOf: async ({ clientId, now }) =>
      bookings
        .filter((row) => row.clientId === clientId && !row.archived)
        .filter((row) => row.inRent || ((row.endAt ?? now) >= now && !OVER.includes(row.state ?? '')))
        .sort((a, b) => Number(b.inRent) - Number(a.inRent) || (a.startAt?.getTime() ?? 0) - (b.startAt?.getTime() ?? 0)),
  }
}
