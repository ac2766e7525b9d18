// What can be found wrong before anything is started: values of the settings, the directory file, a database out of reach.
import { z } from 'zod'
import { settingsTable } from './agents/settings.ts'
import { BadConfig, type Config } from './config.ts'
import { readDirectory } from './directory.ts'
import { firstIssue } from './events/index.ts'
import { provePostgres } from './postgres.ts'

/** @throws Error with one line that names the variable. */
export async function preflight({ settings, directoryFile, databaseUrl }: Pick<Config, 'settings' | 'directoryFile' | 'databaseUrl'>): Promise<void> {
  try {
    settingsTable(settings)
  } catch (error) {
    throw new BadConfig(`SETTINGS_FILE: ${error instanceof z.ZodError ? firstIssue(error) : 'cannot be used'}`, { cause: error })
  }
  if (directoryFile !== null) await readDirectory(directoryFile)
  if (databaseUrl !== null) await provePostgres(databaseUrl)
}
