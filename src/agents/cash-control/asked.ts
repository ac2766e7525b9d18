// «У кого сколько наличных»: an employee hears of their own register, a manager of the branch, whoever stands above of all.
import type { Place } from '../../effects/catalogue.ts'
import { may, reachOf } from '../../effects/roles.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
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
  const all = await holdersOf({}, context)
  const place = threadOf(payload)
  if (staff === null) return { what: 'asked', place, scope: 'own', holders: [] }
  const own = branchOf(staff.branch)
  const reach = reachOf(staff, 'cash.see')
  const scope = reach === 'any' ? 'all' : reach === 'branch' && own !== undefined ? own : 'own'
  const seen = all.filter(({ id, branch }) => may(staff, 'cash.see', { branch, owners: [id] }).yes)
  const named = scope === 'own' ? [] : seen.filter((holder) => isNamed(payload.text, holder.name))
  return { what: 'asked', place, scope, holders: named.length > 0 ? named : seen }
}

/** Russian names are declined: «у Анны», «Абуладзе». */
const STEM = 3

const isNamed = (text: string, name: string): boolean =>
  tokensOf(name).some(
    (part) => part.length > STEM && tokensOf(text).some((word) => word.startsWith(part.slice(0, Math.max(STEM, part.length - 2)))),
  )

export function asked({ place, holders, scope }: AskedFacts, { clock, settings }: DecideContext): Decision {
  const now = clock.now()
  const people = holders.map((holder) => ({ holder, holdings: holdingsOf(holder, settings(holder.branch), now) }))
  return {
    acts: [{ act: 'tell', slot: 'answer', to: place, html: holdingsText(people, scope, now) }],
    summary: scope === 'own' ? 'Спросили о своей кассе: ответил.' : `Спросили о кассах: показал, сотрудников ${people.length}.`,
  }
}
