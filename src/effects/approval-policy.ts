// Whose word counts on an effect: which line of the table of roles it is, with what sum. No prompt and no agent can change it.
import type { ApprovalRole } from './catalogue/approvals.ts'
import type { EffectKind } from './catalogue.ts'
import { policy } from './policy.ts'
import { type Action, lowestFor, may, type Person, rank, roles, type SumLimits } from './roles.ts'

const DECIDING = ['manager', 'head', 'director'] as const satisfies readonly ApprovalRole[]

/** RentProg keeps the sums of bookings in one currency, which a payment does not name. */
export interface ApprovalLimits extends SumLimits {
  bookingCurrency: string
}

/** Where agents contradict each other somebody has to choose whatever the kind. */
const actionOf = (kind: EffectKind): Action => {
  const { approve } = policy[kind]
  return approve === 'nobody' ? 'dispute.settle' : approve
}

/**
 * The lowest role whose word counts, or null where none is needed.
 * @param isDisputed agents contradict each other about it.
 */
export function roleFor(kind: EffectKind, payload: unknown, isDisputed: boolean, limits: ApprovalLimits): ApprovalRole | null {
  if (policy[kind].approve === 'nobody' && !isDisputed) return null
  if (actionOf(kind) === 'suggestion.take') return 'asker'
  const { reach, ...line } = roles[actionOf(kind)]
  if (!('bySum' in line)) return DECIDING.find((role) => reach[role] !== 'no') ?? 'director'
  const { amountMinor, currency } = payload as { amountMinor?: unknown; currency?: unknown }
  return lowestFor({ minor: Number(amountMinor), currency: typeof currency === 'string' ? currency : limits.bookingCurrency }, limits)
}

/** @param asked what was asked of whom: a sum that was the head's stays the head's. */
export const mayDecide = (
  person: Person,
  asked: { kind: EffectKind; role: string; branch: string | null; askedBy?: number | null },
): boolean =>
  asked.role === 'asker'
    ? may(person, 'suggestion.take', { owners: [asked.askedBy] }).yes
    : rank(person.role) >= rank(asked.role) && may(person, actionOf(asked.kind), { branch: asked.branch }).yes
