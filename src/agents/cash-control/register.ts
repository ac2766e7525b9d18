// What RentProg's register says that our ledger does not: operations of all kinds, not only money handed in.
import { addMs, DAY_MS, inTbilisi, parseTbilisi } from '../../clock.ts'
import type { Branch } from '../../events/event.ts'
import type { Reads } from '../../tools/index.ts'
import type { GatherContext } from '../agent.ts'
import type { Known } from './holders.ts'

type Operation = Awaited<ReturnType<Reads['rentprog']['cashOperations']>>[number]

const dayOf = (at: Date): string => inTbilisi(at).toFormat('yyyy-MM-dd')

/**
 * Operations of a branch that are new to us or have changed.
 * @param known our rows since then.
 */
export async function freshEntries(
  { branch, since, known }: { branch: Branch; since: Date; known: readonly Known[] },
  { read: { rentprog }, clock, signal }: Pick<GatherContext, 'read' | 'clock' | 'signal'>,
): Promise<Known[]> {
  const now = clock.now()
  const rows = await rentprog.cashOperations({ branch, from: dayOf(since), to: dayOf(addMs(now, DAY_MS)) }, { signal })
  const byId = new Map(known.map((entry) => [entry.id, entry]))
  return rows.flatMap((row) => {
    const entry = entryOf(row, branch, byId.get(row.id ?? 0), now)
    return entry === null ? [] : [entry]
  })
}

/** @returns null for what moved no cash of an employee, and for what we know as it is. */
function entryOf(row: Operation, branch: Branch, before: Known | undefined, now: Date): Known | null {
  const { id, user_id: employeeId, currency, sum_minor: minor, cash, operation, completed } = row
  if (id === null || employeeId === null || currency === null || minor === null) return null
  if (cash !== true || operation === null || completed === false) return null
  const at = parseTbilisi(row.created_at ?? '') ?? before?.at ?? now
  const amountMinor = operation ? minor : -Math.abs(minor)
  const isKnown =
    before?.amountMinor === amountMinor &&
    before.currency === currency &&
    before.employeeId === employeeId &&
    before.at.getTime() === at.getTime()
  return isKnown ? null : { id, employeeId, currency, amountMinor, at, kind: before?.kind ?? 'other', branch, changedAt: now }
}
