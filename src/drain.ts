// Waiting until nothing is due: what tests and the demo do instead of sleeping.
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from './clock.ts'
import type { Sql } from './db.ts'
import { pendingEffects } from './effects/outbox.ts'
import { backlog } from './inbox/lanes.ts'

const LOOK_EVERY_MS = 10

export async function drain(sql: Sql, clock: Clock, tick: () => Promise<void>): Promise<void> {
  for (;;) {
    await tick()
    const { received, queued, running } = await backlog(sql, clock)
    const pending = await pendingEffects(sql, clock)
    if (received + queued + running + pending === 0) return
    await pause(LOOK_EVERY_MS)
  }
}
