// What is looked up of files that came before: for a pressed button of their card, for words about them, for the model.
import type { OperationKind } from '../effects/catalogue.ts'
import type { EventOf } from '../events/index.ts'
import type { Material, Staff } from '../tools/rental.ts'
import type { GatherContext } from './agent.ts'
import { checklist, type Handover, handoverWith } from './handover.ts'
import { isSorted } from './handover-batch.ts'
import { type BatchWish, sought } from './handover-batch-card.ts'
import { isStanding, type Standing } from './handover-batch-pressed.ts'
import { itemsSaid, saysAll } from './handover-batch-said.ts'
import { look, type Seen } from './handover-look.ts'
import type { Sender } from './handover-sender.ts'

export type BatchFacts =
  | {
      what: 'batch-button'
      queryId: string
      staff: Staff | null
      wish: BatchWish
      material: Material | null
      handover: Handover | null
      /** There is a model that may look at the files. */
      canLook: boolean
    }
  /** `only`: the place of the file that is spoken of, from 0; all of them when absent. */
  | { what: 'batch-words'; material: Standing; only: number | undefined; handover: Handover; sender: Sender; text: string }
  | { what: 'looked'; material: Material | null; handover: Handover | null; seen: Seen[] }

export async function batchButton(
  kind: OperationKind,
  { callbackQueryId, fromId }: EventOf<'callback.button'>['payload'],
  wish: BatchWish,
  context: GatherContext,
): Promise<BatchFacts> {
  const { rental } = context.read
  const [staff, material] = await Promise.all([rental.staffByTelegram(fromId), rental.material(wish.ref)])
  const own = material?.kind === kind ? material.bookingId : null
  const handover = await handoverWith('choose' in wish.does ? wish.does.choose : own, kind, context)
  return { what: 'batch-button', queryId: callbackQueryId, staff, wish, material, handover, canLook: context.model !== null }
}

/** Files that found their operation by a press: the model looks at what nobody has sorted meanwhile. */
export async function looked(kind: OperationKind, ref: string, context: GatherContext): Promise<BatchFacts> {
  const material = await context.read.rental.material(ref)
  const handover = await handoverWith(material?.kind === kind ? material.bookingId : null, kind, context)
  if (material === null || handover === null) return { what: 'looked', material, handover, seen: [] }
  const settings = context.settings(handover.booking.branch)
  const open = material.files.filter((file) => !isSorted(file)).map(({ file }) => file)
  const seen = await look(open, sought(checklist(handover, settings)), context, settings.photoLookSec * 1_000)
  return { what: 'looked', material, handover, seen }
}

/** Words about files that came before: a reply to one of them, or their new caption, that names an item. */
export async function batchMeant(kind: OperationKind, { payload, subject }: EventOf<'message.employee'>, context: GatherContext) {
  const { edited, messageId, replyToMessageId, text } = payload
  const about = edited ? messageId : replyToMessageId
  const found = about === undefined ? null : await context.read.rental.materialOfMessage({ lane: subject, messageId: about })
  if (found === null || found.material.kind !== kind || !isStanding(found.material)) return null
  const { material, at } = found
  const handover = await handoverWith(material.bookingId, kind, context)
  if (handover?.operation == null) return null
  if (itemsSaid(text, checklist(handover, context.settings(handover.booking.branch))).length === 0) return null
  return { material, only: edited || material.files.length === 1 || saysAll(text) ? undefined : at, handover }
}
