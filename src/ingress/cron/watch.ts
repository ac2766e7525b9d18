// Who watches the clock: workers notice when no process looks at the schedules any more.
import type { Happenings } from '../../observability/happenings.ts'

/** With the beat of the clockwork and the pause between two looks it makes less than a minute. */
const SILENT_MS = 40_000

/** To be called again and again: says once that nobody looks at the schedules, and once that somebody does again. */
export function watchOver(silentMs: () => Promise<number>, { clockStopped, clockRuns }: Pick<Happenings, 'clockStopped' | 'clockRuns'>) {
  let stopped = false
  return async (): Promise<void> => {
    const ms = await silentMs()
    if (!stopped && ms > SILENT_MS) clockStopped({ silentMs: ms })
    if (stopped && ms <= SILENT_MS) clockRuns()
    stopped = ms > SILENT_MS
  }
}
