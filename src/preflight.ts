// What can be found wrong before anything is started: values of the settings, schedules, the directory file, a database out of reach.
import { z } from 'zod'
import { Settings } from './agents/settings.ts'
import { BadConfig, type Config } from './config.ts'
import { readDirectory } from './directory.ts'
import { BRANCHES } from './events/event.ts'
import { schedulesInForce } from './ingress/cron/schedules.ts'
import { provePostgres } from './postgres.ts'

const Overrides = z.partialRecord(z.enum(['all', ...BRANCHES]), z.strictObject(Settings.partial().shape))

/** @throws Error with one line that names the variable. */
export async function preflight({
  settings,
  schedules,
  directoryFile,
  databaseUrl,
}: Pick<Config, 'settings' | 'schedules' | 'directoryFile' | 'databaseUrl'>): Promise<void> {
  const overrides = Overrides.safeParse(settings)
  const issue = overrides.error?.issues[0]
  if (issue) throw new BadConfig(['SETTINGS_FILE', issue.path.join('.'), issue.message].filter((part) => part !== '').join(': '))
  schedulesInForce(schedules)
  if (directoryFile !== null) await readDirectory(directoryFile)
  if (databaseUrl !== null) await provePostgres(databaseUrl)
}
