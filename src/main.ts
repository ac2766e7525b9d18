// Configuration → app → stop on signal.
import { constants, setPriority } from 'node:os'
import { systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { sentence } from './errors.ts'
import { preflight } from './preflight.ts'
import { welcome } from './welcome.ts'

const STOP_LIMIT_MS = 9_500

// From the very start, and as often as it comes: a terminal's Ctrl-C and npm may both send it.
const signalled = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve())
})

try {
  const config = readConfig()
  await preflight(config)
  // Loaded only now: what is wrong with the configuration is said at once.
  const { startApp } = await import('./app.ts')
  // On one machine the doors go first: a process of workers alone gives way to them.
  if (!config.roles.includes('ingress')) setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const app = await startApp(config)
  process.stdout.write(welcome(config, app, systemClock.now()))
  await signalled
  setTimeout(() => process.exit(1), STOP_LIMIT_MS)
  await app.stop()
  process.exit(0)
} catch (error) {
  // What is wrong with the configuration reads better without the name of its class.
  process.stderr.write(`${sentence(error).replace(/^(?:BadConfig|BadInput|PortTaken): /, '')}\n`)
  process.exit(1)
}
