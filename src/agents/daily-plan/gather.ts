// What the daily plan looks up before it decides: our own tables only.
import { DateTime } from 'luxon'
import { inTbilisi } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { branchIn } from '../asker.ts'
import { branchOf } from '../booking-facts.ts'
import { momentIn } from '../when-said.ts'
import { threadOf } from '../words.ts'
import { type Board, boardOf, refsIn, standingOf } from './board.ts'
import { type Current, currentOf, daysOf, latestPlan } from './current.ts'
import { gatherPress, type PressFacts } from './press.ts'

export type Heard = EventOf<'daily.plan.generate' | 'callback.button' | 'message.employee'>

/** Of which day the plan is asked for. */
export type When = 'today' | 'tomorrow' | 'later'

export type Facts =
  | { what: 'new'; board: Board; old: Current | null }
  | ({ what: 'refresh' } & Current)
  | { what: 'none'; branch: Branch; why: 'no-plan' | 'unsent' }
  | { what: 'asked'; place: Place; board: Board | null; when: When }
  | PressFacts

export async function gather(event: Heard, context: GatherContext): Promise<Facts> {
  switch (event.type) {
    case 'daily.plan.generate':
      return gatherPlan(event.payload, context)
    case 'callback.button':
      return gatherPress(event, context)
    case 'message.employee':
      return gatherAsked(event, context)
  }
}

async function gatherPlan({ branch, refresh }: EventOf<'daily.plan.generate'>['payload'], context: GatherContext): Promise<Facts> {
  const { today, yesterday } = daysOf(context)
  const { plan, isSent } = await latestPlan(branch, context)
  // At night yesterday's plan is still the one that hangs there.
  if (plan !== null && (plan.day === today || (refresh && plan.day === yesterday)))
    return isSent ? { what: 'refresh', ...(await currentOf(branch, plan, context)) } : { what: 'none', branch, why: 'unsent' }
  if (refresh) return { what: 'none', branch, why: 'no-plan' }
  const old = plan && (await currentOf(branch, plan, context))
  return { what: 'new', board: await boardOf(branch, today, new Set(), context), old }
}

/** The branch that is named, else the one that was spoken of, else the one whose forum it is, else the asker's own. */
async function gatherAsked({ payload }: EventOf<'message.employee'>, context: GatherContext): Promise<Facts> {
  const { chatId, fromId, text } = payload
  const { follows, intent, clock, read } = context
  const { rental } = read
  const now = inTbilisi(clock.now())
  const said = momentIn(text, clock.now())
  const asked = said !== null && !said.hasTime ? said.at : follows?.from !== undefined ? new Date(follows.from) : null
  const tomorrow = now.startOf('day').plus({ days: 1 })
  const meant = asked === null ? (intent === 'plan_tomorrow' ? tomorrow : now) : inTbilisi(asked)
  // What was asked before midnight is over.
  const day = DateTime.max(meant, now).toFormat('yyyy-MM-dd')
  const when = day === now.toFormat('yyyy-MM-dd') ? 'today' : day === tomorrow.toFormat('yyyy-MM-dd') ? 'tomorrow' : 'later'
  const [staff, chat] = await Promise.all([rental.staffByTelegram(fromId), rental.chat(chatId)])
  const branch = branchIn(text) ?? follows?.branch ?? branchOf(chat?.branch) ?? branchOf(staff?.branch)
  return { what: 'asked', place: threadOf(payload), board: branch === undefined ? null : await boardOn(branch, day, context), when }
}

/** @param day ISO date of Asia/Tbilisi. */
export async function boardOn(branch: Branch, day: string, context: GatherContext): Promise<Board> {
  const isToday = day === inTbilisi(context.clock.now()).toFormat('yyyy-MM-dd')
  const row = isToday ? await context.read.rental.lastPlan({ branch, until: day }) : null
  const plan = row === null ? null : standingOf(row)
  const shown = plan?.day === day ? refsIn(plan) : new Set<string>()
  return boardOf(branch, day, shown, context)
}
