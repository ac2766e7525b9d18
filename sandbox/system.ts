// What a stand-in of one outside system is: where it is mounted, how it answers, how it fails in its vendor's own words.
import type { IncomingHttpHeaders } from 'node:http'
import type { World } from './world.ts'

export const SYSTEMS = ['rentprog', 'yougile', 'telegram', 'openai', 'amocrm', 'umnico', 'stripe', 'langsmith'] as const
export type SystemName = (typeof SYSTEMS)[number]

/** One request, below the mount of its system. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  readonly raw: Buffer
}

export interface Answer {
  readonly status: number
  /** Sent as JSON; absent means an empty body. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is, piece by piece, instead of `body`. */
  readonly pieces?: readonly (string | Buffer)[]
}

export interface Failure {
  readonly status: number
  readonly message?: string
  /** Seconds. */
  readonly retryAfter?: number
}

export interface System {
  readonly name: SystemName
  readonly mount: string
  answer(call: Call): Answer | Promise<Answer>
  /** The vendor's own error shape. */
  fail(failure: Failure): Answer
  /** How the call is written down: path without secrets, and the body when it came by the query. */
  record?(call: Call): { path: string; body?: unknown }
  /** Doors of our own beside the vendor's, by full path (`GET /_telegram/messages`). */
  readonly control?: Readonly<Record<string, Handler>>
}

export type Handler = (call: Call, ...params: string[]) => Answer | Promise<Answer>

/** What every stand-in is made from. */
export interface Surroundings {
  readonly world: World
  readonly now: () => Date
  /** True when the vendors' own rate limits are kept. */
  readonly vendorLimits: boolean
  /** Aborted when the sandbox stops. */
  readonly stopping: AbortSignal
}

export const ok = (body: unknown): Answer => ({ status: 200, body })

export const retryAfterHeader = (seconds?: number): Record<string, string> =>
  seconds === undefined ? {} : { 'retry-after': String(seconds) }
