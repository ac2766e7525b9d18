// Configuration → app → stop on signal.
import { startApp } from './app.ts'
import { systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { sentence } from './errors.ts'
import { welcome } from './welcome.ts'

try {
  const config = readConfig()
  const app = await startApp(config)
  process.stdout.write(welcome(config, app, systemClock.now()))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void app.stop().then(() => process.exit(0)))
  }
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`)
  process.exit(1)
}
