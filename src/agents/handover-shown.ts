// Where an operation shows: its card, its task in YouGile, and its files in both topics of the car. Each as it should look now.
import type { Album, OperationKind, Place, Proposal } from '../effects/catalogue.ts'
import type { Handover } from './handover.ts'
import { cardButtons, cardPlace } from './handover-card.ts'
import { type ChecklistLine, yougileChecklist } from './operations.ts'
import { OPERATION } from './words.ts'

export const operationOf = ({ kind, booking }: Handover): { bookingId: number; kind: OperationKind } => ({ bookingId: booking.id, kind })

/** No items, no buttons. */
export function cardEdited(
  { kind, booking, operation }: Handover,
  { html, items }: { html: string; items: readonly ChecklistLine[] | null },
): Proposal[] {
  if (!operation?.cardKey) return []
  const buttons = items === null ? undefined : cardButtons(kind, booking.id, items)
  return [{ kind: 'telegram.edit', slot: 'card', payload: { message: operation.cardKey, html, buttons } }]
}

/** YouGile replaces the whole list. */
export function taskUpdated({ kind, operation }: Handover, items: readonly ChecklistLine[], isComplete: boolean): Proposal[] {
  if (!operation?.taskKey) return []
  const checklist = yougileChecklist(kind, items)
  return [{ kind: 'yougile.update', payload: { task: operation.taskKey, checklist, ...(isComplete && { completed: true }) } }]
}

export const hqPlace = ({ booking }: Handover): Place =>
  booking.carId === null ? { to: 'chat', purpose: 'hq' } : { to: 'hq-car', carId: booking.carId }

/** Files for both topics of the car: of the branch and of headquarters. */
export function filesToTopics(handover: Handover, albums: Album[]): Proposal[] {
  if (albums.length === 0) return []
  return [
    { kind: 'telegram.media', slot: 'material', payload: { place: cardPlace(handover), albums } },
    { kind: 'telegram.media', slot: 'material-hq', payload: { place: hqPlace(handover), albums } },
  ]
}

/** The last line of a card whose operation is posted. */
export const endingText = (kind: OperationKind, left: number): string =>
  left === 0 ? `✅ ${OPERATION[kind].done}` : `🟡 ${OPERATION[kind].done}, но собрано не всё`
