// One word to the person on duty, however many replicas find out that a vendor is down, or back.
import { type Clock, MINUTE_MS } from './clock.ts'
import type { Sql } from './db.ts'
import { marksOf } from './inbox/marks.ts'

/** What others noticed so short a time ago is the same outage. */
const SAME_MS = 2 * MINUTE_MS

type State = 'open' | 'closed'

/** @returns whether another replica has just told of this change, and nobody of the opposite since. */
export function toldOnce(sql: Sql, clock: Clock): (system: string, state: State) => Promise<boolean> {
  const marks = marksOf(sql, 'told:')
  const nameOf = (system: string, state: State) => `${system}:${state}`
  return async (system, state) => {
    const now = clock.now()
    const opposite = (await marks.read()).get(nameOf(system, state === 'open' ? 'closed' : 'open'))
    const name = nameOf(system, state)
    const moved = await marks.move([name], now, new Date(now.getTime() + SAME_MS))
    // Whoever could not move it came second within one millisecond.
    if (!moved.has(name)) return true
    const before = moved.get(name)
    return before != null && now.getTime() - before.getTime() < SAME_MS && (opposite === undefined || opposite < before)
  }
}
