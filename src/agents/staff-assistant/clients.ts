// «Что за клиент Иван Тестов», «клиент +995…»: who it is, current bookings, the conversation.
import { may } from '../../effects/roles.ts'
import type { Client } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import type { Asker } from '../asker.ts'
import { type BookingView, viewOf } from '../booking-facts.ts'
import { tokensOf } from '../phrases.ts'
import { folded } from '../spelling.ts'

export interface ClientFound {
  client: Client
  bookings: BookingView[]
  /** With the client, as it stands; null: never wrote. */
  conversation: { lastAt: Date | null; waitsSince: Date | null } | null
  /** As the asker may read it, where they asked. */
  phone: string | null
}

export interface ClientFacts {
  shown: ClientFound[]
  more: number
  /** Nothing in the text could be a name or a phone. */
  isNobodyNamed: boolean
  now: Date
}

/** Others in the chat read along, and people of other branches need no more than to tell clients apart. */
const masked = (phone: string): string => `…${phone.replaceAll(/\D/g, '').slice(-2)}`

const earliest = (moments: readonly Date[]): Date | null => moments.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
const latest = (conversations: readonly { lastIncomingAt: Date | null }[]): Date | null =>
  conversations.flatMap(({ lastIncomingAt: at }) => at ?? []).toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null

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
  'find',
  'search',
  'look',
  'customer',
  'named',
  'know',
  'კლიენტ',
  'ვინ',
  'არის',
  'იპოვე',
  'მოძებნე',
]

/** «Ивана Тестова», «Примеровой»: a name in another case, without its ending. */
const ENDING = /(?:ogo|omu|oiu|om|em|im|ih|oi|ei|a|u|e|i)$/
const SHORTEST = 3
const withoutEnding = (sounds: string): string => {
  const stem = sounds.replace(ENDING, '')
  return stem.length < SHORTEST ? sounds : stem
}

/** As it is written; else in whatever case it may stand; else what is written like a name. */
async function clientsNamed(text: string, words: readonly string[], rental: GatherContext['read']['rental']): Promise<Client[]> {
  const sounds = words.map(folded)
  const capitalised = new Set((text.match(/(?<!\p{L})\p{Lu}\p{L}+/gu) ?? []).map(folded))
  for (const said of [sounds, sounds.map(withoutEnding), sounds.filter((word) => capitalised.has(word)).map(withoutEnding)]) {
    const found = await rental.clientsNamed(said)
    if (found.length > 0) return found
  }
  return []
}

export async function clientFacts(
  text: string,
  { staff, isPrivate }: Asker,
  { read: { rental }, clock }: GatherContext,
  knownId?: number,
): Promise<ClientFacts> {
  const now = clock.now()
  const [phone] = /\+?\d[\d\s()-]{7,}\d/.exec(text) ?? []
  const words = tokensOf(text).filter((word) => word.length > 2 && !/\d/.test(word) && !QUESTION.some((stem) => word.startsWith(stem)))
  const isNobodyNamed = phone === undefined && words.length === 0
  const known = isNobodyNamed && knownId !== undefined ? await rental.client(knownId) : null
  const named = phone === undefined ? await clientsNamed(text, words, rental) : await rental.clientsByPhone(phone)
  const clients = known === null ? named : [known]
  const shown = await Promise.all(
    clients.slice(0, MOST).map(async (client) => {
      const [bookings, conversations] = await Promise.all([
        rental.currentBookingsOf({ clientId: client.id, now }),
        rental.conversationsOfClient(client.id),
      ])
      const branches = bookings.length === 0 ? [null] : bookings.map(({ branch }) => branch)
      const isForThem = isPrivate && branches.some((branch) => may(staff, 'client.phone', { branch }).yes)
      const shownPhone = client.phone === null || isForThem ? client.phone : masked(client.phone)
      const clocks = await Promise.all(conversations.map(({ leadId }) => rental.slaClock(leadId)))
      const waiting = clocks.flatMap((one) => (one?.status === 'running' ? [one.startedAt] : []))
      const conversation = conversations.length === 0 ? null : { lastAt: latest(conversations), waitsSince: earliest(waiting) }
      return { client, bookings: bookings.map((row) => viewOf(row)), conversation, phone: shownPhone }
    }),
  )
  return { shown, more: Math.max(0, clients.length - MOST), isNobodyNamed: isNobodyNamed && known === null, now }
}
