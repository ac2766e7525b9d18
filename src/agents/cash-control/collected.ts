// Cash was handed in: it is entered in the ledger, and the one who receives it is told.
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import type { Act, Decision } from './acts.ts'
import { type Holder, holdersOf, homeOf, type Known, knownOf, nameOf } from './holders.ts'
import { type Role, superiorOf } from './ladder.ts'
import { merged } from './ledger.ts'
import { assess } from './limits.ts'
import { collectedText, sum } from './words.ts'

export interface CollectedFacts {
  what: 'collected'
  entry: Known
  description: string | null
  isCorrected: boolean
  person: { id: number; name: string; role: Role; branch: Branch }
  /** With the operation in it; null while the register was never counted. */
  holder: Holder | null
}

export async function gatherCollected({ payload, timestamp }: EventOf<'cash.collected'>, context: GatherContext): Promise<CollectedFacts> {
  const { rental } = context.read
  const { employee_id: id, operation_id: operation } = payload
  const [staff, before, [known]] = await Promise.all([
    rental.staff(id),
    rental.cashEntry(operation),
    holdersOf({ employeeId: id }, context),
  ])
  const entry: Known = {
    id: operation,
    employeeId: id,
    currency: payload.currency,
    amountMinor: -Math.abs(payload.amount_minor),
    at: payload.made_at === undefined ? (before?.at ?? new Date(timestamp)) : new Date(payload.made_at),
    kind: 'collected',
    branch: payload.branch,
    changedAt: before === null ? new Date(timestamp) : knownOf(before).changedAt,
  }
  return {
    what: 'collected',
    entry,
    description: payload.description ?? null,
    isCorrected: payload.corrected === true,
    person: { id, name: nameOf(staff, id), role: (staff?.role as Role | undefined) ?? 'employee', branch: homeOf(staff, payload.branch) },
    holder: known === undefined ? null : { ...known, entries: merged(known.entries, [entry]) },
  }
}

export function collected(facts: CollectedFacts, { clock, settings }: DecideContext): Decision {
  const { entry, person, holder } = facts
  const now = clock.now()
  const assessed = holder === null ? null : assess(holder, settings(holder.branch), now, true)
  const to = superiorOf(person.role, person.branch)
  const told: Act[] = to === null ? [] : [{ act: 'tell', slot: 'collected', to, html: collectedText(facts, assessed?.holdings ?? [], now) }]
  return {
    acts: [enter(entry, facts.description ?? undefined), ...(assessed?.rows ?? []), ...(assessed?.timer ?? []), ...told],
    summary: `${person.name}: инкассация ${sum(-entry.amountMinor, entry.currency)}${facts.isCorrected ? ' исправлена в RentProg' : ''}, записал в журнал касс${to === null ? '' : ' и сообщил руководителю'}.`,
  }
}

export const enter = ({ changedAt: _, at, branch, ...entry }: Known, description?: string): Act => ({
  act: 'enter',
  entry: { ...entry, branch: branch as Branch, at: at.toISOString(), description },
})
