// Starts the sandbox inside this process: for tests, benchmarks, and main.ts.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createCallLog } from './calls.ts'
import { createControl } from './control.ts'
import { createFaults } from './faults.ts'
import { createServer } from './server.ts'
import { createSystems } from './systems/index.ts'
import { loadWorld, WORLD_FILE, type World } from './world.ts'

export interface SandboxOptions {
  /** 0 takes a free one. */
  port: number
  host?: string
  worldFile?: string
  now?: () => Date
  /** `generous`: no rate limits; `vendors`: the vendors' own. */
  limits?: 'generous' | 'vendors'
}

export interface Sandbox {
  readonly url: string
  readonly port: number
  /** Alive: what calls change, changes here. */
  readonly world: World
  stop(): Promise<void>
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, host = '127.0.0.1', worldFile = WORLD_FILE, now = () => new Date(), limits = 'generous' } = options
  const world = await loadWorld(worldFile, now())
  const stopper = new AbortController()
  const stopping = stopper.signal
  const systems = createSystems({ world, now, vendorLimits: limits === 'vendors', stopping })
  const calls = createCallLog()
  const faults = createFaults()
  const control = createControl({ systems, world, calls, faults, now, limits })
  const server = createServer({ systems, control, calls, faults, now, stopping })

  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    world,
    async stop() {
      stopper.abort()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
