// Waiting between attempts: a little longer each time, and not a moment longer than the process lives.
import { setTimeout as sleep } from 'node:timers/promises'

const LONGEST_MS = 30_000

/** After the n-th failure in a row, from 1: 1 s, 2 s, 4 s … 30 s. */
export const patienceMs = (failures: number): number => Math.min(1_000 * 2 ** (failures - 1), LONGEST_MS)

/** Ends early, and without an error, when it is stopped. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
