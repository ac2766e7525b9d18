// What has reached the sandbox's Telegram: looked at until it is there.
import { setTimeout as pause } from 'node:timers/promises'

const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 20

export interface Call {
  n: number
  at: string
  path: string
  body: Record<string, unknown>
}

/** @returns when the wanted calls came, and the number of the last call seen. @throws Error when they do not come within a minute. */
export async function reached(
  sandboxUrl: string,
  lastCall: number,
  count: number,
  isWanted: (call: Call) => boolean,
): Promise<{ at: number[]; lastCall: number }> {
  const end = Date.now() + PATIENCE_MS
  const at: number[] = []
  let after = lastCall
  for (;;) {
    const calls = (await (await fetch(`${sandboxUrl}/_calls?system=telegram&after=${after}`)).json()) as Call[]
    after = calls.at(-1)?.n ?? after
    at.push(...calls.filter(isWanted).map((call) => Date.parse(call.at)))
    if (at.length >= count) return { at, lastCall: after }
    if (Date.now() > end) throw new Error(`${at.length} of ${count} calls within ${PATIENCE_MS / 1000} s`)
    await pause(LOOK_EVERY_MS)
  }
}
