// Eight in the evening: who holds more than the limit, and since when; one message to each, one summary to the manager.

import { Refused, Unavailable } from '../../errors.ts'
import type { Branch } from '../../events/event.ts'
import type { EventOf } from '../../events/index.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { BRANCH_NAME } from '../words.ts'
import type { Act, Decision } from './acts.ts'
import { enter } from './collected.ts'
import { type Holder, holdersOf, type Known, oldest } from './holders.ts'
import { superiorOf } from './ladder.ts'
import { merged } from './ledger.ts'
import { type Assessed, assess } from './limits.ts'
import { freshEntries } from './register.ts'
import { employeeText, eveningText, handedButton, takenButtons } from './words.ts'

export interface EveningFacts {
  what: 'evening'
  branch: Branch
  holders: Holder[]
  fresh: Known[]
  /** RentProg did not answer: what was handed in last may be missing. */
  isStale: boolean
}

export async function gatherEvening({ payload }: EventOf<'check.cash'>, context: GatherContext): Promise<EveningFacts> {
  const { branch } = payload
  const holders = await holdersOf({ branch }, context)
  if (holders.length === 0) return { what: 'evening', branch, holders, fresh: [], isStale: false }
  const since = oldest(
    holders.flatMap(({ accounts }) => accounts),
    context.clock.now(),
  )
  const known = holders.flatMap(({ entries }) => entries)
  const fresh = await freshEntries({ branch, since, known }, context).catch((error: unknown) => {
    if (error instanceof Unavailable || error instanceof Refused) return null
    throw error
  })
  const now = holders.map((found) => ({
    ...found,
    entries: merged(
      found.entries,
      (fresh ?? []).filter(({ employeeId }) => employeeId === found.id),
    ),
  }))
  return { what: 'evening', branch, holders: now, fresh: fresh ?? [], isStale: fresh === null }
}

export function evening({ branch, holders, fresh, isStale }: EveningFacts, { clock, settings }: DecideContext): Decision {
  const now = clock.now()
  // The timers of the ladder are set anew: however one was lost, it is there again in the evening.
  const people = holders.map((holder) => assess(holder, settings(branch), now, false))
  const over = people.filter(({ since }) => since !== null)
  const stale = isStale ? ' (RentProg не ответил, считаю по своим данным)' : ''
  return {
    acts: [
      ...fresh.map((entry) => enter(entry)),
      ...people.flatMap(({ rows, timer }) => [...rows, ...timer]),
      ...tellAll(over, branch, isStale, now),
    ],
    summary:
      over.length === 0
        ? `${BRANCH_NAME[branch]}: сверх лимита наличных ни у кого нет${stale}.`
        : `${BRANCH_NAME[branch]}: сверх лимита — ${over.map(({ holder }) => holder.name).join(', ')}: напомнил${stale}.`,
  }
}

function tellAll(over: readonly Assessed[], branch: Branch, isStale: boolean, now: Date): Act[] {
  if (over.length === 0) return []
  const private_ = over
    .filter(({ holder }) => holder.isReachable)
    .map(
      (found): Act => ({
        act: 'tell',
        slot: `employee.${found.holder.id}`,
        to: { to: 'staff', id: found.holder.id },
        html: employeeText(found, now),
        buttons: handedButton(found.holder.id),
      }),
    )
  const manager = superiorOf('employee', branch)
  const html = eveningText(over, branch, isStale, now)
  return manager === null ? private_ : [...private_, { act: 'tell', slot: 'manager', to: manager, html, buttons: takenButtons(over) }]
}
