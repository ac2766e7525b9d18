// «У кого сколько наличных»: an employee hears of their own register, a manager of the branch, whoever stands above of all.
import { inTbilisi } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import { may, reachOf } from '../../effects/roles.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { Staff } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { branchIn } from '../asker.ts'
import { branchOf } from '../booking-facts.ts'
import { isNamed } from '../names-said.ts'
import { momentIn } from '../when-said.ts'
import { lines, threadOf } from '../words.ts'
import type { Decision } from './acts.ts'
import { type Holder, holdersOf, holdingsOf } from './holders.ts'
import { holdingsText, NOT_AHEAD } from './words.ts'

export interface AskedFacts {
  what: 'asked'
  place: Place
  /** Who may be told of whom is settled already. */
  holders: Holder[]
  scope: 'own' | Branch | 'all'
  /** The branch whose registers are meant, where one is. */
  branch: Branch | null
  /** Why the asker hears nothing of those they mean. */
  refused: string | null
  /** Another day than today is meant. */
  isOtherDay: boolean
}

export async function gatherAsked({ payload }: EventOf<'message.employee'>, context: GatherContext): Promise<AskedFacts> {
  const staff = await context.read.rental.staffByTelegram(payload.fromId)
  const { text } = payload
  const facts = await askedBy(staff, text, threadOf(payload), context, context.follows?.branch)
  return { ...facts, isOtherDay: isOtherDay(text, context.clock.now()) }
}

/** @param before the branch that was spoken of, where the text names none. */
export async function askedBy(
  staff: Staff | null,
  text: string,
  place: Place,
  context: GatherContext,
  before: Branch | null = null,
): Promise<AskedFacts> {
  const base = { what: 'asked', place, isOtherDay: false, branch: null, refused: null } as const
  if (staff === null) return { ...base, scope: 'own', holders: [] }
  const all = await holdersOf({}, context)
  const own = branchOf(staff.branch)
  const reach = reachOf(staff, 'cash.see')
  const scope = reach === 'any' ? 'all' : reach === 'branch' && own !== undefined ? own : 'own'
  const seen = all.filter(({ id, branch }) => may(staff, 'cash.see', { branch, owners: [id] }).yes)
  if (ME.test(text)) return { ...base, scope: 'own', holders: seen.filter(({ id }) => id === staff.id) }
  const named = scope === 'own' ? [] : seen.filter((holder) => isNamed(text, holder.name))
  const branch = named.length > 0 ? null : (branchIn(text) ?? before)
  if (branch === null) return { ...base, scope, holders: named.length > 0 ? named : seen }
  const allowed = may(staff, 'cash.see', { branch })
  const holders = seen.filter((holder) => holder.branch === branch)
  return { ...base, scope: branch, holders, branch, refused: allowed.yes ? null : allowed.because }
}

const ME = /(?<!\p{L})(?:(?:у )?меня|мои|моя|моей|me|my|ჩემ\p{L}*)(?!\p{L})/iu

const isOtherDay = (text: string, now: Date): boolean => {
  const day = momentIn(text, now)
  return day !== null && !day.hasTime && !inTbilisi(day.at).hasSame(inTbilisi(now), 'day')
}

export function asked(facts: AskedFacts, context: DecideContext): Decision {
  const { place, scope, holders, branch, refused, isOtherDay } = facts
  if (refused !== null)
    return { acts: [{ act: 'tell', slot: 'answer', to: place, html: refused }], summary: 'Спросили о чужих кассах: отказал.', about: {} }
  return {
    acts: [{ act: 'tell', slot: 'answer', to: place, html: lines(isOtherDay && NOT_AHEAD, heldText(facts, context)) }],
    summary: scope === 'own' ? 'Спросили о своей кассе: ответил.' : `Спросили о кассах: показал, сотрудников ${holders.length}.`,
    about: branch === null ? {} : { branch },
  }
}

export function heldText({ holders, scope }: Pick<AskedFacts, 'holders' | 'scope'>, { clock, settings }: DecideContext): string {
  const now = clock.now()
  const people = holders.map((holder) => ({ holder, holdings: holdingsOf(holder, settings(holder.branch), now) }))
  return holdingsText(people, scope, now)
}
