// A schedule out of turn: what the clock would record, made by a person.
import { BadInput } from '../../errors.ts'
import { BRANCHES, type Branch } from '../../events/event.ts'
import type { NewEvent } from '../../events/index.ts'
import { schedules } from './schedules.ts'

/**
 * One event per branch, or one for the whole house; each is a new one, however often it is asked for.
 * @throws BadInput when there is no such schedule or branch.
 */
export function ticksOf(name: string, only: string | undefined, now: Date): NewEvent[] {
  const schedule = schedules.find(({ event }) => event === name)
  if (!schedule) throw new BadInput(`there is no schedule "${name}"; there are ${schedules.map(({ event }) => event).join(', ')}`)
  const branch = BRANCHES.find((known) => known === only)
  if (only !== undefined && branch === undefined) throw new BadInput(`there is no branch "${only}"; there are ${BRANCHES.join(', ')}`)
  const tick = (of: { branch?: Branch }) => ({ type: schedule.event, payload: { ...of, slotAt: now.toISOString() } }) as NewEvent
  if (schedule.branches === 'house') return [tick({})]
  return (branch === undefined ? BRANCHES : [branch]).map((each) => tick({ branch: each }))
}
