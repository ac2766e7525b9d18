// What an assistant of issues or returns looks up before it decides.
import type { OperationKind, Place } from '../effects/catalogue.ts'
import type { EventOf } from '../events/index.ts'
import type { Material, Payment, Staff } from '../tools/rental.ts'
import type { GatherContext } from './agent.ts'
import { branchOf, viewOf } from './booking-facts.ts'
import type { ClientAsk } from './client-ask.ts'
import { checklist, type Handover, handoverOf } from './handover.ts'
import { type Wish, wishIn } from './handover-card.ts'
import { gatherClient } from './handover-client.ts'
import { look, type Seen } from './handover-look.ts'
import { materialRef, type SortWish, sortWishIn, sought } from './handover-material.ts'
import { filed } from './handover-media.ts'
import { type Candidate, type Found, findOperation } from './handover-search.ts'
import { bookingOf } from './known-booking.ts'
import { namedIn } from './operations.ts'
import { threadOf } from './words.ts'

type HandoverEvent = EventOf<
  | 'booking.issue.planned'
  | 'booking.issued'
  | 'booking.return.planned'
  | 'booking.returned'
  | 'photo.uploaded'
  | 'message.employee'
  | 'message.incoming'
  | 'callback.button'
  | 'reminder.due'
>

/** The operation somebody means. `other`: one that the colleague assistant cares for. */
export type Meant = { is: 'mine'; handover: Handover } | { is: 'other' } | { is: 'several'; candidates: Candidate[] } | { is: 'none' }

interface Sender {
  staff: Staff | null
  /** Where to answer. */
  place: Place
  /** A private chat, a car's topic or a branch's forum: places where photos are meant for us. */
  isWorkplace: boolean
}

export type AssistantFacts =
  | ClientAsk
  | { what: 'planned'; handover: Handover; at: Date }
  | { what: 'posted'; handover: Handover; at: Date; by: Staff | null; unsorted: string[]; payments: readonly Payment[] }
  | { what: 'photo'; meant: Meant; sender: Sender; caption: string; files: string[]; ref: string; seen: Seen[] }
  | { what: 'last-request'; handover: Handover | null }
  | { what: 'sorting'; queryId: string; staff: Staff | null; wish: SortWish; material: Material | null; handover: Handover | null }
  | { what: 'words'; meant: Meant; sender: Sender; text: string; intent: string | undefined }
  | { what: 'button'; queryId: string; staff: Staff | null; wish: Wish | null; handover: Handover | null }

export const gatherFor =
  (kind: OperationKind) =>
  async (event: HandoverEvent, context: GatherContext): Promise<AssistantFacts> => {
    switch (event.type) {
      case 'booking.issue.planned':
      case 'booking.return.planned':
        return {
          what: 'planned',
          handover: await handoverOf(kind, (await bookingOf(event, context)).now, context),
          at: new Date(event.payload.planned_at),
        }
      case 'booking.issued':
      case 'booking.returned':
        return posted(kind, event, context)
      case 'photo.uploaded': {
        const { caption, files } = event.payload
        const { meant, sender } = await meantBy(event, caption, undefined, kind, context)
        const evidence = files.map(filed)
        const seen = await seenIn({ meant, sender, caption, files: evidence }, context)
        return { what: 'photo', meant, sender, caption, files: evidence, ref: materialRef(event.id), seen }
      }
      case 'message.employee': {
        const { text } = event.payload
        const { meant, sender } = await meantBy(event, text, kind, kind, context)
        return { what: 'words', meant, sender, text, intent: context.intent }
      }
      case 'message.incoming':
        return gatherClient(kind, event, context)
      case 'callback.button':
        return button(kind, event, context)
      case 'reminder.due': {
        const { booking_id: id } = event.payload
        const row = id === undefined ? null : await context.read.rental.booking(id)
        return { what: 'last-request', handover: row === null ? null : await handoverOf(kind, viewOf(row), context) }
      }
    }
  }

