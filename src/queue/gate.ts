// The gate routine work passes: it lets many through, few while the doors answer slowly, and more again step by step.

export interface Gate {
  /** A door answered. */
  onAnswer(ms: number): void
  /** Another process says that its doors are slow. */
  onPressure(): void
  /** True while work is held back. */
  readonly narrow: boolean
  /** Runs `work` when there is room. */
  through<T>(work: () => Promise<T>): Promise<T>
}

/** A door slower than this is in trouble. */
const SLOW_MS = 25
/** Then so much goes on beside it, */
const NARROW = 1
/** and one more for every so long without trouble. */
const STEP_MS = 250
/** Work that was held back rests as long as it took, at most so long: the doors need the time between, too. */
const LONGEST_REST_MS = 250

/** @param wide how many may be inside when nobody is in trouble. @param onSlow told of every slow answer, so that other processes may hear of it. */
export function createGate(wide: number, onSlow: () => void = () => undefined): Gate {
  const waiting: (() => void)[] = []
  let inside = 0
  let room = wide
  let step: NodeJS.Timeout | undefined

  const admit = () => {
    while (waiting.length > 0 && inside < room) {
      inside++
      waiting.shift()?.()
    }
  }
  const leave = () => {
    inside--
    admit()
  }
  const widen = () => {
    room++
    admit()
    if (room < wide) step?.refresh()
  }
  const narrow = () => {
    room = Math.min(NARROW, wide)
    if (room === wide) return
    if (step) step.refresh()
    else step = setTimeout(widen, STEP_MS).unref()
  }

  return {
    onAnswer(ms) {
      if (ms <= SLOW_MS) return
      narrow()
      onSlow()
    },
    onPressure: narrow,
    get narrow() {
      return room < wide
    },
    async through(work) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        admit()
      })
      const startedAt = performance.now()
      try {
        return await work()
      } finally {
        const restMs = room < wide ? Math.min(performance.now() - startedAt, LONGEST_REST_MS) : 0
        if (restMs === 0) leave()
        else setTimeout(leave, restMs).unref()
      }
    },
  }
}
