// The clock of the demo: schedules strike and timers come due when the story wants it, in the database of the service.
import { systemClock } from '../src/clock.ts'
import type { Config } from '../src/config.ts'
import { openDatabase } from '../src/db.ts'
import { createEvent } from '../src/events/index.ts'
import { hurryScheduled } from '../src/inbox/lanes.ts'
import { recordEvent } from '../src/inbox/record.ts'
import { ticksOf } from '../src/ingress/cron/fire.ts'
import { polls } from '../src/ingress/polls/index.ts'
import { hurryPolls } from '../src/ingress/polls/run.ts'
import { startEmbeddedPostgres } from '../src/postgres.ts'
import { whisper } from '../src/queue/wake.ts'

export interface Clockwork {
  /** @returns the id of the event. */
  fire(schedule: string, branch?: string): Promise<string | undefined>
  wake(eventId: string): Promise<void>
  /** A poll is due at once. */
  ask(poll: string): Promise<void>
  close(): Promise<void>
}

/** @param dataDir of the service, where its Postgres is the embedded one. */
export async function clockworkAt({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Clockwork> {
  const embedded = databaseUrl === null ? await startEmbeddedPostgres(dataDir) : null
  const db = openDatabase(embedded?.url ?? (databaseUrl as string), { max: 1 })
  return {
    async fire(schedule, branch) {
      const [tick] = ticksOf(schedule, branch, systemClock.now())
      if (tick === undefined) return undefined
      const { id } = await recordEvent(createEvent(tick, systemClock.now()), { sql: db, clock: systemClock })
      await whisper(db, 'work')
      return id
    },
    async wake(eventId) {
      await hurryScheduled(db, systemClock, eventId)
      await whisper(db, 'work')
    },
    ask: (poll) =>
      hurryPolls(
        polls.filter(({ name }) => name === poll).map((one) => ({ ...one, onStart: true })),
        { sql: db, clock: systemClock },
      ),
    async close() {
      await db.close()
      await embedded?.stop()
    },
  }
}
