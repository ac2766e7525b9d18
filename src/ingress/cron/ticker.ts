// The second hand: node-cron calls every second, never while the call before is still at work.
import { schedule } from 'node-cron'
import { ZONE } from '../../clock.ts'
import type { Log } from '../../observability/log.ts'

const EVERY_SECOND = '* * * * * *'

/** @returns how to end it; what runs just then is waited for. */
export function startTicker(work: () => Promise<void>, log: Log, onError: (error: unknown) => void): () => Promise<void> {
  let running = Promise.resolve()
  const quiet = (message: string | Error) => log.debug({ from: 'node-cron' }, String(message))
  const task = schedule(EVERY_SECOND, () => (running = work().catch(onError)), {
    name: 'schedules',
    timezone: ZONE,
    noOverlap: true,
    // A second left out is no loss: the next one looks at everything since.
    suppressMissedWarning: true,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
  return async () => {
    await task.destroy()
    await running
  }
}
