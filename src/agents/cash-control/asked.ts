// «У кого сколько наличных»: an employee hears of their own register, a manager of the branch, whoever stands above of all.
import type { Place } from '../../effects/catalogue.ts'
import { may, reachOf } from '../../effects/roles.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Staff } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { tokensOf } from '../phrases.ts'
import { threadOf } from '../words.ts'
import type { Decision } from './acts.ts'
import { type Holder, holdersOf, holdingsOf } from './holders.ts'
import { holdingsText } from './words.ts'

export interface AskedFacts {
  what: 'asked'
  place: Place
  /** Who may be told of whom is settled already. */
  holders: Holder[]
  scope: 'own' | Branch | 'all'
}

export async function gatherAsked({ payload }: EventOf<'message.employee'>, context: GatherContext): Promise<AskedFacts> {
  const staff = await context.read.rental.staffByTelegram(payload.fromId)
  return askedBy(staff, payload.text, threadOf(payload), context)
}

export async function askedBy(staff: Staff | null, text: string, place: Place, context: GatherContext): Promise<AskedFacts> {
  const all = await holdersOf({}, context)
  if (staff === null) return { what: 'asked', place, scope: 'own', holders: [] }
  const own = branchOf(staff.branch)
  const reach = reachOf(staff, 'cash.see')
  const scope = reach === 'any' ? 'all' : reach === 'branch' && own !== undefined ? own : 'own'
  const seen = all.filter(({ id, branch }) => may(staff, 'cash.see', { branch, owners: [id] }).yes)
  const named = scope === 'own' ? [] : seen.filter((holder) => isNamed(text, holder.name))
  return { what: 'asked', place, scope, holders: named.length > 0 ? named : seen }
}

/** Russian names are declined: «у Анны», «Абуладзе». */
const STEM = 3

export const isNamed = (text: string, name: string): boolean =>
  tokensOf(name).some(
    (part) => part.length > STEM && tokensOf(text).some((word) => word.startsWith(part.slice(0, Math.max(STEM, part.length - 2)))),
  )

export const asked = (facts: AskedFacts, context: DecideContext): Decision => ({
  acts: [{ act: 'tell', slot: 'answer', to: facts.place, html: heldText(facts, context) }],
  summary: facts.scope === 'own' ? 'Спросили о своей кассе: ответил.' : `Спросили о кассах: показал, сотрудников ${facts.holders.length}.`,
})

export function heldText({ holders, scope }: Pick<AskedFacts, 'holders' | 'scope'>, { clock, settings }: DecideContext): string {
  const now = clock.now()
  const people = holders.map((holder) => ({ holder, holdings: holdingsOf(holder, settings(holder.branch), now) }))
  return holdingsText(people, scope, now)
}
