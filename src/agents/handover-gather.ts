// What an assistant of issues or returns looks up before it decides.
import type { OperationKind } from '../effects/catalogue.ts'
import type { EventOf } from '../events/index.ts'
import type { Payment, Staff } from '../tools/rental.ts'
import type { GatherContext } from './agent.ts'
import type { ClientAsk } from './client-ask.ts'
import { type Current, hangingPlan } from './daily-plan/current.ts'
import { checklist, type Handover, handoverOf, handoverWith } from './handover.ts'
import { batchRef, batchWishIn, sought } from './handover-batch-card.ts'
import { type BatchFacts, batchButton, batchMeant, looked } from './handover-batch-gather.ts'
import { type Wish, wishIn } from './handover-card.ts'
import { gatherClient } from './handover-client.ts'
import { LOOK, look, type Seen } from './handover-look.ts'
import { filed } from './handover-media.ts'
import { type Meant, meantBy, type Sender } from './handover-sender.ts'
import { bookingOf } from './known-booking.ts'
import { namedIn } from './operations.ts'

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

type Gathered =
  | ClientAsk
  | { what: 'planned'; handover: Handover; at: Date }
  | { what: 'posted'; handover: Handover; at: Date; by: Staff | null; unsorted: string[]; payments: readonly Payment[] }
  | { what: 'photo'; meant: Meant; sender: Sender; caption: string; files: string[]; ref: string; seen: Seen[] }
  | { what: 'last-request'; handover: Handover | null }
  | BatchFacts
  | { what: 'words'; meant: Meant; sender: Sender; text: string; intent: string | undefined }
  | { what: 'button'; queryId: string; staff: Staff | null; wish: Wish | null; handover: Handover | null }

/** `plan`: the daily plan of the branch as it hangs there, where something may be ticked. */
export type AssistantFacts = Gathered & { plan: Current | null }

/** The operation that facts are about, where one is known. */
export function handoverIn(facts: Gathered): Handover | null {
  if ('handover' in facts) return facts.handover
  return 'meant' in facts && facts.meant.is === 'mine' ? facts.meant.handover : null
}

const MAY_TICK: readonly Gathered['what'][] = ['photo', 'words', 'button', 'batch-button', 'batch-words', 'looked']

export const gatherFor =
  (kind: OperationKind) =>
  async (event: HandoverEvent, context: GatherContext): Promise<AssistantFacts> => {
    const facts = await gathered(kind, event, context)
    const handover = MAY_TICK.includes(facts.what) ? handoverIn(facts) : null
    return { ...facts, plan: handover?.operation == null ? null : await hangingPlan(handover.booking.branch, context) }
  }

async function gathered(kind: OperationKind, event: HandoverEvent, context: GatherContext): Promise<Gathered> {
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
      return { what: 'photo', meant, sender, caption, files: evidence, ref: batchRef(event.id), seen }
    }
    case 'message.employee': {
      const { text } = event.payload
      const [{ meant, sender }, batch] = await Promise.all([meantBy(event, text, kind, kind, context), batchMeant(kind, event, context)])
      return batch === null
        ? { what: 'words', meant, sender, text, intent: context.intent }
        : { what: 'batch-words', ...batch, sender, text }
    }
    case 'message.incoming':
      return gatherClient(kind, event, context)
    case 'callback.button':
      return button(kind, event, context)
    case 'reminder.due': {
      const { booking_id: id, stage, ref } = event.payload
      if (stage === LOOK && ref !== undefined) return looked(kind, ref, context)
      return { what: 'last-request', handover: await handoverWith(id, kind, context) }
    }
  }
}

async function posted(
  kind: OperationKind,
  event: EventOf<'booking.issued' | 'booking.returned'>,
  context: GatherContext,
): Promise<Gathered> {
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

async function button(kind: OperationKind, { payload }: EventOf<'callback.button'>, context: GatherContext): Promise<Gathered> {
  const { rental } = context.read
  const batchWish = batchWishIn(payload.data, kind)
  if (batchWish !== null) return batchButton(kind, payload, batchWish, context)
  const wish = wishIn(payload.data, kind)
  const [staff, handover] = await Promise.all([rental.staffByTelegram(payload.fromId), handoverWith(wish?.bookingId, kind, context)])
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
  if (namedIn(caption, items).length > 0) return []
  if (context.model !== null) context.progress('Рассматриваю фото…')
  return look(files, sought(items), context, settings.photoLookSec * 1_000)
}
