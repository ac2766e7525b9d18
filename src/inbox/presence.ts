// A worker process proves that it lives by holding a Postgres advisory lock on a connection of its own.
import { randomInt } from 'node:crypto'
import pg from 'pg'
import { PRESENCE } from './lease.ts'

export interface Presence {
  /** The number this process signs its claims with. */
  readonly worker: number
  stop(): Promise<void>
}

const RECONNECT_MS = 500

/** When the process is killed, its connection ends, the lock is free, and others see at once that it is gone. */
export async function bePresent(url: string, onError: (error: Error) => void): Promise<Presence> {
  const worker = randomInt(1, 2 ** 31 - 1)
  let stopped = false
  let client = await hold()
  let timer: NodeJS.Timeout | undefined

  async function hold(): Promise<pg.Client> {
    const fresh = new pg.Client({ connectionString: url, application_name: 'orchestrator-presence', keepAlive: true })
    fresh.on('error', (error) => {
      onError(error)
      void fresh.end().catch(() => undefined)
      again()
    })
    await fresh.connect()
    await fresh.query('SELECT pg_advisory_lock($1, $2)', [PRESENCE, worker])
    return fresh
  }

  function again(): void {
    if (stopped || timer) return
    timer = setTimeout(() => {
      timer = undefined
      hold().then(
        (fresh) => {
          client = fresh
        },
        (error: Error) => {
          onError(error)
          again()
        },
      )
    }, RECONNECT_MS)
  }

  return {
    worker,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await client.end().catch(() => undefined)
    },
  }
}
