// What the HTTP layer must know of a vendor, and the requests and answers that pass through it.

export interface Vendor {
  readonly system: string
  readonly timeoutMs: number
  /** The variable to check when we are not let in. */
  readonly credential: string
  /** Never to be seen in an error or a log line. */
  readonly secrets: readonly string[]
  /** How long to leave it alone after a 429 that names no time. */
  readonly afterTooManyMs: number
  /** What the vendor's own error body says. */
  explain?(status: number, body: unknown): Explanation
}

/** What a vendor's error body says in its own way. */
export interface Explanation {
  message?: string
  code?: string
  retryAfterMs?: number
  /** Small data the caller may act on (a new chat id). */
  cause?: unknown
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  url: string
  headers?: Record<string, string>
  /** Text is JSON unless the headers say otherwise. */
  body?: string | FormData
  /** Whose share of the limit it uses: a company token, a chat. */
  limitKey?: string
  /** Where it counts against another limit than its operation does. */
  limit?: string
  credential?: string
  /** A file: its answer is bytes, at most so many. */
  bytesMost?: number
  /** A long poll: its answer may take so many ms, and whatever becomes of it says nothing about the vendor's health. */
  pollMs?: number
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Parsed JSON; undefined when it is none. */
  readonly body: unknown
  /** Where a file was asked for; null when it is larger than it may be. */
  readonly bytes?: Buffer | null
}
