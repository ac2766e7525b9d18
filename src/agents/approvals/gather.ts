// What is asked, what would be done, and whom to ask next; our own tables alone.

import type { ApprovalRole } from '../../effects/catalogue/approvals.ts'
import type { EffectKind } from '../../effects/catalogue.ts'
import type { EventOf } from '../../events/index.ts'
import type { Approval } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { effectBooking } from '../effect-words.ts'
import { ABOVE } from './words.ts'

/** One of those that are asked about. */
export interface Asked extends Approval {
  kind: EffectKind
  role: ApprovalRole
  /** Of the effect that waits; null when it is gone. */
  payload: Record<string, unknown> | null
  booking: { id: number; number: number | null } | null
}

export interface Facts {
  event: EventOf<'callback.button' | 'approval.expired' | 'message.employee'>
  /** The ref it names, and what is asked under it; empty when nobody knows it. */
  ref: string
  asked: readonly Asked[]
  /** Names, plain. */
  askedBy: string | null
  /** Whether anybody holds each of the roles. */
  held: Readonly<Record<ApprovalRole, boolean>>
}

const REF = /^[\w-]{8,16}$/
/** The cards that ask have slots of this kind (graph/approvals.ts, effects/approval-edits.ts). */
const CARD = /^card-([\w-]+)/
export const isCard = (slot: string): boolean => CARD.test(slot)

export async function gather(event: Facts['event'], context: GatherContext): Promise<Facts> {
  const { rental } = context.read
  const named = await refIn(event, context)
  const ref = named !== undefined && REF.test(named) ? named : ''
  const rows = ref === '' ? [] : await rental.approvals(ref)
  const [first] = rows
  const branch = branchOf(first?.branch ?? undefined)
  const isHeld = async (role: ApprovalRole) => role !== 'asker' && (await rental.holderOf({ role, ...(branch && { branch }) })) !== null
  const needsRoles = event.type !== 'callback.button' && first !== undefined
  const role = (first?.role ?? 'manager') as ApprovalRole
  const held = { asker: false, manager: false, head: false, director: false }
  if (needsRoles) for (const one of [role, ABOVE[role], 'director'] as const) held[one] = await isHeld(one)
  return {
    event,
    ref,
    asked: await Promise.all(rows.map((row) => withPayload(row, context))),
    askedBy: first?.askedBy == null ? null : ((await rental.staff(first.askedBy))?.name ?? null),
    held,
  }
}

async function refIn(event: Facts['event'], { read: { rental } }: GatherContext): Promise<string | undefined> {
  if (event.type === 'callback.button') return event.payload.data.split('|')[1]
  if (event.type === 'approval.expired') return event.payload.ref
  const { chatId, replyToMessageId: messageId } = event.payload
  const posted = messageId === undefined ? [] : await rental.postedBy({ chatId, messageId })
  const card = posted.find(({ agent, slot }) => agent === 'approvals' && isCard(slot))
  return CARD.exec(card?.slot ?? '')?.[1]
}

async function withPayload(row: Approval, { read: { rental } }: GatherContext): Promise<Asked> {
  const payload = await rental.effectPayload(row.effectKey)
  const id = payload && effectBooking(payload)
  const booking = id === null ? null : await rental.booking(id)
  return { ...row, kind: row.kind as EffectKind, role: row.role as ApprovalRole, payload, booking }
}
