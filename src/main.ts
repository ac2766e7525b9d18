// Configuration → app → stop on signal.
import { startApp } from './app.ts'
import { systemClock } from './clock.ts'
import { BadConfig, readConfig } from './config.ts'
import { sentence } from './errors.ts'
import { PortTaken } from './ingress/server.ts'
import { provePostgres } from './postgres.ts'
import { welcome } from './welcome.ts'

const STOP_LIMIT_MS = 9_500

// From the very start, and as often as it comes: a terminal's Ctrl-C and npm may both send it.
const signalled = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve())
})

try {
  const config = readConfig()
  if (config.databaseUrl !== null) await provePostgres(config.databaseUrl)
  const app = await startApp(config)
  process.stdout.write(welcome(config, app, systemClock.now()))
  await signalled
  setTimeout(() => process.exit(1), STOP_LIMIT_MS)
  await app.stop()
  process.exit(0)
} catch (error) {
  const saidAll = error instanceof BadConfig || error instanceof PortTaken
  process.stderr.write(`${saidAll ? error.message : sentence(error)}\n`)
  process.exit(1)
}
