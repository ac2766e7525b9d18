// The ladder's timer: looks again whether the money is still there, and tells the next in line.
import type { EventOf } from '../../events/index.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import type { Act, Decision } from './acts.ts'
import { type Holder, holdersOf } from './holders.ts'
import { audienceOf, dueRungs, nextRung, type Rung, rungAt, stageOf, stageText, superiorOf } from './ladder.ts'
import { type Assessed, assess } from './limits.ts'
import { employeeText, escalationText, handedButton, takenButtons } from './words.ts'

export interface ReminderFacts {
  what: 'reminder'
  holder: Holder | null
}

export async function gatherReminder({ payload }: EventOf<'reminder.due'>, context: GatherContext): Promise<ReminderFacts> {
  const employeeId = Number(payload.ref)
  const [holder] = Number.isSafeInteger(employeeId) && employeeId > 0 ? await holdersOf({ employeeId }, context) : []
  return { what: 'reminder', holder: holder ?? null }
}

export function reminder({ holder }: ReminderFacts, { clock, settings }: DecideContext): Decision {
  if (holder === null) return { acts: [], summary: 'Таймер кассы больше ни к кому не относится: ничего не делаю.' }
  const now = clock.now()
  const table = settings(holder.branch)
  const found = assess(holder, table, now, true)
  const { over, since, told, rows } = found
  if (since === null) return { acts: [...rows, ...found.timer], summary: `${holder.name}: касса уже в пределах лимита, не напоминаю.` }
  const due = dueRungs(since, told, table, now)
  const last = due.at(-1) ?? told
  const next = nextRung(last)
  const wake: Act[] = next === null ? [] : [{ act: 'wake', employeeId: holder.id, branch: holder.branch, at: rungAt(since, next, table) }]
  if (due.length === 0) return { acts: [...rows, ...wake], summary: `${holder.name}: сверх лимита с более позднего времени, жду дальше.` }
  // One row for limits and ladder: the later of two would win.
  const stages = over.map(
    ({ account, overSince }): Act => ({
      act: 'balance',
      employeeId: holder.id,
      currency: account.currency,
      set: { overSince: overSince.toISOString(), stage: stageText({ ...stageOf(account.stage), rung: last }) },
    }),
  )
  const rest = rows.filter((act) => act.act === 'balance' && !over.some(({ account }) => account.currency === act.currency))
  return {
    acts: [...rest, ...stages, ...due.flatMap((rung) => tell(rung, found, now)), ...wake],
    summary: `${holder.name}: наличные сверх лимита, сообщил — ${due.map((rung) => WHO[rung]).join(', ')}.`,
  }
}

const WHO: Record<Rung, string> = { remind: 'сотруднику и руководителю', head: 'руководителю подразделения', director: 'директору' }

function tell(rung: Rung, found: Assessed, now: Date): Act[] {
  const { holder } = found
  const { id, role, branch, isReachable } = holder
  if (rung !== 'remind') {
    const to = audienceOf(rung, role, branch)
    return to === null ? [] : [{ act: 'tell', slot: rung, to, html: escalationText(found, rung, now), buttons: takenButtons([found]) }]
  }
  const superior = superiorOf(role, branch)
  const above: Act[] =
    superior === null
      ? []
      : [{ act: 'tell', slot: 'manager', to: superior, html: escalationText(found, rung, now), buttons: takenButtons([found]) }]
  return isReachable
    ? [{ act: 'tell', slot: 'employee', to: { to: 'staff', id }, html: employeeText(found, now), buttons: handedButton(id) }, ...above]
    : above
}
