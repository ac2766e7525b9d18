// Waiting until nothing is due: what tests do instead of sleeping.
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from './clock.ts'
import type { Database } from './db.ts'
import { pendingEffects } from './effects/outbox.ts'
import { backlog } from './inbox/lanes.ts'

const LOOK_EVERY_MS = 10

export async function drain(db: Pick<Database, 'transaction'>, clock: Clock, tick: () => Promise<void>): Promise<void> {
  for (;;) {
    await tick()
    if ((await due(db, clock)) === 0) return
    await pause(LOOK_EVERY_MS)
  }
}

/** Of one moment: an event that ends leaves effects behind, and an effect that ends may wake an event. */
const due = (db: Pick<Database, 'transaction'>, clock: Clock): Promise<number> =>
  db.transaction(async (sql) => {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    const { received, queued, running } = await backlog(sql, clock)
    return received + queued + running + (await pendingEffects(sql, clock))
  })
