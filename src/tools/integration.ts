// The one shape of an outside system: reads for agents, writes for effect handlers, each operation described once.
import type { z } from 'zod'

export interface CallOptions {
  signal?: AbortSignal
  /** Travels as `Idempotency-Key`; every write carries its effect's key. */
  effectKey?: string
  /** Critical calls may use the share of the rate limit that is kept for them. */
  critical?: boolean
}

/** What an operation is run with: the caller's wishes and what the table says of the operation. */
export interface Call extends CallOptions {
  readonly operation: string
  readonly limit: string
  /** A write is never tried twice here, and one that was cut off may have been done. */
  readonly write: boolean
}

export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** One sentence; also what a model reads when the operation is offered to it as a tool. */
  readonly summary: string
  readonly input: I
  readonly output: O
  /** Name of the rate limit its requests count against (limits.ts). */
  readonly limit: string
  /** What happens when it is called twice. */
  readonly idempotency: string
  /** Talks to the vendor; the answer is parsed by `output`. Throws the three of errors.ts. */
  run(input: z.output<I>, call: Call): Promise<unknown>
}

export type Operations = Readonly<Record<string, Operation>>

export interface Integration<R extends Operations = Operations, W extends Operations = Operations> {
  readonly name: string
  readonly read: R
  readonly write: W
}

export const operation = <I extends z.ZodType, O extends z.ZodType>(op: Operation<I, O>): Operation<I, O> => op

export const defineIntegration = <R extends Operations, W extends Operations>(integration: Integration<R, W>): Integration<R, W> =>
  integration

/** The callable form of a table of operations. */
export type Bound<Ops extends Operations> = {
  readonly [K in keyof Ops]: (input: z.input<Ops[K]['input']>, call?: CallOptions) => Promise<z.output<Ops[K]['output']>>
}
