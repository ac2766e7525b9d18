// Stops asking a vendor that keeps failing, and asks again after a while: one circuit per vendor.
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel'
import { Unavailable } from '../errors.ts'

export interface CircuitOptions {
  system: string
  /** Failures one after another that open it. */
  failures: number
  halfOpenAfterMs: number
  onChange(state: 'open' | 'closed'): void
}

export interface Circuit {
  /** Throws when it is open, so that nothing is spent on a call that will not be made. */
  check(): void
  /** @param isFailure tells the vendor's failures from answers nobody likes. */
  run<T>(work: () => Promise<T>): Promise<T>
}

const isFailure = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'status' in answer && Number(answer.status) >= 500

export function createCircuit({ system, failures, halfOpenAfterMs, onChange }: CircuitOptions): Circuit {
  const policy = circuitBreaker(handleWhen((error) => error instanceof Unavailable && !error.notTried).orWhenResult(isFailure), {
    breaker: new ConsecutiveBreaker(failures),
    halfOpenAfter: halfOpenAfterMs,
  })
  let openedAt = 0
  let reported: 'open' | 'closed' = 'closed'
  const report = (state: 'open' | 'closed') => {
    if (reported === state) return
    reported = state
    onChange(state)
  }
  policy.onBreak(() => {
    openedAt = performance.now()
    report('open')
  })
  policy.onReset(() => report('closed'))

  const restMs = () => Math.max(halfOpenAfterMs - (performance.now() - openedAt), 0)
  const open = () =>
    new Unavailable(`${system} keeps failing: not asked again for now`, { notTried: true, retryAfterMs: Math.ceil(restMs()) + 50 })

  return {
    check() {
      if (policy.state === CircuitState.Open && restMs() > 0) throw open()
    },
    async run(work) {
      try {
        return await policy.execute(work)
      } catch (error) {
        throw error instanceof BrokenCircuitError ? open() : error
      }
    },
  }
}
