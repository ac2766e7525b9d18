// Who may be brought to the bot, and by whom; whose account may be detached. Pure.
import { addMs, HOUR_MS } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import { may } from '../../effects/roles.ts'
import type { Staff } from '../../tools/rental.ts'
import type { DecideContext, Decided } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import { denied } from '../denied.ts'
import type { Facts } from './gather.ts'
import { accessText, inviteText, summaries } from './words.ts'

export interface Decision extends Decided {
  /** Said where it was asked; null where the code itself is the answer. */
  answer: { place: Place; html: string } | null
  invite?: { staffId: number; by: number; html: string; expiresAt: Date }
  unlink?: { staffId: number; by: number }
}

export function decide({ wish, asker, place, isPrivate, isEdited, named }: Facts, { clock, settings }: DecideContext): Decision {
  const say = (html: string, summary: string): Decision => ({ answer: { place, html }, summary })
  if (asker === null) return say(accessText.staffOnly, summaries.stranger)
  // It was answered when it was written; another code would only void the first one.
  if (isEdited) return { answer: null, summary: summaries.edited }
  if (wish === 'link') return say(accessText.youAreLinked(asker.name), summaries.youAreLinked(asker.name))
  const [person, ...others] = named
  if (person === undefined) return say(accessText.whom(wish), summaries.whom)
  if (others.length > 0) return say(accessText.several(named), summaries.several)
  const allowed = may(asker, 'staff.link', { branch: person.branch, owners: [person.id], towards: person.role })
  if (!allowed.yes)
    return denied(say(allowed.because, summaries.denied(asker.name, person.name)), asker, 'staff.link', `staff:${person.id}`)
  return wish === 'unlink' ? unlink(person, asker, say) : invite(person, asker, { place, isPrivate }, say, { clock, settings })
}

type Say = (html: string, summary: string) => Decision

function unlink(person: Staff, asker: Staff, say: Say): Decision {
  if (person.telegramId === null) return say(accessText.notLinked(person.name), summaries.notLinked(person.name))
  return {
    ...say(accessText.unlinked(person.name), summaries.unlinked(asker.name, person.name)),
    unlink: { staffId: person.id, by: asker.id },
  }
}

function invite(
  person: Staff,
  asker: Staff,
  where: Pick<Facts, 'place' | 'isPrivate'>,
  say: Say,
  { clock, settings }: DecideContext,
): Decision {
  if (person.telegramId !== null) return say(accessText.isLinked(person.name), summaries.isLinked(person.name))
  const expiresAt = addMs(clock.now(), settings(branchOf(person.branch) ?? 'tbilisi').inviteValidH * HOUR_MS)
  return {
    answer: where.isPrivate ? null : { place: where.place, html: accessText.sentPrivately },
    invite: { staffId: person.id, by: asker.id, html: inviteText(person.name, expiresAt, clock.now()), expiresAt },
    summary: summaries.invited(asker.name, person.name),
    audit: [{ what: 'invited', action: 'staff.link', about: `staff:${person.id}`, by: asker.id }],
  }
}
