// A Redis for tests: the one of REDIS_URL, or a redis-server of our own on a free port. Where there is neither, that is said loudly.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { Redis } from 'ioredis'

export interface TestRedis {
  url: string
  client: Redis
  stop(): Promise<void>
}

export const redisIsHere: boolean = process.env.REDIS_URL !== undefined || installed()

if (!redisIsHere) console.warn('\n  NOT TESTED ON REDIS: set REDIS_URL or install redis-server\n')

/** @param port of a server that was there before and comes back. */
export async function startRedis(own = false, wanted?: number): Promise<TestRedis> {
  const url = own ? undefined : process.env.REDIS_URL
  if (url) {
    const client = new Redis(url)
    return { url, client, stop: async () => void (await client.quit()) }
  }
  const port = wanted ?? (await freePort())
  const server = spawn('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no'], { stdio: 'ignore' })
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null })
  // Refused until the server is up.
  client.on('error', () => undefined)
  await client.ping()
  return {
    url: `redis://127.0.0.1:${port}`,
    client,
    async stop() {
      client.disconnect()
      server.kill()
      await once(server, 'exit')
    },
  }
}

function installed(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
