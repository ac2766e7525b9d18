// Rate limits as the vendors count them: so many calls in a sliding window.

export interface Rule {
  key: string
  calls: number
  windowMs: number
}

/** Counts a call against all rules, or against none when one is exhausted. @returns 0, or the ms to wait. */
export type Limiter = (rules: readonly Rule[]) => number

export function createLimiter(now: () => Date): Limiter {
  const logs = new Map<string, number[]>()

  function wait({ key, calls, windowMs }: Rule, at: number): number {
    const log = (logs.get(key) ?? []).filter((time) => time > at - windowMs)
    logs.set(key, log)
    const oldest = log[log.length - calls]
    return oldest === undefined ? 0 : oldest + windowMs - at
  }

  return (rules) => {
    const at = now().getTime()
    const longest = Math.max(0, ...rules.map((rule) => wait(rule, at)))
    if (longest === 0) for (const { key } of rules) logs.get(key)?.push(at)
    return longest
  }
}

export const MINUTE_MS = 60_000

/** Whole seconds, at least one, as `Retry-After` wants them. */
export const inSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000))
