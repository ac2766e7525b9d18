// Waits for a port that is just being freed.
import { setTimeout as pause } from 'node:timers/promises'

const RETRY_EVERY_MS = 150

/** A sandbox that is just stopping frees its port within moments; anything else keeps it. */
export async function startedWithin<T>(ms: number, start: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + ms
  for (;;) {
    try {
      return await start()
    } catch (error) {
      const { code, port } = error as NodeJS.ErrnoException & { port?: number }
      if (code !== 'EADDRINUSE') throw error
      if (performance.now() >= deadline) throw new Error(`port ${port} is taken; free it or set SANDBOX_PORT`)
      await pause(RETRY_EVERY_MS)
    }
  }
}
