// Who sends photos or words, from where, and which operation they mean.
import type { OperationKind, Place } from '../effects/catalogue.ts'
import type { EventOf } from '../events/index.ts'
import type { Staff } from '../tools/rental.ts'
import type { GatherContext } from './agent.ts'
import { branchOf } from './booking-facts.ts'
import { eventSubject } from './event-subject.ts'
import { type Handover, handoverOf } from './handover.ts'
import { batchRef } from './handover-batch-card.ts'
import { type Candidate, type Found, findOperation } from './handover-search.ts'
import { threadOf } from './words.ts'

/** The operation somebody means. `other`: one that the colleague assistant cares for. */
export type Meant = { is: 'mine'; handover: Handover } | { is: 'other' } | { is: 'several'; candidates: Candidate[] } | { is: 'none' }

export interface Sender {
  staff: Staff | null
  /** Where to answer. */
  place: Place
  /** A private chat, a car's topic or a branch's forum: places where photos are meant for us. */
  isWorkplace: boolean
}

type Sent = EventOf<'photo.uploaded' | 'message.employee'>

/** @param only operations of this kind, or of both; @param mine the assistant that asks */
export async function meantBy(event: Sent, text: string, only: OperationKind | undefined, mine: OperationKind, context: GatherContext) {
  const { payload } = event
  const { chatId, threadId, chatType, fromId } = payload
  const { rental } = context.read
  const [staff, topic, chat, about] = await Promise.all([
    rental.staffByTelegram(fromId),
    threadId === undefined ? null : rental.topic({ chatId, threadId }),
    rental.chat(chatId),
    repliedBooking(event, context),
  ])
  const [, car] = /^car:(\d+)$/.exec(topic?.subject ?? '') ?? []
  const carId = car === undefined ? null : Number(car)
  const settings = context.settings(branchOf(staff?.branch) ?? branchOf(chat?.branch) ?? 'tbilisi')
  const found = await findOperation({ text, about, carId, staff, kind: only }, { ...context, settings })
  const isWorkplace = chatType === 'private' || chatId > 0 || carId !== null || chat?.purpose === 'branch'
  const sender: Sender = { staff, place: threadOf(payload), isWorkplace }
  return { sender, meant: await meantOf(found, mine, context) }
}

/** A reply to what we asked for means the booking we asked about, without its number. */
async function repliedBooking({ payload }: Sent, { read: { rental } }: GatherContext): Promise<number | null> {
  const { chatId, replyToMessageId } = payload
  const message = replyToMessageId === undefined ? null : await rental.sentMessage({ chatId, messageId: replyToMessageId })
  if (message === null) return null
  const { id, payload: asked } = message.run
  return eventSubject(asked).bookingId ?? (await rental.material(batchRef(id)))?.bookingId ?? null
}

async function meantOf(found: Found, mine: OperationKind, context: GatherContext): Promise<Meant> {
  if (found.is !== 'one') return found
  return found.operation.kind === mine ? { is: 'mine', handover: await handoverOf(mine, found.booking, context) } : { is: 'other' }
}
