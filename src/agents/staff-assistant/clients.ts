// «Что за клиент Иван Тестов», «клиент +995…»: who it is, current bookings, the conversation.
import type { Client } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type BookingView, viewOf } from '../booking-facts.ts'
import { tokensOf } from '../phrases.ts'

export interface ClientFound {
  client: Client
  bookings: BookingView[]
  hasConversation: boolean
}

export interface ClientFacts {
  shown: ClientFound[]
  more: number
  /** Nothing in the text could be a name or a phone. */
  isNobodyNamed: boolean
  now: Date
}

const MOST = 3
/** Words of the question, not of a name; beginnings. */
const QUESTION = [
  'клиент',
  'что',
  'кто',
  'найди',
  'найти',
  'про',
  'телефон',
  'номер',
  'такой',
  'такая',
  'who',
  'the',
  'client',
  'about',
  'дай',
  'покажи',
  'расскажи',
  'бронь',
]

export async function clientFacts(text: string, { read: { rental }, clock }: GatherContext): Promise<ClientFacts> {
  const now = clock.now()
  const [phone] = /\+?\d[\d\s()-]{7,}\d/.exec(text) ?? []
  const words = tokensOf(text).filter((word) => word.length > 2 && !/\d/.test(word) && !QUESTION.some((stem) => word.startsWith(stem)))
  const clients = phone === undefined ? await rental.clientsNamed(words) : await rental.clientsByPhone(phone)
  const shown = await Promise.all(
    clients.slice(0, MOST).map(async (client) => {
      const [bookings, conversations] = await Promise.all([
        rental.currentBookingsOf({ clientId: client.id, now }),
        rental.conversationsOfClient(client.id),
      ])
      return { client, bookings: bookings.map((row) => viewOf(row)), hasConversation: conversations.length > 0 }
    }),
  )
  return { shown, more: Math.max(0, clients.length - MOST), isNobodyNamed: phone === undefined && words.length === 0, now }
}
