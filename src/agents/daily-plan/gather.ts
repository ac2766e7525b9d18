// What the daily plan looks up before it decides: our own tables only.
import { inTbilisi } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { says } from '../phrases.ts'
import { threadOf } from '../words.ts'
import { type Board, boardOf, refsIn, standingOf } from './board.ts'
import { type Current, currentOf, daysOf, latestPlan } from './current.ts'
import { gatherPress, type PressFacts } from './press.ts'

export type Heard = EventOf<'daily.plan.generate' | 'callback.button' | 'message.employee'>

export type Facts =
  | { what: 'new'; board: Board; old: Current | null }
  | ({ what: 'refresh' } & Current)
  | { what: 'none'; branch: Branch; why: 'no-plan' | 'unsent' }
  | { what: 'asked'; place: Place; board: Board | null; when: 'today' | 'tomorrow' }
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

const CITY: Record<Branch, readonly string[]> = {
  tbilisi: ['тбилис', 'tbilisi'],
  batumi: ['батум', 'batumi'],
  kutaisi: ['кутаис', 'kutaisi'],
  'service-center': ['сервис', 'service'],
}

/** The branch that is named, else the one whose forum it is, else the asker's own. */
async function gatherAsked({ payload }: EventOf<'message.employee'>, context: GatherContext): Promise<Facts> {
  const { chatId, fromId, text } = payload
  const { rental } = context.read
  const when = context.intent === 'plan_tomorrow' || says(text, ['завтра']) ? 'tomorrow' : 'today'
  const [staff, chat] = await Promise.all([rental.staffByTelegram(fromId), rental.chat(chatId)])
  const named = (Object.keys(CITY) as Branch[]).find((branch) => says(text, CITY[branch]))
  const branch = named ?? branchOf(chat?.branch) ?? branchOf(staff?.branch)
  return { what: 'asked', place: threadOf(payload), board: branch === undefined ? null : await boardOn(branch, when, context), when }
}

export async function boardOn(branch: Branch, when: 'today' | 'tomorrow', context: GatherContext): Promise<Board> {
  const now = inTbilisi(context.clock.now())
  const day = (when === 'today' ? now : now.plus({ days: 1 })).toFormat('yyyy-MM-dd')
  const row = when === 'today' ? await context.read.rental.lastPlan({ branch, until: day }) : null
  const plan = row === null ? null : standingOf(row)
  const shown = plan?.day === day ? refsIn(plan) : new Set<string>()
  return boardOf(branch, day, shown, context)
}