async function posted(
  kind: OperationKind,
  event: EventOf<'booking.issued' | 'booking.returned'>,
  context: GatherContext,
): Promise<AssistantFacts> {
  const { now: booking } = await bookingOf(event, context)
  const actor = event.payload.fields?.user_id
  const byId = (kind === 'issue' ? booking.startWorkerId : booking.endWorkerId) ?? (typeof actor === 'number' ? actor : null)
  const { rental } = context.read
  const [handover, by, materials, payments] = await Promise.all([
    handoverOf(kind, booking, context),
    byId === null ? null : rental.staff(byId),
    rental.materialsOf({ bookingId: booking.id, kind }),
    rental.paymentsOf(booking.id),
  ])
  const unsorted = materials.flatMap(({ files }) => files.filter(({ codes }) => codes.length === 0).map(({ file }) => file))
  return { what: 'posted', handover, at: new Date(event.timestamp), by, unsorted, payments }
}

async function button(kind: OperationKind, { payload }: EventOf<'callback.button'>, context: GatherContext): Promise<AssistantFacts> {
  const { rental } = context.read
  const sortWish = sortWishIn(payload.data, kind)
  if (sortWish !== null) return sorting(kind, payload, sortWish, context)
  const wish = wishIn(payload.data, kind)
  const [staff, row] = await Promise.all([rental.staffByTelegram(payload.fromId), wish === null ? null : rental.booking(wish.bookingId)])
  const handover = row === null ? null : await handoverOf(kind, viewOf(row), context)
  return { what: 'button', queryId: payload.callbackQueryId, staff, wish, handover }
}

/** The model looks only where a member of staff sent what nobody described. */
async function seenIn(
  { meant, sender, caption, files }: { meant: Meant; sender: Sender; caption: string; files: readonly string[] },
  context: GatherContext,
): Promise<Seen[]> {
  if (meant.is !== 'mine' || sender.staff === null || !sender.isWorkplace) return []
  const settings = context.settings(meant.handover.booking.branch)
  const items = checklist(meant.handover, settings)
  return namedIn(caption, items).length > 0 ? [] : look(files, sought(items), context, settings.photoLookSec * 1_000)
}

async function sorting(
  kind: OperationKind,
  { callbackQueryId, fromId }: EventOf<'callback.button'>['payload'],
  wish: SortWish,
  context: GatherContext,
): Promise<AssistantFacts> {
  const { rental } = context.read
  const [staff, material] = await Promise.all([rental.staffByTelegram(fromId), rental.material(wish.ref)])
  const own = material?.kind === kind ? material.bookingId : null
  const bookingId = 'choose' in wish.does ? wish.does.choose : own
  const row = bookingId === null ? null : await rental.booking(bookingId)
  const handover = row === null ? null : await handoverOf(kind, viewOf(row), context)
  return { what: 'sorting', queryId: callbackQueryId, staff, wish, material, handover }
}

async function meantBy(
  event: EventOf<'photo.uploaded' | 'message.employee'>,
  text: string,
  only: OperationKind | undefined,
  mine: OperationKind,
  context: GatherContext,
) {
  const { payload } = event
  const { chatId, threadId, chatType, fromId } = payload
  const { rental } = context.read
  const [staff, topic, chat] = await Promise.all([
    rental.staffByTelegram(fromId),
    threadId === undefined ? null : rental.topic({ chatId, threadId }),
    rental.chat(chatId),
  ])
  const [, car] = /^car:(\d+)$/.exec(topic?.subject ?? '') ?? []
  const carId = car === undefined ? null : Number(car)
  const settings = context.settings(branchOf(staff?.branch) ?? branchOf(chat?.branch) ?? 'tbilisi')
  const found = await findOperation({ text, carId, staff, kind: only }, { ...context, settings })
  const isWorkplace = chatType === 'private' || chatId > 0 || carId !== null || chat?.purpose === 'branch'
  const sender: Sender = { staff, place: threadOf(payload), isWorkplace }
  return { sender, meant: await meantOf(found, mine, context) }
}

async function meantOf(found: Found, mine: OperationKind, context: GatherContext): Promise<Meant> {
  if (found.is !== 'one') return found
  return found.operation.kind === mine ? { is: 'mine', handover: await handoverOf(mine, found.booking, context) } : { is: 'other' }
}
