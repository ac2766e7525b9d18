// The plan that hangs in a branch at this moment, and the rows it would show now.
import { inTbilisi } from '../../clock.ts'
import type { Branch } from '../../events/event.ts'
import type { GatherContext } from '../agent.ts'
import { type Board, boardOf, refsIn, type Standing, standingOf } from './board.ts'

export interface Current {
  plan: Standing
  board: Board
}

type Context = Pick<GatherContext, 'read' | 'settings' | 'clock'>

/** ISO dates of Asia/Tbilisi. */
export function daysOf({ clock }: Pick<Context, 'clock'>): { today: string; yesterday: string } {
  const now = inTbilisi(clock.now())
  return { today: now.toFormat('yyyy-MM-dd'), yesterday: now.minus({ days: 1 }).toFormat('yyyy-MM-dd') }
}

/** The branch's latest plan, unless it is over. `isSent`: Telegram has taken all its messages. */
export async function latestPlan(branch: Branch, context: Context): Promise<{ plan: Standing | null; isSent: boolean }> {
  const { rental } = context.read
  const row = await rental.lastPlan({ branch, until: daysOf(context).today })
  const found = row === null ? null : standingOf(row)
  if (row === null || found === null || found.shown.length === 0) return { plan: null, isSent: false }
  const { gone, unsent } = await rental.lostMessages(found.messages)
  return { plan: standingOf(row, gone), isSent: unsent.length === 0 }
}

export const currentOf = async (branch: Branch, plan: Standing, context: Context): Promise<Current> => ({
  plan,
  board: await boardOf(branch, plan.day, refsIn(plan), context),
})

/** Today's plan, at night still yesterday's; null where nothing hangs that could be edited. */
export async function hangingPlan(branch: Branch, context: Context): Promise<Current | null> {
  const { plan, isSent } = await latestPlan(branch, context)
  const { today, yesterday } = daysOf(context)
  return plan !== null && isSent && [today, yesterday].includes(plan.day) ? currentOf(branch, plan, context) : null
}
