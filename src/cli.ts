// The command line of the person on duty: quarantine, replay, timers and schedules out of turn, effects, the audit log, migrations.
import { Command, InvalidArgumentError } from 'commander'
import { validate as isUuid } from 'uuid'
import { systemClock } from './clock.ts'
import { type Config, readConfig } from './config.ts'
import { type Database, migrate, openDatabase } from './db.ts'
import { spokenOf } from './effects/audit.ts'
import { personReplays, personSays } from './effects/person.ts'
import { sentence } from './errors.ts'
import { BRANCHES } from './events/event.ts'
import { createEvent } from './events/index.ts'
import { hurryScheduled } from './inbox/lanes.ts'
import { recordEvent } from './inbox/record.ts'
import { ticksOf } from './ingress/cron/fire.ts'
import { schedules } from './ingress/cron/schedules.ts'
import { reprocessQuarantined } from './ingress/reprocess.ts'
import { sourcesOf } from './ingress/sources/index.ts'
import { provePostgres, startEmbeddedPostgres } from './postgres.ts'
import { whisper } from './queue/wake.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Opens the database the service uses, also while it runs. */
async function withDatabase(work: (db: Database, config: Config) => Promise<void>): Promise<void> {
  const config = readConfig()
  if (config.databaseUrl !== null) await provePostgres(config.databaseUrl)
  const embedded = config.databaseUrl === null ? await startEmbeddedPostgres(config.dataDir) : null
  const db = openDatabase(embedded?.url ?? (config.databaseUrl as string), { max: 2 })
  try {
    await work(db, config)
  } finally {
    await db.close()
    await embedded?.stop()
  }
}

function idOf(text: string): string {
  if (!isUuid(text)) throw new InvalidArgumentError('It is not an id.')
  return text
}

const program = new Command('cli').description('What the person on duty can do from a shell.')

const quarantine = program.command('quarantine').description('deliveries that were authentic but not understood')
quarantine
  .command('list')
  .description('what waits there, oldest first')
  .action(() =>
    withDatabase(async ({ prisma }) => {
      const rows = await prisma.delivery.findMany({ where: { status: 'quarantined' }, orderBy: { seq: 'asc' } })
      for (const row of rows)
        say(`${row.id}  ${row.receivedAt.toISOString()}  ${row.source}/${row.door}  ${row.raw.length} bytes  ${row.reason ?? ''}`)
      say(
        rows.length === 0
          ? 'Nothing is quarantined.'
          : `${rows.length} quarantined; read them again with: npm run cli -- quarantine reprocess`,
      )
    }),
  )
quarantine
  .command('reprocess')
  .argument('[id]', 'only this delivery', idOf)
  .description('read them again, after a fix')
  .action((id: string | undefined) =>
    withDatabase(async (db, config) => {
      const results = await reprocessQuarantined(
        { db, clock: systemClock, sources: sourcesOf(config), duplicateWindowMin: config.duplicateWindowMin },
        id,
      )
      if (results.length === 0) {
        say(id === undefined ? 'Nothing is quarantined.' : `There is no quarantined delivery ${id}.`)
        return
      }
      for (const { deliveryId, events, reason } of results) say(`${deliveryId}  ${events.length > 0 ? `→ ${events.join(', ')}` : reason}`)
      const released = results.filter(({ events }) => events.length > 0).length
      say(`${released} of ${results.length} became events.`)
    }),
  )

program
  .command('replay')
  .argument('<eventId>', 'id of the event', idOf)
  .description('run again what failed of an event')
  .action((eventId: string) =>
    withDatabase(async (db) => {
      const known = await personReplays(db, systemClock, eventId, 'cli')
      say(known ? `${eventId} goes back to its lane.` : `There is no event ${eventId}.`)
      if (!known) process.exitCode = 1
    }),
  )

program
  .command('wake')
  .argument('<eventId>', 'id of an event that is scheduled for later', idOf)
  .description('let a reminder, an escalation or a planned operation come due now')
  .action((eventId: string) =>
    withDatabase(async (db) => {
      const status = await hurryScheduled(db, systemClock, eventId)
      if (status === 'scheduled') say(`${eventId} is due now.`)
      else {
        say(status === null ? `There is no event ${eventId}.` : `${eventId} is ${status}: only a scheduled event can be woken.`)
        process.exitCode = 1
      }
      await whisper(db, 'work')
    }),
  )

program
  .command('fire')
  .argument('<schedule>', schedules.map(({ event }) => event).join(', '))
  .argument('[branch]', `${BRANCHES.join(', ')}; every one of them when absent`)
  .description('what the clock would do: one check, or the daily plan, now')
  .action((name: string, only: string | undefined) =>
    withDatabase(async (db) => {
      const ticks = ticksOf(name, only, systemClock.now())
      for (const tick of ticks) {
        const { id } = await recordEvent(createEvent(tick, systemClock.now()), { sql: db, clock: systemClock })
        say(`${id}  ${tick.type}  ${'branch' in tick.payload ? tick.payload.branch : ''}`.trimEnd())
      }
      await whisper(db, 'work')
    }),
  )

for (const verb of ['retry', 'discard'] as const) {
  program
    .command(`effect-${verb} <key>`)
    .description(verb === 'retry' ? 'send a failed or uncertain effect again' : 'never send it')
    .action((key: string) =>
      withDatabase(async (db) => {
        const known = await personSays(db, systemClock, key, verb, 'cli')
        say(known ? `${key}: done.` : `There is no effect ${key}.`)
        if (!known) process.exitCode = 1
      }),
    )
}

program
  .command('audit')
  .argument('[about]', 'only what begins so: an event’s id, `incident:`, `staff:90001`')
  .option('--last <n>', 'how many lines', (text) => Number.parseInt(text, 10), 50)
  .description('who decided what, oldest first')
  .action((about: string | undefined, { last }: { last: number }) =>
    withDatabase(async ({ prisma }) => {
      const where = about === undefined ? {} : spokenOf(about)
      const rows = await prisma.decision.findMany({ where, orderBy: { seq: 'desc' }, take: Math.max(1, last || 1) })
      const people = await prisma.staff.findMany({ where: { id: { in: rows.flatMap(({ by }) => by ?? []) } } })
      for (const { at, by, via, what, action, about: thing, note } of rows.toReversed()) {
        const who = by === null ? via : (people.find(({ id }) => id === by)?.name ?? `staff ${by}`)
        say(`${at.toISOString()}  ${who}  ${what}${action === null ? '' : ` (${action})`}  ${thing}${note === null ? '' : `  ${note}`}`)
      }
      if (rows.length === 0) say('Nobody has decided anything yet.')
    }),
  )

program
  .command('migrate')
  .description('bring the database to the schema of this version')
  .action(() =>
    withDatabase(async (db) => {
      const applied = await migrate(db.url)
      // Loaded only here: the other commands need no graph.
      const { migrateCheckpoints } = await import('./graph/checkpointer.ts')
      await migrateCheckpoints(db.url)
      say(applied.length === 0 ? 'Nothing to apply.' : `Applied ${applied.join(', ')}.`)
    }),
  )

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${sentence(error).replace(/^(?:BadConfig|BadInput): /, '')}\n`)
  process.exitCode = 1
}
