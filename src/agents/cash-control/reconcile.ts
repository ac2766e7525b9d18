// Every night: what each register should hold by our ledger against what RentProg says, which wins. Every night closes a day of its own.
import { addMs, DAY_MS } from '../../clock.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { BRANCH_NAME, plural } from '../words.ts'
import type { Act, Decision } from './acts.ts'
import { enter } from './collected.ts'
import { accountOf, type Holder, holder, homeOf, type Known, knownOf, oldest, overOf, sinceOf } from './holders.ts'
import { stageOf, superiorOf } from './ladder.ts'
import { type Account, isOf, limitMinor, merged, standing } from './ledger.ts'
import { ladderTimer } from './limits.ts'
import { freshEntries } from './register.ts'
import { differenceText, sum } from './words.ts'

export interface ReconcileFacts {
  what: 'reconcile'
  branch: Branch
  /** The night it closes. */
  slotAt: Date
  people: Counted[]
  fresh: Known[]
  /** Accounts RentProg shows in a way nobody can read. */
  unreadable: string[]
}

export interface Counted {
  holder: Holder
  /** What RentProg says now, by currency. */
  real: { currency: string; minor: number }[]
}

/** @throws Unavailable when RentProg cannot be asked: then the night is closed later. */
export async function gatherReconcile(event: EventOf<'cash.reconcile'>, context: GatherContext): Promise<ReconcileFacts> {
  const { branch, slotAt } = event.payload
  const { read, clock, signal } = context
  const now = clock.now()
  const [users, balances] = await Promise.all([read.rentprog.users({ branch }, { signal }), read.rental.balances({})])
  const since = oldest(balances, now)
  const staff = await Promise.all(users.map(({ id }) => read.rental.staff(id)))
  const known = (await read.rental.cashEntries({ since })).map(knownOf)
  const fresh = balances.length === 0 ? [] : await freshEntries({ branch, since, known }, context)
  const entries = merged(known, fresh)
  const people = users.flatMap((user, index): Counted[] => {
    const own = balances.filter(({ employeeId }) => employeeId === user.id)
    const home = homeOf(staff[index] ?? null, own[0]?.branch ?? branch)
    if (home !== branch) return []
    const real = user.currency_accounts.flatMap(({ currency, cash_minor: minor }) =>
      currency === null || minor === null ? [] : [{ currency, minor }],
    )
    const found = holder(user.id, staff[index] ?? null, own.map(accountOf), entries, branch)
    return [{ holder: staff[index] || !user.name ? found : { ...found, name: user.name }, real }]
  })
  const unreadable = users
    .filter(({ currency_accounts }) => currency_accounts.some(({ currency, cash_minor }) => currency === null || cash_minor === null))
    .map(({ id, name }) => name ?? `сотрудник ${id}`)
  return { what: 'reconcile', branch, slotAt: slotAt === undefined ? now : new Date(slotAt), people, fresh, unreadable }
}

export interface Difference {
  holder: Holder
  currency: string
  calculatedMinor: number
  realMinor: number
  /** Operations dated before the last count that were entered or corrected after it. */
  backdated: number[]
}

export function reconcile(facts: ReconcileFacts, { clock, settings }: DecideContext): Decision {
  const { branch, slotAt, people, fresh, unreadable } = facts
  const now = clock.now()
  const open = people.filter(({ holder }) => !holder.accounts.some(({ countedAt }) => countedAt >= slotAt))
  if (people.length > 0 && open.length === 0)
    return {
      acts: fresh.map((entry) => enter(entry)),
      summary: `${BRANCH_NAME[branch]}: эта ночь уже закрыта более поздней сверкой, ничего не меняю.`,
    }
  const counted = open.map((person) => count(person, settings(branch), now))
  const differences = counted.flatMap((person) => person.differences)
  return {
    acts: [...fresh.map((entry) => enter(entry)), ...counted.flatMap(({ acts }) => acts), ...alerts(differences, branch, slotAt)],
    summary: `${BRANCH_NAME[branch]}, сверка касс за ${dayClosed(slotAt)}: сотрудников ${open.length}, ${outcome(differences)}${unreadable.length === 0 ? '' : `; не читается касса: ${unreadable.join(', ')}`}.`,
  }
}

/** At four in the morning the day before is closed. */
const dayClosed = (slotAt: Date): string =>
  addMs(slotAt, -DAY_MS / 2)
    .toISOString()
    .slice(0, 10)
    .split('-')
    .reverse()
    .join('.')

const outcome = (differences: readonly Difference[]): string =>
  differences.length === 0
    ? 'расхождений нет'
    : `${plural(differences.length, 'расхождение', 'расхождения', 'расхождений')} (${differences.map((found) => `${found.holder.name} ${sum(found.realMinor - found.calculatedMinor, found.currency)}`).join('; ')}): принял данные RentProg и сообщил руководителям`

function count(
  { holder, real }: Counted,
  settings: Parameters<typeof limitMinor>[0],
  now: Date,
): { acts: Act[]; differences: Difference[] } {
  const differences: Difference[] = []
  const rows: Act[] = []
  const after: Account[] = []
  for (const { currency, minor: realMinor } of real) {
    const before = holder.accounts.find((account) => account.currency === currency)
    // An account nobody ever used needs no row.
    if (before === undefined && realMinor === 0) continue
    const limit = limitMinor(settings, currency)
    const ours = before === undefined ? null : standing(before, holder.entries, limit, now)
    if (before !== undefined && ours !== null && Math.abs(realMinor - ours.minor) > settings.cashToleranceMinor)
      differences.push({ holder, currency, calculatedMinor: ours.minor, realMinor, backdated: backdated(before, holder.entries) })
    const overSince = realMinor > limit ? (ours?.overSince ?? now) : null
    const stage = overSince === null || before?.overSince == null ? null : before.stage
    after.push({ employeeId: holder.id, currency, balanceMinor: realMinor, countedAt: now, overSince, stage })
    const set = {
      branch: holder.branch,
      balanceMinor: realMinor,
      countedAt: now.toISOString(),
      overSince: overSince?.toISOString() ?? null,
      stage,
    }
    rows.push({ act: 'balance', employeeId: holder.id, currency, set })
  }
  const over = overOf(after.map((account) => ({ account, minor: account.balanceMinor, limitMinor: 0, overSince: account.overSince })))
  const told = over.map(({ account }) => stageOf(account.stage).rung).find((rung) => rung !== null) ?? null
  return { differences, acts: [...rows, ...ladderTimer(holder, { since: sinceOf(over), told, settings, isTimerSet: true })] }
}

const backdated = (account: Account, entries: readonly Known[]): number[] =>
  entries
    .filter(isOf(account))
    .filter(({ at, changedAt }) => at <= account.countedAt && changedAt > account.countedAt)
    .map(({ id }) => id)

/** One message to a place, however many registers differ. */
function alerts(differences: readonly Difference[], branch: Branch, slotAt: Date): Act[] {
  if (differences.length === 0) return []
  const html = differenceText(differences, branch, dayClosed(slotAt))
  const managers: Act = { act: 'tell', slot: 'managers', to: { to: 'chat', purpose: 'managers' }, html }
  const others = differences.filter(({ holder }) => holder.role === 'employee')
  const own = superiorOf('employee', branch)
  return others.length === 0 || own === null
    ? [managers]
    : [{ act: 'tell', slot: 'manager', to: own, html: differenceText(others, branch, dayClosed(slotAt)) }, managers]
}
