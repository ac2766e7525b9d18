// A conversation with a client as agents see it: who the client is, which booking they speak of, who answers, and where its topic is.
import { createHash } from 'node:crypto'
import type { Place, Proposal } from '../effects/catalogue.ts'
import type { Branch } from '../events/event.ts'
import type { IncomingMessage } from '../events/umnico.ts'
import type { Client, Conversation, Staff } from '../tools/rental.ts'
import type { GatherContext } from './agent.ts'
import { type BookingView, branchOf, viewOf } from './booking-facts.ts'
import type { CarFacts } from './known-booking.ts'
import { responsibleFor } from './people.ts'
import { carLabel } from './words.ts'

/** What a message of Umnico says of whoever wrote it. */
export type Contact = Pick<IncomingMessage, 'leadId' | 'customerName' | 'customerPhone' | 'login'>

export interface KnownConversation {
  leadId: string
  /** Our row; null before the first message was taken up. */
  row: Conversation | null
  clientId: number | null
  client: Client | null
  /** In rent first, then the nearest. */
  booking: BookingView | null
  car: Pick<CarFacts, 'id' | 'name' | 'plate'> | null
  branch: Branch | null
  /** Whom the current booking names; null: sales and the managers. */
  responsible: Staff | null
  /** Where to tell whoever has to answer: the responsible, the branch manager, the managers' chat. */
  answerer: Place
  /** The client's topic; it is opened by whatever is posted there first. */
  place: Extract<Place, { to: 'client' }>
  /** What people call the client. Plain text. */
  name: string
}

type Asking = Pick<GatherContext, 'clock'> & { read: Pick<GatherContext['read'], 'rental'> }

/** From our tables alone: no vendor is asked. */
export async function conversationOf(contact: Contact, { read, clock }: Asking): Promise<KnownConversation> {
  const { rental } = read
  const row = await rental.conversation(contact.leadId)
  const client = await clientOf(contact, row, { read, clock })
  const clientId = client?.id ?? row?.clientId ?? null
  const booking = clientId === null ? null : await currentBooking(clientId, { read, clock })
  const car = booking === null || booking.carId === null ? null : await rental.car(booking.carId)
  const who = booking === null ? null : await responsibleFor(booking, read)
  const branch = booking?.branch ?? branchOf(row?.branch) ?? null
  const manager: Place = branch === null ? { to: 'chat', purpose: 'managers' } : { to: 'role', role: 'manager', branch }
  const name = nameOf(contact, row, client)
  return {
    leadId: contact.leadId,
    row,
    clientId,
    client,
    booking,
    car: car && { id: car.id, name: car.name, plate: car.plate },
    branch,
    responsible: who?.staff ?? null,
    answerer: who?.place ?? manager,
    place: { to: 'client', topic: row?.topic ?? topicOf(contact.leadId, clientId), name: topicName(name, car) },
    name,
  }
}

/** The same conversation with a client who is called otherwise from now on. */
export const renamed = (conversation: KnownConversation, name: string): KnownConversation => ({
  ...conversation,
  name,
  place: { ...conversation.place, name: topicName(name, conversation.car) },
})

/** The latest conversation with a client; null with one who never wrote. */
export async function conversationWith(clientId: number, asking: Asking): Promise<KnownConversation | null> {
  const [row] = await asking.read.rental.conversationsOfClient(clientId)
  return row === undefined ? null : conversationOf({ leadId: row.leadId }, asking)
}

/** A short note for staff in the client's topic; the client never sees it. */
export const noteInTopic = ({ place }: Pick<KnownConversation, 'place'>, html: string, slot = 'note'): Proposal => ({
  kind: 'telegram.message',
  slot,
  payload: { place, html: `ℹ️ ${html}` },
})

async function clientOf(contact: Contact, row: Conversation | null, { read: { rental }, clock }: Asking): Promise<Client | null> {
  if (row !== null && row.clientId !== null) return rental.client(row.clientId)
  const phone = contact.customerPhone ?? row?.phone ?? phoneIn(contact.login ?? row?.login)
  if (phone === null) return null
  const found = await rental.clientsByPhone(phone)
  // RentProg may know one person several times: the card with a booking is the one that is in use.
  for (const client of found) if ((await rental.currentBookingsOf({ clientId: client.id, now: clock.now() })).length > 0) return client
  return found.at(-1) ?? null
}

/** WhatsApp's login is a phone; a user name of Telegram with digits in it is none. */
const phoneIn = (login: string | null | undefined): string | null => (login && /^\+?\d{9,15}$/.test(login) ? login : null)

async function currentBooking(clientId: number, { read: { rental }, clock }: Asking): Promise<BookingView | null> {
  const current = await rental.currentBookingsOf({ clientId, now: clock.now() })
  const found = current.find(({ technical, repair }) => !technical && !repair)
  return found === undefined ? null : viewOf(found)
}

function nameOf({ leadId, customerName, customerPhone, login }: Contact, row: Conversation | null, client: Client | null): string {
  const names = [client?.name, customerName, row?.name, customerPhone, row?.phone, login, row?.login]
  const name = names.map((one) => one?.replace(/\s+/g, ' ').trim()).find((one) => one !== undefined && one !== '')
  return name ?? `Клиент ${leadId}`
}

const topicOf = (leadId: string, clientId: number | null): string => (clientId === null ? `lead:${leadRef(leadId)}` : `client:${clientId}`)

/** A conversation in topics and buttons: its id, or a digest of one that does not fit there. */
export const leadRef = (leadId: string): string =>
  /^[\w-]{1,40}$/.test(leadId) ? leadId : `x-${createHash('sha256').update(leadId).digest('hex').slice(0, 24)}`

const TOPIC_NAME = 64
const CAR_NAME = 36

/** `Иван Тестов | Toyota Prius AA-000-AA`: of a long one the name gives way, not the car. */
function topicName(name: string, car: KnownConversation['car']): string {
  if (car === null) return cut(name, TOPIC_NAME)
  const label = cut(carLabel(car), CAR_NAME)
  return `${cut(name, TOPIC_NAME - label.length - 3)} | ${label}`
}

/** Never in the middle of a character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (kept.length + segment.length >= most) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}
