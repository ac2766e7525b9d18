// From the draft of a task to one that could be put down: its person, car, booking and client looked up.
import { createHash } from 'node:crypto'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Car, Staff } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type BookingView, branchOf, viewOf } from '../booking-facts.ts'
import { conversationOf } from '../conversation.ts'
import { type Called, type Draft, drafted } from './said.ts'

/** A person of a draft: found, not found, or one of several. */
export type Assignee = { staff: Staff } | { unknown: string } | { several: Staff[] }

/** A task as it would be put down. */
export interface Wanted {
  /** The same words are the same task. */
  id: string
  draft: Draft
  author: Staff
  assignee: Assignee
  car: Car | null
  booking: BookingView | null
  clientId: number | null
  branch: Branch | null
  /** It belongs to sales: on the client's deal in amoCRM, which is found by the phone. */
  sales: { phone: string | null } | null
}

export const taskIdOf = (eventId: string): string => `t${createHash('sha256').update(eventId).digest('hex').slice(0, 12)}`

/** Our own events: they were parsed when they came in. */
type Message = Pick<EventOf<'message.incoming' | 'message.employee'>, 'type' | 'payload'>

export async function suggested(eventId: string, author: Staff, context: GatherContext): Promise<Wanted | null> {
  const said = (await context.read.rental.said(eventId)) as (Message & { id: string }) | null
  if (said === null) return null
  const line = said.payload.text.replaceAll(/\s+/g, ' ').trim()
  const draft: Draft = { ...drafted(line, context.clock.now()), assignee: null, sales: false, description: '', checklist: [] }
  if (said.type === 'message.employee') return wantedOf({ eventId, draft, author, subject: null }, context)
  const { place, booking } = await conversationOf((said as EventOf<'message.incoming'>).payload, context)
  // A client's numbers are not to be believed: what they write is the title and nothing else.
  const words: Draft = {
    ...draft,
    title: line.slice(0, 200),
    due: null,
    dueUnread: null,
    priority: 'normal',
    car: null,
    booking: booking?.id ?? null,
    mentioned: NOTHING,
  }
  return wantedOf({ eventId, draft: words, author, subject: place.topic }, context)
}

const NOTHING: Draft['mentioned'] = { car: null, booking: null }

interface Asked {
  eventId: string
  draft: Draft
  author: Staff
  /** What the topic is about where it was written. */
  subject: string | null
}

export async function wantedOf({ eventId, draft, author, subject }: Asked, context: GatherContext): Promise<Wanted> {
  const { rental } = context.read
  const [kind, id] = subject?.split(':') ?? []
  const [car, booking] = await Promise.all([
    carOf(draft.car ?? draft.mentioned.car ?? (kind === 'car' ? (id ?? null) : null), context),
    bookingOf(draft.booking ?? draft.mentioned.booking, author, context),
  ])
  const { assignee, title } = await personOf(draft.assignee, author, draft.title, context)
  const clientId = booking?.clientId ?? (kind === 'client' ? Number(id) : null)
  const theCar = car ?? (booking === null || booking.carId === null ? null : await rental.car(booking.carId))
  const branch =
    booking?.branch ??
    branchOf(theCar?.branch) ??
    branchOf('staff' in assignee ? assignee.staff.branch : null) ??
    branchOf(author.branch) ??
    null
  const sales = await salesOf({ draft, booking, clientId, subject }, context)
  return { id: taskIdOf(eventId), draft: { ...draft, title }, author, assignee, car: theCar, booking, clientId, branch, sales }
}

interface Whose {
  draft: Draft
  booking: BookingView | null
  clientId: number | null
  subject: string | null
}

/** Whoever has a booking is looked after by the branch; a client without one is still being won. */
async function salesOf({ draft, booking, clientId, subject }: Whose, { read: { rental }, clock }: GatherContext): Promise<Wanted['sales']> {
  const ofClient = subject !== null && /^(?:client|lead):/.test(subject)
  const isServed = booking !== null || (clientId !== null && (await rental.currentBookingsOf({ clientId, now: clock.now() })).length > 0)
  if (!draft.sales && (!ofClient || isServed)) return null
  const [client, conversations] = await Promise.all([
    clientId === null ? null : rental.client(clientId),
    ofClient ? rental.conversationsIn(subject) : [],
  ])
  const known = client?.phone ?? conversations.map(({ phone }) => phone).find((phone) => phone !== null)
  return { phone: known ?? phoneIn(`${draft.title} ${draft.description}`) }
}

const phoneIn = (text: string): string | null => /(?<!\d)\+?\d(?:[\s()-]*\d){8,14}(?!\d)/.exec(text)?.[0] ?? null

async function carOf(said: string | null, { read: { rental } }: GatherContext): Promise<Car | null> {
  if (said === null) return null
  return /^\d{1,9}$/.test(said) ? rental.car(Number(said)) : rental.carByPlate(said)
}

/** Ids have six digits, the numbers staff quote have four: each branch counts its own. */
const ID_FROM = 100_000

async function bookingOf(said: number | null, { branch }: Staff, { read: { rental } }: GatherContext): Promise<BookingView | null> {
  if (said === null) return null
  if (said >= ID_FROM) {
    const row = await rental.booking(said)
    return row && viewOf(row)
  }
  const rows = await rental.bookingsNumbered(said)
  const row = rows.find((one) => one.branch === branch) ?? rows[0]
  return row === undefined ? null : viewOf(row)
}

/** Nobody named: the author. A name that may be none stays in the title unless somebody is called so. */
async function personOf(
  called: Called | null,
  author: Staff,
  title: string,
  { read: { rental } }: GatherContext,
): Promise<{ assignee: Assignee; title: string }> {
  if (called === null) return { assignee: { staff: author }, title }
  const found = await named(called, rental)
  const near = found.filter(({ branch }) => branch === author.branch)
  const [only, another] = near.length > 0 ? near : found
  if (only === undefined) return { assignee: called.certain ? { unknown: called.name } : { staff: author }, title }
  return {
    assignee: another === undefined ? { staff: only } : { several: [only, another] },
    title: called.certain ? title : called.titleWithout,
  }
}

/** «Георгию» is Георгий: the ending may differ, the beginning of a word of the name may not. */
async function named({ name, certain }: Called, rental: GatherContext['read']['rental']): Promise<Staff[]> {
  const plain = name.toLowerCase()
  const stem = certain || plain.length < 4 ? plain : plain.slice(0, -1)
  const begins = (word: string) => word.startsWith(stem) && (certain || word.length <= plain.length + 1)
  return (await rental.staffNamed(stem)).filter(
    (one) => one.name.toLowerCase().includes(plain) || one.name.toLowerCase().split(/\s+/).some(begins),
  )
}
