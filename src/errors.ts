// The three ways a thing can go wrong that code may act on; anything else is a bug.

/** What came in cannot be read, however often it is tried. Goes to quarantine, or fails the agent for good. */
export class BadInput extends Error {
  override name = 'BadInput'
}

/** The outside system understood and said no (4xx, missing rights, a business rule). A person must look. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number | undefined
  readonly code: string | undefined
  constructor(message: string, options: { status?: number; code?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.status = options.status
    this.code = options.code
  }
}

export interface UnavailableOptions {
  /** Milliseconds after which trying again makes sense (`Retry-After`, a limiter's window). */
  retryAfterMs?: number
  /** True when the request may have reached the other side: a write must be settled, not resent. */
  maybeDone?: boolean
  /** True when nothing was sent because the circuit is open or our own limiter said wait: costs no attempt. */
  notTried?: boolean
  /** What the other side answered with, where it did answer. */
  status?: number
  cause?: unknown
}

/** The outside system (or the network) is not able to answer now; the same call may succeed later. */
export class Unavailable extends Error {
  override name = 'Unavailable'
  readonly retryAfterMs: number | undefined
  readonly maybeDone: boolean
  readonly notTried: boolean
  readonly status: number | undefined
  constructor(message: string, options: UnavailableOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.retryAfterMs = options.retryAfterMs
    this.maybeDone = options.maybeDone ?? false
    this.notTried = options.notTried ?? false
    this.status = options.status
  }
}

/** One line for a log, a row or a person: the message, never a stack, never a payload. */
export function sentence(error: unknown): string {
  const text = error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : String(error)
  return text.replace(/\s+/g, ' ').slice(0, 500)
}
