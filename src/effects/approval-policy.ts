// Whose word counts: by kind of effect, by sum, by role and branch. No prompt and no agent can change it.
import type { ApprovalRole } from './catalogue/approvals.ts'
import type { EffectKind } from './catalogue.ts'
import { policy } from './policy.ts'

/** Sums from which a higher role decides, in minor units of whatever currency. */
export interface ApprovalLimits {
  approvalHeadFromMinor: number
  approvalDirectorFromMinor: number
}

/** Kinds whose sum counts. */
const withSum: readonly EffectKind[] = ['stripe.link', 'rentprog.payment']

/** The ladder; an admin keeps the system running and decides nothing about the business. */
const LADDER = ['employee', 'manager', 'head', 'director'] as const
const rank = (role: string): number => LADDER.indexOf(role as (typeof LADDER)[number])

/**
 * The lowest role whose word counts, or null where none is needed.
 * @param isDisputed agents contradict each other about it: then somebody has to choose whatever the kind.
 */
export function roleFor(kind: EffectKind, payload: unknown, isDisputed: boolean, limits: ApprovalLimits): ApprovalRole | null {
  const { approve } = policy[kind]
  if (approve === 'nobody') return isDisputed ? 'manager' : null
  const sum = withSum.includes(kind) ? Math.abs(Number((payload as { amountMinor?: unknown }).amountMinor)) : 0
  const bySum: ApprovalRole =
    sum >= limits.approvalDirectorFromMinor ? 'director' : sum >= limits.approvalHeadFromMinor ? 'head' : 'manager'
  return rank(bySum) > rank(approve) ? bySum : approve
}

/** A branch manager decides for the branch; whoever belongs to no branch decides for all. */
export function mayDecide(
  person: { role: string; branch: string | null; active: boolean },
  asked: { role: string; branch: string | null },
): boolean {
  const isHere = person.branch === null || asked.branch === null || person.branch === asked.branch
  return person.active && isHere && rank(person.role) >= Math.max(rank(asked.role), rank('manager'))
}

/** Who is asked when the first one keeps silent. */
export const nextRole = (role: ApprovalRole): ApprovalRole => (role === 'manager' ? 'head' : 'director')
