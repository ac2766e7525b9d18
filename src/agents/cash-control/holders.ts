// People with cash: their accounts, their operations since the last count, and what that makes of their limits.
import { addMs, DAY_MS } from '../../clock.ts'
import { BRANCHES, type Branch } from '../../events/event.ts'
import type { CashBalance, CashEntry, Staff } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { branchOf } from '../booking-facts.ts'
import type { Settings } from '../settings.ts'
import type { Role } from './ladder.ts'
import { type Account, type Entry, limitMinor, standing } from './ledger.ts'

export interface Holder {
  id: number
  name: string
  role: Role
  /** Where the person works, and whose manager takes the money. */
  branch: Branch
  /** The bot can write to the person. */
  isReachable: boolean
  accounts: Account[]
  entries: Known[]
}

/** An operation as our row has it. */
export interface Known extends Entry {
  kind: 'collected' | 'other'
  branch: string
  changedAt: Date
}

export interface Holding {
  account: Account
  minor: number
  limitMinor: number
  overSince: Date | null
}

/** Whoever belongs to no branch is counted with the first one, so that every register is counted by exactly one night. */
export const homeOf = (staff: Pick<Staff, 'branch'> | null, otherwise: string | null): Branch =>
  (staff === null ? branchOf(otherwise) : branchOf(staff.branch)) ?? BRANCHES[0]

export const knownOf = ({ id, employeeId, currency, amountMinor, at, kind, branch, updatedAt }: CashEntry): Known => ({
  id,
  employeeId,
  currency,
  amountMinor,
  at,
  kind: kind === 'collected' ? 'collected' : 'other',
  branch,
  changedAt: updatedAt,
})

export const accountOf = ({ employeeId, currency, balanceMinor, countedAt, overSince, stage }: CashBalance): Account => ({
  employeeId,
  currency,
  balanceMinor,
  countedAt,
  overSince,
  stage,
})

export const nameOf = (staff: Pick<Staff, 'name'> | null, id: number): string => staff?.name ?? `сотрудник ${id}`

/** Operations that may have been made or changed since the oldest of these counts. */
export const oldest = (counts: readonly Pick<Account, 'countedAt'>[], now: Date): Date =>
  addMs(new Date(Math.min(now.getTime(), ...counts.map(({ countedAt }) => countedAt.getTime()))), -DAY_MS)

/** Everybody whose register was ever counted; of one branch, or one person. */
export async function holdersOf(
  { branch, employeeId }: { branch?: Branch; employeeId?: number },
  { read: { rental }, clock }: Pick<GatherContext, 'read' | 'clock'>,
): Promise<Holder[]> {
  const balances = await rental.balances({ employeeId })
  const ids = [...new Set(balances.map((row) => row.employeeId))]
  const [people, entries] = await Promise.all([
    Promise.all(ids.map((id) => rental.staff(id))),
    balances.length === 0 ? [] : rental.cashEntries({ employeeId, since: oldest(balances, clock.now()) }),
  ])
  return ids
    .map((id, index): Holder => {
      const own = balances.filter((row) => row.employeeId === id)
      const person = people[index] ?? null
      return holder(id, person, own.map(accountOf), entries.map(knownOf), homeOf(person, own[0]?.branch ?? null))
    })
    .filter((found) => branch === undefined || found.branch === branch)
}

export const holder = (id: number, staff: Staff | null, accounts: Account[], entries: readonly Known[], branch: Branch): Holder => ({
  id,
  name: nameOf(staff, id),
  role: (staff?.role as Role | undefined) ?? 'employee',
  branch,
  isReachable: staff?.active === true && staff.telegramId !== null,
  accounts,
  entries: entries.filter(({ employeeId }) => employeeId === id),
})

export const holdingsOf = ({ accounts, entries }: Pick<Holder, 'accounts' | 'entries'>, settings: Settings, now: Date): Holding[] =>
  accounts.map((account) => {
    const limit = limitMinor(settings, account.currency)
    return { account, limitMinor: limit, ...standing(account, entries, limit, now) }
  })

export interface Over extends Holding {
  overSince: Date
}

export const overOf = (holdings: readonly Holding[]): Over[] => holdings.filter((holding): holding is Over => holding.overSince !== null)

/** Since when the person has held too much of anything; null when of nothing. */
export const sinceOf = (over: readonly Over[]): Date | null =>
  over.length === 0 ? null : new Date(Math.min(...over.map(({ overSince }) => overSince.getTime())))
