// A pressed subtask of the plan: whose it is, and who may tick it. Pure but for the look-up.
import type { OperationKind } from '../../effects/catalogue.ts'
import { may } from '../../effects/roles.ts'
import type { EventOf } from '../../events/index.ts'
import type { Staff } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { branchOf, viewOf } from '../booking-facts.ts'
import { denied } from '../denied.ts'
import { type Handover, handoverOf } from '../handover.ts'
import type { Wish } from '../handover-card.ts'
import { pressed } from '../handover-pressed.ts'
import type { AssistantDecision } from '../handover-rule.ts'
import { type Current, hangingPlan } from './current.ts'
import { notYoursText, STALE, STRANGER, summaries } from './words.ts'

export interface PressFacts {
  what: 'press'
  queryId: string
  staff: Staff | null
  /** Null when the button is no subtask of ours. */
  pressed: { wish: Wish; handover: Handover } | null
  /** The plan as it hangs there. */
  plan: Current | null
}

/** `dp|i700001|wash`, and `dp|i700001|!wash` to undo. */
export function wishIn(data: string): { kind: OperationKind; wish: Wish } | null {
  const [mark, id, undo, code] = /^dp\|([ir])(\d{1,15})\|(!?)([a-z-]{1,16})$/.exec(data)?.slice(1) ?? []
  if (mark === undefined || code === undefined) return null
  return { kind: mark === 'i' ? 'issue' : 'return', wish: { bookingId: Number(id), code, done: undo === '' } }
}

export async function gatherPress({ payload }: EventOf<'callback.button'>, context: GatherContext): Promise<PressFacts> {
  const { rental } = context.read
  const wanted = wishIn(payload.data)
  const [staff, row] = await Promise.all([
    rental.staffByTelegram(payload.fromId),
    wanted === null ? null : rental.booking(wanted.wish.bookingId),
  ])
  const found =
    wanted === null || row === null ? null : { wish: wanted.wish, handover: await handoverOf(wanted.kind, viewOf(row), context) }
  const branch = branchOf(row?.branch)
  const plan = branch === undefined ? null : await hangingPlan(branch, context)
  return { what: 'press', queryId: payload.callbackQueryId, staff, pressed: found, plan }
}

export function decidePress({ queryId, staff, pressed: found, plan }: PressFacts, { clock, settings }: DecideContext): AssistantDecision {
  const now = clock.now()
  const refusal = (text: string, summary: string, alert: boolean): AssistantDecision => ({
    do: 'answer',
    answer: { to: 'button', queryId, text, alert },
    summary,
    now,
    settings: settings(found?.handover.booking.branch ?? 'tbilisi'),
    plan,
  })
  if (staff === null) return refusal(STRANGER, summaries.stranger, true)
  if (found === null) return refusal(STALE, summaries.stale, false)
  const { wish, handover } = found
  const { branch } = handover.booking
  if (!may(staff, 'plan.press', { branch, owners: [handover.responsible.staff?.id] }).yes)
    return denied(refusal(notYoursText(branch), summaries.refused(branch), true), staff, 'plan.press', `booking:${handover.booking.id}`)
  const moment = { now, settings: settings(branch) }
  return { ...pressed({ queryId, staff, wish, handover }, { kind: handover.kind }, moment), ...moment, plan }
}
