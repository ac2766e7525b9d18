// The sandbox as a process of its own: reads its environment, says when it is ready, stops when told or left alone.
import { z } from 'zod'
import { startSandbox } from './index.ts'
import { startedWithin } from './port.ts'

const WAIT_FOR_PORT_MS = 3_000

const Environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  SANDBOX_HOST: z.string().min(1).default('127.0.0.1'),
  SANDBOX_LIMITS: z.enum(['generous', 'vendors']).default('generous'),
})

// A parent that was killed sends no signal; its closed channel tells.
process.on('disconnect', () => process.exit(0))
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0))

try {
  const { SANDBOX_PORT: port, SANDBOX_HOST: host, SANDBOX_LIMITS: limits } = environment()
  const sandbox = await startedWithin(WAIT_FOR_PORT_MS, () => startSandbox({ port, host, limits }))
  console.log(`Sandbox ready on ${sandbox.url} (limits: ${limits}, pid ${process.pid})`)
  process.send?.({ type: 'ready', port: sandbox.port })
} catch (error) {
  console.error(`Sandbox cannot start: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}

function environment() {
  const parsed = Environment.safeParse(process.env)
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
}
