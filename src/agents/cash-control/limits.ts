// What becomes of a person's limits when something was counted: rows that say since when, and the timer of the ladder. Pure.
import type { Settings } from '../settings.ts'
import type { Act } from './acts.ts'
import { type Holder, type Holding, holdingsOf, type Over, overOf, sinceOf } from './holders.ts'
import { higher, nextRung, type Rung, rungAt, stageOf } from './ladder.ts'

export interface Assessed {
  holder: Holder
  holdings: Holding[]
  over: Over[]
  since: Date | null
  /** The highest rung that was told of what is still over. */
  told: Rung | null
  /** Rows whose limits have changed. */
  rows: Act[]
  timer: Act[]
}

/** @param isTimerSet whether the ladder has its timer already where nothing has changed. */
export function assess(holder: Holder, settings: Settings, now: Date, isTimerSet: boolean): Assessed {
  const holdings = holdingsOf(holder, settings, now)
  const over = overOf(holdings)
  const since = sinceOf(over)
  const told = over.reduce<Rung | null>((rung, { account }) => higher(rung, account.overSince ? stageOf(account.stage).rung : null), null)
  const rows = holdings.flatMap((holding) => rowOf(holding))
  return { holder, holdings, over, since, told, rows, timer: ladderTimer(holder, { since, told, settings, isTimerSet }) }
}

function rowOf({ account, overSince }: Holding): Act[] {
  const { employeeId, currency, stage } = account
  if (account.overSince?.getTime() === overSince?.getTime()) return []
  return [
    {
      act: 'balance',
      employeeId,
      currency,
      set: { overSince: overSince?.toISOString() ?? null, stage: overSince === null ? null : stage },
    },
  ]
}

interface Ladder {
  since: Date | null
  told: Rung | null
  settings: Settings
  isTimerSet: boolean
}

/** @param holder as it was before. */
export function ladderTimer({ id: employeeId, branch, accounts }: Holder, { since, told, settings, isTimerSet }: Ladder): Act[] {
  const before = accounts.flatMap(({ overSince }) => (overSince === null ? [] : [overSince.getTime()]))
  if (since === null) return before.length === 0 ? [] : [{ act: 'drop', employeeId, reason: 'the cash is within its limits' }]
  const rung = nextRung(told)
  if (rung === null || (isTimerSet && since.getTime() === Math.min(...before))) return []
  return [{ act: 'wake', employeeId, branch, at: rungAt(since, rung, settings) }]
}
