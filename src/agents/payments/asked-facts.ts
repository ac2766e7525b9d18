// What is looked up when staff ask for a payment link, or what a booking owes.
import type { Place } from '../../effects/catalogue.ts'
import type { EventOf } from '../../events/index.ts'
import type { EmployeeMessage } from '../../events/telegram.ts'
import type { Staff } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type Amount, amountIn } from '../amounts.ts'
import { type BookingView, branchOf, viewOf } from '../booking-facts.ts'
import { bookingOfTopic, bookingsNamed } from '../booking-named.ts'
import { bookingNumbersIn } from '../phrases.ts'
import { talkingOf } from '../talk.ts'
import { intentIn } from '../understanding.ts'
import { threadOf } from '../words.ts'
import { type Account, accountOf } from './account.ts'
import { keywords } from './keywords.ts'

export interface AskedFacts {
  what: 'asked'
  eventId: string
  wish: 'link' | 'state'
  staff: Staff | null
  /** Where to answer. */
  place: Place
  isEdited: boolean
  amount: Amount
  /** Numbers that may name a booking. */
  numbers: number[]
  /** The bookings that may be meant. */
  accounts: Account[]
}

async function bookingSpoken(written: EmployeeMessage, onlyReplied: boolean, context: GatherContext): Promise<BookingView | null> {
  const { about, isReply } = await talkingOf(written, context)
  const id = onlyReplied && !isReply ? undefined : about?.bookingId
  const row = id === undefined ? null : await context.read.rental.booking(id)
  return row && viewOf(row)
}

/** More of one number are not told apart by reading all of them. */
const MOST = 3

export async function gatherAsked({ id, payload }: EventOf<'message.employee'>, context: GatherContext): Promise<AskedFacts> {
  const { chatId, threadId, fromId, text } = payload
  const { rental } = context.read
  context.progress('Смотрю бронь и платежи…')
  const [staff, topic] = await Promise.all([
    rental.staffByTelegram(fromId),
    threadId === undefined ? null : rental.topic({ chatId, threadId }),
  ])
  const { amount, rest } = amountIn(text)
  const numbers = bookingNumbersIn(rest)
  const branch = branchOf(staff?.branch) ?? null
  const named = (await Promise.all(numbers.map((n) => bookingsNamed(n, branch, context)))).flat()
  const wish = (context.intent ?? intentIn(text, keywords)) === 'payment_link' ? 'link' : 'state'
  const ofTopic = numbers.length === 0 ? await bookingOfTopic(topic?.subject ?? null, context) : null
  // Money is asked for only by what is named, by the topic or by a reply.
  const spoken = numbers.length === 0 && ofTopic === null ? await bookingSpoken(payload, wish === 'link', context) : null
  const bookings = [...named, ...[ofTopic, spoken].filter((one) => one !== null)].slice(0, MOST)
  return {
    what: 'asked',
    eventId: id,
    wish,
    staff,
    place: threadOf(payload),
    isEdited: payload.edited,
    amount,
    numbers,
    accounts: await Promise.all(bookings.map((booking) => accountOf(booking, context, 'if-unknown'))),
  }
}
