// What a person holds: RentProg's last count plus every operation since, in whole minor units. Pure.
import type { Settings } from '../settings.ts'

/** One currency of one person, as our row has it. */
export interface Account {
  employeeId: number
  currency: string
  /** What the register held when it was last counted. */
  balanceMinor: number
  countedAt: Date
  overSince: Date | null
  /** See ladder.ts. */
  stage: string | null
}

/** An operation of the register; negative when money left the person. */
export interface Entry {
  id: number
  employeeId: number
  currency: string
  amountMinor: number
  at: Date
}

export interface Standing {
  minor: number
  /** Since when it has been over the limit without a break; null when it is not. */
  overSince: Date | null
}

export const isOf = (account: Pick<Account, 'employeeId' | 'currency'>) => (entry: Entry) =>
  entry.employeeId === account.employeeId && entry.currency === account.currency

/** Operations dated after the moment wait: RentProg's clock may be ahead of ours. */
export function standing(account: Account, entries: readonly Entry[], limitMinor: number, now: Date): Standing {
  let minor = account.balanceMinor
  let overSince = minor > limitMinor ? (account.overSince ?? account.countedAt) : null
  const since = entries.filter(isOf(account)).filter(({ at }) => at > account.countedAt && at <= now)
  for (const { amountMinor, at } of since.sort((a, b) => a.at.getTime() - b.at.getTime() || a.id - b.id)) {
    minor += amountMinor
    overSince = minor > limitMinor ? (overSince ?? at) : null
  }
  return { minor, overSince }
}

/** Later ones replace earlier ones of the same operation. */
export const merged = <E extends Entry>(known: readonly E[], fresh: readonly E[]): E[] => [
  ...new Map([...known, ...fresh].map((entry) => [entry.id, entry])).values(),
]

export function limitMinor(settings: Settings, currency: string): number {
  const limits: Record<string, number> = {
    GEL: settings.cashLimitGel,
    USD: settings.cashLimitUsd,
    EUR: settings.cashLimitEur,
    RUB: settings.cashLimitRub,
  }
  return (limits[currency] ?? 0) * 100
}
