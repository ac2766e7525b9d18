// The gate routine work passes: it lets many through, and few while the doors answer slowly.

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

/** A door slower than this is in trouble, */
const SLOW_MS = 25
/** and is given so long to recover, */
const CALM_MS = 400
/** while so much goes on beside it. */
const NARROW = 1

/** @param wide how many may be inside when nobody is in trouble. @param onSlow told of every slow answer, so that other processes may hear of it. */
export function createGate(wide: number, onSlow: () => void = () => undefined): Gate {
  const waiting: (() => void)[] = []
  let inside = 0
  let calmAt = 0
  let timer: NodeJS.Timeout | undefined

  const isNarrow = () => performance.now() < calmAt
  const admit = () => {
    while (waiting.length > 0 && inside < (isNarrow() ? NARROW : wide)) {
      inside++
      waiting.shift()?.()
    }
  }
  const narrow = () => {
    calmAt = performance.now() + CALM_MS
    clearTimeout(timer)
    timer = setTimeout(admit, CALM_MS + 1)
    timer.unref()
  }

  return {
    onAnswer: (ms) => {
      if (ms <= SLOW_MS) return
      narrow()
      onSlow()
    },
    onPressure: narrow,
    get narrow() {
      return isNarrow()
    },
    async through(work) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        admit()
      })
      try {
        return await work()
      } finally {
        inside--
        admit()
      }
    },
  }
}
